"""Who was named last, for the pronouns that follow."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from generator.drafting.actors import Actors, Mention, owned_organs
from generator.drafting.cues import inside_quotes
from generator.drafting.gazetteer import country_names
from generator.drafting.media import is_medium
from generator.drafting.resources import words
from generator.drafting.text import Sentence

_GENDER = {
    "he": "m",
    "his": "m",
    "him": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
PERSONAL = frozenset(_GENDER)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the name to print, the actor's key, whether it is a person, and whether it is many."""

    name: str
    actor: str | None
    person: bool = False
    plural: bool = False


class Memory:
    """What a reader of an article has in mind when the next sentence begins."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """`known` is the grammatical gender of people, by name."""
        self.speaker: Voice | None = None
        self.person: Voice | None = None
        self.body: Voice | None = None
        self.firm: Voice | None = None  # the last organisation that is no country
        self.only_firm: Voice | None = None  # the same, if the sentence that named it named no other
        self._owners: dict[str, str] = {}  # of “the army”, “the board”, by lemma
        self._authors: dict[str, Voice] = {}  # of “the statement”, “the report”, by lemma
        self._known = known
        self._named: dict[str, Voice] = {}  # people of this paragraph so far
        self._last_named: dict[str, Voice] = {}  # people of the last sentence
        self._body_is_near = False
        self._last_speech: Sentence | None = None

    def begin(self, sentence: Sentence) -> None:
        """A new paragraph takes over only the people of the sentence before."""
        if sentence.opens:
            self._named = dict(self._last_named)

    def who(self, pronoun: str) -> tuple[Voice | None, bool]:
        """Who a personal pronoun stands for, and whether it can be nobody else."""
        gender = _GENDER[pronoun]
        fitting = [v for v in self._named.values() if self._known.get(v.name, gender) == gender]
        if len(fitting) == 1:
            return fitting[0], True
        person = self.person
        if person and self._known.get(person.name, gender) != gender:
            return None, False
        return person, False

    def near_body(self, pronoun: str) -> Voice | None:
        """What “it” or “they” can stand for: a body that the sentence before was about."""
        if self.body is None or not self._body_is_near or (self.body.plural and pronoun == "it"):
            return None
        return self.body

    def owner(self, organ: str) -> str | None:
        """Whose army, board or ministry the article named last."""
        return self._owners.get(organ)

    def author(self, document: str) -> Voice | None:
        """Who issued the last document of a kind, such as “statement”."""
        return self._authors.get(document)

    def just_spoke(self, sentence: Sentence) -> bool:
        """Whether somebody spoke in the sentence before."""
        return self._last_speech is not None and sentence.order - self._last_speech.order == 1

    def wrote(self, voice: Voice, documents: Collection[str]) -> None:
        """Remember who issued documents, by their lemmas."""
        self._authors |= dict.fromkeys(documents, voice)

    def about(self, body: Voice) -> None:
        """Let “it” stand for a body in the next sentence."""
        self.body, self._body_is_near = body, True

    def note(self, sentence: Sentence, voice: Voice | None, subject: Mention | None, actors: Actors) -> None:
        """Remember a sentence once it is understood."""
        people = {
            m.key: Voice(m.key, actors.actor_of(m.key), person=True)
            for m in actors.within(sentence.span)
            if m.person
        }
        if voice and voice.person:
            people.setdefault(voice.name, voice)
        self._last_named = people
        self._named |= people
        before = self.body
        if voice and voice.person:
            self.person = voice
        elif voice and not is_medium(voice.name):
            self.body = voice
        elif subject and subject.person:
            self.person = people.get(subject.key, self.person)
        elif subject and not is_medium(subject.key):
            self.body = Voice(actors.name(subject.key), actors.actor_of(subject.key))
        self._body_is_near = self.body is not before or (voice is not None and voice == self.body)
        self.person = self.person or next(iter(people.values()), None)
        self._owners |= owned_organs(sentence.span, actors)
        firms = [m for m in actors.within(sentence.span) if not m.person and m.key not in country_names()]
        firms = [m for m in firms if not is_medium(m.key) and actors.is_company(m.key)]
        if firms:
            self.firm = Voice(actors.name(firms[0].key), actors.actor_of(firms[0].key))
            self.only_firm = self.firm if len({m.key for m in firms}) == 1 else None
        if voice:
            self.speaker, self._last_speech = voice, sentence


def genders(sentences: Sequence[Sentence], actors: Actors) -> dict[str, str]:
    """The grammatical gender of people, from titles and sentences that name only one and refer to her."""
    votes: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for mention in actors.within(sentence.span):
            before = sentence.span.doc[mention.start - 1].lower_ if mention.start else ""
            gender = words("attribution")["gendered"].get(before.rstrip("."))
            if mention.person and gender:
                votes.setdefault(mention.key, Counter())[gender] += 9
        people = {m.key for m in actors.within(sentence.span) if m.person}
        # “He is wrong,” said Ada: whom somebody speaks of is another
        own = (t for t in sentence.span if t.lower_ in PERSONAL and not inside_quotes(t, sentence))
        used = {_GENDER[t.lower_] for t in own}
        if len(people) == len(used) == 1:
            votes.setdefault(people.pop(), Counter())[used.pop()] += 1
    return {name: max(sorted(found), key=lambda g: found[g]) for name, found in votes.items()}
