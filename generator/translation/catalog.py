"""<lang>.po: gettext catalogs that people edit.

An entry that a machine wrote carries ``#. machine: <engine> <model> <digest of its text>`` and the flag
``fuzzy``, until a person removes the flag to confirm it. Where the digest no longer fits, a person changed
the text. ``#. glossary: <digest>`` tells which entries of the glossary the string was translated with, and
``#. withheld: <why>`` marks a machine's text that failed a check.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

import polib

from generator.atomic import write_text
from generator.briefing import State
from generator.errors import InvalidFileError, Problem, TranslationError
from generator.text_file import read_text
from generator.translation import names
from generator.translation.tables import base
from generator.yaml_file import MOST_PROBLEMS, nearest

_HEADER = """Translation of a briefing. Write into the msgstr lines; what you write stays.
A machine's text is marked fuzzy: remove that flag to confirm the text."""
# bytes: far more than any briefing needs, and little enough to be read within seconds
_LARGEST = 4_000_000
# possessive, so that a line, however long and broken, is gone through once
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_LINE = re.compile(
    r"\s*+(?:(?:#~\|?+|#\|)?+\s*+(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?+)\s*+)?+"
    rf"{_STRING}\s*+|#(?!~|\|).*+|#~?+)?+"
)
_PREVIOUS = re.compile(r"\s*+#~?+\|")
# as git writes them, and msgcat where it joins two catalogs
_CONFLICT = re.compile(r'(?:<{7}|={7}|>{7}|\|{7})(?: |$)|"#-#-#-#-#  ')
# what gettext reads and polib does not: "#,fuzzy", "#remark"
_MARK = re.compile(r"^([^\S\n]*+#(?>~\||[~|:,.])?+)(?=[^\s#])", re.MULTILINE)
_NO_MSGSTR = "this msgid has no msgstr below it; is the file whole?"
_SYNTAX_ERROR = re.compile(r"\(line (\d+)\)(?:: (.*))?")
_MACHINE = re.compile(r"(?<!\S)machine: (\S+) (\S+) ([0-9a-f]{12})(?: glossary: ([0-9a-f]+))?(?!\S)")
# the same as `set_machine_text` writes it, with nothing else
_ALONE = re.compile(r"machine: (\S+) (\S+) ([0-9a-f]{12})(?:\nglossary: ([0-9a-f]+))?")
_BROKEN = re.compile(r"-\s*\n\s*")
_WITHHELD = re.compile(r"(?<!\S)withheld: (.*?)(?= (?:machine|glossary): |$)")
# all that this program writes into such comments
_OURS = re.compile(rf"{_MACHINE.pattern}|{_WITHHELD.pattern}|(?<!\S)glossary: [0-9a-f]+(?!\S)")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a machine entry says about itself.

    Attributes:
        engine: the engine, or the source of a name (`names.SOURCES`).
        model: the engine's model.
        digest: of the text that the machine wrote.
        glossary: digest of the glossary's entries that the source is touched by; empty where none does.
        withheld: why the text must not be shown.
    """

    engine: str
    model: str
    digest: str
    glossary: str = ""
    withheld: str | None = None


@lru_cache(maxsize=4096)
def digest(text: str) -> str:
    """Twelve hexadecimal digits that change with the text."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:12]


def origin(entry: polib.POEntry) -> Origin | None:
    """What the entry's comment says; None where no machine wrote the entry."""
    return _origin(entry.comment, entry.msgstr)


@lru_cache(maxsize=4096)  # each step of a run asks for it
def _origin(comment: str, text: str) -> Origin | None:
    if not comment:
        return None
    if alone := _ALONE.fullmatch(comment):
        return Origin(alone[1], alone[2], alone[3], alone[4] or "")
    comment = _in_a_line(comment)
    withheld = _WITHHELD.search(comment)
    reason = withheld[1] if withheld else None
    found = [Origin(who, model, what, terms, reason) for who, model, what, terms in _MACHINE.findall(comment)]
    # a tool that merges two catalogs keeps the comments of both, and one of the texts
    fitting = (said for said in found if said.digest == digest(text))
    return next(fitting, found[0] if found else None)


def _in_a_line(comment: str) -> str:
    # tools, polib too, wrap long comments: at spaces, and behind the hyphens of a slug or a version
    return " ".join(_BROKEN.sub("-", comment).split())


