"""Sums of money: an engine that does not know £ may turn pounds into euros."""

import re
from functools import cache, partial

from generator.translation.tables import table

_SCALES = {"m": "million", "mn": "million", "bn": "billion", "tn": "trillion", "k": "thousand"}
_SUM = r"(\d[\d.,]*\d|\d)(?:[\s-]?(million|billion|trillion|mn?|[bt]n|k)\b)?"
# the name may stand up to three words behind the figure: 3 million US dollars
_FIGURE_BEFORE = r"\d[\s-]*(?:[^\W\d_]+\.?[\s-]+){0,3}"


def currencies(text: str, *, sums: bool = False) -> set[str]:
    """The ISO 4217 codes of the currencies that a text in any language names.

    Args:
        text: any text.
        sums: whether only those that stand with a figure count.
    """
    if not sums:
        return {
            code for code, signs, words in _table() if any(s in text for s in signs) or words.search(text)
        }
    found = set()
    for code, signs, words in _table():
        signed = any(re.search(rf"{re.escape(s)}\s?\d|\d\s?{re.escape(s)}", text) for s in signs)
        if signed or re.search(rf"{_FIGURE_BEFORE}(?:{words.pattern})", text, re.IGNORECASE):
            found.add(code)
    return found


def spell_out(text: str) -> str:
    """English sums with the currency as a word: £1.5bn becomes 1.5 billion pounds."""
    for code, signs, _ in _table():
        name = table("currencies")[code]["name"]
        for sign in signs:
            text = re.sub(rf"{re.escape(sign)}\s?{_SUM}", partial(_words, name), text)
    return text


def _words(name: str, match: re.Match[str]) -> str:
    figure, scale = match.groups()
    return " ".join(filter(None, (figure, _SCALES.get(scale or "", scale), name)))


@cache
def _table() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    """Code, signs and the pattern of the names of each currency."""
    entries = table("currencies").items()
    return tuple((code, tuple(entry["signs"]), _beginnings(entry["words"])) for code, entry in entries)


def _beginnings(words: list[str]) -> re.Pattern[str]:
    # with an ending of up to three letters; Chinese does not set words apart
    patterns = (rf"\w{{0,4}}{word}" if ord(word[0]) > 0x3000 else rf"\b{word}\w{{0,3}}\b" for word in words)
    return re.compile("|".join(patterns), re.IGNORECASE)
