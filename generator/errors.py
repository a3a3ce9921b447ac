"""Every error that a user can meet.

    DragomanError
    ├── ArticleError        an article that cannot be read
    ├── DraftError          a briefing that cannot be drafted
    ├── TranslationError    a catalog or an engine that cannot be used
    │   └── ModelError      a model that is missing, broken or cannot be had
    ├── SiteError           a template or a page that cannot be made
    └── InvalidFileError    one or more mistakes in hand-edited files

The message of each says what is wrong and what to do. The command line and the
mkdocs plugin print it as it is; a traceback means a fault of Dragoman's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class DragomanError(Exception):
    """Base of all errors whose message is written for the user."""


class ArticleError(DragomanError):
    """An article that cannot be read; the message names the file."""


class DraftError(DragomanError):
    """A briefing that cannot be drafted from its articles."""


class TranslationError(DragomanError):
    """A catalog or an engine that cannot be used."""


class ModelError(TranslationError):
    """A model that is missing, broken, or cannot be had."""


class SiteError(DragomanError):
    """A template or a page that cannot be made."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a hand-edited file.

    Attributes:
        path: the file.
        line: from 1.
        column: from 1.
        field: the place in the file's structure, such as ``sides[0].name``; may be empty.
        message: what is wrong and what is expected.
    """

    path: Path
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        field = f" {self.field}:" if self.field else ""
        return f"{self.path}:{self.line}:{self.column}:{field} {self.message}"


class InvalidFileError(DragomanError):
    """One or more mistakes in hand-edited files, all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