def set_machine_text(  # noqa: PLR0913 - what is told about a text
    entry: polib.POEntry,
    text: str,
    engine: str,
    model: str,
    withheld: str | None = None,
    *,
    glossary: str = "",
) -> None:
    """Give an entry a machine's text; its translator comments stay. The rest is as in `Origin`."""
    entry.msgstr = text
    entry.comment = f"machine: {engine} {model} {digest(text)}"
    if glossary:
        entry.comment += f"\nglossary: {glossary}"
    if withheld:
        entry.comment += f"\nwithheld: {withheld}"
    set_fuzzy(entry, engine not in names.SOURCES)  # a name by rule needs no confirmation


def set_fuzzy(entry: polib.POEntry, fuzzy: bool) -> None:
    """Set or remove the flag; the others stay."""
    entry.flags = [*(["fuzzy"] if fuzzy else []), *(flag for flag in entry.flags if flag != "fuzzy")]


def state(entry: polib.POEntry) -> State:
    """How an entry came about."""
    return _state(entry.comment, entry.msgstr, "fuzzy" in entry.flags)


@lru_cache(maxsize=4096)
def _state(comment: str, text: str, fuzzy: bool) -> State:
    if not text:
        return State.MISSING
    machine = _origin(comment, text)
    if machine and machine.digest == digest(text):
        if machine.engine in names.SOURCES:
            return State.STANDARD
        if fuzzy:
            return State.WITHHELD if machine.withheld else State.MACHINE
        return State.EDITED  # a person confirmed it
    # without a machine's comment, fuzzy means what it means to gettext: needs work
    return State.OUTDATED if fuzzy and not machine else State.EDITED


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
        TranslationError: it is a folder, a symbolic link to nowhere, or far too large.
        OSError: it cannot be opened.
    """
    _refuse_dead_link(path)
    if path.exists() and not path.is_file():
        raise TranslationError(f"{path}: a catalog is a file, and this is none; move it away")
    if (size := path.stat().st_size) > _LARGEST:
        raise TranslationError(f"{path}: {size / 1e6:.0f} MB are far too much for a catalog; move it away")
    text = read_text(path, _LARGEST)
    catalog = _usual(text)
    if catalog is None or any(_header_problems(path, text, catalog, language)):
        catalog = _any(path, text, language)
    for entry in catalog:
        if not entry.fuzzy:  # tools leave the earlier source beside a text that has been confirmed
            entry.previous_msgid = None
        if entry.comment and not _ALONE.fullmatch(entry.comment):
            _take_remarks(entry)
    return catalog


def _take_remarks(entry: polib.POEntry) -> None:
    """Make of a person's words between ours a translator's comment, which is never written anew."""
    said = _in_a_line(entry.comment)
    if remark := " ".join(_OURS.sub(" ", said).split()):
        entry.comment = "\n".join(match[0] for match in _OURS.finditer(said))
        entry.tcomment = "\n".join(filter(None, (entry.tcomment, remark)))


def _any(path: Path, text: str, language: str) -> polib.POFile:
    """A catalog in any form, by polib.

    Raises:
        InvalidFileError: as `read`.
    """
    problems = list(islice(_line_problems(path, text), MOST_PROBLEMS))
    if problems:
        raise InvalidFileError(problems)
    try:
        catalog = polib.pofile(_Lines(_MARK.sub(r"\1 ", text)), encoding="utf-8")
    except OSError as error:
        found = _SYNTAX_ERROR.search(str(error))
        if not found:
            raise
        message = (
            f"not valid PO: {found[2] or 'this line does not belong here; an entry is msgid, then msgstr'}"
        )
        raise InvalidFileError([Problem(path, int(found[1]), 1, "", message)]) from None
    told = chain(_header_problems(path, text, catalog, language), _entry_problems(path, catalog))
    if problems := list(islice(told, MOST_PROBLEMS)):
        raise InvalidFileError(problems)
    return catalog


# --- the quick way: polib looks at each line, this at each entry as tools write it ------------------

# what a comment says begins and ends with no blank, as polib would strip it
_SAID = r"\S[^\n]*+(?<=\S)\n"


def _texts(mark: str = "") -> str:
    """A regular expression for a text over some lines, all but the first after a mark."""
    line = r'"(?:[^"\\\n]++|\\.)*+"\n'
    return f"({line}(?:{mark}{line})*+)"


_HEAD = re.compile(rf'((?:#(?: {_SAID}|\n))*+)(?:#, ({_SAID}))?+msgid ""\nmsgstr {_texts()}\n*+')
_COMMENTS = rf"((?:#[.:,]? {_SAID})*+)"
_ENTRY = re.compile(rf"{_COMMENTS}(?:#\| msgid {_texts(r'#[|] ')})?+msgid {_texts()}msgstr {_texts()}\n*+")
_OBSOLETE = re.compile(
    rf"{_COMMENTS}(?:#~\| msgid {_texts('#~[|] ')})?+#~ msgid {_texts('#~ ')}#~ msgstr {_texts('#~ ')}\n*+"
)


def _usual(text: str) -> polib.POFile | None:
    """A catalog in its usual form; None where it has another, or a mistake in its entries."""
    text = text.replace("\r\n", "\n") + ("" if text.endswith("\n") else "\n")
    head = _HEAD.match(text)
    if not head or "\0" in text or '\n"#-#-#-#-#  ' in text:
        return None
    catalog = polib.POFile()
    _fill_head(catalog, head)
    entries: list[polib.POEntry] = []
    known = {""}
    place, number = head.end(), head[0].count("\n") + 1
    while place < len(text):
        mark = ""
        match = _ENTRY.match(text, place)
        if not match:
            mark = "#~ "
            match = _OBSOLETE.match(text, place)
            if not match:
                return None
        comments, previous, source, target = match.groups()
        entry = _new_entry()
        entry.msgid, entry.msgstr = _joined(source, mark), _joined(target, mark)
        entry.obsolete, entry.linenum = bool(mark), number
        if mark:
            # polib passes over what an obsolete entry was before
            entry.linenum += previous.count("\n") if previous and not comments else 0
        elif entry.msgid in known:
            return None
        else:
            known.add(entry.msgid)
            entry.previous_msgid = _joined(previous, "#| ") if previous else None
        _add_comments(entry, comments)
        entries.append(entry)
        number += text.count("\n", place, match.end())
        place = match.end()
    catalog.extend(entries)
    return catalog


_BLANK = vars(polib.POEntry())


def _new_entry() -> polib.POEntry:
    """An empty entry: polib looks for some twenty arguments."""
    entry = polib.POEntry.__new__(polib.POEntry)
    vars(entry).update(_BLANK, msgstr_plural={}, occurrences=[], flags=[])
    return entry


def _fill_head(catalog: polib.POFile, head: re.Match[str]) -> None:
    for line in head[1].split("\n")[:-1]:
        catalog.header += ("\n" if catalog.header else "") + line[2:]
    catalog.metadata_is_fuzzy = _flags(head[2]) if head[2] else []  # type: ignore[assignment]  # as polib has it
    key = None
    for line in _joined(head[3], "").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            key = name
            catalog.metadata[key] = value.strip()
        elif key is not None:
            catalog.metadata[key] += "\n" + line.strip()


def _add_comments(entry: polib.POEntry, comments: str) -> None:
    for line in comments.split("\n")[:-1]:
        kind, said = line[1], line[3:]
        if kind == ".":
            entry.comment += ("\n" if entry.comment else "") + said
        elif kind == ":":
            for place in said.split():
                file, colon, number = place.rpartition(":")
                entry.occurrences.append((file, number) if colon and number.isdigit() else (place, ""))
        elif kind == ",":
            entry.flags += _flags(said)
        else:
            entry.tcomment += ("\n" if entry.tcomment else "") + line[2:]


def _flags(said: str) -> list[str]:
    return [flag.strip() for flag in said.split(",")] if "," in said else [said.strip()]


def _joined(lines: str, mark: str) -> str:
    """The text of lines in quotation marks, all but the first after a mark."""
    text = lines[1:-2].replace(f'"\n{mark}"', "")
    return polib.unescape(text) if "\\" in text else text


class _Lines(str):
    """A text that polib cuts at the ends of lines alone, not at all that Unicode takes for one."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:  # noqa: ARG002
        return self.split("\n")


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


