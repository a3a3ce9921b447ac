"""Good translations ▶ faulty ones: what a careful editor would call a fault, one at a time."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import yaml

from generator.marks import straighten
from generator.translation import checks, glossary
from generator.translation.glossary import Terms

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/fixtures/faults"

# of one kind in one language and origin, so that what fits everywhere does not drown the rest
_MOST = 10


@dataclass(frozen=True, slots=True)
class Good:
    """A good translation.

    Attributes:
        source: with straight marks, in English.
        target: with straight marks.
        language: tag of the target's language.
        names: what the checks are told of names, as the pipeline tells it.
        people: names in the source, each with its plain form in the target.
        others: translations of the same source into other languages.
        written: faulty translations that a person wrote, by kind.
        origin: where it is from.
    """

    source: str
    target: str
    language: str
    names: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    origin: str = "own"

    def pair(self, target: str) -> checks.Pair:
        """What to ask the checks about a translation of this source."""
        return checks.Pair(self.source, target, "en", self.language, self.names, _terms(self.language))


@cache
def _terms(language: str) -> Terms:
    return Terms.of(glossary.load(ROOT / "site_config/glossary.yml"), language)


def injected(goods: Iterable[Good]) -> Iterator[tuple[str, Good, str]]:
    """Faulty translations: kind, what each was made of, its text; the same at every run."""
    known = {(good.source, good.language, good.target) for good in goods}
    for kind, inject in KINDS.items():
        most = None if kind in _WRITTEN else _MOST
        made = []
        for good in goods:
            seed = f"{kind}|{good.source}|{good.target}"
            dice = Random(seed)  # noqa: S311 - nothing is secret here
            target = inject(good, dice)
            text = straighten(target) if target else ""
            if text and (good.source, good.language, text) not in known:
                made.append((good.origin, good.language, dice.random(), good, text))
        made.sort(key=lambda m: m[:3])
        for _, group in groupby(made, key=lambda m: m[:2]):
            yield from ((kind, good, text) for _, _, _, good, text in list(group)[:most])


@cache
def data(name: str) -> Any:
    """A file of tests/fixtures/faults."""
    return yaml.safe_load((DATA / name).read_text("utf-8"))


# --- words ---------------------------------------------------------------------------------------


def _for(table: str, language: str) -> Any:
    return data("words.yml")[table][language]


@cache
def word(text: str) -> re.Pattern[str]:
    """A pattern for a whole word or words."""
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")


def _pieces(text: str, language: str) -> list[str]:
    """What a text can be cut into: words, or Chinese characters and whole figures."""
    return re.findall(r"[A-Za-z0-9.,%]+|.", text) if language == "zh" else text.split()


def _glue(pieces: Sequence[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(pieces)


def _capital(new: str, old: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _end(text: str) -> tuple[str, str]:
    """A text and the marks at its end."""
    end = re.search(r"[.!?。！？\"')\]]*$", text)
    at = end.start() if end else len(text)
    return text[:at], text[at:]


_STOP = {"zh": "。"}
_PROTECTED = re.compile(r"https?://\S+|\(/\S*\)|[\w.]+@[\w.]+|\{\w*\}|%s")


def _free(text: str) -> str:
    """The text with blanks for addresses and placeholders, in which numbers are no numbers."""
    return _PROTECTED.sub(lambda m: " " * len(m[0]), text)


def _value(figure: str) -> str:
    return re.sub(r"\D", "", figure)


def _common_figures(good: Good) -> list[re.Match[str]]:
    """The figures of a target that stand once in it, and in its source too."""
    own = Counter(_value(m[0]) for m in _figures_in(good.source, "en"))
    figures = [m for m in _figures_in(good.target, good.language) if _value(m[0])]
    count = Counter(_value(m[0]) for m in figures)
    return [m for m in figures if own[_value(m[0])] and count[_value(m[0])] == 1]


def _figures_in(text: str, language: str) -> list[re.Match[str]]:
    # no figure is what stands in a word, or in a score such as 3-1; Chinese writes words close to figures
    before, inside = (r"\d.,:", "") if language == "zh" else (r"\w.,:-", r"| \d{3}(?!\d)")
    pattern = rf"(?<![{before}])\d+(?:[.,:]\d+{inside})*(?!\d|-\d)"
    return list(re.finditer(pattern, _free(text)))


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _is_year(figure: str) -> bool:
    return bool(re.fullmatch(r"(?:1[6-9]|20)\d\d", figure))


# --- numbers and dates ---------------------------------------------------------------------------


def number_changed(good: Good, dice: Random) -> str | None:
    """Another figure."""
    figures = [m for m in _common_figures(good) if not _is_year(m[0])]
    if not figures:
        return None
    match = dice.choice(figures)
    taken = {
        _value(m[0]) for m in (*_figures_in(good.source, "en"), *_figures_in(good.target, good.language))
    }
    first, rest = match[0][0], match[0][1:]
    new = next(
        (d + rest for d in dice.sample("123456789", 9) if d != first and _value(d + rest) not in taken), None
    )
    return _put(good.target, match, new) if new else None


def number_dropped(good: Good, dice: Random) -> str | None:
    """The figure gone."""
    figures = _common_figures(good)
    if not figures:
        return None
    match = dice.choice(figures)
    return re.sub(r" ([,.%])", r"\1", _put(good.target, match, ""))


def number_added(good: Good, dice: Random) -> str | None:
    """A figure that the source lacks."""
    text, end = _end(good.target)
    if len(good.source.split()) < 5:
        return None
    return f"{text}{dice.choice(_for('figures', good.language))}{end}"


def decimal_shifted(good: Good, dice: Random) -> str | None:
    """Ten times as much, or a tenth."""
    figures = [m for m in _common_figures(good) if not _is_year(m[0]) and ":" not in m[0]]
    taken = {
        _value(m[0]) for m in (*_figures_in(good.source, "en"), *_figures_in(good.target, good.language))
    }
    options = []
    for match in figures:
        figure = match[0]
        if decimal := re.fullmatch(r"(\d+)[.,](\d{1,2})", figure):
            options.append((match, decimal[1] + decimal[2]))
        elif figure.isdigit() and figure != "0" and len(figure) < 4 and figure + "0" not in taken:
            options.append((match, figure + "0"))
    if not options:
        return None
    return _put(good.target, *dice.choice(options))


def _other_in_row(table: str, good: Good, dice: Random) -> str | None:
    """A word of a table replaced by another of the same form."""
    if not (found := _in_row(table, good)):
        return None
    match, form, there = found
    row = dice.choice([row for i, row in enumerate(_for(table, good.language)) if i not in there])
    return _put(good.target, match, _capital(str(row[form]), match[0]))


def _in_row(table: str, good: Good) -> tuple[re.Match[str], int, set[int]] | None:
    """Where a target has a word of a table, in which form, and the rows that are in the source."""
    rows, english = _for(table, good.language), data("words.yml")[table]["en"]
    # May, Sunday and March are words only with a capital
    case = 0 if table in {"months", "weekdays"} else re.I
    there = {i for i, word in enumerate(english) if re.search(rf"\b{word}\b", good.source, case)}
    for index in sorted(there & set(range(len(rows)))):
        for form, word in enumerate(rows[index]):
            if match := _search_form(word, good):
                return match, form, there
    return None


def _search_form(word: str, good: Good) -> re.Match[str] | None:
    if good.language == "zh":
        return re.search(rf"(?<![\d一二三四五六七八九十]){re.escape(word)}", good.target)
    prefix = r"(?:(?<=\W)|(?<=^)|(?<=\W[وبلفك]))" if good.language == "ar" else r"(?<![\w-])"
    return re.search(rf"{prefix}(?i:{re.escape(word)})(?![\w-])", good.target)


def number_word_changed(good: Good, dice: Random) -> str | None:
    """Another number, in letters."""
    return _other_in_row("numbers", good, dice)


def number_word_dropped(good: Good, _: Random) -> str | None:
    """A number in letters gone."""
    found = _in_row("numbers", good)
    # "the two presidents" are the presidents
    if not found or re.search(r"(?i)\b(?:the|these|those|both|one of) two\b", good.source):
        return None
    return _put(good.target, found[0], "")


def ordinal_changed(good: Good, dice: Random) -> str | None:
    """Another place in the order."""
    return None if re.search(r"Monday|\bat first\b", good.source) else _other_in_row("ordinals", good, dice)


def month_changed(good: Good, dice: Random) -> str | None:
    """Another month."""
    return _other_in_row("months", good, dice)


def weekday_changed(good: Good, dice: Random) -> str | None:
    """Another day of the week."""
    return _other_in_row("weekdays", good, dice)


def weekday_dropped(good: Good, _: Random) -> str | None:
    """A day of the week that is no longer there."""
    if not (found := _in_row("weekdays", good)):
        return None
    before, after = good.target[: found[0].start()], good.target[found[0].end() :]
    if good.language == "zh":
        return before + after
    before = re.sub(_BEFORE_DAY[good.language], "", before)
    return re.sub(r" ([,.;])", r"\1", f"{before.rstrip(' ,')} {after.lstrip()}")


# the words before a day of the week that go with it
_BEFORE_DAY = {
    "pt": r"(?i)(?:\b(?:n[oa]|d[oa]|até|o|a|à|nesta|neste|na manhã de|na noite de)\s)$",
    "es": r"(?i)(?:\b(?:el|del|este)\s)$",
    "uk": r"(?i)(?:\b(?:у|в|до|з)\s)$",
    "ru": r"(?i)(?:\b(?:во?|до|с)\s)$",
    "fr": r"(?i)(?:\b(?:le|ce)\s)$",
    "ar": r"(?:يوم\s)$",
}


def year_changed(good: Good, dice: Random) -> str | None:
    """Another year."""
    years = [m for m in _common_figures(good) if _is_year(m[0])]
    if not years:
        return None
    match = dice.choice(years)
    new = str(int(match[0]) + dice.choice((-11, -2, -1, 1, 2, 13)))
    return _put(good.target, match, new) if new not in good.source else None


def day_changed(good: Good, dice: Random) -> str | None:
    """Another day of the month."""
    english = "|".join(data("words.yml")["months"]["en"])
    found = re.search(rf"(?:{english}) (\d{{1,2}})\b(?!:)|\b(\d{{1,2}}) (?:{english})", good.source)
    if not found:
        return None
    day = found[1] or found[2]
    match = next((m for m in _common_figures(good) if m[0] == day), None)
    new = str(dice.choice([d for d in range(1, 29) if str(d) not in re.findall(r"\d+", good.source)]))
    return _put(good.target, match, new) if match else None


# --- what is measured ----------------------------------------------------------------------------


def magnitude_changed(good: Good, _: Random) -> str | None:
    """A thousand times as much, or a thousandth."""
    if not re.search(r"(?i)\b(?:\w*illions?|thousands?)\b|\d ?(?:bn|m)\b|\d0,000", good.source):
        return None
    return _replaced(good.target, _for("magnitudes", good.language))


def _replaced(text: str, rules: Iterable[Sequence[str]]) -> str | None:
    """The text with the first rule that fits, applied once."""
    for pattern, new in rules:
        match = re.search(pattern, text, re.I)
        if match:
            return _put(text, match, _capital(match.expand(new), match[0]))
    return None


def unit_changed(good: Good, _: Random) -> str | None:
    """The same figure of another unit."""
    return _of_what("units", good)


def currency_changed(good: Good, _: Random) -> str | None:
    """The same sum of another money."""
    return _of_what("currencies", good)


def _of_what(table: str, good: Good) -> str | None:
    for row in data("words.yml")[table]:
        if re.search(row["en"], good.source) and (new := _replaced(good.target, row[good.language])):
            return new
    return None


def percent_changed(good: Good, dice: Random) -> str | None:
    """A share that became a bare figure, or millions."""
    if not re.search(r"%|\bper ?cent\b", good.source):
        return None
    new = dice.choice(("", _for("millions", good.language)))
    # all of them: "from 31 to 24%" is right
    text = re.sub("|".join(_for("percent", good.language)), lambda _: new, good.target)
    return text if text != good.target else None


# --- names ---------------------------------------------------------------------------------------


def _stem(form: str, language: str) -> str:
    """A pattern for a name with the endings and prefixes of its language."""
    if language in {"uk", "ru"}:
        stems = (re.sub(r"(?<=\w{3})(?:[аяоеєиіїйьу]{1,2})$", "", word) for word in form.split())
        return r"(?<!\w)" + r"\w{0,4} ".join(map(re.escape, stems)) + r"\w{0,4}(?!\w)"
    if language == "ar":
        return rf"(?:(?<!\w)|(?<=(?<!\w)[وبلفك])){re.escape(form)}(?!\w)"
    return re.escape(form) if language == "zh" else rf"(?<!\w){re.escape(form)}(?:'s)?(?!\w)"


def _persons(good: Good) -> list[str]:
    """Patterns of the names that a target has."""
    forms = (_stem(form, good.language) for form in good.people.values())
    return [pattern for pattern in forms if re.search(pattern, good.target)]


def name_dropped(good: Good, dice: Random) -> str | None:
    """A name gone wherever it stood."""
    found = _persons(good)
    if not found or len(good.source.split()) < 5:
        return None
    text = re.sub(dice.choice(found), "", good.target)
    return re.sub(r" ([,.;])", r"\1", text)


def name_replaced(good: Good, dice: Random) -> str | None:
    """Somebody else."""
    found = _persons(good)
    return (
        re.sub(dice.choice(found), dice.choice(_for("people", good.language)), good.target) if found else None
    )


def name_garbled(good: Good, dice: Random) -> str | None:
    """A name that nobody would know again."""
    found = _persons(good)
    if not found:
        return None
    backwards = re.sub(dice.choice(found), lambda m: m[0][::-1].capitalize(), good.target)
    return backwards if backwards.lower() != good.target.lower() else None


def place_replaced(good: Good, dice: Random) -> str | None:
    """Another country."""
    for group in _for("places", good.language):
        there = [place for place in group if word(place).search(good.source)]
        others = [place for place in group if place not in there]
        for place in there:
            suffix = r"(?=[аяуюиії]\b|ою\b|ею\b|єю\b|ей\b)" if good.language in {"uk", "ru"} else ""
            prefix = "" if good.language in {"zh", "ar"} else r"(?<!\w)"
            end = "" if suffix or good.language == "zh" else r"(?!\w)"
            pattern = rf"{prefix}{group[place]}{suffix}{end}"
            if others and re.search(pattern, good.target):
                return re.sub(pattern, group[dice.choice(others)], good.target)
    return None


# --- quotations, negations -----------------------------------------------------------------------


def _quoted(good: Good) -> bool:
    count = good.target.count('"')
    return good.source.count('"') >= 2 and count >= 2 and count % 2 == 0


def quotation_unmarked(good: Good, _: Random) -> str | None:
    """Somebody's words without their marks."""
    return good.target.replace('"', "") if _quoted(good) else None


