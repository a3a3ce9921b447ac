"""Hand-edited YAML files, checked against a type; every mistake with its line.

All scalars are read as text and then converted by the type, so that ``no`` stays the code of
Norwegian, ``12:30`` a paragraph and ``1.10`` a version, whatever YAML makes of them.
"""

import difflib
import re
from collections.abc import Hashable, Iterable, Iterator
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from generator.errors import InvalidFileError, Problem
from generator.text_file import read_text

T = TypeVar("T")
Location = tuple[str | int, ...]

_NO_ALIASES = "a text cannot begin with & or *, which are signs of YAML's own; put it in quotes"
_NO_TAGS = "a text cannot begin with !, which is a sign of YAML's own; put it in quotes"
_HINTS = {
    "mapping values are not allowed": "; put a text with “: ” in quotes, or below “>-”",
    "unexpected end of stream": "; a quotation mark or bracket above is left open",
    "could not find expected ':'": "; a key needs a colon, and a text of several lines “>-”",
}
_DEEPEST = 20
# bytes: a long briefing has 100,000, a glossary of a thousand terms in eight languages 500,000
_LARGEST = 1_000_000
# what PyYAML itself reads within seconds
_MOST_VALUES = 50_000
# nobody reads on, and to look for what may have been meant takes time
MOST_PROBLEMS = 100
_LONGEST_WORD, _MOST_WORDS = 100, 1_000
_TOO_DEEP = "nested too deeply; is a bracket or quotation mark left open?"
_TOO_MANY = f"a file of more than {_MOST_VALUES} values must have no tab, no key behind a ? and no mistake"
_NULL = {"", "~", "null", "Null", "NULL"}


class YamlFile:
    """A YAML file's data, and where each part of it stands.

    Attributes:
        path: the file.
        data: dicts, lists and text; keys without a value are left out.
    """

    def __init__(self, path: Path, text: str | None = None, *, keep_empty: bool = False) -> None:
        """Read the file.

        Args:
            path: the file.
            text: what to read in place of the whole file, such as the head of a Markdown file; its
                first line is the file's.
            keep_empty: whether a key without a value is kept, as None.

        Raises:
            InvalidFileError: it is no UTF-8 or no YAML, uses anchors or tags, or is far too large.
            OSError: it cannot be opened.
        """
        self.path = path
        self._is_usual = True
        self._keep_empty = keep_empty
        self._problems: list[Problem] = []
        self._text = read_text(path, _LARGEST) if text is None else text
        try:
            self.data = _plain_data(self._text, keep_empty=keep_empty)
        except (_UnsureError, yaml.YAMLError):
            self._is_usual = False
            self.data = self._value(self._root, ()) if self._root else {}

    @cached_property
    def _root(self) -> yaml.Node | None:
        if self._is_usual and _Quick:
            return _root_of(_Quick(self._text.replace("\r\n", "\n")))
        try:
            return _root_of(_Loader(self._text))
        except _TrapError as trap:
            raise InvalidFileError([Problem(self.path, *_position(trap.mark), "", str(trap))]) from None
        except yaml.MarkedYAMLError as error:
            position = _position(error.problem_mark or error.context_mark)
            message = " ".join(filter(None, (error.problem, error.context)))
            message += next((hint for words, hint in _HINTS.items() if words in message), "")
        except yaml.reader.ReaderError as error:
            code = error.character if isinstance(error.character, int) else ord(error.character)
            start = self._text.rfind("\n", 0, error.position)
            position = self._text.count("\n", 0, error.position) + 1, error.position - start
            message = f"the character #x{code:04x} is not allowed in YAML; remove it"
        raise InvalidFileError([Problem(self.path, *position, "", f"not valid YAML: {message}")])

    def _value(self, node: yaml.Node, where: Location) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return None if node.style is None and node.value in _NULL else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*where, index)) for index, item in enumerate(node.value)]
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._problems.append(self._problem(key, where, "a key must be plain text"))
                continue
            if key.value in result:
                self._problems.append(self._problem(key, (*where, key.value), "this key stands here twice"))
            converted = self._value(value, (*where, key.value))
            if converted is not None or self._keep_empty:
                result[key.value] = converted
        return result

    def _problem(self, node: yaml.Node, where: Location, message: str) -> Problem:
        return Problem(self.path, *_position(node.start_mark), field_path(where), message)

    def problem(self, where: Location, message: str, *, at_key: bool = False) -> Problem:
        """A mistake at a place in the data; `at_key` points to the key instead of its value."""
        node, last_key = self._root, None
        for step in where:
            if isinstance(node, yaml.MappingNode):
                pair = next((p for p in node.value if p[0].value == step), None)
                if pair is None:
                    break
                last_key, node = pair
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                last_key, node = None, node.value[step]
            else:
                break
        if node is None:
            return Problem(self.path, 1, 1, field_path(where), message)
        return self._problem(last_key if at_key and last_key else node, where, message)

    def check(self, type_: type[T]) -> T:
        """The data as a value of `type_`.

        Raises:
            InvalidFileError: it does not fit, or has a key twice; all mistakes at once.
        """
        adapter = _adapter(cast("Hashable", type_))
        problems, value = list(self._problems), None
        try:
            value = adapter.validate_python(self.data)
        except ValidationError as error:
            schema = adapter.json_schema()
            found = islice(error.errors(include_url=False), MOST_PROBLEMS)
            problems += [self._explain(one, schema) for one in found]
        if problems:
            raise InvalidFileError(problems)
        return cast(T, value)

    def _explain(self, error: ErrorDetails, schema: dict[str, Any]) -> Problem:
        where, kind = error["loc"], error["type"]
        if where and where[-1] == "[key]":
            return self.problem(where[:-1], _message(error), at_key=True)
        if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
            known = _known_keys(schema, where[:-1])
            message = f"unknown key{nearest(str(where[-1]), known)}; known here: {', '.join(known)}"
            return self.problem(where, message, at_key=True)
        if kind in {"missing", "missing_argument"}:
            return self.problem(where, "is missing")
        return self.problem(where, _message(error))