def write(path: Path, catalog: polib.POFile, *, replace: bool = True, before: bytes | None = None) -> bool:
    """Write a catalog, whole or not at all.

    Args:
        path: the file.
        catalog: its content.
        replace: whether an existing file may be replaced.
        before: replace it only if it still holds this; see `atomic.write_bytes`.

    Returns:
        Whether it was written.

    Raises:
        TranslationError: it is a symbolic link to nowhere.
        FileExistsError: it exists and `replace` is false.
        OSError: it cannot be written.
    """
    _refuse_dead_link(path)
    return write_text(path, _text_of(catalog), replace=replace, before=before)


# polib wraps comments, at hyphens too, and so breaks the links in people's
_WIDTH = 70
_PLACE = re.compile("^# \ue000([0-9]+)$", re.MULTILINE)


def _text_of(catalog: polib.POFile) -> str:
    """The text of a catalog, with the translators' comments in the lines that they have."""
    remarks = [entry.tcomment for entry in catalog]
    if all(len(remark) <= _WIDTH for remark in remarks):
        return str(catalog)
    for number, entry in enumerate(catalog):
        entry.tcomment = entry.tcomment and f"\ue000{number}"
    text = str(catalog)
    for entry, remark in zip(catalog, remarks, strict=True):
        entry.tcomment = remark
    return _PLACE.sub(lambda m: "\n".join(f"# {line}" for line in remarks[int(m[1])].split("\n")), text)


