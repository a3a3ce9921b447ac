"""What other pages show of a briefing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from site_project import FIXTURES, LANGUAGES, entry
from test_feeds import trapped

from generator.briefing import Briefing, Entry, State, Version
from generator.config import Project
from generator.site import cards, metadata
from generator.site.parts import Shown
from generator.site.views import BriefingView


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    project = Project(FIXTURES)
    found = (entry(project, slug) for slug in ("river-talks", "harbour-strike"))
    return (*found, Entry("trap", trapped(), Path()), Entry("bare", Briefing("Title"), Path()))


def bare(shown: Shown) -> Shown:
    return replace(shown, mark=None, original=None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_shows_what_the_page_shows(entries: tuple[Entry, ...], language: str) -> None:
    for found in entries:
        card, view = cards.of(found, language, "en"), BriefingView(found, language)
        assert (card.slug, card.language, card.written) == (found.slug, language, "en")
        assert card.title == bare(view.title)
        assert card.lead == (bare(view.summary[0].text) if view.summary else None)
        assert card.sides == tuple(bare(side.name) for side in view.sides)
        assert tuple(name for _, name in card.topics) == view.topics
        assert (card.day, card.status) == (view.briefing.date, view.briefing.status)
        assert card.is_readable == metadata.is_readable(found, language)


def test_cards_come_back_from_their_data_as_they_were(entries: tuple[Entry, ...]) -> None:
    east = timezone(timedelta(hours=2))
    moments = (
        Version(date(2031, 3, 20), datetime(2031, 3, 20, 1, 30, 15, 5, east)),
        Version(date(2031, 4, 1)),
    )
    found = [
        cards.of(replace(e, versions=v), code, "en")
        for e in entries
        for code in LANGUAGES
        for v in ((), moments)
    ]
    back = cards.from_json(cards.to_json(found))
    assert list(back) == found
    assert {type(card.title.state) for card in back} == {State}
    (card,) = (c for c in back if c.slug == "trap" and c.language == "ar" and c.modified == date(2031, 4, 1))
    assert card.published == datetime(2031, 3, 19, 23, 30, 15, tzinfo=UTC)
    assert card.published.isoformat() == "2031-03-19T23:30:15+00:00"
    assert card.updated == datetime(2031, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize("data", [b"", b"[{}]", b'[{"slug": "a", "title": 1}]', b'{"a": 1}'])
def test_data_of_something_else_are_no_cards(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # pydantic's own says much more
        cards.from_json(data)


def test_a_card_has_another_digest_when_one_of_its_texts_or_days_changes(entries: tuple[Entry, ...]) -> None:
    river = entries[0]
    changed = (
        replace(river, slug="other"),
        replace(river, versions=(Version(date(2031, 3, 20)),)),
        *(
            replace(river, briefing=replace(river.briefing, **change))
            for change in ({"title": "Other"}, {"summary": ()}, {"sides": ()}, {"topics": ()}, {"date": None})
        ),
    )
    digests = {cards.of(found, "en", "en").digest for found in (river, *changed)}
    assert len(digests) == 1 + len(changed)
    unseen = replace(river, briefing=replace(river.briefing, background=(), quotes=()))
    assert cards.of(unseen, "en", "en").digest == cards.of(river, "en", "en").digest
