"""The data that the stations hand to each other.

Everything is frozen: a station makes new values, it never changes those it was given.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict

from generator.fields import (
    Day,
    LanguageTag,
    PartialDate,
    Reference,
    Text,
    WebAddress,
    plain_statement,
    plain_update,
    plain_updates,
)

# --- an article, as read -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A sentence of an article in translation.

    Attributes:
        text: the translation.
        original: the sentence as the article has it.
        problem: why the translation must not be shown; None where it may.
    """

    text: str
    original: "Original"
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of an article's text.

    Attributes:
        number: its place among all blocks of the file, from 1. Blocks that cleaning removes keep
            theirs, so that a better cleaning never moves the paragraph that a source names.
        text: clean text in one line.
        heading: whether it is a heading, the article's title included.
        sentences: of a translated paragraph, what `text` is made of, with a space between two.
    """

    number: int
    text: str
    heading: bool = False
    sentences: tuple[TranslatedSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """Text that cleaning took out of a block.

    Attributes:
        number: the block's number, as in `Paragraph`.
        text: what was removed, as it stood.
        rule: the name of the rule that removed it.
    """

    number: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Article:
    """A news article without what is not prose.

    Attributes:
        id: the file's name without its ending.
        paragraphs: what is left, in order.
        removed: what cleaning took out, in order.
        title: from the metadata, else from a first line that reads as a headline.
        publisher: the publisher's name, if known.
        url: where the article was published, if known.
        date: the day of publication in ISO 8601, from the metadata or the dateline;
            ``--05-11`` where the dateline gives no year.
        place: the dateline's place.
        language: the language it is in, as a BCP 47 tag; None where nothing tells for sure.
        original: the article as it was written, where this is a translation of it.
        machine: engine and model that translated it.
    """

    id: str
    paragraphs: tuple[Paragraph, ...]
    removed: tuple[Removal, ...] = ()
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: str | None = None
    place: str | None = None
    language: str | None = None
    original: "Article | None" = None
    machine: str | None = None


# --- a briefing ----------------------------------------------------------------------------------


class _Checked:
    """Base of what stands in a briefing's file: unknown keys are mistakes."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


