"""The rules in data/, compiled."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from math import inf
from pathlib import Path
from typing import Literal, get_args

from pydantic import ConfigDict

from generator.yaml_file import YamlFile

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of text that is not prose; data/cleaning.yml explains the fields."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    scope: Literal["block", "line", "piece", "end", "anywhere"]
    patterns: tuple[str, ...]
    why: str = ""
    where: Literal["any", "head", "body", "tail", "edges", "below", "between", "between-body"] = "any"
    limit: int = 30


@dataclass(frozen=True, slots=True)
class _Cleaning:
    __pydantic_config__ = ConfigDict(extra="forbid")

    gallery_labels: tuple[str, ...]
    parts: Mapping[str, str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """The words of data/headings.yml.

    Attributes:
        sentence_openers: words that begin a sentence, before one in small letters.
        question_words: words that begin a heading that asks.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    sentence_openers: tuple[str, ...]
    question_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agencies:
    """News agencies, and capitals that open a line without being a place.

    Attributes:
        agencies: full names by code.
        not_places: words and phrases.
        colon_places: places that may be followed by a colon.
        small_words: words of a place's name that have no capital.
        regions: what may stand behind a place as a country does.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    agencies: Mapping[str, str]
    not_places: tuple[str, ...]
    colon_places: tuple[str, ...]
    small_words: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """A regular expression for any code or name."""
        names = {*self.agencies, *self.agencies.values()}
        return "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))


@cache
def agencies() -> Agencies:
    """data/agencies.yml."""
    return YamlFile(_DATA / "agencies.yml").check(Agencies)


@cache
def heading_words() -> HeadingWords:
    """data/headings.yml."""
    return YamlFile(_DATA / "headings.yml").check(HeadingWords)


@cache
def _cleaning() -> _Cleaning:
    return YamlFile(_DATA / "cleaning.yml").check(_Cleaning)


@cache
def gallery_label() -> re.Pattern[str]:
    """What stands before each caption of a gallery."""
    return re.compile(f"(?:{'|'.join(map(re.escape, _cleaning().gallery_labels))}): ")


@dataclass(frozen=True, slots=True)
class Matcher:
    """Some patterns of a rule in one expression, and what they ask of the whole text besides.

    Attributes:
        rule: the rule.
        order: its place among all.
        expression: the patterns, and what stands before and behind them.
        words: one of them stands in the text, in whichever case; none for any text. Looked at first.
        conditions: the names of parts that fit at the beginning. Looked at last: they take most of the
            time, and most texts match no pattern.
    """

    rule: Rule
    order: int
    expression: str
    words: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def takes(self, text: str) -> re.Match[str] | None:
        """The match, if the rule takes the text from its beginning to its end."""
        match = _compiled(self.expression).fullmatch(text)
        return match if match and all(_part(name).match(text) for name in self.conditions) else None

    def pieces(self, text: str) -> list[re.Match[str]]:
        """What the rule takes out of a text, or of its end."""
        if self.rule.scope == "anywhere":
            return [match for match in _compiled(self.expression).finditer(text) if match[0]]
        match = _compiled(self.expression).search(text, max(0, len(text) - _LONGEST_END))
        return [match] if match and match[0] else []


@dataclass(frozen=True, slots=True)
class Taker:
    """A rule that takes a text from its beginning to its end.

    Attributes:
        rule: the rule.
        stranger: the name that it takes for a reporter's.
    """

    rule: Rule
    stranger: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Sieve:
    """Matchers, and one expression that fits wherever one of theirs does: most texts fail all of them.

    Attributes:
        expression: all their patterns, without conditions.
        where: as in their rules.
        is_open: whether they take no text that ends as a sentence does, or goes on.
        matchers: the matchers.
    """

    expression: str
    where: str
    is_open: bool
    matchers: tuple[Matcher, ...]


@dataclass(frozen=True, slots=True)
class _Sieves:
    """The sieves for texts up to some length.

    Attributes:
        for_all: those for any text.
        by_word: those for texts that have a word; one that asks for any of several stands at each.
    """

    for_all: tuple[_Sieve, ...]
    by_word: Mapping[str, tuple[_Sieve, ...]]


_WHOLE = {"block", "line", "piece"}
# no furniture at the end of a paragraph is longer, in characters
_LONGEST_END = 1000
# what {{open}} forbids, behind which so many characters are searched
_CLOSED = re.compile(r"(?:[.!?…。！？؟।][\"”’'»)\]]*|[:;,])\Z")
_LONGEST_CLOSE = 12
_ANYWHERE = frozenset(get_args(Rule.__annotations__["where"]))
# some scripts set no blanks, and some files are one endless word
_LONGEST_WORD = 15
# the limits up to which rules share a sieve
_LIMITS = (8, 14, 40, 150)
_WORDS = re.compile(r"\{\{has: ([^{}]+)\}\}")
_CONDITIONS = re.compile(r"(?:\{\{(?:open|unsaid)\}\})*")
# a bullet does not make a sentence of what stands behind it
_BEGINS = {"block": "(?:[•·▪■●►▶»›→*]++ ?)?", "piece": "(?:[•·|] ?)?"}
_ENDS = {"end": r"\s*+\Z", **dict.fromkeys(_WHOLE, r"\Z")}


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@cache
def _part(name: str) -> re.Pattern[str]:
    return re.compile(_fill(f"{{{{{name}}}}}"))


def _fill(pattern: str) -> str:
    """A pattern with the parts that it names."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: f"(?:{_fill(_parts()[match[1]])})", pattern)


