"""The commonest words of many languages, from texts of Wikipedia: the lists of the package justext."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def names() -> frozenset[str]:
    """The English names of the languages that have a list, such as ``Portuguese``."""
    return frozenset(path.stem for path in _folder().glob("*.txt"))


@cache
def common(name: str) -> frozenset[str]:
    """The commonest words of a language, without capitals.

    Args:
        name: one of `names`.
    """
    return frozenset((_folder() / f"{name}.txt").read_text("utf-8").casefold().split())


@cache
def _folder() -> Path:
    """The folder of the lists; importing justext would load lxml too."""
    spec = find_spec("justext")
    places = (spec.submodule_search_locations if spec else None) or ()
    return next(Path(place) for place in places) / "stoplists"
