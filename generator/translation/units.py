"""Quantities: the figures of a text with the units they count.

The forms of the units are CLDR's; data/units.yml adds what the press writes besides, and says which units
measure the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

from generator.translation.fold import WORD, fold
from generator.translation.numbers import Number, cardinals, figures, words
from generator.translation.tables import base, for_language, table

# "5 to 7 km": the unit belongs to both
_RANGE = re.compile(r"\s*(?:-|–|—|~|[^\W\d_]{1,3})\s*(?=\d)")
# what may follow tens: the one of "twenty-one", "vinte e um", "vingt et un"
_LAST = re.compile(r"(?:-|\s(?:e|y|et)\s)([^\W\d_]+)(?![\w-])")
# how far a converted figure may be off: news rounds 385 miles to 600 km
_ROUNDED = 0.12


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts.

    Attributes:
        number: the figure.
        unit: CLDR's key; None where it counts no unit that data/units.yml knows.
    """

    number: Number
    unit: str | None


def quantities(text: str, language: str, *, strict: bool = True) -> list[Quantity]:
    """The numbers in figures of a text, in order, with their units.

    Args:
        text: any text.
        language: its language tag.
        strict: see `numbers.figures`.
    """
    found: list[Quantity] = []
    for number in reversed([*figures(text, language, strict=strict)]):
        unit = _unit(number.after, language)
        joined = _RANGE.match(number.after)
        if (
            unit is None
            and joined
            and found
            and number.after[joined.end() :].startswith(found[-1].number.text)
        ):
            unit = found[-1].unit
        found.append(Quantity(number, unit))
    return found[::-1]


def converted(quantity: Quantity, other: Quantity) -> bool:
    """Whether two quantities in different units may be the same: 85 mph and 137 km/h."""
    if quantity.unit is None or other.unit is None or dimension(quantity.unit) != dimension(other.unit):
        return False
    return any(
        abs(value - _in_unit(known, quantity.unit, other.unit)) <= _ROUNDED * abs(value)
        or _is_difference(known, value, quantity.unit)
        for known in quantity.number.readings
        for value in other.number.readings
    )


def dimension(unit: str) -> str:
    """What a unit measures, such as length."""
    dimensions: dict[str, dict[str, float]] = table("units")["dimensions"]
    return next(name for name, units in dimensions.items() if unit in units)


def mentioned(text: str, language: str) -> set[str]:
    """The units that a text names, with or without a figure; only words of more than two letters."""
    forms = _names(base(language))
    return {forms[word] for word in re.findall(r"[^\W\d_]+", fold(text)) if len(word) > 2 and word in forms}


def in_figures(text: str, language: str) -> str:
    """The text with its cardinals from two on in figures: "two weeks" as "2 weeks", "twenty-five" as "25"."""
    found = [(m, min(v)) for m in WORD.finditer(text) if (v := cardinals(m.group(), language))]
    parts, end = [], 0
    for index, (match, number) in enumerate(found):
        if match.start() < end:
            continue
        parts.append(text[end : match.start()])
        value, end = number, match.end()
        for after, other in found[index + 1 : index + 3]:
            joined = _joined(value, other, base(language)) if _is_joint(text[end : after.start()]) else None
            if joined is None:
                break
            value, end = joined, after.end()
        if 20 <= value < 100 and value % 10 == 0 and (last := _LAST.match(text, end)):
            units = {v for v in words(last[1], language) if 0 < v < 10}  # twenty-one, twenty-first
            value, end = (value + min(units), last.end()) if units else (value, end)
        parts.append(f"{value:g}")
    return "".join(parts) + text[end:]


def _is_joint(between: str) -> bool:
    """Whether what stands between two number words makes one number of them: twenty-five, vinte e cinco."""
    return between in {"-", " ", " e ", " y ", " et "}


def _joined(value: float, other: float, language: str) -> float | None:
    """The number that two words make; None where they are two numbers."""
    if language == "fr" and (value, other) == (4, 20):  # quatre-vingt
        return 80
    is_tens = 20 <= value < 100 and value % 10 == 0
    return value + other if is_tens and other < (20 if language == "fr" else 10) else None


def _in_unit(value: float, unit: str, other: str) -> float:
    if dimension(unit) == "temperature":  # of degrees of an unknown scale, Fahrenheit are converted
        if unit == "temperature-celsius":
            return value * 9 / 5 + 32
        return (value - 32) * 5 / 9
    units = table("units")["dimensions"][dimension(unit)]
    return float(value * units[unit] / units[other])


def _is_difference(value: float, other: float, unit: str) -> bool:
    """Whether one is the other as a difference of temperatures: 20 degrees warmer, 11 in Celsius."""
    return dimension(unit) == "temperature" and abs(value * 5 / 9 - other) <= 1


def _unit(after: str, language: str) -> str | None:
    start = after[:40]
    match = _forms(base(language)).match(fold(start))
    if match is None or (
        match[0] == match[1] and len(match[1]) == 1 and match[1].isascii() and match[1].isalpha()
    ):
        return None  # of $5m the m is a million
    return _names(base(language))[match[1]]


@cache
def _names(language: str) -> dict[str, str]:
    """Units by their forms in a language."""
    names: dict[str, str] = {}
    wanted = [unit for units in table("units")["dimensions"].values() for unit in units]
    variants = {"en": ("en", "en_GB"), "pt": ("pt", "pt_PT")}.get(language, (language,))
    for variant in variants:
        patterns = Locale.parse(variant)._data["unit_patterns"]  # babel.units formats, but lists none
        for unit in wanted:
            for form in _cldr(patterns.get(unit, {})):
                names.setdefault(form, unit)
    # as English writes them, other languages do too
    names |= {"kph": "speed-kilometer-per-hour", "mph": "speed-mile-per-hour"}
    names.pop("in", None)  # an inch, but nearly always the preposition
    for unit, forms in for_language(table("units")["also"], language, {}).items():
        names.update(dict.fromkeys(map(fold, forms), unit))
    return names


def _cldr(patterns: dict[str, dict[str, str]]) -> Iterator[str]:
    """The forms without the place of the number: "kilometres", "km"."""
    for width, forms in patterns.items():
        if width == "narrow":  # ' is a minute there
            continue
        for count, form in forms.items():
            if count in {"one", "two", "few", "many", "other"} and isinstance(form, str) and "{0}" in form:
                yield fold(form.replace("{0}", "").replace("\u00a0", " ").strip())


@cache
def _forms(language: str) -> re.Pattern[str]:
    names = sorted(filter(None, _names(language)), key=len, reverse=True)
    end = "" if language in {"zh", "ja"} else r"(?![^\W\d_])"
    return re.compile(rf"[\s\u00a0\u202f-]*(?:(?:of|de)\s)?({'|'.join(map(re.escape, names))}){end}")
