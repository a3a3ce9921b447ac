"""The order of briefings on the site."""

from generator.briefing import Entry


def newest_first(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """By the day of the news; those without a day come last."""
    dated = sorted((e for e in entries if e.briefing.date), key=lambda e: e.slug)
    undated = sorted((e for e in entries if not e.briefing.date), key=lambda e: e.slug)
    return (*sorted(dated, key=lambda e: str(e.briefing.date), reverse=True), *undated)
