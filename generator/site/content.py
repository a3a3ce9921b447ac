"""The page of a briefing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mkdocs.utils import get_relative_url

from generator.briefing import Entry, State
from generator.site import export, locales, metadata
from generator.site.head import Head, Place
from generator.site.pages import Body, Section, Site, SitePage
from generator.site.parts import TRANSLATED, StatementView
from generator.site.render import render
from generator.site.topics import topic_key
from generator.site.ui import Words
from generator.site.views import BriefingView

# a reader is told of these at the top of the page, in this order
_NOTICES = (State.MACHINE, State.EDITED, State.OUTDATED, State.WITHHELD, State.MISSING)


@dataclass(frozen=True, slots=True)
class Links:
    """Where else a briefing's page leads, as seen from it.

    Attributes:
        topics: the addresses of its topics, by name.
        briefing: where a person corrects the briefing; None where nothing says where the project is kept.
        catalog: where a person corrects the translation; None where the page is none.
        languages: code, own name and address of the page in every language.
        data: the briefing as data.
    """

    topics: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    briefing: str | None = None
    catalog: str | None = None
    languages: tuple[tuple[str, str, str], ...] = ()
    data: str = "briefing.json"


def links(entry: Entry, site: Site, pages: Mapping[str, SitePage], language: str) -> Links:
    """The links of a briefing's page.

    Args:
        entry: the briefing.
        site: all pages.
        pages: those of the briefing, by language.
        language: the reader's.
    """
    here, original = pages[language], pages.get(entry.briefing.language)
    keys = {name: topic_key(entry, name, site.languages.default) for name in entry.briefing.topics}
    return Links(
        {n: get_relative_url(site.url(key, language), here.url) for n, key in keys.items() if key},
        original.edit_url if original else None,
        here.edit_url if here is not original else None,
        tuple(
            (code, locales.autonym(code), get_relative_url(page.url, here.url))
            for code, page in pages.items()
        ),
        get_relative_url(export.address(here.url), here.url),
    )


def briefing(view: BriefingView, templates: Path, words: Words, links: Links, place: Place) -> Body:
    """A briefing's page in the language of `words`."""
    return Body(
        view.title.text,
        metadata.description(view),
        render(templates, "briefing.html", words, links=links, **briefing_values(view)),
        _head(view, place, words),
        tuple(_sections(view, words)),
    )


def _head(view: BriefingView, place: Place, words: Words) -> Head:
    data = export.address(place.address) if place.address else None
    return Head(
        metadata.article_graph(view, place),
        metadata.json_ld(view, place, words, data),
        export.page(view, place),
    )


def briefing_values(view: BriefingView) -> dict[str, Any]:
    """What templates/briefing.html is given."""
    states = view.states
    translated = view.language != view.briefing.language
    return {
        "b": view,
        "briefing": view.briefing,
        # one notice says it for all strings; those by rule are the originals, in the reader's language
        "untranslated": translated and not any(states[state] for state in (*TRANSLATED, State.STANDARD)),
        "notices": [(state.value, states[state]) for state in _NOTICES if states[state]],
        "original_languages": tuple(dict.fromkeys(o.language.partition("-")[0] for o in view.originals)),
    }


def _sections(view: BriefingView, words: Words) -> Iterator[Section]:
    for name in view.sections:
        parts = tuple(Section(side.id, side.name.text) for side in view.sides) if name == "sides" else ()
        yield Section(name, words(name), parts)


def search_parts(view: BriefingView, words: Words) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What a search finds: the page with its summary, then each part of it."""
    yield "", view.title.text, tuple(s.text.text for s in view.summary)
    for name in ("developments", "background", "outlook", "quotes"):
        if statements := getattr(view, name):
            yield name, words(name), tuple(map(_line, statements))
    for party in (*view.sides, *view.reactions):
        people = (
            (locales.separator(view.language).join(p.text for p in party.people),) if party.people else ()
        )
        lines = (_line(s) for voice in party.voices for s in voice.statements)
        yield party.id, party.name.text, (*people, *lines)
    if view.contrasts:
        yield "contrasts", words("contrasts"), tuple(row.topic.text for row in view.contrasts)
    if view.timeline:
        events = (
            f"{locales.partial_date(day, view.language)} — {event.text.text}" for day, event in view.timeline
        )
        yield "timeline", words("timeline"), tuple(events)


def _line(statement: StatementView) -> str:
    return f"{statement.speaker.text} — {statement.text.text}" if statement.speaker else statement.text.text