@cache
def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


# --- the quick way -------------------------------------------------------------------------------

# libyaml, some twenty times as fast; it words mistakes in its own way, and reads a few things otherwise
_Quick = getattr(yaml, "CBaseLoader", None)
_ODD = (
    # a byte order mark, other line ends, tabs
    re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"),
    # marks of a document, directives, keys behind a "?"
    re.compile(r"\n(?:---|\.\.\.|%|[ -]*\?\s)"),
    # a remark beside the sign of a text of several lines
    re.compile(r"(?<!\S)[|>][-+\d]*#"),
)


class _UnsureError(Exception):
    """What libyaml may read otherwise, and what only the other way can word."""


def _plain_data(text: str, *, keep_empty: bool) -> Any:
    """The data of a file in which nothing is unusual.

    Raises:
        _UnsureError: something is, or is wrong.
        yaml.YAMLError: something is wrong.
    """
    text = text.replace("\r\n", "\n")
    if _Quick is None or any(odd.search(f"\n{text}\n") for odd in _ODD):
        raise _UnsureError
    next_event = _Quick(text).get_event
    above: list[list[Any]] = []
    items: list[Any] = []
    brackets, opened = 0, 0  # how many are open, and where the first of them stands
    while (event := next_event()) is not None:
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            if event.anchor or event.tag:
                raise _UnsureError
            value = event.value
            items.append(None if value in _NULL and not event.style else value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor or event.tag or len(above) >= _DEEPEST:
                raise _UnsureError
            if event.flow_style:
                opened = opened if brackets else event.start_mark.index
                brackets += 1
            above.append(items)
            items = []
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if brackets:
                brackets -= 1
                if not brackets and "?" in text[opened : event.end_mark.index]:
                    raise _UnsureError
            made = items if kind is yaml.SequenceEndEvent else _mapping(items, keep_empty=keep_empty)
            items = above.pop()
            items.append(made)
        elif kind is yaml.AliasEvent:
            raise _UnsureError
    if len(items) != 1:
        raise _UnsureError
    return items[0]


def _mapping(items: list[Any], *, keep_empty: bool) -> dict[str, Any]:
    keys, values = items[::2], items[1::2]
    if not all(key.__class__ is str for key in keys) or len(set(keys)) < len(keys):
        raise _UnsureError
    pairs = zip(keys, values, strict=True)
    return dict(pairs) if keep_empty else {key: value for key, value in pairs if value is not None}


class _TrapError(Exception):
    """What can make a small file endless, or lose a part of its text."""

    def __init__(self, mark: Any, message: str) -> None:
        self.mark = mark
        super().__init__(message)


class _Loader(yaml.SafeLoader):
    """Refuses traps before anything is built from them."""

    _depth = _count = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        nested = isinstance(event, yaml.CollectionStartEvent)
        self._depth += nested
        self._count += 1
        if self._count > _MOST_VALUES:
            raise _TrapError(None, _TOO_MANY)
        if event.anchor:  # of aliases too
            raise _TrapError(event.start_mark, _NO_ALIASES)
        if getattr(event, "tag", None):
            raise _TrapError(event.start_mark, _NO_TAGS)
        if self._depth > _DEEPEST:
            raise _TrapError(event.start_mark, _TOO_DEEP)
        node = super().compose_node(parent, index)
        self._depth -= nested
        return node


def _root_of(loader: Any) -> yaml.Node | None:
    try:
        return cast("yaml.Node | None", loader.get_single_node())
    finally:
        loader.dispose()


def _position(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def field_path(where: Iterable[str | int]) -> str:
    """A place as text: ``sides[0].name``."""
    path = ""
    for step in where:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'background'?``, or nothing where no known word is near."""
    found = difflib.get_close_matches(word[:_LONGEST_WORD], list(islice(known, _MOST_WORDS)), 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""


def _found(value: object) -> str:
    if isinstance(value, dict):
        return "keys and values"
    return "a list" if isinstance(value, list) else "text" if isinstance(value, str) else "nothing"


_EXPECTED = {
    "string_type": "text",
    "string_unicode": "whole characters (an escape such as \\ud83d is half of one)",
    "tuple_type": "a list (lines that begin with “- ”)",
    "dict_type": "keys and values",
    "mapping_type": "keys and values",
    "dataclass_type": "keys and values",
    "date_type": "a day such as 2025-05-11",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def _message(error: ErrorDetails) -> str:
    """What is wrong, in an editor's words."""
    kind, value = error["type"], error["input"]
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {_found(value)}"
    if kind in {"enum", "literal_error"}:
        choices = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        return f"expected one of {', '.join(choices)}; found {value!r}{nearest(str(value), choices)}"
    if kind == "value_error":
        return f"{error['ctx']['error']}; found {value!r}"
    if kind == "string_too_short":
        return "is empty; write something or remove the key"
    if kind.startswith("date_"):
        return f"there is no such day: {value!r}"
    return f"{error['msg']}; found {value!r}"


def _known_keys(schema: dict[str, Any], where: Location) -> list[str]:
    """The keys that the schema allows at a place."""

    def options(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        yield node
        for other in node.get("anyOf", ()):
            yield from options(other)

    nodes = list(options(schema))
    for step in where:
        if isinstance(step, int):
            inner = (n.get("items") for n in nodes)
        else:
            inner = (n.get("properties", {}).get(step) or n.get("additionalProperties") for n in nodes)
        nodes = [o for n in inner if isinstance(n, dict) for o in options(n)]
    return [key for n in nodes for key in n.get("properties", {})]