class Status(StrEnum):
    """How far an editor has got with a briefing."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Source(_Checked):
    """Where an article was published. Its id is the key in `Briefing.sources`.

    Attributes:
        title: as the article has it.
        language: the article's, as a BCP 47 tag; None where it is the briefing's.
    """

    title: Text | None = None
    publisher: Text | None = None
    url: WebAddress | None = None
    date: Day | None = None
    language: LanguageTag | None = None


@dataclass(frozen=True, slots=True)
class Original(_Checked):
    """What an article in another language says, where the briefing has a translation of it.

    Attributes:
        language: the article's, as a BCP 47 tag.
        text: verbatim, in whole sentences.
        machine: engine and model that translated it; None where a person has done or checked it.
    """

    language: LanguageTag
    text: Text
    machine: Text | None = None


class StatementKind(StrEnum):
    """What a reader may take a statement for."""

    FACT = "fact"  # the article reports it as having happened or being so
    CLAIM = "claim"  # somebody says that it happened or is so
    VIEW = "view"  # somebody judges, demands, expects or fears


@dataclass(frozen=True, slots=True)
class Statement(_Checked):
    """What an article says, verbatim but for editorial [brackets].

    Attributes:
        text: one or more sentences.
        speaker: the person or body that says it; None where the article speaks for itself.
        sources: references of the form ``article id:paragraph number``.
        original: what `text` is the translation of, if it is one.
        kind: where it is not what the speaker tells: a claim where there is one, else a fact.
    """

    text: Text
    speaker: Text | None = None
    sources: tuple[Reference, ...] = ()
    original: Original | None = None
    kind: StatementKind | None = None

    @property
    def taken_for(self) -> StatementKind:
        """What a reader may take it for."""
        return self.kind or (StatementKind.CLAIM if self.speaker else StatementKind.FACT)


# in a file, a statement without a speaker or sources may be plain text
Statements = tuple[
    Annotated[Statement, BeforeValidator(plain_statement, json_schema_input_type=Text | Statement)], ...
]


@dataclass(frozen=True, slots=True)
class Side(_Checked):
    """A party to the matter and what it says."""

    name: Text
    people: tuple[Text, ...] = ()
    statements: Statements = ()


@dataclass(frozen=True, slots=True)
class Reaction(_Checked):
    """What somebody who is no party says."""

    actor: Text
    statements: Statements = ()


@dataclass(frozen=True, slots=True)
class Contrast(_Checked):
    """A topic on which the sides differ.

    Attributes:
        topic: a word or two.
        positions: the side's name and the reference that stands for its position.
    """

    topic: Text
    positions: Mapping[Text, Reference] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Event(_Checked):
    """Something that happened on a day, in a month or in a year.

    Attributes:
        date: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
        original: what `text` is the translation of, if it is one.
    """

    date: PartialDate
    text: Text
    sources: tuple[Reference, ...] = ()
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Quote(_Checked):
    """Somebody's own words, without the quotation marks.

    Attributes:
        original: what `text` is the translation of, if it is one.
    """

    text: Text
    speaker: Text
    sources: tuple[Reference, ...] = ()
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Update(_Checked):
    """What an editor tells readers about a later version.

    Attributes:
        date: the day of the version.
        text: what changed, in a sentence; None where the day says enough.
    """

    date: Day
    text: Text | None = None


# in a file, an update may be a plain day, and a single one needs no list
Updates = Annotated[
    tuple[Annotated[Update, BeforeValidator(plain_update, json_schema_input_type=Day | Update)], ...],
    BeforeValidator(plain_updates),
]


@dataclass(frozen=True, slots=True)
class Briefing(_Checked):
    """Several articles on one event, condensed. Every part but the title may be missing.

    Attributes:
        original: what the title is the translation of, if it is one.
        date: the day of the news.
        language: the language it is written in, as a BCP 47 tag.
        authors: the people or the desk that answer for it.
        updated: later versions, for a project without version control and where readers need words.
        sources: by article id.
        summary: the bottom line.
        sides: the parties, the most involved first.
        reactions: everyone else, by actor.
        developments: what happened.
        contrasts: where the sides differ.
    """

    title: Text
    original: Original | None = None
    date: Day | None = None
    language: LanguageTag = "en"
    status: Status = Status.DRAFT
    authors: tuple[Text, ...] = ()
    updated: Updates = ()
    topics: tuple[Text, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    summary: Statements = ()
    background: Statements = ()
    sides: tuple[Side, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    developments: Statements = ()
    outlook: Statements = ()
    contrasts: tuple[Contrast, ...] = ()
    timeline: tuple[Event, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """All statements, in the order of the fields."""
        for part in (self.summary, self.background, *(s.statements for s in self.sides)):
            yield from part
        for part in (*(r.statements for r in self.reactions), self.developments, self.outlook):
            yield from part

    def parts(self) -> "Iterator[Statement | Event | Quote]":
        """All statements, events and quotes."""
        yield from self.statements()
        yield from self.timeline
        yield from self.quotes

    def references(self) -> Iterator[str]:
        """Every ``article id:paragraph number`` that something rests on; repeats included."""
        for part in self.parts():
            yield from part.sources
        for contrast in self.contrasts:
            yield from contrast.positions.values()

    def originals(self) -> Mapping[str, Original]:
        """What the title, statements, events and quotes are translations of, by their text."""
        found = {part.text: part.original for part in self.parts() if part.original}
        return {self.title: self.original, **found} if self.original else found


# --- a briefing in another language --------------------------------------------------------------


class Kind(StrEnum):
    """What a translatable string is; decides how it is translated."""

    TEXT = "text"
    NAME = "name"  # of a country, body or person
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable string of a briefing.

    Attributes:
        path: the field, such as ``sides[0].statements[2].text``.
        text: the source string, the catalog's msgid.
    """

    path: str
    text: str
    kind: Kind = Kind.TEXT


