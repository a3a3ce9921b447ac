"""What the site is made from: one entry for each briefing, with its translations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from generator.briefing import Article, Briefing, Translation


@dataclass(frozen=True, slots=True)
class Entry:
    """A briefing as the site gets it.

    Attributes:
        slug: the name of its folder, its address on the site.
        briefing: in the language it is written in.
        path: its briefing.yml.
        translations: by language; the briefing's own language is not among them.
        articles: by id, for the text of the paragraphs that sources name.
    """

    slug: str
    briefing: Briefing
    path: Path
    translations: Mapping[str, Translation] = field(default_factory=lambda: MappingProxyType({}))
    articles: Mapping[str, Article] = field(default_factory=lambda: MappingProxyType({}))

    def translation(self, language: str) -> Translation | None:
        """The strings in a language; None in the briefing's own."""
        if language == self.briefing.language:
            return None
        return self.translations.get(language) or Translation(language, MappingProxyType({}))


def newest_first(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """By the day of the news; those without a day come last."""
    dated = sorted((e for e in entries if e.briefing.date), key=lambda e: e.slug)
    undated = sorted((e for e in entries if not e.briefing.date), key=lambda e: e.slug)
    return (*sorted(dated, key=lambda e: str(e.briefing.date), reverse=True), *undated)
