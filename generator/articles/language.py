"""Which language an article is in: as it says, else as its commonest words tell."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from heapq import nlargest
from itertools import takewhile

from generator import stoplists
from generator.articles.blocks import Block
from generator.articles.cleaning import is_prose
from generator.briefing import Removal

_LINE = re.compile(r"Language: ?([\w-]{2,30})", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w+)?")
_WORD = re.compile(r"[^\W\d_]+")
# Measured on 1,000 sentences of Portuguese news: at least 0.31 of ten sentences' words are common ones of
# Portuguese and not of English; at most 0.26 are such of its nearest relative, Galician.
_LEAST, _LEAD = 0.3, 0.06
# the commonest words of English, some of which are words of other languages too
_ENGLISH = 0.4
_FEWEST, _MOST = 40, 1000  # words to count


def take(blocks: Sequence[Block], removed: list[Removal]) -> tuple[list[Block], str | None]:
    """Move a line such as "Language: pt" above the story to `removed`; the language tag that it gives.

    Raises:
        ValueError: the line has what looks like a tag, but is none.
    """
    for block in takewhile(lambda block: not is_prose(block.text), blocks):
        match = _LINE.fullmatch(block.text)
        if match and (tag := tag_of(match[1])):
            removed.append(Removal(block.number, block.text, "language"))
            return [other for other in blocks if other is not block], tag
        if match and _TAG.fullmatch(match[1]):
            raise ValueError(f"“{block.text}” names no language; write a tag such as pt, or Portuguese")
    return list(blocks), None


def tag_of(name: str) -> str | None:
    """The BCP 47 tag for a tag in any spelling or a language's English name; None where it is neither."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 — needed for few articles

    try:
        return str(Locale.parse(name, sep="_" if "_" in name else "-")).replace("_", "-")
    except (UnknownLocaleError, ValueError):
        return _tags().get(_key(name))


def detect(text: str) -> str | None:
    """The language of a text; None where that is not sure: it is short, or near to two languages."""
    words = _WORD.findall(text.casefold())[:_MOST]
    if len(words) < _FEWEST:
        return None
    times = Counter(words)
    english = stoplists.common("English")
    if _share(times, times.keys() & english, len(words)) >= _ENGLISH:
        return "en"
    # of some hundred words, few stand in any list
    rest = (times.keys() - english) & _listed()
    if _share(times, rest, len(words)) < _LEAST:
        return None
    shares = ((_share(times, rest & stoplists.common(name), len(words)), name) for name in _others())
    (best, name), (second, _) = nlargest(2, shares)
    return _tags().get(_key(name)) if best >= _LEAST and best - second >= _LEAD else None


def _share(times: Mapping[str, int], known: Iterable[str], count: int) -> float:
    return sum(map(times.__getitem__, known)) / count


@cache
def _others() -> tuple[str, ...]:
    """The names of all lists but those of English."""
    return tuple(stoplists.names() - {"English", "Simple_English"})


@cache
def _listed() -> frozenset[str]:
    """The words of all these lists."""
    return frozenset[str]().union(*map(stoplists.common, _others()))


@cache
def _tags() -> dict[str, str]:
    """Language tags by the language's English name."""
    from babel import Locale  # noqa: PLC0415 — needed for few articles

    return {_key(name): code.replace("_", "-") for code, name in Locale("en").languages.items()}


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.casefold().replace("_", " "))
    return "".join(char for char in folded if not unicodedata.combining(char))