def quotation_open(good: Good, dice: Random) -> str | None:
    """A quotation mark without the other."""
    if not _quoted(good):
        return None
    return _put(good.target, dice.choice(list(re.finditer('"', good.target))), "")


_SAID = r"said|says|told|added|wrote|warned|argued|announced|insisted|claimed|promised|asked|replied"


def speaker_swapped(good: Good, _: Random) -> str | None:
    """The words of one person in the mouth of another."""
    if good.language in {"uk", "ru"}:  # where endings tell who speaks, a person wrote the fault
        return good.written.get("speaker swapped")
    persons = [n for n, f in good.people.items() if _once(n, good.source) and _once(f, good.target)]
    speakers = [
        n
        for n in persons
        if re.search(rf"{n},? (?:\w+ly )?(?:{_SAID})\b|\b(?:{_SAID}) (?:\w+ )?{n}", good.source)
    ]
    for speaker, other in ((s, o) for s in speakers for o in persons):
        if other != speaker and not _listed(speaker, other, good.source):
            first, second = good.people[speaker], good.people[other]
            return good.target.replace(first, "\0").replace(second, first).replace("\0", second)
    return None


def _once(name: str, text: str) -> bool:
    return text.count(name) == 1


def _listed(one: str, other: str, text: str) -> bool:
    """Whether two names belong together: one person's, or joined, so that their order says nothing."""
    between = re.search(rf"{one}(.*?){other}|{other}(.*?){one}", text)
    gap = (between[1] or between[2] or "") if between else ""
    return bool(re.fullmatch(r"\W*|(?:,? (?:and|or|&|,)) ?(?:\w+ ){0,2}", gap)) or len(gap) < 6


