"""The rules in data/, compiled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict

from generator.yaml_file import YamlFile

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of text that is not prose; data/cleaning.yml explains the fields."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    scope: Literal["block", "end", "anywhere"]
    patterns: tuple[str, ...]
    why: str = ""
    where: Literal["any", "head", "body", "tail", "edges"] = "any"
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


@cache
def rules() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules of data/cleaning.yml, each with one expression for all its patterns."""
    data = _cleaning()
    parts = {**data.parts, "agency": agencies().pattern}

    def fill(pattern: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda match: f"(?:{fill(parts[match[1]])})", pattern)

    ends = {"block": r"\Z", "end": r"\s*\Z"}
    return tuple(
        (rule, re.compile(f"(?:{'|'.join(map(fill, rule.patterns))}){ends.get(rule.scope, '')}"))
        for rule in data.rules
    )
