"""A briefing as a reader of one language gets it: what the templates and the search show."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from generator.briefing import (
    Contrast,
    Entry,
    Original,
    State,
    Statement,
    StatementKind,
    Translated,
    Version,
)
from generator.site import reading
from generator.site.citations import Citations
from generator.site.locales import direction
from generator.site.parts import (
    TRANSLATED,
    Change,
    Citation,
    ContrastRow,
    Party,
    Shown,
    SourceView,
    StatementView,
    VersionView,
    Voice,
)

# the parts of a page, in its order
SECTIONS = (
    "summary",
    "sides",
    "contrasts",
    "reactions",
    "developments",
    "background",
    "outlook",
    "timeline",
    "quotes",
    "sources",
    "versions",
)
_AS_IN_SOURCE = {State.SOURCE, State.MISSING, State.WITHHELD}


@dataclass
class BriefingView:
    """A briefing in one language.

    Attributes:
        entry: the briefing with its translations.
        language: the reader's language.
        marked: the translated strings shown so far, by the id of their note.
    """

    entry: Entry
    language: str
    marked: dict[str, Shown] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.briefing = self.entry.briefing
        self._shown: dict[str, Shown] = {}
        self._texts: dict[str, Shown] = {}
        self._ids: dict[str, str] = {}
        self._originals = self.briefing.originals()
        self._citations = Citations(self.entry)

    @property
    def citations(self) -> Mapping[str, Citation]:
        """The passages cited so far, by id, in the order of the page."""
        return self._citations.found

    @property
    def sources(self) -> tuple[SourceView, ...]:
        """The articles."""
        return self._citations.sources

    @property
    def source_direction(self) -> str:
        """``ltr`` or ``rtl``, of the language that the briefing is written in."""
        return direction(self.briefing.language)

    # --- the parts of the page; each is made once, since marks are numbered in the order of making

    @cached_property
    def title(self) -> Shown:
        """The headline."""
        return self.text(self.briefing.title)

    @cached_property
    def topics(self) -> tuple[Shown, ...]:
        """What it is about, in a word or two each."""
        return tuple(map(self.name, self.briefing.topics))

    @cached_property
    def summary(self) -> tuple[StatementView, ...]:
        """The bottom line."""
        return self._statements(self.briefing.summary)

    @cached_property
    def sides(self) -> tuple[Party, ...]:
        """The parties to the matter."""
        return tuple(
            self._party(f"side-{number}", side.name, side.people, side.statements)
            for number, side in enumerate(self.briefing.sides, 1)
        )

    @cached_property
    def contrasts(self) -> tuple[ContrastRow, ...]:
        """Where the sides differ."""
        return tuple(map(self._contrast, self.briefing.contrasts))

    @cached_property
    def reactions(self) -> tuple[Party, ...]:
        """Everyone else."""
        return tuple(
            self._party(f"reaction-{number}", reaction.actor, (), reaction.statements)
            for number, reaction in enumerate(self.briefing.reactions, 1)
        )

    @cached_property
    def developments(self) -> tuple[StatementView, ...]:
        """What happened."""
        return self._statements(self.briefing.developments)

    @cached_property
    def background(self) -> tuple[StatementView, ...]:
        """What came before."""
        return self._statements(self.briefing.background)

    @cached_property
    def outlook(self) -> tuple[StatementView, ...]:
        """What may come."""
        return self._statements(self.briefing.outlook)

    @cached_property
    def timeline(self) -> tuple[tuple[str, StatementView], ...]:
        """Events by date, the earliest first."""
        events = sorted(self.briefing.timeline, key=lambda event: event.date)
        # an event that repeats a statement is no more of a fact than that
        known = {statement.text: statement for statement in reversed(tuple(self.briefing.statements()))}
        return tuple(
            (e.date, self._statement(replace(known.get(e.text, Statement(e.text)), sources=e.sources)))
            for e in events
        )

    @cached_property
    def quotes(self) -> tuple[StatementView, ...]:
        """Quotations."""
        return tuple(self._statement(Statement(q.text, q.speaker, q.sources)) for q in self.briefing.quotes)

    @cached_property
    def authors(self) -> tuple[Shown, ...]:
        """Who answers for it, as the briefing names them."""
        language = self.briefing.language
        return tuple(Shown(name, language, State.SOURCE, name) for name in self.briefing.authors)

    @cached_property
    def versions(self) -> tuple[VersionView, ...]:
        """What changed and when, the latest first; none where there is nothing to tell."""
        for name in SECTIONS[:-1]:  # it names what is on the page
            getattr(self, name)
        numbered = enumerate(self.entry.versions, 1)
        made = tuple(self._version(number, version) for number, version in numbered)
        return made[::-1] if len(made) > 1 or any(version.notes for version in made) else ()

    @property
    def kinds(self) -> tuple[StatementKind, ...]:
        """What the statements on the page may be taken for, in the order of `StatementKind`."""
        found = {statement.taken_for for statement in self.briefing.statements()}
        return tuple(kind for kind in StatementKind if kind in found)

    @property
    def minutes(self) -> int:
        """How long it takes to read, in whole minutes."""
        texts = (shown.text for shown in self._texts.values()) if self.states else ()
        return reading.minutes(texts, self.language)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The names of the parts that are not empty, in the order of the page."""
        found = [name for name in SECTIONS if getattr(self, name)]
        if not self.sides and "developments" in found:  # what happened comes before who says what of it
            found.remove("developments")
            found.insert(found.index("summary") + 1 if "summary" in found else 0, "developments")
        return tuple(found)

    @cached_property
    def names(self) -> tuple[Shown, ...]:
        """The people and parties on the page."""
        parties = (*self.sides, *self.reactions)
        speakers = (voice.speaker for party in parties for voice in party.voices)
        people = (person for party in parties for person in (party.name, *party.people))
        quoted = (quote.speaker for quote in self.quotes)
        return tuple(dict.fromkeys(name for name in (*people, *speakers, *quoted) if name))

    @cached_property
    def states(self) -> Counter[State]:
        """How many of the texts on the page came about in which way; names and topics are not counted."""
        for name in ("title", "topics", *SECTIONS):
            getattr(self, name)
        return Counter(shown.state for shown in self._texts.values())

    @property
    def models(self) -> tuple[str, ...]:
        """The software that translated strings on the page, with its models."""
        if not self.states:
            return ()
        shown = self._shown.values()
        return tuple(sorted({s for view in shown for s in (view.software, view.original_software) if s}))

    @property
    def originals(self) -> tuple[Original, ...]:
        """What a machine translated into the briefing's language, of the texts on the page."""
        found = (shown.original for shown in self._texts.values()) if self.states else ()
        return tuple(original for original in found if original and original.machine)

    # --- strings

    def name(self, source: str) -> Shown:
        """A name or a topic, without a note of its own on the translation."""
        return self._shown.setdefault(source, shown(self.entry, self.language, source))

    def party(self, source: str) -> Shown:
        """The name of a party or a speaker; one that a machine translated has a note with the original."""
        shown = self.name(source)
        return self._noted(shown) if shown.state is State.MACHINE else shown

    def text(self, source: str) -> Shown:
        """A text; translated ones have a note with the original, or with what that was translated from."""
        shown = self.name(source)
        # by rule, only what was written in the page's language: the original itself
        original = None if shown.state is State.STANDARD else self._originals.get(source)
        if shown.state in TRANSLATED or original:
            shown = self._noted(shown, original)
        self._texts[source] = shown
        return shown

    def _noted(self, shown: Shown, original: Original | None = None) -> Shown:
        """The string with a note on its translation, one wherever it stands."""
        if shown.mark is None:
            mark = f"t-{len(self.marked) + 1}"
            shown = replace(shown, mark=mark, original=original)
            self._shown[shown.source] = self.marked[mark] = shown
        return shown

    # --- parts

    def _statements(self, statements: Iterable[Statement]) -> tuple[StatementView, ...]:
        return tuple(map(self._statement, statements))

    def _statement(self, statement: Statement) -> StatementView:
        speaker = self.party(statement.speaker) if statement.speaker else None
        original = self._originals.get(statement.text)
        said = (original.text, statement.text) if original else (statement.text,)
        cites = tuple(self._citations.cite(reference, *said) for reference in statement.sources)
        text = self.text(statement.text)
        return StatementView(text, speaker, cites, statement.taken_for, self._id(statement.text))

    def _id(self, text: str) -> str | None:
        """An id for where a text first stands; made of its words, so that it holds in every language."""
        if text in self._ids:
            return None
        self._ids[text] = "s-" + hashlib.sha256(text.encode()).hexdigest()[:8]
        return self._ids[text]

    def _version(self, number: int, version: Version) -> VersionView:
        changes = (
            Change("added", len(version.added), self._still_here(version.added)),
            Change("reworded", len(version.reworded), self._still_here(version.reworded)),
            Change("removed", version.removed),
        )
        made = tuple(change for change in changes if change.count)
        return VersionView(number, version.day, version.status, made, tuple(map(self.text, version.notes)))

    def _still_here(self, texts: Iterable[str]) -> tuple[tuple[str, Shown], ...]:
        return tuple((self._ids[text], self._shown[text]) for text in texts if text in self._ids)

    def _party(self, id_: str, name: str, people: Iterable[str], statements: Iterable[Statement]) -> Party:
        party, voices, said = self.party(name), [], name
        for (speaker, kind, _), group in groupby(self._statements(statements), key=_voice):
            is_new = not speaker or speaker.source.casefold() != said.casefold()
            voices.append(Voice(speaker, kind, tuple(group), is_new))
            said = speaker.source if speaker else name
        return Party(id_, party, tuple(map(self.party, people)), tuple(voices))

    def _contrast(self, contrast: Contrast) -> ContrastRow:
        positions = []
        for side in self.briefing.sides:
            reference = contrast.positions.get(side.name)
            found = _on_topic(contrast.topic, [s for s in side.statements if reference in s.sources])
            positions.append(self._statement(found) if found else self._paragraph_only(reference))
        return ContrastRow(self.name(contrast.topic), tuple(positions))

    def _paragraph_only(self, reference: str | None) -> StatementView | None:
        """A position that no statement of the side puts into words: the paragraph itself."""
        citation = self._citations.cite(reference) if reference else None
        if not citation or not citation.text:
            return None
        language, publisher = citation.source.language, citation.source.source.publisher
        shown = Shown(citation.text, language, State.SOURCE, citation.text)
        speaker = Shown(publisher, language, State.SOURCE, publisher) if publisher else None
        return StatementView(shown, speaker, (citation,))


def shown(entry: Entry, language: str, source: str) -> Shown:
    """A string of a briefing as readers of a language get it."""
    translation = entry.translation(language)
    translated = translation(source) if translation else Translated(source, State.SOURCE)
    own = entry.briefing.language if translated.state in _AS_IN_SOURCE else language
    return Shown(translated.text, own, translated.state, source, translated.model)


def _voice(view: StatementView) -> tuple[Shown | None, StatementKind, tuple[str, ...]]:
    """What statements in a row share that are said in one voice."""
    is_fact = view.kind is StatementKind.FACT
    by = () if view.speaker or is_fact else tuple(source.id for source in view.publishers)
    return view.speaker, view.kind, by


def _on_topic(topic: str, statements: Sequence[Statement]) -> Statement | None:
    """Of several statements from one paragraph, the one that says most of the topic's words."""
    words = _words(topic)
    return max(statements, key=lambda s: len(words & _words(s.text)), default=None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