def negation_dropped(good: Good, _: Random) -> str | None:
    """Yes instead of no."""
    source = re.sub(r"(?i)\bnot only\b|\bno longer\b|\bno\. ?\d", "", good.source)
    if not re.search(data("words.yml")["explicit"], source):
        return None
    for pattern, new in _for("negations", good.language):
        match = re.search(pattern, good.target, re.I)
        if not match:
            continue
        text = _put(good.target, match, _capital(match.expand(new), match[0]))
        if re.search(_for("concord", good.language), text, re.I):
            return None
        return text[:1].upper() + text[1:] if good.target[:1].isupper() else text
    return None


def negation_added(good: Good, _: Random) -> str | None:
    """No instead of yes."""
    no = re.search(data("words.yml")["negative"], good.source)
    if no or any(re.search(p, good.target, re.I) for p, _ in _for("negations", good.language)):
        return None
    if re.search(_for("concord", good.language), good.target, re.I):
        return None
    for pattern, new in _for("affirmations", good.language):
        if match := re.search(pattern, good.target):
            return _put(good.target, match, match.expand(new))
    return None


# --- too little, too much, not translated --------------------------------------------------------


def _is_prose(good: Good) -> bool:
    return len(good.source.split()) >= 6 and len(_lower(good.source)) >= 4


