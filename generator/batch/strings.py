"""Strings ▶ their translations, as a unit of work: each string by itself, with all that it hangs on.

What stands beside a string in a batch, or was translated before it, makes no difference: an engine gets one
sentence at a time, and a string carries the few names and words of its briefing that touch it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from generator import __version__, translation
from generator.briefing import Kind, Message
from generator.config import Engine as Choice
from generator.errors import ModelError
from generator.marks import straighten
from generator.translation import Engine, models
from generator.translation.engines import firefox
from generator.translation.glossary import Terms
from generator.translation.machine import ALONE, Outcome, Support, support_for, translate
from generator.translation.names import Namer


@dataclass(frozen=True, slots=True)
class String:
    """A string of a briefing.

    Attributes:
        text: with the typographic marks of the briefing.
        kind: what it is.
        kept: names that stay as they are, of those that have a word in it.
        given: such names with the forms that people gave them.
        small: words of it that the briefing writes without a capital.
    """

    text: str
    kind: Kind
    kept: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    small: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: Message, namer: Namer) -> "String":
        """A string with what its briefing knows that touches it."""
        text = f"{message.text}\n{straighten(message.text)}"
        kept = tuple(sorted(name for name in namer.kept if any(word in text for word in name.split())))
        given = tuple((name, namer.given[name]) for name in kept if name in namer.given)
        return cls(message.text, message.kind, kept, given, _small(message, namer))

    def translated(self, pair: "Pair", engine: Engine, support: Support) -> Outcome:
        """Its translation; `engine` and `support` give each sentence by itself, as `apart` makes them.

        Raises:
            ModelError: a model is broken.
        """
        given = dict(self.given)
        namer = Namer(pair.source, pair.target, pair.terms, self.kept, given=given, small=self.small)
        return translate([Message("", self.text, self.kind)], engine, namer, support)[0]


def _small(message: Message, namer: Namer) -> tuple[str, ...]:
    """The small words that a headline's words can be told by: themselves, or without an ending."""
    if message.kind is Kind.NAME:
        return ()
    words = (word.lower() for word in re.findall(r"[^\W\d_]+", message.text))
    forms = {form for word in words for form in (word, word[:-1], word[:-2], word[:-3])}
    return tuple(sorted(forms.intersection(namer.small)))


class _Apart:
    """An engine that is given one sentence at a time.

    In a batch, the numbers in which an engine calculates are rounded otherwise, and a close decision may fall
    otherwise.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name, self.model = engine.name, engine.model
        if alternatives := getattr(engine, "alternatives", None):
            self.alternatives = lambda sentences, count: [
                found for sentence in sentences for found in alternatives([sentence], count)
            ]

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        return [text for sentence in sentences for text in self._engine.translate([sentence])]


def apart(engine: Engine, support: Support) -> tuple[Engine, Support]:
    """An engine and what supports it, each given one sentence at a time."""
    reverse = _Apart(support.reverse) if support.reverse else None
    return _Apart(engine), Support([_Apart(other) for other in support.others], reverse)


@dataclass(frozen=True, slots=True)
class Pair:
    """From what into what, and by what.

    Attributes:
        source: tag of the source language.
        target: tag of the target language.
        choice: of the engine, as languages.yml says.
        models: engine and model of all engines that may be asked, as `described` tells them.
        terms: the glossary of the target language.
    """

    source: str
    target: str
    choice: Choice
    models: tuple[str, ...]
    terms: Terms = field(repr=False)


def described(engine: Engine, support: Support) -> tuple[str, ...]:
    """The engines with their models: another one may translate otherwise."""
    reverse = [support.reverse] if support.reverse else []
    return tuple(f"{one.name} {one.model}" for one in (engine, *support.others, *reverse))


@dataclass(frozen=True, slots=True)
class Made:
    """An `Outcome` as plain data: of another engine, its place among the others that support the first."""

    text: str
    problem: str | None
    other: int | None


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings of one catalog to be translated, as the unit of work.

    Attributes:
        number: of the unit.
        label: what people call it.
        pair: the languages.
        strings: what to translate.
        version: of the program.
    """

    number: int
    label: str
    pair: Pair
    strings: tuple[String, ...] = field(repr=False)
    version: str = __version__

    def do(self) -> tuple[Made, ...]:
        """Translate.

        Raises:
            ModelError: a model is broken, or the worker has others than were asked for.
        """
        engine, support = _engines(self.pair.source, self.pair.target, self.pair.choice)
        if engine is None or described(engine, support) != self.pair.models:
            found = ", ".join(described(engine, support)) if engine else "none"
            raise ModelError(
                f"{self.label}: the worker has other models ({found}) than this machine "
                f"({', '.join(self.pair.models)}); give both the same"
            )
        outcomes = (string.translated(self.pair, engine, support) for string in self.strings)
        return tuple(
            Made(made.text, made.problem, support.others.index(made.engine) if made.engine else None)
            for made in outcomes
        )


# One pair of languages comes after the other, so a worker needs few models at a time.
@lru_cache(maxsize=1)
def _engines(source: str, target: str, choice: Choice) -> tuple[Engine | None, Support]:
    firefox.close()
    folder = models.models_dir()
    engine = translation.engine_for(target, choice, folder, source)
    return apart(engine, support_for(target, choice, folder, source)) if engine else (None, ALONE)
