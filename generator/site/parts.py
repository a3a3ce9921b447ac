"""The parts of a briefing's page, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from generator.briefing import Original, Source, State, StatementKind, Status
from generator.site.locales import direction

# strings whose making a reader should be able to look behind
TRANSLATED = (State.MACHINE, State.EDITED, State.OUTDATED)
# stands before the slug of another briefing in place of an engine's name
_TAKEN_OVER = "memory"
# what the engines call themselves
_SOFTWARE = {"firefox": "Firefox Translations", "argos": "Argos Translate"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A string on a page.

    Attributes:
        text: the words.
        language: the language they are in.
        state: how they came about.
        source: the string in the briefing's own language.
        model: what translated it, where a machine did.
        mark: the id of its note on the translation; None where there is nothing to note.
        original: what the source itself was translated from, where the page does not show that.
    """

    text: str
    language: str
    state: State
    source: str
    model: str | None = None
    mark: str | None = None
    original: Original | None = None

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return direction(self.language)

    @property
    def is_translated(self) -> bool:
        """Whether it stands here in another language than in the briefing."""
        return self.state in TRANSLATED

    @property
    def is_taken_over(self) -> bool:
        """Whether a person translated it for another briefing."""
        return self.model is not None and _engine(self.model) == _TAKEN_OVER

    @property
    def kind(self) -> str:
        """How its mark looks: that of its state; of a source, that of how it came from the original."""
        if self.original and not self.is_translated:
            return (State.MACHINE if self.original.machine else State.EDITED).value
        return self.state.value

    @property
    def label_id(self) -> str:
        """The id of what its mark is called, which stands once on the page for all of a kind."""
        return f"from-{self.original.language}" if self.original else self.how.replace("_", "-")

    @property
    def how(self) -> str:
        """How it came about: its state, or ``taken_over``."""
        return "taken_over" if self.is_taken_over else self.state.value

    @property
    def software(self) -> str | None:
        """What translated it, as a reader may know it: ``Firefox Translations (enuk-1)``; None for people."""
        return _software(self.model)

    @property
    def original_software(self) -> str | None:
        """What translated the original into the source."""
        return _software(self.original.machine) if self.original else None

    @property
    def original_direction(self) -> str | None:
        """``ltr`` or ``rtl``, of the original."""
        return direction(self.original.language) if self.original else None


def _engine(machine: str) -> str:
    return machine.partition(" ")[0]


@lru_cache(256)
def _software(machine: str | None) -> str | None:
    engine, _, model = (machine or "").partition(" ")
    if engine == _TAKEN_OVER:
        return None
    parts = list(zip(engine.split("+"), model.split("+"), strict=False))
    if not model or not all(name in _SOFTWARE for name, _ in parts):
        return machine
    return ", ".join(f"{_SOFTWARE[name]} ({own})" for name, own in parts)


@dataclass(frozen=True, slots=True)
class SourceView:
    """An article among the sources.

    Attributes:
        number: its place in the list, from 1.
        id: its id in the briefing.
        source: what is known of it.
        language: the language it is in.
        is_foreign: whether that is another than the briefing's.
    """

    number: int
    id: str
    source: Source
    language: str
    is_foreign: bool

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return direction(self.language)

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"source-{self.number}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A paragraph that a statement rests on.

    Attributes:
        id: its id on the page, the same wherever it is cited.
        source: the article.
        paragraph: its number in the article.
        text: its text, where the article is at hand.
        passages: its text in pieces, each with whether it is cited.
        address: of the article; with the place of the first of the sentences that are cited.
    """

    id: str
    source: SourceView
    paragraph: int
    text: str | None
    passages: tuple[tuple[str, bool], ...] = ()
    address: str | None = None

    @property
    def reference(self) -> str:
        """As a briefing names it: ``article id:paragraph number``."""
        return f"{self.source.id}:{self.paragraph}"


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement, event or quotation with its sources.

    Attributes:
        kind: what a reader may take it for.
        id: its own on the page, the same in every language; None where the text stands above already.
    """

    text: Shown
    speaker: Shown | None
    citations: tuple[Citation, ...]
    kind: StatementKind = StatementKind.FACT
    id: str | None = None

    @property
    def publishers(self) -> tuple[SourceView, ...]:
        """The articles that speak, where nobody in them does."""
        return tuple({cite.source.id: cite.source for cite in self.citations}.values())


@dataclass(frozen=True, slots=True)
class Voice:
    """Consecutive statements of one speaker and kind; of none, where the articles speak for themselves.

    Attributes:
        is_named: whether to say whose words they are: neither the voice before nor the party's name has.
    """

    speaker: Shown | None
    kind: StatementKind
    statements: tuple[StatementView, ...]
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What a version did to texts.

    Attributes:
        kind: ``added``, ``reworded`` or ``removed``.
        count: to how many.
        texts: those of them that still stand on the page, with their ids.
    """

    kind: str
    count: int
    texts: tuple[tuple[str, Shown], ...] = ()


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the briefing.

    Attributes:
        number: from 1.
        status: the new one, where it changed.
        changes: what it did.
        notes: what editors say of it.
    """

    number: int
    day: date
    status: Status | None
    changes: tuple[Change, ...]
    notes: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A side, or an actor that reacts."""

    id: str
    name: Shown
    people: tuple[Shown, ...]
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """A topic and where each side stands on it, in the order of the sides."""

    topic: Shown
    positions: tuple[StatementView | None, ...]
