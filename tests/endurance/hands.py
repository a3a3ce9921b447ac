"""What people and their tools do to the files of a project, at random."""

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from test_briefing_merge import Layout

from endurance import potext
from endurance.potext import Style, Unit
from generator import briefing_file
from generator.briefing import messages
from generator.errors import DragomanError

# few, so that texts go and come back, and stand in several briefings
STATEMENTS = (
    "Talks begin on Thursday in the harbour of Vellmouth.",
    "Talks begin on Friday in the harbour of Vellmouth.",
    "The president said that the war is not new.",
    "The president of Norland said that the war is not new.",
    "Norland offered 11% more, and Sudmark rejected it.",
    "He said: no.",
    "# not a comment",
    "- not a list",
    "It's [hers], “she” said.",
    'The "end" of it\\all.',
    "null",
    "2022-02-24",
    "Ünïcode — 中文 عربى 🙂 \u202eabc\u202c e\u0301",
    "السلام عليكم، قال الرئيس: لا.",
    "a, b {c} [d]",
    "100 % of *all* & <b>more</b>",
    "peace",
)
WORDS = (
    "peace",
    "paco",
    "سلام",
    "和平",
    "“não”",
    "l’accord",
    "a\tb",
    "é — e\u0301",
    "\\n",
    '"q"',
    "%s {x}",
    "日本語" * 40,
)
PEOPLE = ("Ada Lund", "Bo Holm", "Ivo Marić", "عمر", "Li Wei")
NAMES = ("Norland", "Sudmark", "Dockers’ union", "中国", "France")
LISTS = ("summary", "background", "developments", "outlook")
_START = 1_500_000_000


