"""The order of briefings on the site."""

from collections.abc import Iterable

from generator.site.cards import Card


def newest_first(cards: Iterable[Card]) -> tuple[Card, ...]:
    """By the day of the news; those without a day come last."""
    by_slug = sorted(cards, key=lambda card: card.slug)
    dated = sorted((c for c in by_slug if c.day), key=lambda card: str(card.day), reverse=True)
    return (*dated, *(c for c in by_slug if not c.day))
