"""The station's word lists and rules, data/*.yml, by language."""

from functools import cache
from importlib import resources
from typing import Any

from generator import data_file


@cache
def table(name: str) -> dict[str, Any]:
    """The content of data/<name>.yml; not to be changed by the caller."""
    text = (resources.files(__package__) / "data" / f"{name}.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = data_file.load(text)
    return data


def base(language: str) -> str:
    """The first part of a language tag: pt of pt-BR."""
    return language.partition("-")[0]


def for_language(values: dict[str, Any], language: str, fallback: Any = None) -> Any:
    """What a table holds for a language tag, else for its first part, else for ``default``."""
    for key in (language, base(language), "default"):
        if key in values:
            return values[key]
    return fallback