class Hands:
    """Edits of the files of a project; each method that begins with a kind of file is one edit.

    Attributes:
        dice: chooses what to do; to be set before each edit.
        earlier: what files held after earlier edits, the oldest first, by path from the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.dice = root, random.Random(0)  # noqa: S311 - no secret
        self.earlier: dict[str, list[bytes]] = {}
        self._count = count()

    # --- tools

    def save(self, path: Path, content: bytes | str) -> None:
        """Save as an editor does: over the file, or beside it and renamed."""
        data = content if isinstance(content, bytes) else content.encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.dice.random() < 0.5:
            beside = path.with_name(f"{path.name}~")
            beside.write_bytes(data)
            beside.replace(path)
        else:
            path.write_bytes(data)
        self._age(path)
        self.earlier.setdefault(str(path.relative_to(self.root)), []).append(data)

    def _age(self, path: Path) -> None:
        """Let time pass: what was saved just now, a run would wait for. No two saves are of one time."""
        moment = _START + next(self._count)
        os.utime(path, (moment, moment))

    def rest(self) -> None:
        """Let time pass for all that was written."""
        for path in self.root.glob("briefings/*/*.*"):
            if path.stat().st_mtime > _START + 1e8:
                self._age(path)

    def token(self) -> str:
        """A word that stands nowhere else."""
        return f"zq{next(self._count)}x"

    def pick(self, pattern: str) -> Path | None:
        found = sorted(p for p in self.root.glob(pattern) if p.name[0] != ".")
        return self.dice.choice(found) if found else None

    def statement(self) -> str:
        text = self.dice.choice(STATEMENTS)
        kind = self.dice.random()
        if kind < 0.3:
            text = f"{text} {self.token()}"
        elif kind < 0.33:
            text = " ".join([text] * 60)
        elif kind < 0.36:
            text += self.dice.choice(("  two", "\u2028", "\x85", "\ttab", "\x07", "\ufeff")) + self.token()
        return text

    def translation(self) -> str:
        word, token = self.dice.choice(WORDS), self.token()
        return self.dice.choice(
            (f"{word} {token}", f"{token} {word}\n", f"  {token}", " ".join([word, token] * 20), word)
        )

    # --- briefings

    def edit_briefing(self) -> str:
        """One edit of a briefing.yml; the edit's name, or why there was none."""
        path = self.pick("briefings/*/briefing.yml")
        if not path:
            return "no briefing"
        before = path.read_bytes()
        text = before.decode("utf-8-sig")
        mark = before[: len(before) - len(text.encode())]
        name, edit = self.dice.choices(*self._briefing_edits())[0]
        try:
            changed = edit(text)
        except yaml.YAMLError:
            return "passed over: broken"
        if changed is None or changed == text:
            return "nothing to edit"
        if name == "mark":
            mark = b"" if mark else b"\xef\xbb\xbf"
            changed = text
        if name != "break":
            trial = path.with_name("trial~")
            trial.write_bytes(mark + changed.encode("utf-8", "surrogatepass"))
            try:
                briefing_file.load(trial)
            except (DragomanError, UnicodeError):
                return f"undone: {name}"
            finally:
                trial.unlink()
        self.save(path, mark + changed.encode("utf-8", "surrogatepass"))
        return f"briefing: {name}"

    def _briefing_edits(self) -> tuple[list[tuple[str, Callable[[str], str | None]]], list[int]]:
        """All edits, and how often each is made."""
        edits: list[tuple[str, Callable[[str], str | None], int]] = [
            ("reword", self._reword, 12),
            ("add", self._add, 6),
            ("remove", self._remove, 4),
            ("swap", self._swap, 3),
            ("comment", self._comment, 4),
            ("comment in a line", self._comment_in_line, 4),
            ("section", self._section, 3),
            ("blank line", self._blank, 2),
            ("line ends", lambda t: t.replace("\r\n", "\n") if "\r\n" in t else t.replace("\n", "\r\n"), 1),
            ("mark", lambda t: t + " ", 1),
            ("last line end", lambda t: t.rstrip("\r\n") if t.endswith("\n") else t + "\n", 1),
            ("status", self._status, 1),
            ("head", self._head, 2),
            ("layout", self._layout, 2),
            ("break", self._break, 1),
        ]
        return [(name, edit) for name, edit, _ in edits], [often for *_, often in edits]

    def _nodes(self, text: str) -> Iterator[tuple[tuple[Any, ...], yaml.Node, int, bool]]:
        """Each node with its keys, the column of what it is in, and whether that is in brackets."""

        def walk(node: Any, where: tuple[Any, ...], column: int, flow: bool) -> Iterator[Any]:
            yield where, node, column, flow
            inner = flow or bool(getattr(node, "flow_style", False))
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    yield from walk(value, (*where, key.value), node.start_mark.column, inner)
            elif isinstance(node, yaml.SequenceNode):
                for index, item in enumerate(node.value):
                    yield from walk(item, (*where, index), node.start_mark.column, inner)

        root = yaml.compose(text, yaml.SafeLoader)
        yield from walk(root, (), 0, False) if root else ()

    def _written(self, text: str, column: int, *, flow: bool) -> str:
        """A text as a person may type it below a key or dash at a column."""
        styles = ['"', "'", "plain", *(() if flow else ("|-", "|", ">-", ">", '"fold"'))]
        style = self.dice.choice(styles)
        if re.search(
            r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\uffff\U00010000-\U0010ffff]", text
        ):
            return json.dumps(text)
        margin = " " * (column + 2)
        if style == "'":
            return "'" + text.replace("'", "''") + "'"
        if style in {"|-", "|", ">-", ">"}:
            lines = text.split(" ", 2) if style[0] == ">" and not re.search(r"^ | {2}", text) else [text]
            return f"{style}\n" + "\n".join(margin + line for line in lines)
        if (
            style == "plain"
            and re.fullmatch(r"(?!null|~)[^\W\d][\w .’—]*", text.strip())
            and text == text.strip()
        ):
            return text
        quoted = json.dumps(text, ensure_ascii=False)
        if style == '"fold"' and "  " not in text:
            return quoted.replace(" ", f"\n{margin}", 1)
        return quoted

    def _replaced(self, text: str, node: yaml.Node, new: str) -> str:
        start, end = node.start_mark.index, node.end_mark.index
        tail = re.search(r"[\r\n ]*\Z", text[start:end]) if text[start : start + 1] in {"|", ">"} else None
        return text[:start] + new + (tail[0] if tail else "") + text[end:]

    def _reword(self, text: str) -> str | None:
        names = {"text", "title", "speaker", "topic", "actor"}
        found = [
            (node, column, flow, where)
            for where, node, column, flow in self._nodes(text)
            if isinstance(node, yaml.ScalarNode)
            and where
            and (where[-1] in names or (where[-1].__class__ is int and "sources" not in where))
        ]
        if not found:
            return None
        node, column, flow, where = self.dice.choice(found)
        new = (
            self.dice.choice(PEOPLE)
            if where[-1] in {"speaker", "actor"} or "people" in where
            else self.statement()
        )
        if where[-1] == "text" and self.dice.random() < 0.4:  # a small change, so that translations go along
            words = node.value.split(" ")
            words[self.dice.randrange(len(words))] = self.dice.choice(("today", "Monday", "12", self.token()))
            new = " ".join(words).strip() or "x"
        return self._replaced(text, node, self._written(new, column, flow=flow))

    def _lists(self, text: str) -> list[yaml.SequenceNode]:
        return [
            node
            for where, node, _, flow in self._nodes(text)
            if isinstance(node, yaml.SequenceNode)
            and not flow
            and where
            and where[-1] not in {"topics", "authors"}
        ]

    def _item(self, column: int, key: str) -> str:
        margin = " " * column
        said = self._written(self.statement(), column + 2, flow=False)
        plain, speaker, name = json.dumps(self.statement()), self.dice.choice(PEOPLE), self.dice.choice(NAMES)
        day = self.dice.choice(("2021", "2022-02", "2023-01-05"))
        of_key = {
            "timeline": f"- {{date: {day}, text: {plain}}}\n",
            "quotes": f"- text: {said}\n{margin}  speaker: {speaker}\n",
            "people": f"- {speaker}\n",
            "sides": f"- name: {name}\n{margin}  people: [{speaker}]  # {self.token()}\n",
            "reactions": f"- actor: {name}\n{margin}  statements:\n{margin}    - {plain}\n",
        }
        if key in of_key:
            return margin + of_key[key]
        if self.dice.random() < 0.3:
            return f"{margin}- {self._written(self.statement(), column, flow=False)}\n"
        extra = self.dice.choice(
            (
                f"speaker: {speaker}",
                "kind: view",
                'sources: ["01:1"]',
                f"# {self.token()}",
                "original: {language: pt, text: Não.}",
            )
        )
        return f"{margin}- text: {said}\n{margin}  {extra}\n"

    def _add(self, text: str) -> str | None:
        lists = [
            (where[-1], node)
            for where, node, _, flow in self._nodes(text)
            if isinstance(node, yaml.SequenceNode) and not flow and where
        ]
        lists = [
            (key, node)
            for key, node in lists
            if key in {*LISTS, "statements", "people", "sides", "reactions", "timeline", "quotes"}
        ]
        if not lists:
            return None
        key, node = self.dice.choice(lists)
        if node.flow_style or not node.value:
            at = node.start_mark.index + 1
            if key in {"sides", "reactions", "timeline", "quotes"} or text[at - 1] != "[":
                return None
            said = self.dice.choice(PEOPLE) if key == "people" else json.dumps(self.statement())
            return text[:at] + said + (", " if node.value else "") + text[at:]
        item = self.dice.choice(node.value)
        at = text.rfind("\n", 0, item.start_mark.index) + 1
        if not re.fullmatch(r" *- +", text[at : item.start_mark.index]):
            return None
        return text[:at] + self._item(node.start_mark.column, str(key)) + text[at:]

    def _chunks(self, text: str) -> tuple[int, int, int] | None:
        """Where two items of a list that follow each other begin, and what follows them."""
        found = []
        for node in self._lists(text):
            if not node.flow_style and len(node.value) > 2:
                starts = [text.rfind("\n", 0, item.start_mark.index) + 1 for item in node.value]
                found += list(zip(starts, starts[1:], starts[2:], strict=False))
        return self.dice.choice(found) if found else None

    def _remove(self, text: str) -> str | None:
        found = self._chunks(text)
        return text[: found[0]] + text[found[1] :] if found else None

    def _swap(self, text: str) -> str | None:
        found = self._chunks(text)
        if not found:
            return None
        one, two, end = found
        return text[:one] + text[two:end] + text[one:two] + text[end:]

    def _boundary(self, text: str) -> int:
        return self.dice.choice([0, *(m.end() for m in re.finditer("\n", text))])

    def _comment(self, text: str) -> str:
        at = self._boundary(text)
        margin = " " * self.dice.choice((0, 0, 2, 4, 6))
        said = self.dice.choice(("", " ", ": ", "'", "- [", " \u2028")) + self.token()
        return f"{text[:at]}{margin}#{said}\n{text[at:]}"

    def _comment_in_line(self, text: str) -> str:
        lines = text.split("\n")
        number = self.dice.randrange(len(lines))
        end = "\r" if lines[number].endswith("\r") else ""
        lines[number] = f"{lines[number].removesuffix(end)}  # {self.token()}{end}"
        return "\n".join(lines)

    def _blank(self, text: str) -> str:
        at = self._boundary(text)
        return text[:at] + self.dice.choice(("\n", "\n\n", "   \n")) + text[at:]

    def _section(self, text: str) -> str | None:
        keys = {str(where[0]) for where, *_ in self._nodes(text) if where}
        new = [
            k
            for k in (*LISTS, "timeline", "quotes", "reactions", "sides", "topics", "contrasts")
            if k not in keys
        ]
        if not new:
            return None
        key = self.dice.choice(new)
        value = self.dice.choice(("", " ~", " []", "  # " + self.token(), "list"))
        if value == "list" and key not in {"topics", "contrasts"}:
            value = "\n" + self._item(self.dice.choice((0, 2, 4)), key).removesuffix("\n")
        elif value == "list":
            value = f" [{self.token()}]" if key == "topics" else f"\n- topic: {self.token()}"
        gap = "" if text.endswith("\n") or not text else "\n"
        return f"{text}{gap}{key}:{value}\n"

    def _status(self, text: str) -> str:
        if re.search(r"^status: \w+", text, re.M):
            return re.sub(
                r"^status: \w+",
                self.dice.choice(("status: reviewed", "status: draft")),
                text,
                count=1,
                flags=re.M,
            )
        return f"status: reviewed\n{text}"

    def _head(self, text: str) -> str:
        line = self.dice.choice(
            (
                f"authors: [Ada Lund, {self.token()}]\n",
                "date: 2025-05-11\n",
                "updated:\n  - {date: 2025-05-14, text: The date of the talks is corrected.}\n",
                "updated: 2025-05-15\n",
                "language: en\n",
            )
        )
        return f"{line}{text}"

    def _layout(self, text: str) -> str | None:
        """All of it typed anew, in other styles."""
        data = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - makes text alone
        if not isinstance(data, dict):
            return None
        layout = Layout(self.dice.choice)
        if self.dice.random() < 0.7:
            return "\n".join([*layout.mapping(layout.shuffled(data), 0), ""])
        return layout.flow(data) + "\n"

    def _break(self, text: str) -> str:
        at = self._boundary(text)
        wrong = self.dice.choice(("<<<<<<< HEAD\n", "\t- x\n", 'summary: "open\n', "titel: x\n", "- [\n"))
        return text[:at] + wrong + text[at:]

    def restore(self) -> str:
        """An earlier version of a file, as from git."""
        known = sorted(
            p for p in self.earlier if (self.root / p).parent.is_dir() and (self.root / p).exists()
        )
        if not known:
            return "nothing to restore"
        name = self.dice.choice(known)
        versions = self.earlier[name]
        version = versions[-min(len(versions), self.dice.randint(1, 4))]
        if name.endswith("briefing.yml"):
            version = (self._whole(version) and version) or versions[0]
        self.save(self.root / name, version)
        return f"restore: {Path(name).suffix}"

    def _whole(self, content: bytes) -> bool:
        return b"<<<<<<<" not in content and b"\t- x" not in content

    def mend(self) -> None:
        """Whoever sees mistakes in briefings takes the last version without."""
        for path in sorted(self.root.glob("briefings/*/briefing.yml")):
            for version in reversed([None, *self.earlier.get(str(path.relative_to(self.root)), [])]):
                try:
                    briefing_file.load(path)
                    break
                except DragomanError:
                    if version is not None:
                        self.save(path, version)
            else:
                path.unlink()

    # --- catalogs

    def edit_catalog(self) -> str:
        """One edit of a catalog, by a person or a tool."""
        path = self.pick("briefings/*/*.po")
        if not path:
            return "no catalog"
        name = self.dice.choice([n for n in dir(self) if n.startswith("_po_")])
        head, *units = potext.read(path.read_bytes().decode("utf-8-sig"))
        said = getattr(self, name)(head, units, path)
        if said == "nothing":
            return "nothing to edit"
        plain = self.dice.random() < 0.5
        self.save(path, potext.write([head, *units], Style() if plain else Style.any(self.dice)))
        return f"catalog: {name.removeprefix('_po_').replace('_', ' ')}"

    def translate_all(self) -> str:
        """A person translates into Arabic, and confirms some of what machines wrote in other languages."""
        for path in sorted(self.root.glob("briefings/*/*.po")):
            head, *units = potext.read(path.read_bytes().decode("utf-8-sig"))
            for unit in units:
                if path.stem == "ar":
                    unit.target = self.translation()
                elif self.dice.random() < 0.5:
                    unit.is_fuzzy = False
                if self.dice.random() < 0.2:
                    unit.remarks.append(f" Ada: {self.token()}")
            self.save(path, potext.write([head, *units], Style()))
        return "catalog: all"

    def _active(self, units: list[Unit], **having: bool) -> Unit | None:
        found = [
            u for u in units if not u.obsolete and all(bool(getattr(u, k)) is v for k, v in having.items())
        ]
        return self.dice.choice(found) if found else None

    def _po_write(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units)
        if unit is None:
            return "nothing"
        unit.target = self.translation()
        unit.is_fuzzy = unit.is_fuzzy and self.dice.random() < 0.3
        if not unit.is_fuzzy and self.dice.random() < 0.7:
            unit.earlier = None
        return None

    _po_write_2 = _po_write_3 = _po_write

    def _po_confirm(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units, is_fuzzy=True, target=True)
        if unit is None:
            return "nothing"
        unit.is_fuzzy = False
        if self.dice.random() < 0.5:
            unit.earlier = None
        return None

    _po_confirm_2 = _po_confirm

    def _po_doubt(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units, is_fuzzy=False, target=True)
        if unit is None:
            return "nothing"
        unit.is_fuzzy = True
        return None

    def _po_remark(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units)
        if unit is None:
            return "nothing"
        said = self.dice.choice(
            (
                f"Ada: {self.token()}",
                f"see https://example.org/{'a-long-way/' * 9}{self.token()} for the well-known words",
                f"{self.token()}",
                f"  deeper {self.token()}",
                f", machine: x {self.token()}",
                f"ملاحظة {self.token()} {'長い' * 50}",
            )
        )
        unit.remarks.append(" " + said)
        return None

    _po_remark_2 = _po_remark

    def _po_note(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        """A remark as the program's own ones look."""
        unit = self._active(units)
        if unit is None:
            return "nothing"
        unit.notes.insert(0, f"Ada {self.token()}")
        return None

    def _po_flag(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units)
        if unit is None:
            return "nothing"
        unit.flags = [*dict.fromkeys([*unit.flags, "no-wrap"])]
        return None

    def _po_empty(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units, target=True)
        if unit is None:
            return "nothing"
        unit.target, unit.is_fuzzy, unit.earlier = "", False, None
        return None

    def _po_delete(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        if not units:
            return "nothing"
        units.remove(self.dice.choice(units))
        return None

    def _po_entry_of_another_tool(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        """A text that is in the briefing, was, or never will be."""
        taken = {u.source for u in units if not u.obsolete}
        source = self.statement()
        if source in taken:
            return "nothing"
        unit = Unit(source, self.translation())
        unit.is_fuzzy = self.dice.random() < 0.3
        unit.obsolete = self.dice.random() < 0.3
        units.insert(self.dice.randint(0, len(units)), unit)
        return None

    def _po_second_text_obsolete(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        unit = self._active(units)
        if unit is None:
            return "nothing"
        units.append(Unit(unit.source, self.translation(), obsolete=True))
        return None

    def _po_obsolete(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        """As msgmerge does where a text is not in its template."""
        unit = self._active(units, target=True)
        if unit is None:
            return "nothing"
        unit.obsolete, unit.notes, unit.places = True, [], []
        if self.dice.random() < 0.5:
            unit.earlier = None
        return None

    def _po_revive(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        taken = {u.source for u in units if not u.obsolete}
        found = [u for u in units if u.obsolete and u.source not in taken]
        if not found:
            return "nothing"
        self.dice.choice(found).obsolete = False
        return None

    def _po_purge(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        if self.dice.random() < 0.8 or not any(u.obsolete for u in units):
            return "nothing"
        units[:] = [u for u in units if not u.obsolete]
        return None

    def _po_header(self, head: Unit, _: list[Unit], __: Path) -> str | None:
        line = self.dice.choice(
            (
                "X-Generator: Poedit 3.4\n",
                "Last-Translator: Ádá <a@example.org>\n",
                f"X-{self.token()}: a: b\n",
            )
        )
        if line not in head.target:
            head.target += line
        head.remarks.append(f" {self.token()}")
        return None

    def _po_sort(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        by = self.dice.choice((lambda u: u.source, lambda u: u.target, lambda _: self.dice.random()))
        units.sort(key=by)
        return None

    def _po_rewrap(self, _: Unit, __: list[Unit], ___: Path) -> str | None:
        return None

    def _po_drop_comments(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        if self.dice.random() < 0.7:
            return "nothing"
        for unit in units:
            unit.notes = []
        return None

    def _po_all_fuzzy(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        if self.dice.random() < 0.7:
            return "nothing"
        for unit in units:
            unit.is_fuzzy = bool(unit.target)
        return None

    def _po_machines_text_typed(self, _: Unit, units: list[Unit], __: Path) -> str | None:
        """Somebody takes over what stands in another entry."""
        one, two = self._active(units, target=True), self._active(units)
        if one is None or two is None or one is two:
            return "nothing"
        two.target, two.is_fuzzy, two.earlier = one.target, False, None
        return None

    def _po_translate_anew(self, _: Unit, units: list[Unit], path: Path) -> str | None:
        """All that the briefing has, translated by a person from scratch."""
        if self.dice.random() < 0.8:
            return "nothing"
        try:
            texts = dict.fromkeys(
                m.text for m in messages(briefing_file.load(path.with_name("briefing.yml")))
            )
        except (DragomanError, OSError):
            return "nothing"
        units[:] = [Unit(text, self.translation()) for text in texts]
        return None

    # --- all else

    def sentence(self) -> str:
        dice = self.dice
        return dice.choice(
            (
                "{p} of {n} said on Monday that the talks in Vellmouth would go on until {d} May.",
                "{p} said {n} rejected the offer of {d} percent, which the union had called fair.",
                "“We will not sign before {d} June,” {p} told reporters in the harbour.",
                "{n} has closed {d} ports since the war began in 2022, according to the ministry.",
                "{n} and the ferry company will meet again on Friday, the mayor of Vellmouth said.",
            )
        ).format(p=dice.choice(PEOPLE[:2]), n=dice.choice(NAMES[:2]), d=dice.randint(1, 30))

    def article(self) -> str:
        blocks = [f"{self.dice.choice(NAMES[:2])} weighs a new offer in the ferry talks"]
        blocks += [
            " ".join(self.sentence() for _ in range(self.dice.randint(1, 2)))
            for _ in range(self.dice.randint(2, 4))
        ]
        return "\n\n".join(blocks) + "\n"

    def add_article(self, folder: Path | None = None) -> str:
        """A new article."""
        folder = folder or self.pick("briefings/*/articles")
        if not folder:
            return "no articles"
        name = self.dice.choice((f"{len(list(folder.iterdir())) + 1:02}", f"n{next(self._count)}"))
        self.save(folder / f"{name}.{self.dice.choice(('txt', 'txt', 'md'))}", self.article())
        return "article: new"

    def edit_article(self) -> str:
        """A new article, or a change of one."""
        folder = self.pick("briefings/*/articles")
        if not folder:
            return "no articles"
        what = self.dice.choice(("new", "new", "append", "append", "rename", "remove"))
        found = sorted(folder.iterdir())
        if what == "new" or not found:
            return self.add_article(folder)
        path = self.dice.choice(found)
        if what == "append":
            self.save(path, path.read_text("utf-8") + f"\n{self.sentence()}\n")
        elif what == "rename":
            path.rename(path.with_stem(f"r{next(self._count)}"))
        elif self.dice.random() < 0.3 and len(found) > 1:
            path.unlink()
        return f"article: {what}"

    def edit_glossary(self) -> str:
        """Other terms; now and then with a mistake."""
        terms = {
            t: self.dice.choice(({"use": f"{t[:3]}o"}, {"keep": "true"}, {"avoid": [f"{t[:2]}*"]}))
            for t in self.dice.sample(("peace", "talks", "war", "harbour", "Norland", "Monday"), 2)
        }
        text = f"# {self.token()}\n" + yaml.dump({"eo": terms})
        self.save(self.root / "site_config" / "glossary.yml", text)
        return "glossary"

    def move(self) -> str:
        """A briefing's folder gets another name, is copied, taken away, or is new."""
        folders = sorted(p for p in (self.root / "briefings").iterdir() if p.is_dir())
        what = self.dice.choice(
            ("rename", "rename", "copy", "copy catalog", "new", "remove", "cache", "redraft", "language")
        )
        folder = self.dice.choice(folders)
        name = (
            f"{self.dice.choice('aáz')} b{next(self._count)}"
            if self.dice.random() < 0.2
            else f"b{next(self._count)}"
        )
        if what == "cache":
            shutil.rmtree(self.root / ".cache", ignore_errors=True)
        elif what == "language":
            return self._rename_language()
        elif what == "rename":
            self._moved(folder, folder.rename(folder.with_name(name)))
        elif what == "copy catalog":
            path, other = self.pick("briefings/*/*.po"), self.dice.choice(folders)
            if path and not (other / path.name).exists():
                self.save(other / path.name, path.read_bytes())
        elif (
            what == "redraft" and (folder / "briefing.yml").exists() and any((folder / "articles").glob("*"))
        ):
            (folder / "briefing.yml").rename(folder / f"briefing-{next(self._count)}.old")
        elif what == "copy" and len(folders) < 4:
            shutil.copytree(folder, folder.with_name(name))
            self._moved(folder, folder.with_name(name), copied=True)
        elif what == "new" and len(folders) < 4:
            for number in (1, 2):
                self.save(folder.with_name(name) / "articles" / f"{number:02}.txt", self.article())
        elif what == "remove" and len(folders) > 2:
            shutil.rmtree(folder)
        else:
            return "nothing to move"
        return f"project: {what}"

    def _moved(self, one: Path, other: Path, *, copied: bool = False) -> None:
        start = f"{one.relative_to(self.root)}/"
        for name in [n for n in self.earlier if n.startswith(start)]:
            versions = list(self.earlier[name]) if copied else self.earlier.pop(name)
            self.earlier[f"{other.relative_to(self.root)}/{name.removeprefix(start)}"] = versions

    def _rename_language(self) -> str:
        """Another code for Arabic, with its catalogs or without."""
        path = self.root / "site_config" / "languages.yml"
        text = path.read_text("utf-8")
        old, new = ("ar", "ar-EG") if "ar-EG" not in text else ("ar-EG", "ar")
        self.save(path, text.replace(f" {old}:", f" {new}:"))
        if self.dice.random() < 0.7:
            for catalog in sorted(self.root.glob(f"briefings/*/{old}.po")):
                if not catalog.with_stem(new).exists():
                    self._renamed(catalog, catalog.with_stem(new))
        return "project: language"

    def _renamed(self, one: Path, other: Path) -> None:
        one.rename(other)
        if versions := self.earlier.pop(str(one.relative_to(self.root)), None):
            self.earlier[str(other.relative_to(self.root))] = versions
