"""A briefing as data for other programs: briefing.json beside its page, described by page.schema.json.

It holds what the page shows in its language, but for the paragraphs of the articles: these belong to their
publishers, and are only referred to. Fields may be added to version 1; a field that goes or comes to mean
something else makes a version 2. A field without a value is left out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from generator.briefing import State, StatementKind, Status
from generator.fields import Day
from generator.site import metadata, parts
from generator.site.head import Place
from generator.site.parts import Shown, StatementView
from generator.site.views import BriefingView


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


_ADAPTER = TypeAdapter(Page)


def schema() -> str:
    """The JSON Schema of the data."""
    made = _ADAPTER.json_schema(mode="serialization")
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def address(page: str) -> str:
    """Where the data of a page are, by the address of the page."""
    return f"{page}briefing.json" if not page.endswith(".html") else f"{page.removesuffix('.html')}.json"


def path(page: Path) -> Path:
    """The file of the data of a page, by the file of the page."""
    return page.with_name("briefing.json") if page.stem == "index" else page.with_suffix(".json")


def page(view: BriefingView, place: Place) -> str:
    """The data of a briefing's page, in one line.

    Args:
        view: the briefing as its page has it.
        place: where that page stands.
    """
    return _ADAPTER.dump_json(_page(view, place), exclude_defaults=True).decode() + "\n"


def _page(view: BriefingView, place: Place) -> Page:
    ids = _ids(view)
    entry = view.entry

    def statements(views: Iterable[StatementView]) -> tuple[Statement, ...]:
        return tuple(Statement(**_statement(found, ids)) for found in views)

    def party(found: parts.Party) -> Party:
        said = chain.from_iterable(voice.statements for voice in found.voices)
        return Party(name=_text(found.name), people=_texts(found.people), statements=statements(said))

    return Page(
        version=1,
        title=_text(view.title),
        language=view.language,
        original_language=view.briefing.language,
        address=place.address,
        date=view.briefing.date,
        published=entry.published,
        modified=entry.modified,
        status=view.briefing.status,
        authors=_texts(view.authors),
        topics=_texts(view.topics),
        translations={
            code: place.addresses.get(code)
            for code in metadata.readable(entry)
            if code != view.language and code in place.names
        },
        summary=statements(view.summary),
        sides=tuple(map(party, view.sides)),
        contrasts=tuple(_contrast(row, ids) for row in view.contrasts),
        reactions=tuple(map(party, view.reactions)),
        developments=statements(view.developments),
        background=statements(view.background),
        outlook=statements(view.outlook),
        timeline=tuple(Event(**_statement(event, ids), date=day) for day, event in view.timeline),
        quotes=statements(view.quotes),
        sources=tuple(map(_source, view.sources)),
        versions=tuple(_version(version, entry.versions[version.number - 1].at) for version in view.versions),
    )


def _ids(view: BriefingView) -> Mapping[str, str]:
    """The anchor of each text, by the text in the briefing's language; it has one where it first stands."""
    if not view.states:  # makes all parts, in the order of the page
        return {}
    said = (v.statements for p in (*view.sides, *view.reactions) for v in p.voices)
    events = (event for _, event in view.timeline)
    lists = (view.summary, view.developments, view.background, view.outlook, events, view.quotes)
    return {found.text.source: found.id for found in chain(*said, *lists) if found.id}


def _text(shown: Shown) -> Text:
    return Text(**_shown(shown))


def _texts(shown: Iterable[Shown]) -> tuple[Text, ...]:
    return tuple(map(_text, shown))


def _shown(shown: Shown) -> dict[str, Any]:
    original = shown.original
    return {
        "text": shown.text,
        "language": shown.language,
        "state": shown.state,
        "source_text": shown.source if shown.source != shown.text else None,
        "model": shown.software,
        "taken_over": shown.is_taken_over,
        "original": original
        and Original(text=original.text, language=original.language, model=shown.original_software),
    }


def _statement(view: StatementView, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        **_shown(view.text),
        "id": ids.get(view.text.source),
        "kind": view.kind,
        "speaker": view.speaker and _text(view.speaker),
        "sources": _references(view),
    }


def _references(view: StatementView) -> tuple[str, ...]:
    return tuple(f"{cite.source.id}:{cite.paragraph}" for cite in view.citations)


def _contrast(row: parts.ContrastRow, ids: Mapping[str, str]) -> Contrast:
    positions = (
        Position(side=number, statement=ids.get(view.text.source), sources=_references(view))
        for number, view in enumerate(row.positions, 1)
        if view
    )
    return Contrast(topic=_text(row.topic), positions=tuple(positions))


def _source(view: parts.SourceView) -> Source:
    found = view.source
    return Source(
        id=view.id,
        number=view.number,
        title=found.title,
        publisher=found.publisher,
        url=found.url,
        date=found.date,
        language=view.language,
    )


def _version(view: parts.VersionView, at: datetime | None) -> Version:
    counts = {change.kind: change.count for change in view.changes}
    return Version(
        number=view.number,
        date=view.day,
        at=at,
        **counts,
        statements=tuple(id_ for change in view.changes for id_, _ in change.texts),
        status=view.status,
        notes=tuple(map(_text, view.notes)),
    )