_NAMES = {"name", "people", "speaker", "actor", "positions"}
# a byline is like a publisher's name: machines make nonsense of it
_UNTRANSLATED = {"date", "language", "status", "authors", "sources", "positions", "original", "kind"}


def messages(briefing: Briefing) -> Iterator[Message]:
    """Every translatable string with its field path, in the order of the file; repeats included."""

    def walk(value: object, path: str, name: str) -> Iterator[Message]:
        if isinstance(value, str):
            kind = Kind.NAME if name in _NAMES else Kind.TOPIC if name in {"topic", "topics"} else Kind.TEXT
            yield Message(path, value, kind)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                yield from walk(item, f"{path}[{index}]", name)
        elif dataclasses.is_dataclass(value):
            for f in dataclasses.fields(value):
                if f.name not in _UNTRANSLATED:
                    yield from walk(getattr(value, f.name), f"{path}.{f.name}" if path else f.name, f.name)

    yield from walk(briefing, "", "")


class State(StrEnum):
    """How a string of a translated briefing came about."""

    SOURCE = "source"  # the page is in the briefing's own language
    STANDARD = "standard"  # by rule: from CLDR or the glossary, or a person's name as it is
    MACHINE = "machine"
    EDITED = "edited"  # written or confirmed by a person
    OUTDATED = "outdated"  # a person's, for an earlier wording of the source
    MISSING = "missing"  # no translation yet; the source text is shown
    WITHHELD = "withheld"  # failed a check; the source text is shown


@dataclass(frozen=True, slots=True)
class Translated:
    """A string as a reader of one language gets it.

    Attributes:
        text: what to show; the source text where there is no translation.
        model: engine and model that wrote it, where `state` is machine.
    """

    text: str
    state: State
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """A briefing's strings in one language, by source string."""

    language: str
    strings: Mapping[str, Translated]

    def __call__(self, source: str) -> Translated:
        """The string for a source string; the source itself, as missing, where there is none."""
        return self.strings.get(source) or Translated(source, State.MISSING)


# --- a briefing with all that belongs to it ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a briefing that has been saved for others to see, and how it differs from the one before.

    Attributes:
        day: when.
        at: the moment, with its time zone; None where only the day is known.
        added: texts that it brought.
        reworded: texts that stand for others, as they are now.
        removed: how many texts went without another in their place.
        status: the new status, where it changed.
        notes: what editors say of it.
    """

    day: date
    at: datetime | None = None
    added: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    removed: int = 0
    status: Status | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A briefing as the site gets it.

    Attributes:
        slug: the name of its folder, its address on the site.
        briefing: in the language it is written in.
        path: its briefing.yml.
        translations: by language; the briefing's own language is not among them.
        articles: by id, for the text of the paragraphs that sources name.
        versions: the first one first; the first tells no changes.
    """

    slug: str
    briefing: Briefing
    path: Path
    translations: Mapping[str, Translation] = field(default_factory=lambda: MappingProxyType({}))
    articles: Mapping[str, Article] = field(default_factory=lambda: MappingProxyType({}))
    versions: tuple[Version, ...] = ()

    @property
    def published(self) -> date | None:
        """The day of the first version; of the news, where no version is known."""
        return self.versions[0].day if self.versions else self.briefing.date

    @property
    def modified(self) -> date | None:
        """The day of the last version."""
        return self.versions[-1].day if self.versions else self.briefing.date

    def source_of(self, language: str) -> Path:
        """The file in which a person corrects the texts of a language."""
        own = language == self.briefing.language
        return self.path if own else self.path.with_name(f"{language}.po")

    def translation(self, language: str) -> Translation | None:
        """The strings in a language; None in the briefing's own."""
        if language == self.briefing.language:
            return None
        return self.translations.get(language) or Translation(language, MappingProxyType({}))
