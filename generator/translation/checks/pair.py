"""What is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.translation.glossary import Terms


@dataclass(frozen=True, slots=True)
class Pair:
    """A source string and its translation.

    Attributes:
        source: with straight typographic marks.
        target: with straight typographic marks.
        source_language: language tag.
        target_language: language tag.
        names: names in the source, each with its form in the translation.
        terms: the glossary of the target language.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    names: Mapping[str, str] = field(default_factory=dict)
    terms: Terms = field(default_factory=lambda: Terms({}))
