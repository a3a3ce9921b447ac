"""The parties to the matter: who takes a stand against, or deals with, whom."""

from collections import Counter
from collections.abc import Sequence

from generator.drafting.actors import Actors, is_origin
from generator.drafting.gazetteer import country_names
from generator.drafting.media import is_medium
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence

Pairs = Counter[tuple[str, str]]

# Below this strength there is no conflict to take sides in: LITTLE for a few sentences, more for each
# sentence up to MUCH. More statements than ENOUGH make no surer side.
_LITTLE, _EACH, _MUCH, _ENOUGH = 2.4, 0.075, 5.5, 4
_MOST = 4


def choose(sentences: Sequence[Sentence], actors: Actors) -> list[str]:
    """The keys of the parties, the most heard first; none where nobody takes a stand against another."""
    spoken = [s for s in sentences if s.speaker and s.actor and not _passes_on(s.actor)]
    speeches = Counter(str(s.actor) for s in spoken)
    pairs = dealings(sentences) + _dealings_in_titles(actors)
    strength = {}
    for one in speeches:
        for other in speeches:
            if one < other:
                directed = pairs[one, other] + pairs[other, one]
                strength[one, other] = directed * min(speeches[one], speeches[other], _ENOUGH) ** 0.5
    first = min(strength, key=lambda p: (-strength[p], p), default=None)
    needed = min(max(_LITTLE, _EACH * len(sentences)), _MUCH)
    if first is None or strength[first] < needed:
        return []
    # who takes a stand too, and is in a title: the news is about her
    stands = {s.actor for s in spoken if s.stance}
    further = [k for k in sorted(_in_titles(actors) & stands - set(first)) if speeches[k] > 1]
    found = sorted([*first, *further], key=lambda k: (-speeches[k], k))[:_MOST]
    if actors.home in found and not any(k in country_names() for k in found if k != actors.home):
        actors.names[str(actors.home)] = (
            f"Government of {actors.home}"  # at home, a country is its government
        )
    return found


def dealings(sentences: Sequence[Sentence]) -> Pairs:
    """How much each actor's words and deeds are directed at each other actor."""
    pairs: Pairs = Counter()
    for sentence in sentences:
        source = sentence.actor
        if source is None or _passes_on(source):
            continue
        hot = sentence.stance or any(t.lemma_.lower() in group("conflict") for t in sentence.span)
        for target in sentence.about - {source}:
            if not _passes_on(target):
                pairs[source, target] += 2 if hot else 0.5  # type: ignore[assignment]
    return pairs


def _dealings_in_titles(actors: Actors) -> Pairs:
    """Who does something to whom in a title: its subject to whoever else is named."""
    pairs: Pairs = Counter()
    for title in actors.titles:
        found = [m for m in actors.mentions[id(title)] if not is_origin(title, m)]
        subject = next((m for m in found if title[m.end - 1].dep_ == "nsubj"), None)
        if subject and any(t.lemma_.lower() in group("conflict") for t in title):
            source = actors.actor_of(subject.key)
            for target in {actors.actor_of(m.key) for m in found} - {source}:
                pairs[source, target] += 2
    return pairs


def _in_titles(actors: Actors) -> set[str]:
    found = ((title, m) for title in actors.titles for m in actors.mentions[id(title)])
    return {actors.actor_of(m.key) for title, m in found if not is_origin(title, m)}


def _passes_on(key: str) -> bool:
    return is_medium(key) or key in words("actors")["onlookers"]
