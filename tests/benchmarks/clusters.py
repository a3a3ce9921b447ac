"""Articles on one event that a reader has labelled sentence by sentence.

A cluster is a folder with ``articles/`` (.txt), ``sentences.jsonl`` (their sentences), ``labels.jsonl`` (what
the reader says of each, in the same order) and ``cluster.json`` (the parties, and how people are named).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from generator.articles import files, read_folder
from generator.briefing import Article
from generator.errors import DragomanError, InvalidFileError, Problem
from generator.text_file import read_text
from generator.yaml_file import field_path

# bytes of a file
_LARGEST = 10_000_000

T = TypeVar("T")
Section = Literal["background", "position", "reaction", "development", "outlook"]

PARTS = ("articles", "sentences.jsonl", "labels.jsonl", "cluster.json")
_PLAIN_MARKS = str.maketrans("“”‘’–—", "\"\"''--")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence of an article, and what a reader says of it.

    Attributes:
        article: the article's number, from 1.
        n: the sentence's, in the cluster.
        text: the sentence.
        debris: whether it is no part of the story.
        heading: whether it is a heading.
        sections: every section it may stand in, the best first.
        actor: whose words or deeds it tells.
        speaker: who says it.
        key: whether a briefing without it lacks something.
        same_as: the id that sentences which tell the same share.
        dangling: whether it is unclear on its own.
    """

    article: int
    n: int
    text: str
    debris: bool = False
    heading: bool = False
    sections: tuple[Section, ...] = ()
    actor: str | None = None
    speaker: str | None = None
    key: bool = False
    same_as: str | None = None
    dangling: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands."""
        return self.article, self.n

    @property
    def prose(self) -> bool:
        """Whether it may stand in a briefing."""
        return not (self.debris or self.heading)

    @property
    def fact(self) -> str | tuple[int, int]:
        """What it tells, the same for near-duplicates."""
        return self.same_as or self.place


@dataclass(frozen=True, slots=True)
class _Party:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Names:
    """What is used of cluster.json."""

    parties: tuple[_Party, ...]
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles on one event, with labels.

    Attributes:
        articles: as the articles' station reads them.
        text: the articles' files as they are, with plain marks and single blanks.
        sentences: in the order of the articles.
        parties: their names.
        aliases: a folded spelling and the folded name that it stands for.
    """

    articles: tuple[Article, ...]
    text: str
    sentences: tuple[Labelled, ...]
    parties: tuple[str, ...]
    aliases: Mapping[str, str]

    @property
    def references(self) -> frozenset[str]:
        """What a source may name."""
        return frozenset(f"{a.id}:{p.number}" for a in self.articles for p in a.paragraphs)

    def same(self, one: str | None, other: str | None) -> bool:
        """Whether two spellings mean the same party, body or person: by alias, as part or by last name."""
        a, b = self._known(one), self._known(other)
        if not a or not b:
            return a == b
        last = a.split()[-1]
        return a in b or b in a or (last == b.split()[-1] and len(last) > 3)

    def _known(self, name: str | None) -> str:
        folded = _fold(name or "")
        return self.aliases.get(folded) or self.aliases.get(folded.removeprefix("the "), folded)


def load(folder: Path) -> Cluster:
    """Read a labelled cluster.

    Raises:
        DragomanError: something is missing, malformed, or cannot be read; the message names the file.
        OSError: a file cannot be opened.
    """
    for part in PARTS:
        if not (folder / part).exists():
            raise DragomanError(f"{folder}: {part} is missing; a cluster has {', '.join(PARTS)}")
    names = _names(folder / "cluster.json")
    spellings = [(s, p.name) for p in names.parties for s in (p.name, *p.aliases)]
    spellings += [(s, name) for name, also in names.people.items() for s in (name, *also)]
    raw = [read_text(path, _LARGEST) for path in files.in_folder(folder / "articles")]
    return Cluster(
        articles=read_folder(folder / "articles"),
        text=" ".join(map(plain, raw)),
        sentences=_sentences(folder / "sentences.jsonl", folder / "labels.jsonl"),
        parties=tuple(p.name for p in names.parties),
        aliases={_fold(spelling): _fold(name) for spelling, name in spellings},
    )


def _names(path: Path) -> _Names:
    return _checked(TypeAdapter(_Names).validate_json, read_text(path, _LARGEST), path, 1)


def _sentences(texts: Path, labels: Path) -> tuple[Labelled, ...]:
    rows, marks = list(_rows(texts)), list(_rows(labels))
    if len(rows) != len(marks):
        raise DragomanError(
            f"{labels}: there are {len(marks)} labels for the {len(rows)} sentences of {texts.name}; "
            "each sentence has one, in the same order"
        )
    adapter = TypeAdapter(Labelled)
    found = []
    for (_, row), (line, mark) in zip(rows, marks, strict=True):
        if any(row.get(key) != mark.get(key) for key in ("article", "n")):
            message = f"this is no label of the sentence that stands at its place in {texts.name}"
            raise InvalidFileError([Problem(labels, line, 1, "", message)])
        found.append(_checked(adapter.validate_python, {**row, **mark}, labels, line))
    return tuple(found)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with one a line, by line number."""
    adapter = TypeAdapter(dict[str, Any])
    # not splitlines: a text may hold a line separator of its own
    for line, text in enumerate(read_text(path, _LARGEST).split("\n"), 1):
        if text.strip():
            yield line, _checked(adapter.validate_json, text, path, line)


def _checked(check: Callable[[Any], T], data: object, path: Path, line: int) -> T:
    try:
        return check(data)
    except ValidationError as error:
        problems = [Problem(path, line, 1, field_path(e["loc"]), e["msg"]) for e in error.errors()]
        raise InvalidFileError(problems) from None


def plain(text: str) -> str:
    """A text with plain quotation marks and dashes, and single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN_MARKS).split())


def _fold(name: str) -> str:
    """A name without case, accents and marks."""
    return re.sub(r"[^\w ]", "", unicodedata.normalize("NFKD", name.lower())).strip()
