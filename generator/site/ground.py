"""What the pages of a briefing have in common, whatever their language: found once for all of them."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from generator.briefing import Contrast, Entry, Original, State, Statement, StatementKind
from generator.site.citations import Citations
from generator.site.parts import TRANSLATED, Citation, SourceView

# how many briefings are kept: the pages of one are made in a row, those of feeds and lists soon after
_KEPT = 16
# those by rule are the originals of what was translated into the briefing's language
_READABLE = (*TRANSLATED, State.STANDARD)

# a side's position: its statement, or the paragraph that no statement puts into words
Position = Statement | Citation | None


class Ground:
    """What a briefing says and rests on.

    Attributes:
        entry: the briefing.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._cited: dict[int, tuple[Citation, ...]] = {}
        self._ids: dict[str, str] = {}

    @cached_property
    def _citations(self) -> Citations:
        return Citations(self.entry)

    @property
    def sources(self) -> tuple[SourceView, ...]:
        """The articles."""
        return self._citations.sources

    @cached_property
    def originals(self) -> Mapping[str, Original]:
        """What its texts are translations of, by text."""
        return self.entry.briefing.originals()

    @cached_property
    def readable(self) -> tuple[str, ...]:
        """The languages that it can be read in: its own first, then those with a translated text."""
        briefing = self.entry.briefing
        texts = (briefing.title, *(part.text for part in briefing.parts()))
        others = (
            code
            for code, translation in self.entry.translations.items()
            if code == briefing.language or any(translation(text).state in _READABLE for text in texts)
        )
        return (briefing.language, *others)

    @cached_property
    def kinds(self) -> tuple[StatementKind, ...]:
        """What its statements may be taken for, in the order of `StatementKind`."""
        found = {statement.taken_for for statement in self.entry.briefing.statements()}
        return tuple(kind for kind in StatementKind if kind in found)

    @cached_property
    def events(self) -> tuple[tuple[str, Statement], ...]:
        """Events by date, the earliest first."""
        briefing = self.entry.briefing
        # an event that repeats a statement is no more of a fact than that
        known = {statement.text: statement for statement in reversed(tuple(briefing.statements()))}
        return tuple(
            (event.date, replace(known.get(event.text, Statement(event.text)), sources=event.sources))
            for event in sorted(briefing.timeline, key=lambda event: event.date)
        )

    @cached_property
    def quotes(self) -> tuple[Statement, ...]:
        """Quotations, as what the people say who are quoted."""
        return tuple(Statement(q.text, q.speaker, q.sources) for q in self.entry.briefing.quotes)

    @cached_property
    def contrasts(self) -> tuple[tuple[str, tuple[Position, ...]], ...]:
        """Topics, each with where every side stands."""
        return tuple(
            (contrast.topic, tuple(self._positions(contrast))) for contrast in self.entry.briefing.contrasts
        )

    def _positions(self, contrast: Contrast) -> Iterator[Position]:
        for side in self.entry.briefing.sides:
            reference = contrast.positions.get(side.name)
            found = _on_topic(contrast.topic, [s for s in side.statements if reference in s.sources])
            yield found or (self._citations.cite(reference) if reference else None)

    def cites(self, statement: Statement) -> tuple[Citation, ...]:
        """What a statement of this briefing rests on."""
        found = self._cited.get(id(statement))
        if found is None:
            original = self.originals.get(statement.text)
            said = (original.text, statement.text) if original else (statement.text,)
            found = tuple(self._citations.cite(reference, *said) for reference in statement.sources)
            self._cited[id(statement)] = found
        return found

    def id(self, text: str) -> str:
        """The id of a text on the page; made of its words, so that it holds in every language."""
        if text not in self._ids:
            self._ids[text] = "s-" + hashlib.sha256(text.encode()).hexdigest()[:8]
        return self._ids[text]


_kept: dict[int, Ground] = {}


def ground(entry: Entry) -> Ground:
    """What the pages of a briefing have in common; the same object as long as it is kept."""
    found = _kept.pop(id(entry), None) or Ground(entry)
    _kept[id(entry)] = found  # which holds the briefing, so that no other one gets its number
    while len(_kept) > _KEPT:
        del _kept[next(iter(_kept))]
    return found


def _on_topic(topic: str, statements: Sequence[Statement]) -> Statement | None:
    """Of several statements from one paragraph, the one that says most of the topic's words."""
    if len(statements) < 2:
        return statements[0] if statements else None
    words = _words(topic)
    return max(statements, key=lambda s: len(words & _words(s.text)))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
