"""What briefing.json holds; page.schema.json is made of this.

Fields may be added to version 1; a field that goes or comes to mean something else makes a version 2. A field
without a value is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from generator.briefing import State, StatementKind, Status
from generator.fields import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What an article in another language says.

    Attributes:
        text: verbatim.
        language: the article's, as a BCP 47 tag.
        model: the software that translated it into the briefing's language; none where a person did.
    """

    text: str
    language: str
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as the page shows it.

    Attributes:
        text: the words.
        language: the language that they are in, as a BCP 47 tag; another than the page's where the text has
            not been translated.
        state: how they came about.
        source_text: the same in the briefing's own language, where that differs.
        model: the software that translated them.
        taken_over: whether a person translated them for another briefing.
        original: what an article in another language says, where `text` or `source_text` translates that.
    """

    text: str
    language: str
    state: State
    source_text: str | None = None
    model: str | None = None
    taken_over: bool = False
    original: Original | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Text):
    """A statement or a quotation.

    Attributes:
        id: its anchor on the page, the same in every language; texts that are alike share one.
        kind: what a reader may take it for.
        speaker: the person or body that says it.
        sources: references of the form ``id of the source:number of the paragraph``.
    """

    id: str | None = None
    kind: StatementKind
    speaker: Text | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Statement):
    """Something that happened.

    Attributes:
        date: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
    """

    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A side, or an actor that reacts, and what it says."""

    name: Text
    people: tuple[Text, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a side stands on a topic.

    Attributes:
        side: the number of the side, from 1.
        statement: the id of the statement that says so; none where only the paragraph does.
        sources: references, as those of a statement.
    """

    side: int
    statement: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A topic on which the sides differ; a side that says nothing on it has no position."""

    topic: Text
    positions: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article.

    Attributes:
        id: what references name it by.
        number: its place in the list on the page, from 1.
        title: as the article has it.
        url: where it was published.
        date: when it was published.
        language: the article's, as a BCP 47 tag.
    """

    id: str
    number: int
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: Day | None = None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the briefing, and how it differs from the one before.

    Attributes:
        number: from 1, the first.
        date: the day.
        at: the moment, where it is known.
        added: how many texts it brought.
        reworded: how many texts it put into other words.
        removed: how many texts it took out.
        statements: the ids of those added and reworded that still stand on the page.
        status: the new status, where it changed.
        notes: what editors say of it.
    """

    number: int
    date: Day
    at: datetime | None = None
    added: int = 0
    reworded: int = 0
    removed: int = 0
    statements: tuple[str, ...] = ()
    status: Status | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A briefing in one language.

    Attributes:
        version: of this format.
        language: the page's, as a BCP 47 tag.
        original_language: the one that the briefing is written in.
        address: the absolute address of the page; none where the site has no address.
        date: the day of the news.
        published: the day of the first version.
        modified: the day of the last version.
        status: ``draft``, or ``reviewed`` by an editor.
        authors: who answers for it.
        translations: the absolute addresses of the page in the other languages that it can be read in, by
            language; null where the site has no address.
        summary: the bottom line.
        sides: the parties to the matter.
        contrasts: where the sides differ.
        reactions: what everyone else says.
        developments: what happened.
        background: what came before.
        outlook: what may come.
        timeline: the earliest first.
        quotes: people's own words.
        sources: the articles that it rests on.
        versions: the latest first; none where there is the first alone.
    """

    version: Literal[1]
    title: Text
    language: str
    original_language: str
    address: str | None = None
    date: Day | None = None
    published: Day | None = None
    modified: Day | None = None
    status: Status
    authors: tuple[Text, ...] = ()
    topics: tuple[Text, ...] = ()
    translations: Mapping[str, str | None]
    summary: tuple[Statement, ...] = ()
    sides: tuple[Party, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    reactions: tuple[Party, ...] = ()
    developments: tuple[Statement, ...] = ()
    background: tuple[Statement, ...] = ()
    outlook: tuple[Statement, ...] = ()
    timeline: tuple[Event, ...] = ()
    quotes: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    versions: tuple[Version, ...] = ()
