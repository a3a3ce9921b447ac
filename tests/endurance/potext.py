"""Catalogs read and written without the program's help, as other tools do it."""

import hashlib
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.translation.names import SOURCES

_TEXT = re.compile(r'\s*(?:#~\||#~|#\|)?\s*(msgid|msgstr)?\s*"(.*)"\s*')
_ESCAPED = re.compile(r"\\(.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "b": "\b", "f": "\f", "a": "\a"}
_SIGNS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SIGNS |= {"\v": "\\v", "\b": "\\b", "\f": "\\f", "\a": "\\a"}
_MACHINE = re.compile(r"machine: (\S+) (\S+) ([0-9a-f]{12})")


@dataclass
class Unit:
    """An entry.

    Attributes:
        source: msgid.
        target: msgstr.
        earlier: the msgid before, in a comment.
        remarks: translators' comments, the lines without their signs.
        notes: comments that begin with ``#.``.
        places: comments that begin with ``#:``.
    """

    source: str = ""
    target: str = ""
    earlier: str | None = None
    remarks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    obsolete: bool = False

    @property
    def is_fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    @is_fuzzy.setter
    def is_fuzzy(self, fuzzy: bool) -> None:
        self.flags = [*(["fuzzy"] if fuzzy else []), *(f for f in self.flags if f != "fuzzy")]

    @property
    def said(self) -> str:
        """The remarks' words, those too that Ada put among the program's own comments."""
        notes = [note for note in self.notes if note.startswith("Ada")]
        return " ".join(" ".join([*self.remarks, *notes]).split())

    @property
    def machine(self) -> str | None:
        """The engine that wrote the text as it stands."""
        notes = " ".join(re.sub(r"-\n", "-", "\n".join(self.notes)).split())
        text = unicodedata.normalize("NFC", self.target).encode()
        digest = hashlib.sha256(text).hexdigest()[:12]
        return next((m[1] for m in _MACHINE.finditer(notes) if m[3] == digest), None)

    @property
    def is_persons(self) -> bool:
        """Whether a person wrote or confirmed the text, as docs/editing.md has it."""
        if not self.target:
            return False
        return self.machine is None or (self.machine not in SOURCES and not self.is_fuzzy)


def read(text: str) -> list[Unit]:
    """The entries of a catalog, the header first."""
    units: list[Unit] = []
    unit, part, is_open = Unit(), "", False
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"):
        if not line.strip():
            continue
        match = _TEXT.fullmatch(line) if not re.match(r"#[ .:,]|#$", line) else None
        is_earlier = bool(re.match(r"#(?:~\||\|)", line))
        if is_open and part == "msgstr" and (match is None or is_earlier or match[1] == "msgid"):
            units.append(unit)
            unit, part, is_open = Unit(), "", False
        if match is None:
            kind, rest = line[1:2], line[2:].removeprefix(" ")
            if kind == ".":
                unit.notes.append(rest)
            elif kind == ":":
                unit.places += rest.split()
            elif kind == ",":
                unit.flags += [flag.strip() for flag in rest.split(",")]
            else:
                assert kind in {" ", ""}, f"not valid PO: {line!r}"
                unit.remarks.append(line[2:])
            continue
        is_open = True
        said = _ESCAPED.sub(lambda m: _LETTERS.get(m[1], m[1]), match[2])
        unit.obsolete = line.startswith("#~")
        part = "earlier" if is_earlier else match[1] or part
        if is_earlier:
            unit.earlier = (unit.earlier or "") + said
        elif part == "msgid":
            unit.source += said
        else:
            assert part == "msgstr", f"not valid PO: {line!r}"
            unit.target += said
    if is_open:
        assert part == "msgstr", "the last entry has no msgstr"
        units.append(unit)
    return units


@dataclass
class Style:
    """How a tool lays out a catalog.

    Attributes:
        width: of a line in characters; 0 where nothing is wrapped.
        remarks: the width of lines of comments.
        order: of the comments.
        newline: the end of a line.
        mark: what stands before all, a byte order mark or nothing.
    """

    width: int = 76
    remarks: int = 0
    order: str = "rnpf"
    newline: str = "\n"
    mark: str = ""

    @classmethod
    def any(cls, dice: random.Random) -> "Style":
        """That of Poedit, Weblate, gettext or an editor of plain text."""
        return cls(
            dice.choice((0, 20, 76, 77)),
            dice.choice((0, 0, 30, 76)),
            "".join(dice.sample("rnpf", 4)),
            dice.choice(("\n", "\n", "\r\n")),
            dice.choice(("", "", "\ufeff")),
        )


def _cut(text: str, width: int) -> Iterator[str]:
    """Pieces of a text, cut behind spaces."""
    line = ""
    for word in re.findall(r"[^ ]* *", text):
        if width and line and len(line) + len(word) > width:
            yield line
            line = ""
        line += word
    yield line


def _lines(mark: str, name: str, text: str, width: int) -> Iterator[str]:
    pieces = (
        [p for line in re.findall(r"[^\n]*\n|[^\n]+", text) for p in _cut(line, width)] if width else [text]
    )
    quoted = ['"' + "".join(_SIGNS.get(c, c) for c in piece) + '"' for piece in pieces or [""]]
    if len(quoted) > 1:
        quoted = ['""', *quoted]
    yield f"{mark}{name} {quoted[0]}"
    yield from (mark + line for line in quoted[1:])


def write(units: list[Unit], style: Style) -> str:
    """The text of a catalog."""
    lines: list[str] = []
    for unit in units:
        lines += [""] if lines else []
        flags = [f"#, {', '.join(unit.flags)}"] if unit.flags else []
        parts = {
            "r": [f"# {p.rstrip()}".rstrip() for line in unit.remarks for p in _cut(line, style.remarks)],
            "n": [f"#. {p.rstrip()}" for line in unit.notes for p in _cut(line, style.remarks)],
            "p": [f"#: {place}" for place in unit.places],
            "f": flags,
        }
        order = style.order if unit.source else "rnpf"
        lines += [line for kind in order for line in parts[kind]]
        mark = "#~ " if unit.obsolete else ""
        if unit.earlier is not None:
            lines += _lines("#~| " if unit.obsolete else "#| ", "msgid", unit.earlier, style.width)
        lines += _lines(mark, "msgid", unit.source, style.width)
        lines += _lines(mark, "msgstr", unit.target, style.width if unit.source else 1)
    return style.mark + "".join(line + style.newline for line in lines)
