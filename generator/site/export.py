"""A briefing as data for other programs: briefing.json beside its page, described by page.schema.json.

It holds what the page shows in its language, but for the paragraphs of the articles: these belong to their
publishers, and are only referred to. `page_data` says what the fields mean.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from generator.site import metadata, parts
from generator.site.head import Place
from generator.site.page_data import (
    Contrast,
    Event,
    Original,
    Page,
    Party,
    Position,
    Source,
    Statement,
    Text,
    Version,
)
from generator.site.parts import Shown, StatementView
from generator.site.views import BriefingView

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
