"""Countries and peoples: lost, or another."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from babel import Locale

from generator.translation.checks.pair import Pair
from generator.translation.fold import fold, is_headline, words
from generator.translation.glossary.forms import unspaced
from generator.translation.names import script
from generator.translation.tables import base, table


def country(pair: Pair) -> str | None:
    """A country is lost, or another one."""
    if not {base(pair.source_language), base(pair.target_language)} <= table("numbers").keys():
        return None
    source, target = (pair.source, base(pair.source_language)), (pair.target, base(pair.target_language))
    wanted, found = ({code for code, _ in mentions(*side)} for side in (source, target))
    names = Locale.parse(pair.source_language, sep="-").territories
    if lost := wanted - found - _meant(wanted, *target):
        return f"“{names[min(lost)]}” is lost"
    if people := next(_lost(pair), None):
        return f"“{people}” is lost"
    if added := found - wanted - _meant(found, *source):
        return f"“{names[min(added)]}” is not in the source"
    return None


def _lost(pair: Pair) -> Iterator[str]:
    """The source's adjectives such as "African" of which the translation has no trace."""
    if base(pair.source_language) != "en" or is_headline(pair.source):
        return
    for word in words(pair.source):
        codes = peoples().get(fold(word)) if word[0].isupper() else None
        if (
            codes
            and not _is_any_named(codes, pair.target, base(pair.target_language))
            and not any(_hints(c, pair.target, pair.target_language) for c in codes)
        ):
            yield word


def _hints(code: str, text: str, language: str) -> bool:
    """Whether a word begins as the country's name does: "afegão", Afeganistão."""
    name = Locale.parse(language, sep="-").territories.get(code)
    begins = {
        fold(word)[: 2 if unspaced(language) else 4]
        for word in words(name or "")
        if len(word) > 3 or unspaced(language)
    }
    folded = fold(text)
    start = "" if unspaced(language) or script(language) == "Arab" else r"(?<!\w)"
    return name is None or any(re.search(start + re.escape(begin), folded) for begin in begins)


def is_kept(word: str, target: str, language: str) -> bool:
    """Whether a name is a country's, or part of one's, that a translation may mean: England, "inglês"."""
    codes = _codes(fold(word))
    return bool(codes) and _is_any_named(codes, target, base(language))


# --- in a text ------------------------------------------------------------------------------------


@cache
def _forms(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    locale = Locale.parse(language)
    unusual = set(table("names")["unusual"])
    codes = {c: n for c, n in locale.territories.items() if c.isalpha() and len(c) == 2 and c not in unusual}
    forms = {fold(name): code for code, name in codes.items()}
    forms |= {fold(n): c for n, c in table("names")["alternates"].get(language, {}).items()}
    for longer in table("names")["longer"].get(language, ()):
        forms[fold(longer)] = ""
    pattern = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.compile(pattern if unspaced(language) else rf"(?<!\w)(?:{pattern})(?!\w)"), forms


@cache
def _codes(word: str) -> frozenset[str]:
    """The countries that a folded English word may mean, or a part of one of them."""
    return frozenset(code for code, stems in _stems("en").items() if stems.match(word))


def _is_any_named(codes: Collection[str], text: str, language: str) -> bool:
    """Whether a text names one of the countries, or may mean it."""
    return bool(_meant(codes, text, language)) or any(code in codes for code, _ in mentions(text, language))


def _meant(codes: Collection[str], text: str, language: str) -> set[str]:
    """Those of the countries that a text may mean, without naming them."""
    stems, folded = _stems(language), _same_length(text)
    return {code for code in codes if code in stems and stems[code].search(folded)}


def mentions(text: str, language: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The countries that a text names: CLDR code and place."""
    pattern, forms = _forms(language)
    for match in pattern.finditer(_same_length(text)):
        if forms[match.group()] and _is_name(text, match):
            yield forms[match.group()], match


def _same_length(text: str) -> str:
    """The text folded letter by letter, so that places in it are places in the text."""
    return "".join(fold(char)[:1] or " " for char in text)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether the letters are a country's: "US", but not "us", "Kim Jong Un" or "Latin America".

    A name has a capital where the script has any.
    """
    found = text[match.start() : match.end()]
    if len(found) < 4 and not found.isupper() and found.isascii():
        return False
    continent = re.search(r"(?:Latin|South|North|Central) $", text[: match.start()])
    return not found[0].islower() and not (continent and found == "America")


@cache
def _stems(language: str) -> dict[str, re.Pattern[str]]:
    """How a text may mean a country: the stem of its name, or one of data/countries.yml."""
    _, forms = _forms(language)
    stems: dict[str, set[str]] = {}
    for form, code in forms.items():
        stems.setdefault(code, set()).update(_stem(word) for word in words(form) if len(word) > 3)
    for code, lists in table("countries").items():
        stems.setdefault(code, set()).update(map(fold, lists.get(language, ())))
    start = "" if unspaced(language) else r"(?<!\w)(?:[وفبكل]?(?:ال)?|لل)" if language == "ar" else r"(?<!\w)"
    return {
        code: re.compile(start + "(?:" + "|".join(map(re.escape, sorted(found, key=len, reverse=True))) + ")")
        for code, found in stems.items()
        if found
    }


def _stem(word: str) -> str:
    return word[: max(3, len(word) - 3)]


@cache
def peoples() -> dict[str, frozenset[str]]:
    """English adjectives and names of peoples with the CLDR codes that they may mean: Korean, KP and KR."""
    from countryinfo import all_countries  # noqa: PLC0415 - reads two megabytes

    found: dict[str, set[str]] = {}
    for country in all_countries():
        # "Bosnian, Herzegovinian"; of two words, neither alone is a people's name
        for demonym in re.split("[,/]", country.demonym() or ""):
            if len(words(demonym)) == 1:
                word = fold(demonym.strip())
                found.setdefault(word, set()).add(country.iso(2))
                found.setdefault(f"{word}s", set()).add(country.iso(2))
    for code, name in (("002", "african"), ("142", "asian")):
        found[name] = found[f"{name}s"] = {code}
    return {word: frozenset(codes) for word, codes in found.items()}
