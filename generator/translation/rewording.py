"""English that engines misread, in words of the same meaning that they read right."""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale

from generator.translation.tables import table


def reword(sentence: str) -> str:
    """An English sentence with the doer behind the deed.

    "Russia's full-scale invasion of Ukraine" becomes "the full-scale invasion of Ukraine by Russia". Measured
    with Firefox's en-pt model: the first came out as the invasion of Ukraine in Russia, in some sentences
    even with a straight apostrophe. Only where data/rewording.yml knows what stands before the doer and
    behind the other: no check would find a sentence in which they have changed places.
    """
    return _pattern().sub(_by, sentence)


def _by(match: re.Match[str]) -> str:
    doer, deed, other = match.groups()
    before, opening = match.string[: match.start()], ""
    begins = bool(re.search(r'(?:^\W*|(?:^|[\s:])")$', before))
    first, _, rest = doer.partition(" ")
    if begins and rest and first != "The":
        # capitalised as every first word: a preposition, part of the name, or neither
        if first.lower() not in table("rewording")["before"]:
            return match.group()
        opening, doer, begins = f"{first} ", rest, False  # Since Russia's
    if not begins and not opening and not _opens().search(before):
        return match.group()
    article = "The" if begins and doer[0].isupper() else "the"
    return f"{opening}{article} {deed} of {other} by {re.sub('^The ', 'the ', doer)}"


@cache
def _pattern() -> re.Pattern[str]:
    lists = table("rewording")
    calendar = Locale("en")
    dates = _any([*calendar.months["format"]["wide"].values(), *calendar.days["format"]["wide"].values()])
    word = rf"(?!(?:{dates})\b)[A-Z][\w-]*"
    name = rf"{word}(?:\s{word})*"
    doer = rf"\b((?:[Tt]he\s)?{name}|[Tt]he\s\w+)'s?\s"
    deed = rf"((?:(?:{_any(lists['qualities'])})\s){{0,2}}(?:{_any(lists['acts'])}))"
    end = (
        r"[.!?]?[\"')\]]*$|[.,!?]?\"|"
        rf"\s(?:{_any(lists['after'])})\b|,\s(?:{_any(lists['subjects'])})\b|"
        rf"\s(?:{_any(lists['before_a_date'])})\s(?:\d|(?:{dates})\b)"
    )
    return re.compile(rf"{doer}{deed}\sof\s((?:the\s)?{name})(?={end})")


@cache
def _opens() -> re.Pattern[str]:
    """The end of what may stand before the doer inside a sentence."""
    return re.compile(rf"(?:\b(?:{_any(table('rewording')['before'])})|[,;:(—])\s?$", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))
