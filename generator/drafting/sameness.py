"""Whether two statements tell the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from generator.drafting.features import Features, weigh
from generator.drafting.likeness import Likeness
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence

# From this probability on, two statements of one actor are one act told twice, if nothing in them disagrees.
SAME = 0.5
# Two sentences less alike than this never tell the same.
APART = 0.03
_CONTENT = {"NOUN", "VERB", "PROPN", "ADJ", "NUM"}


@dataclass(frozen=True, slots=True)
class Gist:
    """What a sentence tells, for comparison.

    Attributes:
        lemmas: its words of content.
        numbers: its figures.
        refuses: whether it says no to something.
    """

    lemmas: frozenset[str]
    numbers: frozenset[str]
    refuses: bool


def gists(sentences: Sequence[Sentence]) -> list[Gist]:
    """The gist of each sentence."""
    return [_gist(sentence) for sentence in sentences]


def _gist(sentence: Sentence) -> Gist:
    span = sentence.span
    return Gist(
        frozenset(t.lemma_.lower() for t in span if t.pos_ in _CONTENT and not t.is_stop),
        frozenset(t.text for t in span if t.like_num and t.text[:1].isdigit()),
        any(t.dep_ == "neg" or t.lemma_.lower() in group("refusals") for t in span),
    )


def compare(
    first: int, second: int, sentences: Sequence[Sentence], gists: Sequence[Gist], likeness: Likeness
) -> Features:
    """What is measured of two sentences to tell whether they tell the same.

    Args:
        first: the index of one.
        second: the index of the other.
        sentences: all of them.
        gists: of all of them.
        likeness: of all of them.
    """
    a, b = sentences[first], sentences[second]
    one, other = gists[first], gists[second]
    shared, alike = len(one.lemmas & other.lemmas), float(likeness.alike[first, second])
    return {
        "bias": 1.0,
        "alike": alike,
        "contained": shared / max(1, min(len(one.lemmas), len(other.lemmas))),
        "shared": shared / max(1, len(one.lemmas | other.lemmas)),
        "numbers": float(bool(one.numbers & other.numbers)),
        "actor": float(a.actor == b.actor),
        "article": float(a.article is b.article),
        "leads": float(a.order < 2 and b.order < 2),
    }


def probability(features: Features) -> float:
    """That two sentences tell the same: logistic regression over what is measured of them."""
    return 1 / (1 + exp(-weigh(features, words("weights")["same"])))


def agree(one: Gist, other: Gist) -> bool:
    """Whether nothing in two sentences disagrees: neither a number nor yes and no."""
    nested = one.numbers <= other.numbers or other.numbers <= one.numbers
    return nested and one.refuses == other.refuses
