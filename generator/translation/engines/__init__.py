"""Machine translation engines behind one small protocol."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from generator.config import Engine as Choice
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


def engine_for(language: str, choice: Choice, models_dir: Path, source: str = "en") -> Engine | None:
    """The engine that translates into a language; it opens its model at the first sentence.

    Args:
        language: tag of the target language.
        choice: ``auto`` is Firefox where its model is installed, else Argos: on the published FLORES scores
            Firefox is better wherever both exist (data/scores.yml), and about ten times faster.
        models_dir: the folder of the installed models.
        source: tag of the source language.

    Returns:
        None where no model is installed that may be used.

    Raises:
        ModelError: the only model for the language is broken.
    """
    from generator.translation.engines import argos, firefox  # noqa: PLC0415 - they import this module

    source = base(source)
    if choice in {"auto", "firefox"} and (model := firefox.find(source, language, models_dir)):
        return firefox.Firefox(model)
    if choice in {"auto", "argos"} and (package := argos.find(source, language, models_dir)):
        return argos.Argos(package)
    return None


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
