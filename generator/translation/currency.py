"""Sums of money: an engine that does not know £ may turn pounds into euros."""

import re
from functools import cache, partial

from generator.translation.tables import table

# the name may stand up to three words behind the figure: 3 million US dollars
_FIGURE_BEFORE = r"\d[\s-]*(?:[^\W\d_]+\.?[\s-]+){0,3}"


def currencies(text: str, *, sums: bool = False) -> set[str]:
    """The ISO 4217 codes of the currencies that a text in any language names; `dollar` where none says whose.

    Args:
        text: any text.
        sums: whether only those that stand with a figure count.
    """
    if not sums:
        return {code for code, signs, words in _table() if signs.search(text) or words.search(text)}
    found = set()
    for code, signs, words in _table():
        sign = signs.pattern
        signed = re.search(rf"(?:{sign})\s?\d|\d\s?(?:{sign})", text)
        if signed or re.search(rf"{_FIGURE_BEFORE}(?:{words.pattern})", text, re.IGNORECASE):
            found.add(code)
    return found


def with_other_names(codes: set[str]) -> set[str]:
    """Currencies, and what else a text may call them: of US dollars, only dollars."""
    return codes | {other for code in codes if (other := table("currencies")[code].get("also"))}


def spell_out(text: str) -> str:
    """English sums with the currency as a word: £1.5bn becomes 1.5 billion pounds."""
    scales = _scales()
    scale = "|".join(sorted(scales, key=len, reverse=True))
    figure = rf"(\d[\d.,]*\d|\d)(?:[\s-]?({scale})\b)?"

    # "$5 to $10 million", "$5-10m": the first figure shares what multiplies the second
    shared = re.compile(rf"\s?(?:-|—|to|and|or)\s?[^\w\s]?\d[\d.,]*[\s-]?(?:{scale})\b")

    def words(match: re.Match[str], name: str) -> str:
        if not match[2] and shared.match(match.string, match.end()):
            return match.group()
        return " ".join(filter(None, (match[1], scales.get(match[2] or ""), name)))

    for code, signs, _ in _table():
        name = table("currencies")[code]["name"]
        text = re.sub(rf"(?:{signs.pattern})\s?{figure}", partial(words, name=name), text)
    return text


@cache
def _scales() -> dict[str, str]:
    """English words and letters that multiply a sum, each with the whole word: bn is billion."""
    multipliers = table("numbers")["en"]["multipliers"]
    return {form: forms[0] for value, forms in multipliers.items() if value >= 1000 for form in forms}


@cache
def _table() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Code and the patterns of the signs and the names of each currency."""
    entries = table("currencies").items()
    return tuple((code, _signs(code, entry["signs"]), _beginnings(entry["words"])) for code, entry in entries)


def _signs(code: str, signs: list[str]) -> re.Pattern[str]:
    # A$ is no $; EUR 5 is €5, and EUROPE is neither; “dollar” has no sign and must match nothing
    patterns = [rf"(?<![A-Z]){re.escape(sign)}" for sign in signs]
    patterns += [rf"(?<!\w){code}(?![^\W\d])"] if code.isupper() else []
    return re.compile("|".join(patterns) or "(?!)")


def _beginnings(words: list[str]) -> re.Pattern[str]:
    # with an ending of up to three letters; Chinese does not set words apart
    patterns = (rf"\w{{0,4}}{word}" if ord(word[0]) > 0x3000 else rf"\b{word}\w{{0,3}}\b" for word in words)
    return re.compile("|".join(patterns), re.IGNORECASE)
