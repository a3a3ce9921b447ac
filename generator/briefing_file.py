"""briefing.yml ⇄ `Briefing`."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from generator.atomic import write_text
from generator.briefing import Briefing, Statement
from generator.config import BRIEFING
from generator.errors import InvalidFileError, Problem
from generator.yaml_file import MOST_PROBLEMS, Location, YamlFile, nearest

NAME = BRIEFING
# as seen from briefings/<slug>/
SCHEMA = "../../site_config/briefing.schema.json"
# of the number of a paragraph
_MOST_DIGITS = 9


def load(path: Path, paragraphs: Mapping[str, frozenset[int]] | None = None) -> Briefing:
    """Read a briefing that people edit.

    Args:
        path: a briefing.yml.
        paragraphs: the numbers of each article's paragraphs, by article id, to check the sources
            against; without it, an id is checked against the key `sources` and the files in
            ``articles/`` beside the briefing.

    Raises:
        InvalidFileError: the file has mistakes; all of them at once.
    """
    file = YamlFile(path)
    problems: list[Problem] = []
    briefing = None
    try:
        briefing = file.check(Briefing)
    except InvalidFileError as error:
        problems += error.problems
    problems += islice(_reference_problems(file, paragraphs), MOST_PROBLEMS)
    problems += islice(_original_problems(file), MOST_PROBLEMS)
    if briefing and briefing.date:
        early = [n for n, update in enumerate(briefing.updated) if update.date < briefing.date]
        problems += [
            file.problem(("updated", n), f"is before the day of the news, {briefing.date}") for n in early
        ]
    if problems or briefing is None:
        raise InvalidFileError(problems)
    return briefing


def _reference_problems(file: YamlFile, paragraphs: Mapping[str, frozenset[int]] | None) -> Iterator[Problem]:
    """Sources and contrasts that name what is not there."""
    data = file.data if isinstance(file.data, dict) else {}
    declared = data.get("sources")
    folder = file.path.parent / "articles"
    known = set(declared) if isinstance(declared, dict) else set()
    known |= {p.stem for p in folder.iterdir()} if folder.is_dir() else set()
    for where, reference in _references(data, ()):
        article, _, number = reference.partition(":")
        if not number.isdecimal() or len(number) > _MOST_DIGITS:
            continue  # the type's check has said so
        if article not in known and article not in (paragraphs or {}):
            hint = nearest(article, known) or f"; there are {', '.join(sorted(known)) or 'none'}"
            yield file.problem(where, f"there is no source {article!r}{hint}")
        elif paragraphs and article in paragraphs and int(number) not in paragraphs[article]:
            yield file.problem(where, f"article {article} has no paragraph {number}; see `dragoman show`")
    sides = data.get("sides")
    found = [s.get("name") for s in sides if isinstance(s, dict)] if isinstance(sides, list) else []
    names: dict[str, None] = {}
    for index, name in enumerate(found):
        if not isinstance(name, str):
            continue
        if name in names:
            yield file.problem(("sides", index, "name"), f"there are two sides {name!r}; make them one")
        names[name] = None
    for where, name in _positions(data):
        if name not in names:
            hint = nearest(name, names)
            yield file.problem(where, f"there is no side {name!r}{hint}", at_key=True)


def _references(value: Any, where: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*where, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "sources" and where and isinstance(item, list):
                yield from ((((*where, key, i)), r) for i, r in enumerate(item) if isinstance(r, str))
            elif key == "positions" and isinstance(item, dict):
                yield from (((*where, key, k), r) for k, r in item.items() if isinstance(r, str))
            else:
                yield from _references(item, (*where, key))


def _positions(data: dict[str, Any]) -> Iterator[tuple[Location, str]]:
    contrasts = data.get("contrasts")
    for index, contrast in enumerate(contrasts if isinstance(contrasts, list) else ()):
        positions = contrast.get("positions") if isinstance(contrast, dict) else None
        for name in positions if isinstance(positions, dict) else ():
            yield ("contrasts", index, "positions", name), name


def _original_problems(file: YamlFile) -> Iterator[Problem]:
    """Originals that are in the briefing's own language, so that the text can be no translation."""
    own = file.data.get("language", "en") if isinstance(file.data, dict) else None

    def walk(value: Any, where: Location) -> Iterator[Problem]:
        parts = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, item in parts:
            if key == "original" and isinstance(item, dict) and item.get("language") == own:
                message = f"the briefing is in {own} itself; give the article's language, or remove this"
                yield file.problem((*where, key, "language"), message)
            yield from walk(item, (*where, key))

    yield from walk(file.data, ())


def schema() -> str:
    """The JSON Schema of briefing.yml, for editors' completion."""
    return json.dumps(TypeAdapter(Briefing).json_schema(), indent=2, ensure_ascii=False) + "\n"


# --- writing -------------------------------------------------------------------------------------

_WIDTH, _LONG = 100, 75


# what plain YAML would take for something else: keys, comments, flow marks, quotation marks
_AMBIGUOUS = re.compile(r"^[\[\]{}&*!|>'\"%@`#,?:-]|: |:$| #|^\d+:\d|[\[\]{},]$")


class _Dumper(yaml.SafeDumper):
    """Block style, but references and sources in one line; keys in the model's order."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """A day that stands in two places is written twice: reading refuses YAML's anchors."""
        return True


class _Flow(dict[str, Any]):
    """A mapping to be written in one line."""


class _FlowList(list[Any]):
    """A list to be written in one line."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # YAML 1.1 reads 12:6 as a number in base 60 and a bare 2022-02-24 as a date
    tag = "tag:yaml.org,2002:str"
    resolved = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    bare = resolved == tag and not _AMBIGUOUS.search(text)
    # folded text needs no quoting, so that an editor can type what she likes
    style = ">" if len(text) > _LONG else None if bare else "'" if '"' in text else '"'
    return dumper.represent_scalar(tag, text, style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_Flow, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v, flow_style=True))
_Dumper.add_representer(
    _FlowList, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True)
)


def _plain(value: Any, key: str = "") -> Any:
    """A value of the model as YAML data, without what is empty."""
    if isinstance(value, Statement) and value == Statement(value.text):
        return value.text
    if hasattr(value, "__dataclass_fields__"):
        pairs = ((name, _plain(getattr(value, name), name)) for name in value.__dataclass_fields__)
        return {name: item for name, item in pairs if item not in (None, "", [], {})}
    if isinstance(value, Mapping):
        kind = _Flow if key == "positions" else dict
        return kind((name, _plain(item)) for name, item in value.items())
    if isinstance(value, tuple):
        kind_ = _FlowList if key in {"sources", "topics", "people", "authors"} else list
        return kind_(_plain(item) for item in value)
    return value if isinstance(value, date) else None if value is None else str(value)


def dump(briefing: Briefing) -> str:
    """The text of a briefing.yml, the same to the byte for the same briefing."""
    data = _plain(briefing)
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def write(briefing: Briefing, path: Path) -> None:
    """Write a new briefing.yml, whole or not at all; inside a project it names the schema for editors.

    Raises:
        FileExistsError: it exists; a person may have edited it.
    """
    has_schema = (path.parent / SCHEMA).is_file()
    head = f"# yaml-language-server: $schema={SCHEMA}\n" if has_schema else ""
    write_text(path, head + dump(briefing), replace=False)
