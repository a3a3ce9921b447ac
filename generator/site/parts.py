"""The parts of a briefing's page, in the reader's language."""

from dataclasses import dataclass

from generator.briefing import Source, State
from generator.site.locales import direction

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
    """

    text: str
    language: str
    state: State
    source: str
    model: str | None = None
    mark: str | None = None

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return direction(self.language)

    @property
    def software(self) -> str | None:
        """What translated it, as a reader may know it: ``Firefox Translations (enuk-1)``."""
        engine, _, model = (self.model or "").partition(" ")
        return f"{_SOFTWARE[engine]} ({model})" if model and engine in _SOFTWARE else self.model


@dataclass(frozen=True, slots=True)
class SourceView:
    """An article among the sources.

    Attributes:
        number: its place in the list, from 1.
        id: its id in the briefing.
        source: what is known of it.
    """

    number: int
    id: str
    source: Source

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
    """

    id: str
    source: SourceView
    paragraph: int
    text: str | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement, event or quotation with its sources."""

    text: Shown
    speaker: Shown | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Consecutive statements of one speaker; of none, where the articles speak for themselves."""

    speaker: Shown | None
    statements: tuple[StatementView, ...]


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