def _lower(text: str) -> list[str]:
    return re.findall(r"(?<![\w'])[a-z]{2,}", text)


def echo(good: Good, _: Random) -> str | None:
    """The source itself."""
    return good.source if _is_prose(good) else None


def echo_half(good: Good, _: Random) -> str | None:
    """Half translated, half not."""
    if len(good.source.split()) < 10:
        return None
    pieces, words = _pieces(good.target, good.language), good.source.split()
    rest = words[len(words) // 2 :]
    if len(_lower(" ".join(rest))) < 3:
        return None
    return _glue(pieces[: len(pieces) // 2], good.language) + " " + " ".join(rest)


def source_words_left(good: Good, dice: Random) -> str | None:
    """A run of words that were not translated."""
    words, pieces = good.source.split(), _pieces(good.target, good.language)
    runs = [words[i : i + 4] for i in range(1, len(words) - 4)]
    runs = [run for run in runs if all(w.isalpha() and w.islower() for w in run)]
    runs = [run for run in runs if any(len(w) > 4 for w in run)]
    if not runs or len(pieces) < 10:
        return None
    size = 8 if good.language == "zh" else 4
    at = dice.randrange(2, max(3, len(pieces) - size))
    left = f" {' '.join(dice.choice(runs))} " if good.language == "zh" else " ".join(dice.choice(runs))
    return _glue([*pieces[:at], left, *pieces[at + size :]], good.language)


def third_language(good: Good, dice: Random) -> str | None:
    """A run of words of another language."""
    pieces = _pieces(good.target, good.language)
    if len(pieces) < 10:
        return None
    run = dice.choice(data("words.yml")["third"])
    at = dice.randrange(2, len(pieces) - 2)
    return _glue([*pieces[:at], f" {run} " if good.language == "zh" else run, *pieces[at:]], good.language)


_SISTER = {"uk": "ru", "ru": "uk", "pt": "es", "es": "pt", "fr": "es", "ar": "ru", "zh": "uk"}


def wrong_language(good: Good, _: Random) -> str | None:
    """A translation into a neighbouring language."""
    other = good.others.get(_SISTER[good.language])
    return other if other and _is_prose(good) else None


def wrong_language_half(good: Good, _: Random) -> str | None:
    """The second half in a neighbouring language."""
    other = good.others.get(_SISTER[good.language])
    if not other or len(good.source.split()) < 10:
        return None
    first = _pieces(good.target, good.language)
    second = _pieces(other, _SISTER[good.language])
    return _glue([*first[: len(first) // 2], " ".join(["", *second[len(second) // 2 :]])], good.language)


def clause_repeated(good: Good, dice: Random) -> str | None:
    """A part of the sentence twice."""
    pieces = _pieces(good.target, good.language)
    size = 8 if good.language == "zh" else 4
    if len(pieces) < 2 * size:
        return None
    at = dice.randrange(1, len(pieces) - size)
    run = pieces[at : at + size]
    return _glue([*pieces[: at + size], *run, *pieces[at + size :]], good.language)


def looped(good: Good, dice: Random) -> str | None:
    """A run of words over and over to the end."""
    pieces = _pieces(good.target, good.language)
    size = dice.choice((2, 3)) * (2 if good.language == "zh" else 1)
    if len(pieces) < 8:
        return None
    at = dice.randrange(len(pieces) // 3, len(pieces) - size)
    return _glue([*pieces[:at], *pieces[at : at + size] * dice.choice((5, 8))], good.language)


def cut_off(good: Good, dice: Random) -> str | None:
    """The end is missing."""
    return _cut(good, dice)


def cut_and_closed(good: Good, dice: Random) -> str | None:
    """The end is missing, but for the full stop."""
    cut = _cut(good, dice)
    if not cut or not re.search(r"[.。]$", good.target):
        return None
    return cut.rstrip(" ,;:،，；—-") + _STOP.get(good.language, ".")


def _cut(good: Good, dice: Random) -> str | None:
    pieces = _pieces(_end(good.target)[0], good.language)
    if not _is_prose(good) or len(pieces) < 6:
        return None
    return _glue(pieces[: round(len(pieces) * dice.uniform(0.5, 0.8))], good.language)


def cut_in_word(good: Good, dice: Random) -> str | None:
    """The end is missing, and the last word is half."""
    if good.language == "zh" or not _is_prose(good):
        return None
    words = good.target.split()
    at = round(len(words) * dice.uniform(0.5, 0.8))
    long = [i for i in range(at, len(words) - 1) if len(words[i]) > 5 and words[i].isalpha()]
    return " ".join([*words[: long[0]], words[long[0]][:3]]) if long else None


def sentence_dropped(good: Good, _: Random) -> str | None:
    """One sentence fewer."""
    sentences = re.findall(r".+?(?:(?<!\b[DS]r)(?<!\bSra)[.!?]\"?(?= [^a-zа-я])|[。！？]\"?|$)", good.target)
    enough = len(re.findall(r"[a-z\"][.!?]\"? [A-Z\"]", good.source)) + 1
    if (
        len(sentences) < 2
        or enough < 2
        or any(len(s) < (8 if good.language == "zh" else 25) for s in sentences)
    ):
        return None
    return "".join(sentences[:-1]).strip()


def sentence_added(good: Good, dice: Random) -> str | None:
    """A sentence that nobody wrote."""
    if not _is_prose(good) or not re.search(r"[.!?。！？]\W*$", good.target):
        return None
    space = "" if good.language == "zh" else " "
    return good.target + space + str(dice.choice(_for("invented", good.language)))


# --- letters and marks ---------------------------------------------------------------------------


def foreign_word(good: Good, dice: Random) -> str | None:
    """A word in letters of another script."""
    pieces = _pieces(good.target, good.language)
    if len(pieces) < 6:
        return None
    new = dice.choice(_for("foreign", good.language))
    at = dice.randrange(1, len(pieces) - 1)
    if good.language == "zh":
        return _glue([*pieces[:at], new, *pieces[at + 2 :]], good.language)
    return _glue([*pieces[:at], new, *pieces[at + 1 :]], good.language)


_LOOKALIKES = {
    "cyrillic": str.maketrans("аеорсхі", "aeopcxi"),
    "latin": str.maketrans("aeopcx", "аеорсх"),
}


def lookalikes(good: Good, dice: Random) -> str | None:
    """Letters of another script in a word."""
    if good.language in {"ar", "zh"}:
        return None
    table = _LOOKALIKES["cyrillic" if good.language in {"uk", "ru"} else "latin"]
    words = [m for m in re.finditer(r"\w{4,}", _free(good.target)) if m[0].isalpha()]
    words = [m for m in words if m[0] != m[0].translate(table) and not m[0].translate(table).isascii()]
    if not words:
        return None
    match = dice.choice(words)
    letters = [i for i, c in enumerate(match[0]) if c.translate(table) != c]
    at = dice.choice(letters)
    new = match[0][:at] + match[0][at].translate(table) + match[0][at + 1 :]
    return _put(good.target, match, new)


def leftover(good: Good, dice: Random) -> str | None:
    """Marks of a machine in the text."""
    pieces = _pieces(good.target, good.language)
    if len(pieces) < 3:
        return None
    mark = dice.choice(("{0}", "&quot;", "<unk>", "▁", "⟦1⟧", "&#39;", "@-@", "\ufffd", "<b>", "__NAME__"))
    at = dice.randrange(1, len(pieces))
    return _glue([*pieces[:at], mark, *pieces[at:]], good.language)


def placeholder_changed(good: Good, dice: Random) -> str | None:
    """A placeholder that a program would no longer find."""
    both = [m for m in re.finditer(r"\{(\w+)\}|%s", good.target) if m[0] in good.source]
    if not both:
        return None
    match = dice.choice(both)
    name = match[1]
    options = ["", "{" + name[::-1] + "}", "{ " + name, name] if name else ["", "% s", "%d"]
    return _put(good.target, match, dice.choice(options))


def markdown_broken(good: Good, dice: Random) -> str | None:
    """Markdown that shows as it is written."""
    options = []
    if "**" in good.source and good.target.count("**") == 2:
        at = good.target.rindex("**")
        options += [good.target[:at] + good.target[at + 2 :], good.target.replace("**", "** ")]
        options += [good.target.replace("**", "")]
    if "](" in good.source and "](" in good.target:
        options += [good.target.replace("](", "] ("), re.sub(r"(\]\([^)\s]*)\)", r"\1", good.target)]
        options += [re.sub(r"\[([^\]]*)\]\([^)\s]*\)", r"\1", good.target)]
    return dice.choice(options) if options else None


_BRACKETED = re.compile(r"\[([^\[\]]+)\](?!\()")


def brackets_lost(good: Good, _: Random) -> str | None:
    """What an editor put in, as if it had been said."""
    if not _BRACKETED.search(good.source) or not _BRACKETED.search(good.target):
        return None
    return _BRACKETED.sub(r"\1", good.target)


def brackets_doubled(good: Good, _: Random) -> str | None:
    """Brackets in brackets."""
    if not _BRACKETED.search(good.source) or not _BRACKETED.search(good.target):
        return None
    return _BRACKETED.sub(r"[[\1]]", good.target)


def brackets_open(good: Good, dice: Random) -> str | None:
    """A bracket without the other."""
    marks = list(re.finditer(r"[\[\]()（）]", _free(good.target)))
    if not re.search(r"[\[\(]", _free(good.source)) or not marks:
        return None
    return _put(good.target, dice.choice(marks), "")


_ADDRESS = re.compile(r"https?://[^\s)]*[\w/]|[\w.]+@[\w.]+\w")


def address_changed(good: Good, dice: Random) -> str | None:
    """An address that leads elsewhere."""
    both = [m for m in _ADDRESS.finditer(good.target) if m[0] in good.source]
    if not both:
        return None
    match = dice.choice(both)
    address = match[0]
    start = address.index("//") + 2 if "//" in address else 0
    letters = [i for i in range(start, len(address)) if address[i].isalpha()]
    at = dice.choice(letters)
    letter = "x" if address[at] != "x" else "z"
    options = [address[:at] + letter + address[at + 1 :], address[:at] + address[at + 1 :], ""]
    return _put(good.target, match, dice.choice(options))


def empty(good: Good, dice: Random) -> str | None:
    """Nothing but marks."""
    return dice.choice((".", "...", '"', "—")) if _is_prose(good) else None


# --- what a person wrote -------------------------------------------------------------------------------


def _written(kind: str) -> Callable[[Good, Random], str | None]:
    """A fault that a person wrote."""

    def inject(good: Good, _: Random) -> str | None:
        return good.written.get(kind)

    return inject


# not so many that some must be left out
_WRITTEN = ("roles reversed", "term missing", "word to avoid")

KINDS: Mapping[str, Callable[[Good, Random], str | None]] = {
    "number changed": number_changed,
    "number dropped": number_dropped,
    "number added": number_added,
    "decimal shifted": decimal_shifted,
    "number word changed": number_word_changed,
    "number word dropped": number_word_dropped,
    "ordinal changed": ordinal_changed,
    "thousand times": magnitude_changed,
    "month changed": month_changed,
    "weekday changed": weekday_changed,
    "weekday dropped": weekday_dropped,
    "year changed": year_changed,
    "day changed": day_changed,
    "unit changed": unit_changed,
    "currency changed": currency_changed,
    "percent changed": percent_changed,
    "name dropped": name_dropped,
    "name replaced": name_replaced,
    "name garbled": name_garbled,
    "place replaced": place_replaced,
    "quotation unmarked": quotation_unmarked,
    "quotation left open": quotation_open,
    "speaker swapped": speaker_swapped,
    "negation dropped": negation_dropped,
    "negation added": negation_added,
    "empty": empty,
    "echo": echo,
    "half echo": echo_half,
    "source words left": source_words_left,
    "third language": third_language,
    "wrong language": wrong_language,
    "half wrong language": wrong_language_half,
    "clause repeated": clause_repeated,
    "looped": looped,
    "cut off": cut_off,
    "cut off and closed": cut_and_closed,
    "cut in a word": cut_in_word,
    "sentence dropped": sentence_dropped,
    "sentence added": sentence_added,
    "foreign script": foreign_word,
    "lookalike letters": lookalikes,
    "leftover mark": leftover,
    "placeholder changed": placeholder_changed,
    "markdown broken": markdown_broken,
    "brackets lost": brackets_lost,
    "brackets doubled": brackets_doubled,
    "bracket left open": brackets_open,
    "address changed": address_changed,
    **{kind: _written(kind) for kind in _WRITTEN},
}