@cache
def _parts() -> Mapping[str, str]:
    return {**_cleaning().parts, "agency": agencies().pattern}


@cache
def _matchers() -> tuple[Matcher, ...]:
    """The rules of data/cleaning.yml."""
    matchers = []
    for order, rule in enumerate(_cleaning().rules):
        alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        for pattern in rule.patterns:
            words = _WORDS.match(pattern)
            rest = pattern[words.end() :] if words else pattern
            match = _CONDITIONS.match(rest) if rule.scope in _WHOLE else None
            conditions = match[0] if match else ""
            alike[words[1] if words else "", conditions].append(_fill(rest.removeprefix(conditions)))
        begin, end = _BEGINS.get(rule.scope, ""), _ENDS.get(rule.scope, "")
        matchers += [
            Matcher(
                rule,
                order,
                f"{begin}(?:{'|'.join(patterns)}){end}",
                tuple(words.split(", ")) if words else (),
                tuple(re.findall(r"\w+", conditions)),
            )
            for (words, conditions), patterns in alike.items()
        ]
    return tuple(matchers)


@cache
def _sieves() -> tuple[_Sieves, ...]:
    """All rules that can take a whole text, for each limit; those that ask for the same share a sieve."""
    alike: dict[tuple[str, float, tuple[str, ...], bool], list[Matcher]] = defaultdict(list)
    for matcher in _matchers():
        rule = matcher.rule
        if rule.scope == "anywhere":
            continue
        limit = inf if rule.scope == "end" else next(limit for limit in _LIMITS if rule.limit <= limit)
        alike[rule.where, limit, matcher.words, "open" in matcher.conditions].append(matcher)
    for_all: list[tuple[float, _Sieve]] = []
    by_word: dict[str, list[tuple[float, _Sieve]]] = defaultdict(list)
    for (where, limit, words, is_open), matchers in alike.items():
        expressions = (re.sub(r"\(\?P<\w+>", "(?:", matcher.expression) for matcher in matchers)
        sieve = _Sieve("|".join(f"(?:{e})" for e in expressions), where, is_open, tuple(matchers))
        for group in [by_word[word] for word in words] or [for_all]:
            group.append((limit, sieve))
    return tuple(
        _Sieves(
            tuple(sieve for most, sieve in for_all if least <= most),
            {word: tuple(sieve for most, sieve in group if least <= most) for word, group in by_word.items()},
        )
        for least in (*_LIMITS, inf)
    )


def _has(words: tuple[str, ...], present: Set[str]) -> bool:
    return not words or not present.isdisjoint(words)


@cache
def _all_words() -> tuple[str, ...]:
    return tuple({word for matcher in _matchers() for word in matcher.words})


@lru_cache(maxsize=16)  # of a line, all pieces are looked up
def _present(text: str) -> Set[str]:
    """The words for which some rule asks that a text has."""
    folded = text.lower()
    return {word for word in _all_words() if word in folded}


def parting(text: str, places: Set[str]) -> tuple[Rule, list[re.Match[str]]] | None:
    """The first rule that takes pieces out of a text, or its end, and the pieces.

    Args:
        text: the text.
        places: what the field `where` may name.
    """
    present = _present(text)
    for matcher in _parting():
        if matcher.rule.where in places and _has(matcher.words, present):
            matches = matcher.pieces(text)
            if matches:
                return matcher.rule, matches
    return None


@cache
def _parting() -> tuple[Matcher, ...]:
    return tuple(matcher for matcher in _matchers() if matcher.rule.scope not in _WHOLE)


@lru_cache(maxsize=4096)
def takers(text: str, line: str, places: Set[str] = _ANYWHERE) -> tuple[Taker, ...]:
    """All rules that take a text from its beginning to its end.

    Args:
        text: the text.
        line: what it is a piece of, which may be the text itself.
        places: what the field `where` may name.
    """
    words, folded = max(text.count(" ") + 1, len(text) / _LONGEST_WORD), text.lower()
    sieves = _sieves()[bisect_left(_LIMITS, words)]
    asked = (sieves.by_word.get(word, ()) for word in _present(line) if word in folded)
    closed = _CLOSED.search(text, max(0, len(text) - _LONGEST_CLOSE))
    found: list[tuple[int, Taker]] = []
    for sieve in dict.fromkeys(chain(sieves.for_all, *asked)):
        if sieve.where not in places or (closed and sieve.is_open):
            continue
        if len(sieve.matchers) > 1 and not _compiled(sieve.expression).fullmatch(text):
            continue
        for matcher in sieve.matchers:
            if matcher.rule.scope == "end" or words <= matcher.rule.limit:
                match = matcher.takes(text)
                if match:
                    found.append((matcher.order, Taker(matcher.rule, match.groupdict().get("stranger"))))
    return tuple(taker for _, taker in sorted(found, key=lambda pair: pair[0]))


def is_furniture(line: str) -> bool:
    """Whether a rule takes the whole line, wherever in the article it may stand."""
    return any(taker.rule.scope == "block" for taker in takers(line, line))
