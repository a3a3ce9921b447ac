"""Names: lost, made up, or another's."""

import difflib
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from babel import Locale

from generator.translation.checks import countries
from generator.translation.checks.pair import Pair
from generator.translation.fold import fold, is_headline, words
from generator.translation.names import latin, script
from generator.translation.tables import base, table

# a word that opens a sentence has its capital from there
_OPENS = re.compile(r"(?:^|[.!?:;…]\s+|[\"“(\[—]\s*)$")
_CAPITALISED = re.compile(r"(?<![\w'’-])[^\W\d_a-z][\w'’-]*[^\W_]")


def name(pair: Pair) -> str | None:
    """A name is lost."""
    for source, form in pair.names.items():
        if not latin(pair.target_language) and form == source:
            continue  # transliterated, who knows how
        if not contains(pair.target, form):
            return f"“{source}” is lost"
    return None


def glossary(pair: Pair) -> str | None:
    """A term of the glossary has another form."""
    return next(pair.terms.problems(pair.source, pair.target), None)


def order(pair: Pair) -> str | None:
    """Two known names have changed places: who is quoted, who does it."""
    named = (_places(name, form, pair) for name, form in pair.names.items())
    known = sorted([*filter(None, named), *_country_places(pair)])
    return _crossed(known, pair, _WORDS) or _crossed(sorted(_unlisted_places(pair)), pair, _DEED)


def _crossed(places: list[tuple[int, int, int, str]], pair: Pair, link: re.Pattern[str]) -> str | None:
    """The first two neighbours that `link` joins in the source and the target has the other way round."""
    for (_, end, first, one), (start, _, second, other) in pairwise(places):
        between = pair.source[end:start].strip()
        if first > second and link.search(between) and not _reorders(between):
            return f"“{one}” and “{other}” have changed places"
    return None


_WORDS = re.compile(r"(?<!\w)[a-z]{2,}|^'s? ")
# of names that nobody has told to be people's only those between which something is done
_DEED = re.compile(
    r"(?<!\w)(?:\w{2,}ed|told|met|beat|sent|gave|sold|bought|sued|shot|hit|won|led|left|paid)(?!\w)"
)


def _unlisted_places(pair: Pair) -> Iterator[tuple[int, int, int, str]]:
    """The same for other names that both texts, in Latin letters, have once and alike."""
    if not (latin(pair.source_language) and latin(pair.target_language)):
        return
    for found in names_in(pair.source, pair.source_language):
        whole = re.compile(rf"(?<!\w){re.escape(found)}(?!\w)")
        here, there = ([*whole.finditer(text)] for text in (pair.source, pair.target))
        if len(here) == len(there) == 1:
            yield here[0].start(), here[0].end(), there[0].start(), found


def _places(name: str, form: str, pair: Pair) -> tuple[int, int, int, str] | None:
    """Where a name begins and ends in the source and begins in the target, if it stands once in each."""
    own, other = words(name)[-1:], re.split(r"[\s·]", form)[-1:]
    if not own or not other:
        return None
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(own[0])}(?!\w)", pair.source)]
    # endings change: Путін, Путіна
    stem = other[0] if len(other[0]) < 5 else other[0][:-2] if len(other[0]) > 6 else other[0][:-1]
    if len(found) != 1 or pair.target.count(stem) != 1:
        return None
    return *found[0], pair.target.index(stem), own[0]


def _country_places(pair: Pair) -> Iterator[tuple[int, int, int, str]]:
    """The same for countries that both texts name once."""
    if not {base(pair.source_language), base(pair.target_language)} <= table("numbers").keys():
        return
    found = []
    for text, language in ((pair.source, pair.source_language), (pair.target, pair.target_language)):
        by_code: dict[str, list[re.Match[str]]] = {}
        for code, match in countries.mentions(text, base(language)):
            by_code.setdefault(code, []).append(match)
        found.append({code: matches[0] for code, matches in by_code.items() if len(matches) == 1})
    for code in found[0].keys() & found[1].keys():
        match = found[0][code]
        yield match.start(), match.end(), found[1][code].start(), match.group().title()


def _reorders(between: str) -> bool:
    """Whether the words between two names let a translation put the second first."""
    return bool(
        re.search(
            r"[\",;:—]|(?<!\w)(?:and|or|by|of|in|at|with|for|as|after|before|while|when)(?!\w)", between
        )
    )


