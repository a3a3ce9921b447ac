"""The numbers of a text, to compare a translation with its source.

A number may legitimately change its looks: 1,500 becomes 1.500, "3.5 million" 350万, "5 p.m." 17:00, "three"
3. So each number is a set of readings, and two are the same where they share one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from generator.translation.fold import WORD, fold
from generator.translation.tables import base, for_language, table

_FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,٫٬]\d+)*")
_TIME_ZERO = re.compile(r"(?<=\d[:h])00\b|(?<=\d h )00\b")
_DOTTED_TIME = re.compile(r"(?<=\d)\.(?=\d\d\s*[ap]\.?m\b)", re.IGNORECASE)  # 4.40 am
_AFTERNOON = re.compile(r"(?::\d\d)?\s*p\.?m\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b[IVXLC]+\b")
# characters behind a figure that may hold what multiplies it, and its unit
_BEHIND = 80
# no news has a larger number
_LARGEST = 10**18
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written.

    Attributes:
        text: the figure.
        readings: what it may mean.
        after: what follows it and the words that multiply it.
    """

    text: str
    readings: frozenset[float]
    after: str = ""


def figures(text: str, language: str, *, strict: bool = True) -> Iterator[Number]:
    """The numbers that are written in figures.

    Args:
        text: any text.
        language: its language tag.
        strict: whether "3.5 million" means 3,500,000 only, and not 3.5 of something unknown too.
    """
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    text = _TIME_ZERO.sub("", _DOTTED_TIME.sub(":", text))
    multipliers, unspaced = _multipliers(language), base(language) in {"zh", "ja"}
    for match in _FIGURE.finditer(text):
        rest = text[match.end() : match.end() + _BEHIND]
        values = _values(match.group(), language)
        scale, sure, after = _scale(rest, multipliers, unspaced=unspaced)
        if scale > 1:
            scaled = {value * scale for value in values}
            values = scaled if strict and sure else values | scaled
        if _AFTERNOON.match(rest):
            values |= {value + 12 for value in values if value < 12}
        if re.match(r"['’]?s\b", rest):  # the 1990s, the '90s
            values |= {value % 100 for value in values} | {value + 1900 for value in values if value < 100}
        yield Number(match.group(), frozenset(round(value, 6) for value in values), after if sure else rest)


def _scale(rest: str, multipliers: dict[str, int], *, unspaced: bool) -> tuple[int, bool, str]:
    """What the words after a figure multiply it by, whether that is sure (5m may be metres), the rest."""
    scale, sure = 1, True
    while scale < _LARGEST and (word := re.match(r"[\s-]*([^\W\d_]+)", rest)):
        key = word.group(1).casefold()
        if unspaced:
            key = max((w for w in multipliers if key.startswith(w)), key=len, default="")
        if key not in multipliers:
            break
        sure = sure and (len(key) > 2 or unspaced)
        scale, rest = scale * multipliers[key], rest[word.start(1) + len(key) :]
        if unspaced:
            break
    return scale, sure, rest


def words(text: str, language: str) -> set[float]:
    """What the number words of a text mean, each on its own and those beside each other as one number."""
    lists = for_language(table("numbers"), language, {})
    small = {form.casefold(): value for value, forms in lists.get("words", {}).items() for form in forms}
    cardinal = for_language(table("cardinals"), language, {})
    small |= {form: value for value, forms in cardinal.items() for form in forms}
    large = _multipliers(language)
    if base(language) in {"zh", "ja"}:
        return {float(value) for form, value in {**small, **large}.items() if form in text}
    found = set(_beginnings(text.casefold(), language))
    total = current = 0.0
    for word in re.findall(r"[\w’'ʼ]+|[^\w\s-]", text.casefold()):
        if base(language) == "ar" and word not in small and word not in large:
            word = re.sub(r"^[وفبكل]?(?:ال|ل)?", "", word)  # noqa: PLW2901 - joined prefixes
        if word in small:
            found.add(small[word])
            current = current + small[word] if current >= 20 and small[word] < 10 else small[word]
        elif word in large:
            found.add(large[word])
            current = max(current, 1) * large[word]
            if large[word] >= 1000:
                total, current = total + current, 0
        else:
            total = current = 0
        found |= {current, total + current}
    return found


def _beginnings(text: str, language: str) -> Iterator[float]:
    """The numbers that adjectives begin with: a two-day visit is двухдневный."""
    lists = for_language(table("numbers"), language, {}).get("beginnings", {})
    for value, forms in lists.items():
        if any(re.search(rf"(?<!\w){re.escape(form)}\w{{4}}", text) for form in forms):
            yield float(value)


def _values(figure: str, language: str) -> set[float]:
    """What a figure may mean: in another language than the reader thinks, 1.500 is one and a half."""
    plain = re.sub(r"[ \u00a0\u202f'’]", "", figure).replace("٫", ".").replace("٬", ",")
    separators = re.findall(r"[.,]", plain)
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) and len(set(separators)) == 1
    if not separators:
        return {float(plain)}
    if len(set(separators)) == 2 and separators.count(separators[-1]) == 1:  # 1,234.5
        whole, _, part = plain.rpartition(separators[-1])
        return {float(re.sub(r"[.,]", "", whole) + "." + part)}
    if not grouped:
        whole, *parts = re.split(r"[.,]", plain)
        # 11.05.2025 is a date: its parts count together
        return {float(f"{whole}.{parts[0]}")} if len(parts) == 1 else {float(whole + "".join(parts))}
    values = {float(re.sub(r"[.,]", "", plain))}
    if len(separators) == 1 and separators[0] != _grouping(language):
        values.add(float(plain.replace(",", ".")))
    return values


@cache
def _grouping(language: str) -> str | None:
    """The mark that groups digits where nothing else is likely: in English texts only the comma does."""
    return "," if base(language) == "en" else None


@cache
def _multipliers(language: str) -> dict[str, int]:
    lists = for_language(table("numbers"), language, {}).get("multipliers", {})
    return {form.casefold(): value for value, forms in lists.items() for form in forms}


def roman(text: str) -> set[float]:
    """The values of Roman numerals, such as those of centuries and kings."""
    found = set()
    for match in _ROMAN.finditer(text):
        digits = [_ROMAN_VALUES[char] for char in match.group()]
        found.add(float(sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))))
    return found


def cardinals(text: str, language: str) -> set[float]:
    """The values of the number words of a text that are nothing but numbers (data/cardinals.yml)."""
    values = _cardinals(language)
    found = (values.get(fold(word)) for word in WORD.findall(text))
    return {value for value in found if value}


@cache
def _cardinals(language: str) -> dict[str, float]:
    lists = for_language(table("cardinals"), language, {})
    return {fold(form): float(value) for value, forms in lists.items() for form in forms}


def scales(text: str, language: str) -> set[float]:
    """The orders of magnitude that a text gives in words alone: "hundreds of thousands", not "3 million"."""
    multipliers, found = _multipliers(language), set()
    current, is_figure = 1.0, False
    article = "ال" if base(language) == "ar" else ""
    for written in [*re.findall(r"\d[\d.,]*|[^\W\d_]+|[^\w\s]", text.casefold()), "."]:
        word = written.removeprefix(article)
        if len(word) > 2 and word in multipliers:
            current = min(current * multipliers[word], _LARGEST)
        elif word not in _BETWEEN_SCALES:
            if current >= 1000 and not is_figure:
                found.add(current)
            current, is_figure = 1.0, written[0].isdigit()
    return found


# "hundreds of thousands"
_BETWEEN_SCALES = {"of", "de", "des", "d"}
