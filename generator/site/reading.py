"""How long it takes to read a page."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from generator import data_file

_OTHERS = re.compile(r"[^\w ]+")
_DATA = Path(__file__).parent / "data" / "reading_speeds.yml"


@cache
def _speeds() -> Mapping[str, float]:
    loaded: Mapping[str, float] = data_file.load(_DATA.read_text("utf-8"))
    return loaded


def minutes(texts: Iterable[str], language: str) -> int:
    """The whole minutes that a grown-up reader needs for texts in a language, one at the least.

    The speeds and their sources are in data/reading_speeds.yml.
    """
    speeds = _speeds()
    speed = speeds.get(language.partition("-")[0], speeds["default"]) * speeds["silent"]
    return max(1, round(letters("".join(texts)) / speed))


def letters(text: str) -> int:
    """How many letters and digits a text has."""
    # most of what is neither is a space
    return len(text) - text.count(" ") - text.count("_") - sum(map(len, _OTHERS.findall(text)))
