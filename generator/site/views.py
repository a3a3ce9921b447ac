"""A briefing as a reader of one language gets it: what the templates and the search show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from generator.briefing import (
    Entry,
    Original,
    State,
    Statement,
    StatementKind,
    Translated,
    Translation,
    Version,
)
from generator.site import reading
from generator.site.ground import Position, ground
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
# the parts in the order in which their strings stand on the page; the sources have none of their own
_ORDER = ("title", "topics", *(name for name in SECTIONS if name != "sources"))
_AS_IN_SOURCE = (State.SOURCE, State.MISSING, State.WITHHELD)


T = TypeVar("T")


class _part(cached_property[T]):  # noqa: N801  # a decorator
    """A part of a page, made once and after those above it.

    Marks are numbered in the order of making, which is that of the page, whoever asks first and for what.
    """

    def __set_name__(self, owner: type[Any], name: str) -> None:
        super().__set_name__(owner, name)
        self._above = _ORDER[_ORDER.index(name) - 1] if name != _ORDER[0] else None

    def __get__(self, view: Any, owner: type[Any] | None = None) -> Any:
        if view is not None and self._above:
            getattr(view, self._above)
        return super().__get__(view, owner)


class BriefingView:
    """A briefing in one language, for everything that is made of its page.

    Attributes:
        entry: the briefing with its translations.
        language: the reader's language.
    """

    def __init__(self, entry: Entry, language: str) -> None:
        self.entry, self.language, self.briefing = entry, language, entry.briefing
        self._ground = ground(entry)
        self._translation = entry.translation(language)
        self._shown: dict[str, Shown] = {}
        self._texts: dict[str, Shown] = {}
        self._ids: dict[str, str] = {}
        self._marked: dict[str, Shown] = {}
        self._cited: dict[str, Citation] = {}

    @property
    def marked(self) -> Mapping[str, Shown]:
        """The translated strings on the page, by the id of their note, in its order."""
        self._make()
        return self._marked

    @cached_property
    def labels(self) -> tuple[Shown, ...]:
        """Of the strings with a note, one for each thing that their marks are called."""
        return tuple({shown.label_id: shown for shown in self.marked.values()}.values())

    @property
    def citations(self) -> Mapping[str, Citation]:
        """The passages that are cited, by id, in the order of the page."""
        self._make()
        return self._cited

    @property
    def sources(self) -> tuple[SourceView, ...]:
        """The articles."""
        return self._ground.sources

    @property
    def source_direction(self) -> str:
        """``ltr`` or ``rtl``, of the language that the briefing is written in."""
        return direction(self.briefing.language)

    # --- the parts of the page

    @_part
    def title(self) -> Shown:
        """The headline."""
        return self._text(self.briefing.title)

    @_part
    def topics(self) -> tuple[Shown, ...]:
        """What it is about, in a word or two each."""
        return tuple(map(self._name, self.briefing.topics))

    @_part
    def summary(self) -> tuple[StatementView, ...]:
        """The bottom line."""
        return self._statements(self.briefing.summary)

    @_part
    def sides(self) -> tuple[Party, ...]:
        """The parties to the matter."""
        return tuple(
            self._party(f"side-{number}", side.name, side.people, side.statements)
            for number, side in enumerate(self.briefing.sides, 1)
        )

    @_part
    def contrasts(self) -> tuple[ContrastRow, ...]:
        """Where the sides differ."""
        return tuple(
            ContrastRow(self._name(topic), tuple(map(self._position, positions)))
            for topic, positions in self._ground.contrasts
        )

    @_part
    def reactions(self) -> tuple[Party, ...]:
        """Everyone else."""
        return tuple(
            self._party(f"reaction-{number}", reaction.actor, (), reaction.statements)
            for number, reaction in enumerate(self.briefing.reactions, 1)
        )

    @_part
    def developments(self) -> tuple[StatementView, ...]:
        """What happened."""
        return self._statements(self.briefing.developments)

    @_part
    def background(self) -> tuple[StatementView, ...]:
        """What came before."""
        return self._statements(self.briefing.background)

    @_part
    def outlook(self) -> tuple[StatementView, ...]:
        """What may come."""
        return self._statements(self.briefing.outlook)

    @_part
    def timeline(self) -> tuple[tuple[str, StatementView], ...]:
        """Events by date, the earliest first."""
        return tuple((date, self._statement(event)) for date, event in self._ground.events)

    @_part
    def quotes(self) -> tuple[StatementView, ...]:
        """Quotations."""
        return self._statements(self._ground.quotes)

    @_part
    def versions(self) -> tuple[VersionView, ...]:
        """What changed and when, the latest first; none where there is nothing to tell."""
        numbered = enumerate(self.entry.versions, 1)
        made = tuple(self._version(number, version) for number, version in numbered)
        return made[::-1] if len(made) > 1 or any(version.notes for version in made) else ()

    def _make(self) -> None:
        """Make all parts."""
        getattr(self, _ORDER[-1])

    @cached_property
    def authors(self) -> tuple[Shown, ...]:
        """Who answers for it, as the briefing names them."""
        language = self.briefing.language
        return tuple(Shown(name, language, State.SOURCE, name) for name in self.briefing.authors)

    @property
    def kinds(self) -> tuple[StatementKind, ...]:
        """What the statements on the page may be taken for, in the order of `StatementKind`."""
        return self._ground.kinds

    @cached_property
    def minutes(self) -> int:
        """How long it takes to read, in whole minutes."""
        self._make()
        return reading.minutes((shown.text for shown in self._texts.values()), self.language)

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
        self._make()
        return Counter(shown.state for shown in self._texts.values())

    @cached_property
    def models(self) -> tuple[str, ...]:
        """The software that translated strings on the page, with its models."""
        self._make()
        shown = self._shown.values()
        return tuple(sorted({s for view in shown for s in (view.software, view.original_software) if s}))

    @cached_property
    def originals(self) -> tuple[Original, ...]:
        """What a machine translated into the briefing's language, of the texts on the page."""
        self._make()
        found = (shown.original for shown in self._texts.values())
        return tuple(original for original in found if original and original.machine)

    # --- strings

    def _name(self, source: str) -> Shown:
        """A name or a topic, without a note of its own on the translation."""
        return self._string(source, (), {})

    def _named(self, source: str) -> Shown:
        """The name of a party or a speaker; one that a machine translated has a note with the original."""
        return self._string(source, (State.MACHINE,), {})

    def _text(self, source: str) -> Shown:
        """A text; translated ones have a note with the original, or with what that was translated from."""
        shown = self._texts[source] = self._string(source, TRANSLATED, self._ground.originals)
        return shown

    def _string(self, source: str, noted: tuple[State, ...], originals: Mapping[str, Original]) -> Shown:
        """A string, with one note wherever it stands if it is in one of the states or has an original."""
        known = self._shown.get(source)
        if known and known.mark:
            return known
        made = _translated(self._translation, source)
        # by rule, only what was written in the page's language: the original itself
        original = None if made.state is State.STANDARD else originals.get(source)
        mark = f"t-{len(self._marked) + 1}" if made.state in noted or original else None
        if known and not mark:
            return known
        own = self.briefing.language if made.state in _AS_IN_SOURCE else self.language
        shown = self._shown[source] = Shown(made.text, own, made.state, source, made.model, mark, original)
        if mark:
            self._marked[mark] = shown
        return shown

    # --- parts

    def _statements(self, statements: Iterable[Statement]) -> tuple[StatementView, ...]:
        return tuple(map(self._statement, statements))

    def _statement(self, statement: Statement) -> StatementView:
        speaker = self._named(statement.speaker) if statement.speaker else None
        cites = self._ground.cites(statement)
        for citation in cites:
            self._cited.setdefault(citation.id, citation)
        text = self._text(statement.text)
        return StatementView(text, speaker, cites, statement.taken_for, self._id(statement.text))

    def _id(self, text: str) -> str | None:
        """An id for where a text first stands."""
        if text in self._ids:
            return None
        self._ids[text] = self._ground.id(text)
        return self._ids[text]

    def _version(self, number: int, version: Version) -> VersionView:
        changes = (
            Change("added", len(version.added), self._still_here(version.added)),
            Change("reworded", len(version.reworded), self._still_here(version.reworded)),
            Change("removed", version.removed),
        )
        made = tuple(change for change in changes if change.count)
        return VersionView(number, version.day, version.status, made, tuple(map(self._text, version.notes)))

    def _still_here(self, texts: Iterable[str]) -> tuple[tuple[str, Shown], ...]:
        return tuple((self._ids[text], self._shown[text]) for text in texts if text in self._ids)

    def _party(self, id_: str, name: str, people: Iterable[str], statements: Iterable[Statement]) -> Party:
        party, voices, said = self._named(name), [], name
        for (speaker, kind, _), group in groupby(self._statements(statements), key=_voice):
            is_new = not speaker or speaker.source.casefold() != said.casefold()
            voices.append(Voice(speaker, kind, tuple(group), is_new))
            said = speaker.source if speaker else name
        return Party(id_, party, tuple(map(self._named, people)), tuple(voices))

    def _position(self, position: Position) -> StatementView | None:
        if not isinstance(position, Citation):
            return self._statement(position) if position else None
        # what no statement of the side puts into words: the paragraph itself
        self._cited.setdefault(position.id, position)
        if not position.text:
            return None
        language, publisher = position.source.language, position.source.source.publisher
        shown = Shown(position.text, language, State.SOURCE, position.text)
        speaker = Shown(publisher, language, State.SOURCE, publisher) if publisher else None
        return StatementView(shown, speaker, (position,))


def shown(entry: Entry, language: str, source: str) -> Shown:
    """A string of a briefing as readers of a language get it."""
    made = _translated(entry.translation(language), source)
    own = entry.briefing.language if made.state in _AS_IN_SOURCE else language
    return Shown(made.text, own, made.state, source, made.model)


def _translated(translation: Translation | None, source: str) -> Translated:
    return translation(source) if translation else Translated(source, State.SOURCE)


def _voice(view: StatementView) -> tuple[Shown | None, StatementKind, tuple[str, ...]]:
    """What statements in a row share that are said in one voice."""
    is_fact = view.kind is StatementKind.FACT
    by = () if view.speaker or is_fact else tuple(source.id for source in view.publishers)
    return view.speaker, view.kind, by
