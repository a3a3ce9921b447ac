"""The station's word lists."""

from functools import cache
from pathlib import Path
from typing import Any

from generator import data_file


@cache
def words(name: str) -> dict[str, Any]:
    """A word list by the name of its file in ``data/``."""
    path = Path(__file__).parent / "data" / f"{name}.yml"
    data: dict[str, Any] = data_file.load(path.read_text(encoding="utf-8"))
    return data


@cache
def group(name: str) -> frozenset[str]:
    """A group of words of ``data/attribution.yml``, in small letters."""
    return frozenset(word.lower() for word in words("attribution")[name])
