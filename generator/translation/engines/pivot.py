"""Two models in a row, for a pair of languages that no model translates: into English, then out of it."""

from collections.abc import Sequence

from generator.marks import straighten
from generator.translation.engines import Engine


class Pivot:
    """The engine; its name and model are those of both, as in ``firefox+argos pten-1+en_es-1.9``."""

    def __init__(self, first: Engine, second: Engine) -> None:
        self._engines = first, second

    @property
    def name(self) -> str:
        """The engines."""
        return "+".join(engine.name for engine in self._engines)

    @property
    def model(self) -> str:
        """The models."""
        return "+".join(engine.model for engine in self._engines)

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """See `Engine.translate`."""
        first, second = self._engines
        return second.translate([straighten(text) for text in first.translate(sentences)])
