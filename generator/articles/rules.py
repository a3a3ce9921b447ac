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

    parts: Mapping[str, str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Agencies:
    """News agencies, and capitals that open a line without being a place.

    Attributes:
        agencies: full names by code.
        not_places: words and phrases.
        colon_places: places that may be followed by a colon.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    agencies: Mapping[str, str]
    not_places: tuple[str, ...]
    colon_places: tuple[str, ...]

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
def rules() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules of data/cleaning.yml, each with one expression for all its patterns."""
    data = YamlFile(_DATA / "cleaning.yml").check(_Cleaning)
    parts = {**data.parts, "agency": agencies().pattern}

    def fill(pattern: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda match: f"(?:{fill(parts[match[1]])})", pattern)

    ends = {"block": r"\Z", "end": r"\s*\Z"}
    return tuple(
        (rule, re.compile(f"(?:{'|'.join(map(fill, rule.patterns))}){ends.get(rule.scope, '')}"))
        for rule in data.rules
    )
