"""English that engines misread, in words of the same meaning that they read right."""

import re
from functools import cache

from generator.translation.tables import table


def reword(sentence: str) -> str:
    """An English sentence with the doer behind the deed.

    "Russia's full-scale invasion of Ukraine" becomes "the full-scale invasion of Ukraine by Russia". Measured
    with Firefox's en-pt model: the first came out as the invasion of Ukraine in Russia, in some sentences
    even with a straight apostrophe.
    """
    return _pattern().sub(_by, sentence)


def _by(match: re.Match[str]) -> str:
    doer, deed, other = match.groups()
    begins = not re.search(r"\w", match.string[: match.start()])
    opening = ""
    first, _, rest = doer.partition(" ")
    if begins and rest and first in table("abbreviations")["en"]["starters"] and first != "The":
        opening, doer, begins = f"{first} ", rest, False  # Since Russia's
    article = "The" if begins and doer[0].isupper() else "the"
    return f"{opening}{article} {deed} of {other} by {re.sub('^The ', 'the ', doer)}"


@cache
def _pattern() -> re.Pattern[str]:
    name = r"[A-Z][\w-]*(?:\s[A-Z][\w-]*)*"
    acts = "|".join(table("rewording")["acts"])
    doer = rf"\b((?:[Tt]he\s)?{name}|[Tt]he\s\w+)'s?\s"
    return re.compile(rf"{doer}((?:[\w-]+\s){{0,2}}(?:{acts}))\sof\s((?:the\s)?{name})")