def _refuse_dead_link(path: Path) -> None:
    # perhaps to a disk that is not there now; what is written in its place would be lost to it
    if path.is_symlink() and not path.exists():
        raise TranslationError(f"{path}: is a link to {path.readlink()}, which does not exist; mend the link")


def _line_problems(path: Path, text: str) -> Iterator[Problem]:
    """What polib would read without a word and get wrong, such as a missing quotation mark."""
    lines = text.split("\n")
    opened = last = 0  # the lines of a msgid without msgstr, and of the last text
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        last = number
        match = _LINE.fullmatch(line.rstrip("\r"))
        if message := _fault(line, match):
            yield Problem(path, number, 1, "", message)
            opened = 0
        elif match and match[1] and not _PREVIOUS.match(line):
            if opened and match[1] in {"msgctxt", "msgid"}:
                yield Problem(path, opened, 1, "", _NO_MSGSTR)
            opened = number if match[1].startswith("msgid") else 0
    if opened:
        yield Problem(path, opened, 1, "", _NO_MSGSTR)
    if last and re.match(r"\s*#(?!~[^|])", lines[last - 1]):
        yield Problem(
            path, last, 1, "", "a comment after the last entry would be lost; put it above an entry"
        )


def _fault(line: str, match: re.Match[str] | None) -> str:
    """What is wrong with a line; empty where nothing is."""
    if _CONFLICT.match(line):
        return "a conflict marker of a merge; keep one of the versions and remove the marker lines"
    if "\0" in line:
        return "a NUL byte: the file is damaged; take an earlier version"
    if not match:
        return 'not valid PO: expected msgid "…", msgstr "…", "…" or a comment (#); a " inside is written \\"'
    return ""


# of a field in the header
_LONGEST_NAME = 200


def _header_problems(path: Path, text: str, catalog: polib.POFile, language: str) -> Iterator[Problem]:
    named = catalog.metadata.get("Language", "")
    if named and re.split("[-_@]", named)[0].lower() != base(language).lower():
        message = f"this catalog says that it is in {named!r}, its name says {language!r}"
        yield Problem(path, _line_of(text, "Language:"), 1, "Language", message)
    if long := next((name for name in catalog.metadata if len(name) > _LONGEST_NAME), None):
        message = f"{_short(long)} is no name of a field; remove the line"
        yield Problem(path, _line_of(text, long[:_LONGEST_NAME]), 1, "", message)
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
        if not entry.msgid:
            yield Problem(path, line, 1, "", "a second header; remove it")
        elif entry.msgid_plural or entry.msgstr_plural or entry.msgctxt is not None:
            yield Problem(path, line, 1, "", "msgctxt and msgid_plural have no use here; remove them")
        elif entry.msgid in seen:
            message = f"{_short(entry.msgid)} stands here twice, first in line {seen[entry.msgid]}"
            yield Problem(path, line, 1, "", message)
        seen.setdefault(entry.msgid, line)


def _short(text: str) -> str:
    return repr(text if len(text) <= 50 else text[:49] + "…")
