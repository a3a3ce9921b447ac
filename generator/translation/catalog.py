"""<lang>.po: gettext catalogs that people edit.

An entry that a machine wrote carries ``#. machine: <engine> <model> <digest of its text>`` and the flag
``fuzzy``, until a person removes the flag to confirm it. Where the digest no longer fits, a person changed
the text. ``#. withheld: <why>`` marks a machine's text that failed a check.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from generator.atomic import write_text
from generator.briefing import State
from generator.errors import InvalidFileError, Problem
from generator.text_file import read_text
from generator.translation import names
from generator.translation.tables import base
from generator.yaml_file import nearest

_HEADER = """Translation of a briefing. Write into the msgstr lines; what you write stays.
A machine's text is marked fuzzy: remove that flag to confirm the text."""
_STRING = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rf"\s*(?:(?:#~\|?|#\|)?\s*(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s*)?{_STRING}\s*|#(?!~|\|).*|#~?)?"
)
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_SYNTAX_ERROR = re.compile(r"\(line (\d+)\)(?:: (.*))?")
_MACHINE = re.compile(r"machine: (\S+) (\S+) ([0-9a-f]{12})(?: withheld: (.*))?$")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a machine entry says about itself.

    Attributes:
        engine: the engine, or the source of a name (`names.SOURCES`).
        model: the engine's model.
        digest: of the text that the machine wrote.
        withheld: why the text must not be shown.
    """

    engine: str
    model: str
    digest: str
    withheld: str | None = None


def digest(text: str) -> str:
    """Twelve hexadecimal digits that change with the text."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:12]


def origin(entry: polib.POEntry) -> Origin | None:
    """What the entry's comment says; None where no machine wrote the entry."""
    # tools wrap long comments as they like
    match = _MACHINE.search(" ".join(entry.comment.split()))
    return Origin(*match.groups()) if match else None


def set_machine_text(
    entry: polib.POEntry, text: str, engine: str, model: str, withheld: str | None = None
) -> None:
    """Give an entry a machine's text; its translator comments stay."""
    entry.msgstr = text
    entry.comment = f"machine: {engine} {model} {digest(text)}"
    if withheld:
        entry.comment += f"\nwithheld: {withheld}"
    set_fuzzy(entry, engine not in names.SOURCES)  # a name by rule needs no confirmation


def set_fuzzy(entry: polib.POEntry, fuzzy: bool) -> None:
    """Set or remove the flag; the others stay."""
    entry.flags = [*(["fuzzy"] if fuzzy else []), *(flag for flag in entry.flags if flag != "fuzzy")]


def state(entry: polib.POEntry) -> State:
    """How an entry came about."""
    if not entry.msgstr:
        return State.MISSING
    machine = origin(entry)
    if machine and machine.digest == digest(entry.msgstr):
        if machine.engine in names.SOURCES:
            return State.STANDARD
        if entry.fuzzy:
            return State.WITHHELD if machine.withheld else State.MACHINE
        return State.EDITED  # a person confirmed it
    # without a machine's comment, fuzzy means what it means to gettext: needs work
    return State.OUTDATED if entry.fuzzy and not machine else State.EDITED


def is_human(entry: polib.POEntry) -> bool:
    """Whether a person wrote or confirmed the text, so that no machine may change it."""
    return state(entry) in {State.EDITED, State.OUTDATED}


# --- files ---------------------------------------------------------------------------------------


def new(language: str) -> polib.POFile:
    """An empty catalog."""
    catalog = polib.POFile()
    catalog.header = _HEADER
    catalog.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return catalog


def read(path: Path, language: str) -> polib.POFile:
    """Read a catalog.

    Args:
        path: the file.
        language: the language it must be in.

    Raises:
        InvalidFileError: it is no UTF-8, no PO, holds conflict markers or a string twice, or is in
            another language; all mistakes that can be told at once.
        OSError: it cannot be opened.
    """
    text = read_text(path)
    problems = list(_line_problems(path, text))
    if problems:
        raise InvalidFileError(problems)
    try:
        catalog = polib.pofile(str(path), encoding="utf-8")
    except OSError as error:
        found = _SYNTAX_ERROR.search(str(error))
        if not found:
            raise
        message = (
            f"not valid PO: {found[2] or 'this line does not belong here; an entry is msgid, then msgstr'}"
        )
        raise InvalidFileError([Problem(path, int(found[1]), 1, "", message)]) from None
    if problems := [*_header_problems(path, text, catalog, language), *_entry_problems(path, catalog)]:
        raise InvalidFileError(problems)
    return catalog


def check(path: Path, language: str, known: Collection[str] = ()) -> None:
    """Read a catalog for its mistakes only.

    Args:
        path: the file.
        language: the language that its name says.
        known: the languages of the site, if the name is to be checked against them.

    Raises:
        InvalidFileError: it has mistakes, or its name is no language of the site, so that nobody reads it.
        OSError: it cannot be opened.
    """
    if known and language not in known:
        better = nearest(language.replace("_", "-"), known)
        message = (
            f"{language!r}, as the file's name says, is no language of the site{better}; "
            f"there are: {', '.join(known)}"
        )
        raise InvalidFileError([Problem(path, 1, 1, "", message)])
    read(path, language)


def write(path: Path, catalog: polib.POFile) -> None:
    """Write a catalog, whole or not at all."""
    write_text(path, str(catalog))


def _line_problems(path: Path, text: str) -> Iterator[Problem]:
    """What polib would read without a word and get wrong, such as a missing quotation mark."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            message = "a conflict marker of a merge; keep one of the versions and remove the marker lines"
            yield Problem(path, number, 1, "", message)
        elif not _LINE.fullmatch(line.rstrip("\r")):
            message = 'expected msgid "…", msgstr "…", "…" or a comment (#); a " inside is written \\"'
            yield Problem(path, number, 1, "", f"not valid PO: {message}")
    last = next(((n, line) for n, line in reversed([*enumerate(lines, 1)]) if line.strip()), None)
    if last and re.match(r"\s*#(?!~)", last[1]):
        yield Problem(
            path, last[0], 1, "", "a comment after the last entry would be lost; put it above an entry"
        )


def _header_problems(path: Path, text: str, catalog: polib.POFile, language: str) -> Iterator[Problem]:
    named = catalog.metadata.get("Language", "")
    if named and re.split("[-_@]", named)[0].lower() != base(language).lower():
        message = f"this catalog says that it is in {named!r}, its name says {language!r}"
        yield Problem(path, _line_of(text, "Language:"), 1, "Language", message)
    charset = re.search(r"charset=([\w-]+)", catalog.metadata.get("Content-Type", ""))
    if charset and charset[1].upper() not in {"UTF-8", "CHARSET"}:
        message = f"expected charset=UTF-8, found {charset[1]}"
        yield Problem(path, _line_of(text, "charset="), 1, "Content-Type", message)


def _line_of(text: str, words: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0)) + 1


def _entry_problems(path: Path, catalog: polib.POFile) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for entry in catalog:
        line = max(entry.linenum or 1, 1)
        if entry.obsolete:
            continue
        if entry.msgid_plural or entry.msgctxt is not None:
            yield Problem(path, line, 1, "", "msgctxt and msgid_plural have no use here; remove them")
        elif entry.msgid in seen:
            message = f"{_short(entry.msgid)} stands here twice, first in line {seen[entry.msgid]}"
            yield Problem(path, line, 1, "", message)
        seen.setdefault(entry.msgid, line)


def _short(text: str) -> str:
    return repr(text if len(text) <= 50 else text[:49] + "…")