def unknown_name(pair: Pair) -> str | None:
    """A name that the briefing does not list is lost: fewer names come out than went in."""
    if not latin(pair.source_language) or is_headline(pair.source):
        return None
    named = [n for n in names_in(pair.source, pair.source_language) if n not in pair.names]
    missing = [
        n
        for n in named
        if not _found(n, pair.target, pair.target_language)
        and not countries.is_kept(n, pair.target, pair.target_language)
    ]
    if not missing:
        return None
    if latin(pair.target_language):
        # the word that opens a sentence has its capital from there
        inside = {
            m.group()
            for m in _CAPITALISED.finditer(pair.target)
            if not _OPENS.search(pair.target[: m.start()])
        }
        spare = [w for w in inside if not any(_alike(w, n) for n in named)]
        return f"“{missing[0]}” is lost" if len(missing) > len(spare) else None
    if script(pair.target_language) in table("letters"):
        sure = [n for n in missing if len(skeleton(n)) > 2]
        return f"“{sure[0]}” is lost" if sure else None
    return None


# --- names in a text -----------------------------------------------------------------------------


def names_in(text: str, language: str) -> Iterator[str]:
    """The words of a text that are parts of names, which other languages keep or write by ear."""
    ordinary = _ordinary(base(language))
    small = {word for word in words(text) if word.islower()}
    seen = set()
    for match in _CAPITALISED.finditer(text):
        word = re.sub(r"['’]\w*$", "", match.group())
        if (
            word in seen
            or fold(word) in ordinary
            or word.casefold() in small
            or word.removesuffix("s").isupper()
            or len(word) < 3
        ):
            continue
        if _OPENS.search(text[: match.start()]):
            continue
        seen.add(word)
        yield word


def form_of(source: str, pair: Pair) -> str | None:
    """The word of the translation that is a name of the source; None where it cannot be told."""
    wanted = pair.names.get(source, source)
    found = [
        w for w in _candidates(pair.target, pair.target_language) if _is(wanted, w, pair.target_language)
    ]
    return found[0] if len(set(found)) == 1 else None


def contains(text: str, form: str) -> bool:
    """Whether a text holds the words of a name; accents, endings and spelling by ear aside."""
    if form in text:
        return True
    found = [fold(word) for word in words(text)]
    return all(any(_same(fold(part), word) for word in found) for part in words(form))


def _candidates(text: str, language: str) -> list[str]:
    return words(text) if script(language) == "Arab" else _capitalised(text)


def _capitalised(text: str) -> list[str]:
    return [m.group() for m in _CAPITALISED.finditer(text) if not m.group()[0].isdigit()]


def _found(word: str, text: str, language: str) -> bool:
    return any(_is(word, candidate, language) for candidate in words(text))


def _is(wanted: str, word: str, language: str) -> bool:
    if not latin(language) and script(language) in table("letters") and _is_latin(wanted):
        return (_is_latin(word) and _alike(wanted, word)) or _sounds_like(wanted, word)
    return _alike(wanted, word)


def _is_latin(word: str) -> bool:
    return "a" <= fold(word)[:1] <= "z"


def _alike(first: str, second: str) -> bool:
    return any(_same(fold(part), fold(second)) for part in words(first) if len(part) > 2)


def _same(part: str, word: str) -> bool:
    # an ending may be added or changed: Putin, Putina; Merkel, Merkelová; Trumpa
    stem = part[: max(3, len(part) - 2)]
    if word.startswith(stem) and abs(len(word) - len(part)) <= 4:
        return True
    # or the language spells it by ear: Putin, Poutine; Volodymyr, Volodímir
    return difflib.SequenceMatcher(None, part, word).ratio() >= 0.75


def _sounds_like(name: str, word: str) -> bool:
    first, second = skeleton(name), skeleton(word)
    if len(first) < 2:
        return True  # too little to tell
    if first == second[: len(first)] and len(second) - len(first) <= 2:
        return True
    return difflib.SequenceMatcher(None, first, second).ratio() >= 0.7


@cache
def skeleton(word: str) -> str:
    """The consonants of a word by sound (data/letters.yml), doubled ones once."""
    folded = fold(word)
    sounds: dict[str, str] = {}
    for letters in table("letters").values():
        sounds |= letters
    result, index = "", 0
    while index < len(folded):
        size = next((n for n in (4, 3, 2, 1) if folded[index : index + n] in sounds), 0)
        sound = sounds.get(folded[index : index + size], "") if size else ""
        if not result.endswith(sound):
            result += sound
        index += size or 1
    return result


# --- words that are no names ---------------------------------------------------------------------


@cache
def _ordinary(language: str) -> frozenset[str]:
    """Words with a capital that other languages translate: countries, peoples, months, titles."""
    locale = Locale.parse(language)
    found = {*table("names")["translatable"].get(language, ()), *table("names")["ordinary"].get(language, ())}
    found |= {*locale.languages.values(), *locale.territories.values()}
    for calendar in (locale.months, locale.days):
        found |= {*calendar["format"]["wide"].values(), *calendar["format"]["abbreviated"].values()}
    found |= {*table("names")["alternates"].get(language, ()), *table("names")["roles"].get(language, ())}
    return frozenset(fold(word) for entry in found for word in words(entry)) | countries.peoples().keys()
