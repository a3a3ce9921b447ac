"""The generated pages: a briefing's, and the home page of a language."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from generator.briefing import Entry, State
from generator.site import locales
from generator.site.pages import Body, Section, Site
from generator.site.parts import TRANSLATED, StatementView
from generator.site.render import render
from generator.site.ui import Words
from generator.site.views import BriefingView

# a reader is told of these at the top of the page, in this order
_NOTICES = (State.MACHINE, State.OUTDATED, State.WITHHELD, State.MISSING)


def briefing(entry: Entry, templates: Path, words: Words) -> Body:
    """A briefing's page in the language of `words`."""

    # made anew for each use, so that thousands of pages are not held in memory
    def view() -> BriefingView:
        return BriefingView(entry, words.language)

    first = view()
    return Body(
        title=first.title.text,
        description=first.summary[0].text.text if first.summary else first.title.text,
        sections=tuple(_sections(first, words)),
        html=lambda: render(templates, "briefing.html", words, **briefing_values(view())),
        search=lambda: search_parts(view(), words),
        topics=tuple(topic.text for topic in first.topics),
        names=tuple(name.text for name in first.names),
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
        people = (", ".join(p.text for p in party.people),) if party.people else ()
        lines = (_line(s) for voice in party.voices for s in voice.statements)
        yield party.id, party.name.text, (*people, *lines)
    if view.contrasts:
        yield "contrasts", words("contrasts"), tuple(row.topic.text for row in view.contrasts)
    if view.timeline:
        events = (
            f"{locales.partial_date(day, view.language)}: {event.text.text}" for day, event in view.timeline
        )
        yield "timeline", words("timeline"), tuple(events)


def _line(statement: StatementView) -> str:
    return f"{statement.speaker.text}: {statement.text.text}" if statement.speaker else statement.text.text


def home(entries: tuple[Entry, ...], site: Site, templates: Path, words: Words) -> Body:
    """The home page in the language of `words`; `entries` are in its order."""

    def html() -> str:
        views = [BriefingView(entry, words.language) for entry in entries]
        days = [(day, list(group)) for day, group in groupby(views, key=lambda view: view.briefing.date)]
        addresses = {entry.slug: site.address(entry.slug, words.language) for entry in entries}
        return render(templates, "home.html", words, days=days, addresses=addresses)

    return Body(words("home"), words("site_description"), html=html)
