"""How long it takes to read a page."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

_DATA = Path(__file__).parent / "data" / "reading_speeds.yml"


@cache
def _speeds() -> Mapping[str, float]:
    loaded: Mapping[str, float] = yaml.safe_load(_DATA.read_text("utf-8"))
    return loaded


def minutes(texts: Iterable[str], language: str) -> int:
    """The whole minutes that a grown-up reader needs for texts in a language, one at the least.

    The speeds and their sources are in data/reading_speeds.yml.
    """
    speeds = _speeds()
    letters = sum(character.isalnum() for text in texts for character in text)
    speed = speeds.get(language.partition("-")[0], speeds["default"]) * speeds["silent"]
    return max(1, round(letters / speed))
