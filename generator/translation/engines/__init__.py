"""Machine translation engines behind one small protocol."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from generator.config import Engine as Choice
from generator.errors import ModelError
from generator.translation.tables import base


class Engine(Protocol):
    """What translates sentences from one language into another.

    Attributes:
        name: of the engine, one word.
        model: of the model, with its version; without spaces.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def model(self) -> str: ...  # noqa: D102

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """The sentences in the target language, one for one.

        Args:
            sentences: single finished sentences with straight typographic marks; engines cut off or garble
                what is longer than about 70 words.

        Raises:
            ModelError: the model's files are broken.
        """
        ...


def alternatives(engine: Engine, sentences: Sequence[str], count: int) -> list[list[str]]:
    """Several translations of each sentence, best first, none twice; the first is that of `Engine.translate`.

    Args:
        engine: Argos finds several, Firefox two at most; an engine without a method of this name gives one.
        sentences: see `Engine.translate`.
        count: how many to find for each sentence, at least 1; fewer may come.

    Raises:
        ModelError: the model's files are broken.
    """
    own = getattr(engine, "alternatives", None)
    found: list[list[str]] = (
        own(sentences, count) if own else [[text] for text in engine.translate(sentences)]
    )
    return found


def engine_for(language: str, choice: Choice, models_dir: Path, source: str = "en") -> Engine | None:
    """The best engine that translates into a language, the first of `engines_for`.

    Where there is none, that of the source into English and the best from English into the language, as one.

    Returns:
        None where no model is installed that may be used.

    Raises:
        ModelError: the only model for the language is broken.
    """
    from generator.translation.engines.pivot import Pivot  # noqa: PLC0415 - it imports this module

    if found := engines_for(language, choice, models_dir, source):
        return found[0]
    if choice == "none" or _PIVOT in {base(source), base(language)}:
        return None
    first = engines_for(_PIVOT, "auto", models_dir, source)
    second = engines_for(language, choice, models_dir, _PIVOT)
    return Pivot(first[0], second[0]) if first and second else None


def engines_for(language: str, choice: Choice, models_dir: Path, source: str = "en") -> list[Engine]:
    """The engines that translate into a language, best first; each opens its model at the first sentence.

    Args:
        language: tag of the target language.
        choice: ``auto`` is Firefox where its model is installed, then Argos: on the published FLORES scores
            Firefox is better wherever both exist (data/scores.yml), and about ten times faster.
        models_dir: the folder of the installed models.
        source: tag of the source language.

    Raises:
        ModelError: the only model for the language is broken.
    """
    from generator.translation.engines import argos, firefox  # noqa: PLC0415 - they import this module

    source = base(source)
    engines: list[Engine] = []
    if choice in {"auto", "firefox"}:
        known = (firefox.find(code, language, models_dir) for code in codes("firefox", source))
        engines += [firefox.Firefox(model) for model in known if model][:1]
    if choice in {"auto", "argos"}:
        try:
            package = argos.find(source, language, models_dir)
        except ModelError:
            if not engines:
                raise
        else:
            engines += [argos.Argos(package)] if package else []
    return engines


_most_cores: int | None = None


def use_cores(count: int) -> None:
    """Let this process use so many cores at most; one, where it is a worker among others."""
    global _most_cores  # noqa: PLW0603 - of the process, as its cores are
    _most_cores = count


def cores() -> int:
    """How many cores this process may use, at least 1."""
    return min(_available(), _most_cores or sys.maxsize)


def _available() -> int:
    if hasattr(os, "process_cpu_count"):  # from Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# what most models translate from or into
_PIVOT = "en"
# other codes by which an engine's models may know a language, best first
_ALIASES = {
    "firefox": {"zh": ("zh-Hans",), "no": ("nb",), "iw": ("he",)},
    "argos": {"pt": ("pb",), "pt-BR": ("pb",), "zh-Hant": ("zt",), "zh-TW": ("zt",), "no": ("nb",)},
}
# writing systems or varieties that a model of the plain language does not write
_DISTINCT = {"zh-Hant", "zh-TW", "zh-HK", "sr-Latn"}


def codes(engine: str, language: str) -> Iterator[str]:
    """The codes by which an engine's models may know a language, best first."""
    plain = base(language)
    candidates = [language, *_ALIASES[engine].get(language, ())]
    if language not in _DISTINCT:
        candidates += [plain, *_ALIASES[engine].get(plain, ())]
    yield from dict.fromkeys(candidates)
