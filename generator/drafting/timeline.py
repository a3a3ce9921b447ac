"""Dated events: what the articles date, as exactly as they do, and no more."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from generator.briefing import Event
from generator.drafting.actors import Actors
from generator.drafting.resources import group
from generator.drafting.standalone import unit
from generator.drafting.text import Sentence

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EXPRESSIONS = tuple(
    re.compile(p)
    for p in (
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>(?:19|20)\d\d)\b)?",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\b(?: (?P<year>(?:19|20)\d\d)\b)?",
        rf"\b{_MONTH},? (?P<year>(?:19|20)\d\d)\b",
        r"\b(?:[Ii]n|late|early|mid|during) (?P<year>(?:19|20)\d\d)\b(?!-)",
        r"\b(?:on |last )?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    )
)


def timeline(sentences: Sequence[Sentence], actors: Actors) -> tuple[Event, ...]:
    """The dated events, oldest first; a date that is only partly known stays partial."""
    year = news_year(sentences)
    events: dict[tuple[str, str], Event] = {}
    for index, sentence in enumerate(sentences):
        day = next(_dates(sentence, year), None)
        whole = unit(sentences, index, actors) if day else None
        if day and whole and whole.words <= 60 and not sentence.text.endswith("?"):
            events.setdefault((day, whole.text), Event(day, whole.text, whole.sources, whole.original))
    found = _without_translated_twins(events.values())
    return tuple(sorted(found, key=lambda e: e.date))


def _without_translated_twins(events: Collection[Event]) -> list[Event]:
    """Without translated ones of a day of which another tells half the same words."""
    own = [(event.date, set(event.text.lower().split())) for event in events if not event.original]

    def is_told(event: Event) -> bool:
        words = set(event.text.lower().split())
        return any(day == event.date and 2 * len(words & told) >= len(words) for day, told in own)

    return [event for event in events if not event.original or not is_told(event)]


def published(sentences: Sequence[Sentence]) -> date | None:
    """The day of the latest article, if any article says its own."""
    year = news_year(sentences)
    days = [d for a in {id(s.article): s.article for s in sentences}.values() if (d := _day(a.date, year))]
    return max(days, default=None)


def news_year(sentences: Sequence[Sentence]) -> int | None:
    """The year of the news: an article's; where it says only month and day, that month's in the text."""
    full = [
        int(s.article.date[:4]) for s in sentences if s.article.date and not s.article.date.startswith("-")
    ]
    if full:
        return max(full)
    months = {s.article.date[2:4] for s in sentences if s.article.date and s.article.date.startswith("--")}
    dated = [m for s in sentences for p in _EXPRESSIONS[:3] for m in p.finditer(s.text) if m["year"]]
    fitting = [int(m["year"]) for m in dated if f"{_month(m['month']):02}" in months]
    return max(fitting, default=None)


def latest_year(sentences: Sequence[Sentence]) -> int | None:
    """The year of the news, or the latest that the texts name with a month: what is earlier is past."""
    dated = [m for s in sentences for p in _EXPRESSIONS[:3] for m in p.finditer(s.text) if m["year"]]
    return news_year(sentences) or max((int(m["year"]) for m in dated), default=None)


def _month(name: str) -> int:
    return 1 + next(i for i, m in enumerate(_MONTHS) if m.startswith(name.lower()[:3]))


def _day(stamp: str | None, year: int | None) -> date | None:
    try:
        if stamp and stamp.startswith("--") and year:
            return date.fromisoformat(f"{year}-{stamp[2:]}")
        return date.fromisoformat(stamp) if stamp and not stamp.startswith("-") else None
    except ValueError:
        return None


def _dates(sentence: Sentence, year: int | None) -> Iterator[str]:
    """The dates in a sentence, in ISO 8601, the most exact kind first."""
    today = _day(sentence.article.date, year)
    for pattern in _EXPRESSIONS:
        for match in pattern.finditer(sentence.text):
            parts = match.groupdict()
            if parts.get("weekday"):
                if today and _tells_past(sentence, parts["weekday"]):
                    back = (today.weekday() - _DAYS.index(parts["weekday"].lower())) % 7
                    yield (today - timedelta(days=back)).isoformat()
                continue
            found = _iso(parts, today, year)
            if found:
                yield found


def _iso(parts: dict[str, str | None], today: date | None, year: int | None) -> str | None:
    named = int(parts.get("year") or 0) or None
    if not parts.get("month"):
        return str(named) if named else None
    month = _month(str(parts["month"]))
    if not parts.get("day"):
        return f"{named}-{month:02}"
    in_year = named or year
    if in_year is None:
        return None
    try:
        day = date(in_year, month, int(str(parts["day"])))
    except ValueError:
        return None
    # without a year the nearest one is meant: December, read in January, is last year's
    if named is None and today and (day - today).days > 183:
        day = day.replace(year=in_year - 1)
    return day.isoformat()


def _tells_past(sentence: Sentence, weekday: str) -> bool:
    """Whether the verb that a weekday belongs to tells what happened, not what is asked or planned."""
    token = next(t for t in sentence.span if t.text == weekday)
    verb = next((t for t in token.ancestors if t.pos_ in {"VERB", "AUX"}), None)
    if verb is not None and verb.lemma_.lower() in group("report"):
        return False  # when it was told, not when it was
    if token.i and token.nbor(-1).lower_ in {"since", "until", "by"}:
        return False
    if verb is None or verb.tag_ not in {"VBD", "VBN"} or any(c.tag_ == "MD" for c in verb.children):
        return False
    return not any(c.lower_ in {"next", "coming", "this", "following"} for c in token.children)
