"""Which sentences make the briefing: the most telling, each told once, within a share of the words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import exp

from generator.drafting import features, likeness, sameness, timeline
from generator.drafting.actors import Actors
from generator.drafting.resources import words
from generator.drafting.sameness import Gist
from generator.drafting.sections import Section, classify
from generator.drafting.standalone import Unit, unit
from generator.drafting.text import Sentence

# The share of the articles' words that the briefing may take, of short articles too, and of any.
SHARE, LEAST, LEAST_SHARE, ALWAYS = 0.42, 300, 0.6, 60
# How much more a long statement has to be worth: the power of its length that its worth is divided by.
COST = 0.3
_SHORTEST, _LONGEST = 6, 70
# statements that a section or side gets before others get more
_ALLOWANCE = {Section.POSITION: 2, Section.BACKGROUND: 2, Section.DEVELOPMENT: 2, Section.OUTLOOK: 1}


@dataclass(eq=False, slots=True)
class Choice:
    """A unit that goes into the briefing.

    Attributes:
        unit: its text.
        section: where it goes.
        actor: the key of its actor.
        speaker: who says it.
        value: how likely it is a key fact, 0 to 1.
        index: of the sentence that was wanted.
        gist: of the sentence that was wanted.
        also: further sources that tell the same.
    """

    unit: Unit
    section: Section
    actor: str | None
    speaker: str | None
    value: float
    index: int
    gist: Gist
    also: list[str] = field(default_factory=list)

    @property
    def sources(self) -> tuple[str, ...]:
        """The paragraphs that tell it, its own first."""
        return tuple(dict.fromkeys([*self.unit.sources, *self.also]))


class Selection:
    """Chooses, and remembers what was measured on the way."""

    def __init__(self, sentences: Sequence[Sentence], parties: Sequence[str], actors: Actors) -> None:
        """Measure all sentences.

        Args:
            sentences: of all articles.
            parties: the keys of the parties.
            actors: everybody who is named.
        """
        self.sentences, self.parties, self.actors = sentences, parties, actors
        self.year = timeline.news_year(sentences)
        titles = dict.fromkeys(s.article.title for s in sentences if s.article.title)
        self.likeness = likeness.measure(sentences, [str(t) for t in titles])
        self.features = features.describe(sentences, parties, self.year, self.likeness)
        self.gists = sameness.gists(sentences)

    def candidates(self) -> list[Choice]:
        """Every sentence that stands alone, with its section and value."""
        found = (self._candidate(index) for index in range(len(self.sentences)))
        return [choice for choice in found if choice]

    def _candidate(self, index: int) -> Choice | None:
        sentence = self.sentences[index]
        if not _SHORTEST <= sentence.length <= _LONGEST or sentence.text.endswith("?") or sentence.silent:
            return None
        whole = unit(self.sentences, index, self.actors)
        if whole is None:
            return None
        first = whole.sentences[0]
        speaker = sentence.speaker or first.speaker
        if first.speaker and speaker != first.speaker:
            return None  # two voices in one statement
        # a statement that takes another along goes where that one goes
        leading = index - len(whole.sentences) + 1
        section = classify(first, self.features[leading], self.parties)
        value = 1 / (1 + exp(-features.weigh(self.features[index], words("weights")["value"])))
        return Choice(whole, section, first.actor, speaker, value, index, self.gists[index])

    def choose(self, articles: Collection[str] | None = None, known: Sequence[Sentence] = ()) -> list[Choice]:
        """The units of the briefing, in the order of the articles.

        Args:
            articles: the ids of those to choose from; all, if not given.
            known: sentences that are told already; what tells the same is not chosen.
        """
        own = [c for c in self.candidates() if articles is None or c.unit.sentences[0].article.id in articles]
        total = sum(s.length for s in self.sentences if articles is None or s.article.id in articles)
        budget = max(SHARE * total, min(LEAST, LEAST_SHARE * total), ALWAYS)
        chosen: list[Choice] = []
        waiting = dict(enumerate(own))
        told = {i: self._told(choice, known) for i, choice in waiting.items()}
        waiting = {i: choice for i, choice in waiting.items() if told[i] < sameness.SAME}
        while waiting:
            place = max(waiting, key=lambda i: (*self._worth(waiting[i], chosen, told[i]), -i))
            choice = waiting.pop(place)
            twin = next((c for c in chosen if self._same(c, choice)), None)
            if twin is not None:
                twin.also += choice.unit.sources
            elif choice.unit.words <= budget and not _overlaps(choice, chosen):
                chosen.append(choice)
                budget -= choice.unit.words
                for i, other in waiting.items():
                    told[i] = max(told[i], self._likely_same(choice.index, other.index))
        return sorted(chosen, key=lambda c: c.index)

    def _told(self, choice: Choice, known: Sequence[Sentence]) -> float:
        """How likely a choice tells what is told already."""
        ids = {id(s) for s in known}
        places = (i for i, s in enumerate(self.sentences) if id(s) in ids)
        return max((self._likely_same(choice.index, i) for i in places), default=0.0)

    def _worth(self, choice: Choice, chosen: Sequence[Choice], told: float) -> tuple[bool, float]:
        """What a unit would add: first to a section or side that has little yet, then what is not yet told.

        The second is maximal marginal relevance (Carbonell and Goldstein, 1998), per length.
        """
        position = choice.section is Section.POSITION
        group = [
            c for c in chosen if c.section is choice.section and (not position or c.actor == choice.actor)
        ]
        wanting = len(group) < _ALLOWANCE.get(choice.section, 0)
        return wanting, choice.value * (1 - told) / choice.unit.words**COST

    def _likely_same(self, one: int, other: int) -> float:
        measured = sameness.compare(one, other, self.sentences, self.gists, self.likeness)
        return sameness.probability(measured)

    def _same(self, one: Choice, other: Choice) -> bool:
        """The same act told twice: same actor, nothing that disagrees, and likely the same."""
        comparable = one.actor == other.actor and bool(one.speaker) == bool(other.speaker)
        agree = comparable and sameness.agree(one.gist, other.gist)
        return agree and self._likely_same(one.index, other.index) >= sameness.SAME


def _overlaps(choice: Choice, chosen: Sequence[Choice]) -> bool:
    taken = {id(s) for c in chosen for s in c.unit.sentences}
    return any(id(s) in taken for s in choice.unit.sentences)
