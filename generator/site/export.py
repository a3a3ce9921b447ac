"""A briefing as data for other programs: briefing.json beside its page, described by page.schema.json.

It holds what the page shows in its language, but for the paragraphs of the articles: these belong to their
publishers, and are only referred to. `page_data` says what the fields mean.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from pydantic import TypeAdapter

from generator.site import metadata, parts
from generator.site.head import Place
from generator.site.page_data import Page
from generator.site.parts import Shown, StatementView
from generator.site.views import BriefingView

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def schema() -> str:
    """The JSON Schema of the data."""
    made = TypeAdapter(Page).json_schema(mode="serialization")
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def address(page: str) -> str:
    """Where the data of a page are, by the address of the page."""
    return f"{page}briefing.json" if not page.endswith(".html") else f"{page.removesuffix('.html')}.json"


def path(page: str) -> str:
    """The file of the data of a page, by the file of the page; both below the site's folder."""
    folder, slash, name = page.rpartition("/")
    return f"{folder}{slash}{'briefing' if name == 'index.html' else name.removesuffix('.html')}.json"


def page(view: BriefingView, place: Place) -> str:
    """The data of a briefing's page, in one line.

    Args:
        view: the briefing as its page has it.
        place: where that page stands.
    """
    return _JSON.encode(_page(view, place)) + "\n"


Data = dict[str, Any]


def _page(view: BriefingView, place: Place) -> Data:
    """The fields of `page_data.Page`, in their order."""
    entry, briefing, ids = view.entry, view.briefing, _ids(view)

    def statements(views: Iterable[StatementView]) -> list[Data]:
        return [_statement(found, ids) for found in views]

    def party(found: parts.Party) -> Data:
        said = chain.from_iterable(voice.statements for voice in found.voices)
        return _stated(name=_text(found.name), people=_texts(found.people), statements=statements(said))

    return _stated(
        version=1,
        title=_text(view.title),
        language=view.language,
        original_language=briefing.language,
        address=place.address,
        date=briefing.date and briefing.date.isoformat(),
        published=entry.published and entry.published.isoformat(),
        modified=entry.modified and entry.modified.isoformat(),
        status=briefing.status,
        authors=_texts(view.authors),
        topics=_texts(view.topics),
        translations={
            code: place.addresses.get(code)
            for code in metadata.readable(entry)
            if code != view.language and code in place.names
        },
        summary=statements(view.summary),
        sides=list(map(party, view.sides)),
        contrasts=[_contrast(row, ids) for row in view.contrasts],
        reactions=list(map(party, view.reactions)),
        developments=statements(view.developments),
        background=statements(view.background),
        outlook=statements(view.outlook),
        timeline=[_statement(event, ids) | {"date": day} for day, event in view.timeline],
        quotes=statements(view.quotes),
        sources=list(map(_source, view.sources)),
        versions=[_version(version, entry.versions[version.number - 1].at) for version in view.versions],
    )


def _stated(**fields: Any) -> Data:
    """Without what is not known; the other languages are told of even where there are none."""
    return {name: value for name, value in fields.items() if value or name == "translations"}


def _ids(view: BriefingView) -> Mapping[str, str]:
    """The anchor of each text, by the text in the briefing's language; it has one where it first stands."""
    said = (v.statements for p in (*view.sides, *view.reactions) for v in p.voices)
    events = (event for _, event in view.timeline)
    lists = (view.summary, view.developments, view.background, view.outlook, events, view.quotes)
    return {found.text.source: found.id for found in chain(*said, *lists) if found.id}


def _text(shown: Shown) -> Data:
    original, software = shown.original, shown.software
    data: Data = {"text": shown.text, "language": shown.language, "state": shown.state}
    if shown.source != shown.text:
        data["source_text"] = shown.source
    if software:
        data["model"] = software
    if shown.is_taken_over:
        data["taken_over"] = True
    if original:
        said = _stated(text=original.text, language=original.language, model=shown.original_software)
        data["original"] = said
    return data


def _texts(shown: Iterable[Shown]) -> list[Data]:
    return list(map(_text, shown))


def _statement(view: StatementView, ids: Mapping[str, str]) -> Data:
    data = _text(view.text)
    if id_ := ids.get(view.text.source):
        data["id"] = id_
    data["kind"] = view.kind
    if view.speaker:
        data["speaker"] = _text(view.speaker)
    if view.citations:
        data["sources"] = _references(view)
    return data


def _references(view: StatementView) -> list[str]:
    return [cite.reference for cite in view.citations]


def _contrast(row: parts.ContrastRow, ids: Mapping[str, str]) -> Data:
    positions = [
        _stated(side=number, statement=ids.get(view.text.source), sources=_references(view))
        for number, view in enumerate(row.positions, 1)
        if view
    ]
    return _stated(topic=_text(row.topic), positions=positions)


def _source(view: parts.SourceView) -> Data:
    found = view.source
    return _stated(
        id=view.id,
        number=view.number,
        title=found.title,
        publisher=found.publisher,
        url=found.url,
        date=found.date and found.date.isoformat(),
        language=view.language,
    )


def _version(view: parts.VersionView, at: datetime | None) -> Data:
    counts = {change.kind: change.count for change in view.changes}
    return _stated(
        number=view.number,
        date=view.day.isoformat(),
        at=at and at.isoformat().replace("+00:00", "Z"),
        **counts,
        statements=[id_ for change in view.changes for id_, _ in change.texts],
        status=view.status,
        notes=_texts(view.notes),
    )
