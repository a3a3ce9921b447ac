"""What the catalogs of other briefings say: a string is translated once for all of them.

A person's text counts more than a machine's, but it is confirmed for its own place only. So where another
briefing takes it over, the catalog says ``#. machine: memory <slug> <digest>`` and ``fuzzy``, as for a text
by an engine of that name: nobody has confirmed it here, and it follows its origin until somebody does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import polib

from generator.briefing import State, Translated, Translation
from generator.translation import catalog
from generator.translation.engines import Engine

# stands in a catalog where an engine's name stands
NAME = "memory"
OPEN = {State.MISSING, State.MACHINE, State.WITHHELD}  # where no person has decided


@dataclass(frozen=True, slots=True)
class Text:
    """A person's translation.

    Attributes:
        slug: the briefing whose catalog it is from.
        text: the translation.
    """

    slug: str
    text: str

    @property
    def label(self) -> str:
        """The slug as a catalog names it, in one word."""
        return "_".join(self.slug.split())


class Learner(Protocol):
    """Is told what catalogs hold."""

    def learn(self, slug: str, entries: Iterable[polib.POEntry]) -> None:
        """Hear what people and engines wrote into the catalog of a briefing."""


class Memory:
    """The translations of all briefings from one language into another."""

    def __init__(self) -> None:
        self._people: dict[str, dict[str, str]] = {}
        self._machines: dict[tuple[str, str, str, str], str] = {}

    def learn(self, slug: str, entries: Iterable[polib.POEntry]) -> None:
        """Remember what people and engines wrote into a catalog.

        Args:
            slug: the briefing's.
            entries: the catalog's.
        """
        for entry in entries:
            if entry.obsolete or not entry.msgstr:
                continue
            state, origin = catalog.state(entry), catalog.origin(entry)
            if state is State.EDITED:
                self._people.setdefault(entry.msgid, {})[slug] = entry.msgstr
            elif state is State.MACHINE and origin and origin.engine != NAME:
                key = entry.msgid, origin.engine, origin.model, origin.glossary
                self._machines.setdefault(key, entry.msgstr)

    def person(self, source: str, slug: str) -> Text | None:
        """What a person wrote or confirmed for a string in another briefing, the first by slug.

        Args:
            source: the string.
            slug: of the briefing that asks.
        """
        others = self._people.get(source, {}).keys() - {slug}
        return Text(first, self._people[source][first]) if (first := min(others, default="")) else None

    def machine(self, source: str, engine: Engine, glossary: str) -> str | None:
        """What the engine made of a string in any briefing, if it passed the checks there.

        Args:
            source: the string.
            engine: with its model.
            glossary: digest of the glossary's entries that touch the string (`Terms.digest`).
        """
        return self._machines.get((source, engine.name, engine.model, glossary))

    def better(self, source: str, string: Translated, slug: str) -> Text | None:
        """A person's text from another briefing, where it is to replace what a briefing has."""
        if string.state not in OPEN:
            return None
        text = self.person(source, slug)
        return None if text and string.state is State.MACHINE and string.text == text.text else text

    def has_news(self, slug: str, translation: Translation) -> bool:
        """Whether a person's text from another briefing is to replace one of a briefing's."""
        return any(self.better(source, string, slug) for source, string in translation.strings.items())


class Once:
    """An engine that is asked for each sentence once, however many strings and briefings hold it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, str] = {}
        # of some models, telling the version takes reading the whole file
        self.name, self.model = engine.name, engine.model

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        new = [text for text in dict.fromkeys(sentences) if text not in self._known]
        if new:
            self._known.update(zip(new, self._engine.translate(new), strict=True))
        return [self._known[text] for text in sentences]

    def __getattr__(self, name: str) -> object:
        """What else an engine can do, it does as ever."""
        return getattr(self._engine, name)
