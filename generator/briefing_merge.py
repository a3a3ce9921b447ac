"""New statements into a briefing.yml that a person has edited: what stands there stays to the byte.

A YAML library that keeps comments still writes the file anew, with quotes, widths and indents of its own. So
nothing is written anew: lines are put in where the parser says that a list or a section ends.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from generator import briefing_file
from generator.briefing import Briefing, Event, Reaction, Side
from generator.errors import DraftError, InvalidFileError
from generator.yaml_file import YamlFile

# the keys of what may get a new one, in the order of the file
_KEYS = {kind: [f.name for f in fields(kind)] for kind in (Briefing, Side, Reaction)}
_FIRST_WORDS = 60  # characters


def merge(text: str, old: Briefing, new: Briefing) -> tuple[str, list[str]]:
    """Add to the text of a briefing.yml.

    Args:
        text: the file's, without a byte order mark.
        old: what the text says.
        new: what to add: sources, statements, sides, reactions, contrasts, events and quotes, each side and
            actor once. A name that differs from one in `old` only by case or width is that one. Its title,
            date, language, status, topics and summary are passed over.

    Returns:
        The new text, and a line about each addition; the text as it is and no lines where `new` brings
        nothing that is not there.

    Raises:
        DraftError: the text does not say `old`, or is laid out so that nothing can be added to it.
    """
    new = _unknown(old, new)
    expected = _combined(old, new)
    if expected == old:
        return text, []
    if _parse(text) != old:
        raise DraftError("was changed meanwhile, and is left as it is; run the command again")
    merged = _Editor(text, old, new).result()
    try:
        exact = _parse(merged) == expected
    except InvalidFileError:
        exact = False
    if not exact:
        raise DraftError(
            "is laid out so that nothing can be added without changing a line, and is left as it is; "
            "lay out its sections as a fresh draft does, then run the command again"
        )
    return merged, list(_report(new))


def _parse(text: str) -> Briefing:
    return YamlFile(Path(briefing_file.NAME), text).check(Briefing)


# --- what is added, as a value --------------------------------------------------------------------


def _unknown(old: Briefing, new: Briefing) -> Briefing:
    """What of `new` is not in `old`, with the names as `old` spells them."""
    # of two names that fold alike the first counts
    names = {_fold(s.name): s.name for s in reversed(old.sides)}
    actors = {_fold(r.actor): r.actor for r in reversed(old.reactions)}
    # whom an editor has moved to another side is not added again
    people = {_fold(p) for s in old.sides for p in s.people}
    topics = {_fold(c.topic) for c in old.contrasts}
    sides = (
        Side(
            names.get(_fold(s.name), s.name),
            tuple(p for p in s.people if _fold(p) not in people),
            s.statements,
        )
        for s in new.sides
    )
    return Briefing(
        old.title,
        sources={name: source for name, source in new.sources.items() if name not in old.sources},
        background=new.background,
        sides=tuple(s for s in sides if s.people or s.statements),
        reactions=tuple(
            Reaction(actors.get(_fold(r.actor), r.actor), r.statements) for r in new.reactions if r.statements
        ),
        developments=new.developments,
        outlook=new.outlook,
        contrasts=tuple(
            replace(c, positions={names.get(_fold(n), n): ref for n, ref in c.positions.items()})
            for c in new.contrasts
            if _fold(c.topic) not in topics
        ),
        timeline=tuple(event for _, event in _in_order(old.timeline, new.timeline)),
        quotes=new.quotes,
    )


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _combined(old: Briefing, new: Briefing) -> Briefing:
    """`old` with all of `new`."""
    sides = {s.name: s for s in new.sides}
    actors = {r.actor: r for r in new.reactions}
    old_sides, old_reactions = [], []
    for side in old.sides:
        more = sides.pop(side.name, Side(side.name))
        both = side.statements + more.statements
        old_sides.append(replace(side, people=side.people + more.people, statements=both))
    for reaction in old.reactions:
        said = actors.pop(reaction.actor, Reaction(reaction.actor)).statements
        old_reactions.append(replace(reaction, statements=reaction.statements + said))
    timeline = list(old.timeline)
    for place, event in reversed(_in_order(old.timeline, new.timeline)):
        timeline.insert(place, event)
    return replace(
        old,
        sources={**old.sources, **new.sources},
        background=old.background + new.background,
        sides=(*old_sides, *sides.values()),
        reactions=(*old_reactions, *actors.values()),
        developments=old.developments + new.developments,
        outlook=old.outlook + new.outlook,
        contrasts=old.contrasts + new.contrasts,
        timeline=tuple(timeline),
        quotes=old.quotes + new.quotes,
    )


def _in_order(old: Sequence[Event], new: Iterable[Event]) -> list[tuple[int, Event]]:
    """The new events as they are to stand, each with the number of old ones before it.

    An editor may list the latest first.
    """
    backwards = bool(old) and old[0].date > old[-1].date
    found = []
    for event in sorted(new, key=lambda e: e.date, reverse=backwards):
        before = (
            number
            for number, other in enumerate(old, 1)
            if (other.date >= event.date if backwards else other.date <= event.date)
        )
        found.append((max(before, default=0), event))
    return found


def _report(new: Briefing) -> Iterator[str]:
    """A line about each addition: where, the first words, the sources."""

    def line(where: str, text: str, sources: Sequence[str] = ()) -> str:
        words = text if len(text) <= _FIRST_WORDS else text[:_FIRST_WORDS].rsplit(" ", 1)[0] + " …"
        return f"{where}: {words}" + (f" ({', '.join(sources)})" if sources else "")

    yield from (line("sources", f"{name} {s.title or ''}".strip()) for name, s in new.sources.items())
    yield from (line("background", s.text, s.sources) for s in new.background)
    for side in new.sides:
        if side.people:
            yield line(f"sides, {side.name}, people", ", ".join(side.people))
        yield from (line(f"sides, {side.name}", s.text, s.sources) for s in side.statements)
    for reaction in new.reactions:
        yield from (line(f"reactions, {reaction.actor}", s.text, s.sources) for s in reaction.statements)
    yield from (line("developments", s.text, s.sources) for s in new.developments)
    yield from (line("outlook", s.text, s.sources) for s in new.outlook)
    for contrast in new.contrasts:
        yield line("contrasts", contrast.topic, [f"{n} {ref}" for n, ref in contrast.positions.items()])
    yield from (line(f"timeline, {e.date}", e.text, e.sources) for e in new.timeline)
    yield from (line(f"quotes, {q.speaker}", q.text, q.sources) for q in new.quotes)


# --- what is added, as text -----------------------------------------------------------------------

_Node = Any  # a yaml.Node, whose types do not tell what its value is
_Pair = tuple[_Node, _Node]
_Part = _Node | _Pair  # of a list, an item; of a mapping, a key with its value

_BREAKS = "\r\n\x85\u2028\u2029"  # as YAML 1.1 has them
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
# in a flow collection: from the end of a part to the next line, if nothing but a comma comes before
_REST_OF_LINE = re.compile(f"[ \t]*(,?)[ \t]*(?:#[^{_BREAKS}]*)?(?:\r\n|[{_BREAKS}])")
_BLOCK_HEADER = re.compile(r"[|>][-+\d]*")
_SHORT = 40  # characters; in a flow collection what is longer gets a line of its own


class _Editor:
    """Puts the parts of a fresh draft into an older text.

    What is put in at the same place stands there in the order in which it came, so the parts of a section
    come before what follows the section.
    """

    def __init__(self, text: str, old: Briefing, new: Briefing) -> None:
        self._text = text
        self._edits: list[tuple[int, str]] = []
        line_break = re.search(r"\r\n?|\n", text)
        self._newline = line_break[0] if line_break else "\n"
        self._root = _compose(text)
        # how far the editor indents a list below its key
        lists = (
            v.start_mark.column - k.start_mark.column
            for k, v in self._root.value
            if isinstance(v, yaml.SequenceNode) and _is_block(v)
        )
        self._offset = next(lists, 2)
        fresh = briefing_file.dump(new)
        self._fresh = fresh.splitlines(keepends=True)
        for key, added in _compose(fresh).value:
            if key.value in {"title", "language", "status"}:  # the editor's
                continue
            head, own = _get(self._root, key.value)
            if own is None or _is_null(own):
                self._put(self._root, (key, added), _KEYS[Briefing])
            elif key.value == "sources":
                keys = [k.value for k, _ in own.value]
                for pair in added.value:
                    if pair[0].value in keys:  # without a value
                        self._put(own, pair, keys)
                self._insert(own, len(keys), [p for p in added.value if p[0].value not in keys])
            elif key.value in {"sides", "reactions"}:
                self._add_actors(own, added, _KEYS[Side if key.value == "sides" else Reaction])
            elif key.value == "timeline":
                places = [place for place, _ in _in_order(old.timeline, new.timeline)]
                for place, group in groupby(zip(places, added.value, strict=True), lambda found: found[0]):
                    self._insert(own, place, [event for _, event in group], head)
            else:
                self._insert(own, len(own.value), added.value)

    def result(self) -> str:
        """The text with all that was put in."""
        parts, done = [], 0
        for at, text in sorted(self._edits, key=lambda edit: edit[0]):
            parts += [self._text[done:at], text]
            done = at
        return "".join([*parts, self._text[done:]])

    def _add_actors(self, own: _Node, added: _Node, keys: Sequence[str]) -> None:
        """Add to the sides or reactions of the same name; then those of new names."""
        fresh = []
        for item in added.value:
            name = _get(item, keys[0])[1].value
            known = next((o for o in own.value if _get(o, keys[0])[1].value == name), None)
            if known is None:
                fresh.append(item)
                continue
            for key, value in item.value[1:]:
                _, there = _get(known, key.value)
                if there is None or _is_null(there):
                    self._put(known, (key, value), keys)
                else:
                    self._insert(there, len(there.value), value.value)
        self._insert(own, len(own.value), fresh)

    def _put(self, mapping: _Node, pair: _Pair, order: Sequence[str]) -> None:
        """Give a mapping a key, behind the one that precedes it in `order`.

        A key that is there without a value gets the value.
        """
        keys = [key.value for key, _ in mapping.value]
        name = pair[0].value
        if name in keys:
            self._fill(mapping, mapping.value[keys.index(name)], pair[1])
            return
        before = next(k for k in reversed(order[: order.index(name)]) if k in keys)
        self._insert(mapping, keys.index(before) + 1, [pair])

    def _fill(self, mapping: _Node, pair: _Pair, value: _Node) -> None:
        """Give a value to a key that has none; a null that is written out becomes a comment."""
        key, null = pair
        start, end = null.start_mark.index, null.end_mark.index
        if mapping.flow_style and null.value:
            self._edits += [
                (start, f"{_flow(value)} # "),
                (end, self._newline + self._indent(mapping, start)),
            ]
            return
        if mapping.flow_style:
            colon = "" if ":" in self._text[key.end_mark.index : start] else ":"
            self._edits.append((start, f"{colon} {_flow(value)}"))
            return
        if null.value:
            self._edits.append((start, "# "))
        column = mapping.start_mark.column
        self._put_lines(self._below(null, column), self._value(value, column))

    def _insert(self, node: _Node, place: int, parts: Sequence[_Part], head: _Node | None = None) -> None:
        """Put parts into a list or mapping behind as many of its own as `place` says.

        Args:
            node: the list or mapping.
            place: how many of its parts come before.
            parts: what to put in; may be none.
            head: the key of the list, where `place` may be 0.
        """
        if not parts:
            return
        above = node.value[place - 1] if place else head
        if node.flow_style:
            self._insert_flow(node, above if place else None, [_flow(part) for part in parts])
        else:
            column = node.start_mark.column
            lines = "".join(self._part(part, column) for part in parts)
            self._put_lines(self._below(above, column), lines)

    def _insert_flow(self, node: _Node, above: _Part | None, parts: Sequence[str]) -> None:
        """Put parts between brackets, in lines of their own if the editor's lines leave room for that."""
        at = _leaf(above).end_mark.index if above else node.start_mark.index + 1
        indent = self._indent(node, at)
        rest = _REST_OF_LINE.match(self._text, at)
        if rest:
            comma = above and not rest[1]
            lines = (f"{indent}, {part}\n" if comma else f"{indent}{part},\n" for part in parts)
            self._put_lines(rest.end(), "".join(lines))
            return
        gap = " " if max(map(len, parts)) <= _SHORT else self._newline + indent
        if above:
            text = "".join(f",{gap}{part}" for part in parts)
        else:
            text = gap.removeprefix(" ") + f",{gap}".join(parts) + (", " if node.value else "")
        self._edits.append((at, text))

    def _indent(self, node: _Node, at: int) -> str:
        """How a line between the brackets of a node is to begin, below that of a place there."""
        start = max(self._text.rfind(c, 0, at) for c in _BREAKS) + 1
        line = self._text[start:at]
        return " " * (len(line) - len(line.lstrip(" -?")) + (0 if start > node.start_mark.index else 2))

    def _put_lines(self, at: int, lines: str) -> None:
        """Put in whole lines; a file whose last line has no end keeps it so."""
        lines = lines.replace("\n", self._newline)
        if at == len(self._text) and self._text[-1] not in _BREAKS:
            lines = self._newline + lines.removesuffix(self._newline)
        self._edits.append((at, lines))

    def _line_end(self, at: int) -> int:
        """Where the next line begins."""
        line_break = _BREAK.search(self._text, at)
        return line_break.end() if line_break else len(self._text)

    def _below(self, part: _Part, column: int) -> int:
        """Where the lines of a part end, in a list or mapping that is indented to `column`.

        Comments that are indented deeper belong to it; other comments and blank lines stay below what is
        put in.
        """
        leaf = _leaf(part)
        end: int = leaf.end_mark.index
        header = _BLOCK_HEADER.match(self._text, leaf.start_mark.index)
        if not header:
            end = self._line_end(end)
        elif "+" not in header[0]:  # else the blank lines are the text's
            last = len(self._text[:end].rstrip(" " + _BREAKS))
            end = self._line_end(last)
            # at the end of the file the text would get a line end that it has not
            strip = (header.end(), "-")
            if not _BREAK.search(self._text, last) and "-" not in header[0] and strip not in self._edits:
                self._edits.append(strip)
        following = end
        while following < len(self._text):
            start, following = following, self._line_end(following)
            line = self._text[start:following].rstrip(_BREAKS)
            text = line.lstrip(" ")
            if text and text[0] != "#":
                break
            # blanks too: a text put in above them would take them for its own
            if len(line) - len(text) > column:
                end = following
        return end

    def _part(self, part: _Part, column: int) -> str:
        """The lines of a part of the fresh draft, indented to `column`."""
        first, value = part if isinstance(part, tuple) else (part, None)
        start = first.start_mark.line
        own = len(self._fresh[start]) - len(self._fresh[start].lstrip(" "))
        if value is not None and _is_block(value):
            return f"{' ' * column}{self._fresh[start][own:]}{self._value(value, column)}"
        if value is None and not self._fresh[start].startswith("- ", own):  # one of a list in one line
            return f"{' ' * column}- {_flow(part)}\n"
        end = _leaf(part).end_mark
        lines = self._fresh[start : end.line + (end.column > 0)]
        return "".join(" " * column + line[own:] if line.strip() else line for line in lines)

    def _value(self, value: _Node, column: int) -> str:
        """The lines of a value of the fresh draft, below its key at `column`."""
        if not _is_block(value):
            return f"{' ' * (column + 2)}{_flow(value)}\n"
        inner = column + (self._offset if isinstance(value, yaml.SequenceNode) else 2)
        return "".join(self._part(part, inner) for part in value.value)


