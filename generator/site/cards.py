"""What other pages show of a briefing: so little that it can be kept, and the briefing left unread."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import NamedTuple

from pydantic import TypeAdapter

from generator.briefing import Entry, Status, Version
from generator.site.metadata import is_readable
from generator.site.parts import Shown
from generator.site.topics import topic_key
from generator.site.views import shown


class CardTopic(NamedTuple):
    """A topic of a briefing.

    Attributes:
        key: the path of its page below a language's root; None where it has none.
        name: in the language of the card.
    """

    key: str | None
    name: Shown


@dataclass(frozen=True, slots=True)
class Card:
    """A briefing in one language, as far as other pages show it; its texts have no notes.

    Attributes:
        slug: the name of its folder, its address on the site.
        language: the reader's.
        written: the language that the briefing is written in.
        is_readable: whether it has a text in the reader's language.
        title: the headline.
        lead: the first statement of the bottom line.
        sides: the names of the parties.
        day: of the news.
        modified: the day of the last version; of the news, where no version is known.
        published: when the first version came; the beginning of the day, where no more is known; None where
            no day is known.
        updated: when the last version came; never before the first, of which more may be known than the day.
        names: of the people and parties on its page, where the search is to know them.
        digest: other texts and days have another one; of names, it knows nothing.
    """

    slug: str
    language: str
    written: str
    is_readable: bool
    title: Shown
    lead: Shown | None
    sides: tuple[Shown, ...]
    topics: tuple[CardTopic, ...]
    status: Status
    day: date | None
    modified: date | None
    published: datetime | None
    updated: datetime | None
    names: tuple[str, ...] = ()
    digest: str = ""


def of(entry: Entry, language: str, default: str, names: Iterable[str] = ()) -> Card:
    """The card of a briefing.

    Args:
        entry: the briefing.
        language: the reader's.
        default: the site's default language, which gives topics their addresses.
        names: of the people and parties on its page, where the search is to know them.
    """
    briefing = entry.briefing
    published, updated = _moments(entry)
    text = partial(shown, entry, language)
    card = Card(
        entry.slug,
        language,
        briefing.language,
        is_readable(entry, language),
        text(briefing.title),
        text(briefing.summary[0].text) if briefing.summary else None,
        tuple(text(side.name) for side in briefing.sides),
        tuple(CardTopic(topic_key(entry, name, default), text(name)) for name in briefing.topics),
        briefing.status,
        briefing.date,
        entry.modified,
        published,
        updated,
    )
    made = hashlib.sha256(to_json([card])).hexdigest()[:32]
    return replace(card, names=tuple(names), digest=made)


def _moments(entry: Entry) -> tuple[datetime | None, datetime | None]:
    moments = [*map(_moment, entry.versions)]
    if not moments and entry.published:
        moments.append(datetime.combine(entry.published, time(), UTC))
    return (moments[0], max(moments)) if moments else (None, None)


def _moment(version: Version) -> datetime:
    moment = version.at or datetime.combine(version.day, time(), UTC)
    return moment.astimezone(UTC).replace(microsecond=0)


_CARDS = TypeAdapter(tuple[Card, ...])


def to_json(cards: Iterable[Card]) -> bytes:
    """Cards as data, in one line."""
    return _CARDS.dump_json(tuple(cards), exclude_defaults=True)


def from_json(data: bytes) -> tuple[Card, ...]:
    """The cards of such data.

    Raises:
        ValueError: they are none, or those of another version of this module.
    """
    return _CARDS.validate_json(data)
