"""The parties to the matter: who speaks, takes a stand and is spoken about by the others."""

from collections import Counter
from collections.abc import Sequence

from generator.drafting.actors import Actors
from generator.drafting.media import is_medium
from generator.drafting.resources import words
from generator.drafting.text import Sentence

# A further party counts if it is at least this near to the second.
_NEAR = 0.75
_MOST = 4


def choose(sentences: Sequence[Sentence], actors: Actors) -> list[str]:
    """The keys of the parties, the most involved first; none where fewer than two take part."""
    scores = involvement(sentences, actors)
    speaking = {s.actor for s in sentences if s.speaker}
    addressed = _addressed(sentences, actors)
    ranked = [k for k in sorted(scores, key=lambda k: (-scores[k], k)) if k in speaking & addressed]
    if len(ranked) < 2 or not _related(ranked[0], ranked[1], sentences, actors):
        return []
    return [k for i, k in enumerate(ranked[:_MOST]) if i < 2 or scores[k] >= _NEAR * scores[ranked[1]]]


def involvement(sentences: Sequence[Sentence], actors: Actors) -> Counter[str]:
    """How much each actor is a part of the matter."""
    scores: Counter[str] = Counter()
    for sentence in sentences:
        named = {a for m in actors.within(sentence.span) if (a := actors.actor_of(m))}
        if sentence.speaker and sentence.actor:
            scores[sentence.actor] += 2 if sentence.stance else 1
            for key in named - {sentence.actor}:
                scores[key] += 1  # spoken about
        elif sentence.actor:
            scores[sentence.actor] += 0.5  # type: ignore[assignment]
    for title in actors.titles:
        for key in {a for m in actors.mentions[id(title)] if (a := actors.actor_of(m))}:
            scores[key] += 3
    people = set(actors.people.values())
    for key in list(scores):
        if key in people or is_medium(key):
            del scores[key]
        elif key in words("actors")["onlookers"]:
            scores[key] //= 2
    return scores


def _addressed(sentences: Sequence[Sentence], actors: Actors) -> set[str]:
    """Whom a title names, or somebody else's statement or deed."""
    named = {a for title in actors.titles for m in actors.mentions[id(title)] if (a := actors.actor_of(m))}
    for sentence in sentences:
        for mention in actors.within(sentence.span):
            key = actors.actor_of(mention)
            if key and sentence.actor and key != sentence.actor:
                named.add(key)
    return named


def _related(one: str, other: str, sentences: Sequence[Sentence], actors: Actors) -> bool:
    """Whether two actors have to do with each other: one's statement or deed names the other."""
    for sentence in sentences:
        if sentence.actor in {one, other}:
            named = {actors.actor_of(m) for m in actors.within(sentence.span)}
            if {one, other} <= named | {sentence.actor}:
                return True
    return False
