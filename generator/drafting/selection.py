"""Which sentences make the briefing: the most telling, each told once, within a share of the words."""

from collections import Counter
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
SHARE, LEAST, LEAST_SHARE, ALWAYS = 0.43, 300, 0.6, 60
# How much more a long statement has to be worth: the power of its length that its worth is divided by.
COST = 0.2
# How much more the first reaction of an actor counts.
NEW_ACTOR = 1.2
# How much less what is translated counts: nobody can quote it.
TRANSLATED = 0.9
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
    def words(self) -> int:
        """Its length in words."""
        return self.unit.words

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
        self.year = timeline.latest_year(sentences)
        self.likeness = likeness.measure(sentences, actors.titles)
        self.features = features.describe(sentences, parties, self.year, self.likeness)
        self.gists = sameness.gists(sentences)
        # how likely a sentence is a key fact: logistic regression over its features
        odds = (features.weigh(f, words("weights")["value"]) for f in self.features)
        self.values = [1 / (1 + exp(-o)) for o in odds]

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
        return Choice(whole, section, first.actor, speaker, self.values[index], index, self.gists[index])

    def choose(self, articles: Collection[str] | None = None, known: Sequence[Sentence] = ()) -> list[Choice]:
        """The units of the briefing, in the order of the articles.

        Args:
            articles: the ids of those to choose from; all, if not given.
            known: sentences that are told already; what tells the same is not chosen.
        """
        own = [c for c in self.candidates() if articles is None or c.unit.sentences[0].article.id in articles]
        own = self._untranslated_first(own)
        total = sum(s.length for s in self.sentences if articles is None or s.article.id in articles)
        budget = max(SHARE * total, min(LEAST, LEAST_SHARE * total), ALWAYS)
        taken = _Taken()
        waiting = dict(enumerate(own))
        told = {i: self._told(choice, known) for i, choice in waiting.items()}
        waiting = {i: choice for i, choice in waiting.items() if told[i] < sameness.SAME}
        while waiting:
            place = max(waiting, key=lambda i: (*self._worth(waiting[i], taken, told[i]), -i))
            choice = waiting.pop(place)
            base = taken.base(choice)
            twin = next((c for c in taken.choices if c is not base and self._same(c, choice)), None)
            if twin is not None:
                twin.also += choice.unit.sources
            elif _cost(choice, base) <= budget and (base or not taken.has(choice)):
                budget -= _cost(choice, base)
                taken.add(choice, base)
                for i, other in waiting.items():
                    told[i] = max(told[i], self._likely_same(choice.index, other.index))
        return sorted(taken.choices, key=lambda c: c.index)

    def _untranslated_first(self, found: Sequence[Choice]) -> list[Choice]:
        """Without the translated ones that another tells in its own words; that one gets their sources."""
        own = [c for c in found if not c.unit.is_translated]
        kept = []
        for choice in found:
            twin = (
                next((c for c in own if self._same(c, choice)), None) if choice.unit.is_translated else None
            )
            if twin:
                twin.also += choice.unit.sources
            else:
                kept.append(choice)
        return kept

    def _told(self, choice: Choice, known: Sequence[Sentence]) -> float:
        """How likely a choice tells what is told already."""
        ids = {id(s) for s in known}
        places = (i for i, s in enumerate(self.sentences) if id(s) in ids)
        return max((self._likely_same(choice.index, i) for i in places), default=0.0)

    def _worth(self, choice: Choice, taken: "_Taken", told: float) -> tuple[bool, float]:
        """What a unit would add: first to a section or side that has little yet, then what is not yet told.

        The second is maximal marginal relevance (Carbonell and Goldstein, 1998), per length.
        """
        base = taken.base(choice)
        wanting = base is None and taken.count(choice) < _ALLOWANCE.get(choice.section, 0)
        value = choice.value
        if base is None and len(choice.unit.sentences) > 1:  # it brings another along
            value = 1 - (1 - value) * (1 - self.values[choice.index - 1])
        if choice.unit.is_translated:
            value *= TRANSLATED
        if choice.section is Section.REACTION and not taken.count(choice):
            value *= NEW_ACTOR
        return wanting, value * (1 - told) / _cost(choice, base) ** COST

    def _likely_same(self, one: int, other: int) -> float:
        if self.likeness.alike[one, other] < sameness.APART:
            return 0.0
        measured = sameness.compare(one, other, self.sentences, self.gists, self.likeness)
        disputed = not sameness.agree(self.gists[one], self.gists[other])
        return sameness.probability(measured) * (0.5 if disputed else 1)

    def _same(self, one: Choice, other: Choice) -> bool:
        """The same act told twice: same actor, nothing that disagrees, and likely the same."""
        comparable = one.actor == other.actor and bool(one.speaker) == bool(other.speaker)
        agree = comparable and sameness.agree(one.gist, other.gist)
        return agree and self._likely_same(one.index, other.index) >= sameness.SAME


def _cost(choice: Choice, base: Choice | None) -> int:
    """How many words a choice would add."""
    return max(1, choice.words - (base.words if base else 0))


class _Taken:
    """What is chosen so far."""

    def __init__(self) -> None:
        self.choices: list[Choice] = []
        self._counts: Counter[tuple[Section, str | None]] = Counter()
        self._units: dict[tuple[int, ...], Choice] = {}
        self._sentences: set[int] = set()

    def count(self, choice: Choice) -> int:
        """How many stand in the same section, or under the same side or reacting actor, already."""
        return self._counts[_group(choice)]

    def base(self, choice: Choice) -> Choice | None:
        """The unit that a choice only goes on with."""
        return self._units.get(_ids(choice)[:-1])

    def has(self, choice: Choice) -> bool:
        """Whether a sentence of a choice is there already."""
        return not self._sentences.isdisjoint(_ids(choice))

    def add(self, choice: Choice, base: Choice | None) -> None:
        """Take a choice; where the sentences before it are there already, it goes on with them."""
        if base is None:
            self.choices.append(choice)
            self._counts[_group(choice)] += 1
            base = choice
        base.unit = choice.unit
        self._units[_ids(base)] = base
        self._sentences.update(_ids(base))


def _group(choice: Choice) -> tuple[Section, str | None]:
    voiced = choice.section in {Section.POSITION, Section.REACTION}
    return choice.section, choice.actor if voiced else None


def _ids(choice: Choice) -> tuple[int, ...]:
    return tuple(map(id, choice.unit.sentences))