def _compose(text: str) -> _Node:
    return yaml.compose(text, yaml.SafeLoader)


def _get(mapping: _Node, name: str) -> _Pair:
    """A key and its value."""
    return next(((key, value) for key, value in mapping.value if key.value == name), (None, None))


def _is_null(node: _Node) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")


def _is_block(node: _Node) -> bool:
    """Whether a node is a list or mapping without brackets."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _leaf(part: _Part) -> _Node:
    """The last node in a part that has an end of its own: a block ends where the next thing begins."""
    node = part[1] if isinstance(part, tuple) else part
    return _leaf(node.value[-1]) if _is_block(node) else node


def _flow(part: _Part) -> str:
    """A part of the fresh draft in one line, as it can stand between brackets."""

    def flat(node: _Node) -> _Node:
        if isinstance(node, yaml.SequenceNode):
            return yaml.SequenceNode(node.tag, [flat(item) for item in node.value], flow_style=True)
        if isinstance(node, yaml.MappingNode):
            pairs = [(flat(key), flat(value)) for key, value in node.value]
            return yaml.MappingNode(node.tag, pairs, flow_style=True)
        return node

    whole = (
        yaml.MappingNode("tag:yaml.org,2002:map", [part])
        if isinstance(part, tuple)
        else yaml.SequenceNode("tag:yaml.org,2002:seq", [part])
    )
    text = yaml.serialize(flat(whole), Dumper=yaml.SafeDumper, allow_unicode=True, width=sys.maxsize)
    return str(text).strip()[1:-1]
