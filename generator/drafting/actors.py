"""Who is named in the articles, where, and whom people speak for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.drafting import gazetteer
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a document where an actor or a person is named.

    Attributes:
        start: first token's index in the document.
        end: one past the last.
        key: the actor's key, or the person's full name.
        person: whether it is a person.
    """

    start: int
    end: int
    key: str
    person: bool = False


@dataclass(slots=True)
class Actors:
    """Everyone named in the articles.

    Attributes:
        people: the full name of each person, by every folded form that stands for just one.
        affiliations: the actor that a person belongs to, by full name.
        mentions: by document.
        organs: whom a body such as “the military” or “the board” belongs to.
        names: how an actor is shown, where not by its key.
        alone: the names of one word by which people are called.
        titles: the articles' parsed titles.
    """

    people: dict[str, str] = field(default_factory=dict)
    affiliations: dict[str, str] = field(default_factory=dict)
    mentions: dict[int, list[Mention]] = field(default_factory=dict)
    organs: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    titles: tuple["Doc", ...] = ()

    def within(self, span: "Span") -> list[Mention]:
        """The mentions inside a span, in order."""
        return [m for m in self.mentions[id(span.doc)] if m.start >= span.start and m.end <= span.end]

    def at(self, token: "Token") -> Mention | None:
        """The mention that a token belongs to."""
        return next((m for m in self.mentions[id(token.doc)] if m.start <= token.i < m.end), None)

    def actor_of(self, mention: Mention) -> str | None:
        """The actor that a mention stands for; a person stands for who she speaks for."""
        if mention.person:
            return self.affiliations.get(mention.key)
        return self.affiliations.get(mention.key, mention.key)

    def short(self, name: str) -> str:
        """A person's surname, if the articles use it alone; else the name as it is."""
        surname = name.rsplit(maxsplit=1)[-1]
        return surname if surname in self.alone else name

    def name(self, key: str) -> str:
        """The name under which an actor is shown."""
        return self.names.get(key, key)


def find(sentences: Sequence[Sentence], titles: Sequence["Doc"] = ()) -> Actors:
    """Everyone named in the sentences and titles."""
    actors = Actors(titles=tuple(titles))
    docs = list({id(s.span.doc): s.span.doc for s in sentences}.values())
    actors.people = gazetteer.people(docs)
    organisations = gazetteer.organisations(docs)
    for doc in (*docs, *titles):
        actors.mentions[id(doc)] = _mentions(doc, actors.people, organisations)
    _drop_ambiguous(actors.mentions, (*docs, *titles))
    actors.organs = _organs(docs, actors)
    actors.affiliations = _affiliations(sentences, actors)
    actors.alone = frozenset(
        d[m.start].text for d in docs for m in actors.mentions[id(d)] if m.person and m.end - m.start == 1
    )
    actors.names = gazetteer.shown_names(docs)
    return actors


def _drop_ambiguous(mentions: dict[int, list[Mention]], docs: Sequence["Doc"]) -> None:
    """“The North” is North Korea only where North Korea is named."""
    ambiguous = set(words("actors")["ambiguous"])
    sure = {m.key for d in docs for m in mentions[id(d)] if d[m.start : m.end].text not in ambiguous}
    for doc in docs:
        mentions[id(doc)] = [
            m
            for m in mentions[id(doc)]
            if m.person or m.key in sure or doc[m.start : m.end].text not in ambiguous
        ]


def _mentions(doc: "Doc", people: dict[str, str], organisations: dict[str, str]) -> list[Mention]:
    found = []
    for match, start, end in gazetteer.matcher()(doc):
        found.append(Mention(start, end, doc.vocab.strings[match]))
    for token in doc:
        if token.is_title or token.is_upper or token.pos_ == "PROPN":
            named = _longest_name(doc, token.i, people, organisations)
            if named and named.person:
                found.append(named)
            elif named:
                inner = next((m for m in found if m.start >= named.start and m.end <= named.end), None)
                found.append(Mention(named.start, named.end, inner.key if inner else named.key))
    found.sort(key=lambda m: (not m.person, -(m.end - m.start), m.start))
    taken: list[Mention] = []
    for mention in found:
        if all(mention.end <= t.start or mention.start >= t.end for t in taken):
            taken.append(mention)
    return sorted(taken, key=lambda m: m.start)


def _organs(docs: Iterable["Doc"], actors: Actors) -> dict[str, str]:
    """Whose military, court or board is meant where no owner is named: the most frequent owner."""
    kinds = group("organs")
    votes: dict[str, Counter[str]] = {}
    for doc in docs:
        for token in doc:
            if token.lemma_.lower() in kinds:
                for child in token.children:
                    owner = actors.at(child) if child.dep_ in {"amod", "compound", "poss", "nmod"} else None
                    if owner and not owner.person:
                        votes.setdefault(token.lemma_.lower(), Counter())[owner.key] += 1
    return {kind: _first(counts) for kind, counts in votes.items()}


def _longest_name(
    doc: "Doc", start: int, people: dict[str, str], organisations: dict[str, str]
) -> Mention | None:
    for length in (5, 4, 3, 2, 1):
        span = doc[start : start + length]
        if len(span) < length or any(t.is_punct and t.text != "-" for t in span):
            continue
        folded = gazetteer.fold(span.text)
        if folded in people and all(
            t.pos_ in {"PROPN", "NOUN", "PART", "ADJ", "PUNCT"} or t.ent_type_ for t in span
        ):
            return Mention(start, span.end, people[folded], person=True)
        if folded in organisations and (span[0].is_title or span[0].is_upper or span[0].pos_ == "PROPN"):
            return Mention(start, span.end, organisations[folded])
    return None


def _affiliations(sentences: Sequence[Sentence], actors: Actors) -> dict[str, str]:
    """Who a person speaks for: what is named before the role before the name, or in an apposition."""
    votes: dict[str, Counter[str]] = {}
    for sentence in sentences:
        mentions = actors.within(sentence.span)
        for mention in mentions:
            for key, weight in _ties(sentence, mention, mentions):
                votes.setdefault(mention.key, Counter())[key] += weight
    for person, key in _introduced(sentences, actors):
        votes.setdefault(person, Counter())[key] += 1
    result = _office_holders() | {person: _first(counts) for person, counts in votes.items()}
    # a person tied to a person (a lawyer, a father) shares that person's affiliation
    for _ in range(2):
        result = {person: result.get(key, key) for person, key in result.items()}
    people = set(actors.people.values())
    return {person: key for person, key in result.items() if key not in people and key != person}


def _introduced(sentences: Sequence[Sentence], actors: Actors) -> Iterable[tuple[str, str]]:
    """“A Norwegian skier …” opens an article, the next person named is the skier.

    Only in an article's first sentence, if it names nobody, and for whom the article names most.
    """
    roles = group("roles")
    for index, sentence in enumerate(sentences):
        if sentence.order or any(m.person for m in actors.within(sentence.span)):
            continue
        rest = [s for s in sentences[index + 1 :] if s.article is sentence.article]
        named = [m.key for s in rest for m in actors.within(s.span) if m.person]
        if not named or Counter(named).most_common(1)[0][0] != named[0]:
            continue
        for token in sentence.span:
            if token.tag_ == "NN" and token.lemma_.lower() in roles:
                owners = (actors.at(c) for c in token.children if c.dep_ in {"amod", "compound"})
                yield from ((named[0], owner.key) for owner in owners if owner and not owner.person)


def _office_holders() -> dict[str, str]:
    return {name: country for country, names in words("leaders").items() for name in names}


def _first(counts: Counter[str]) -> str:
    return min(counts, key=lambda k: (-counts[k], k))


def _ties(sentence: Sentence, person: Mention, mentions: list[Mention]) -> Iterable[tuple[str, int]]:
    roles = group("roles" if person.person else "organs")
    doc = sentence.span.doc
    for other in mentions:
        if (
            other.key == person.key
            or (other.person and not person.person)
            or person.key in gazetteer.country_names()
        ):
            continue
        between = doc[min(other.end, person.end) : max(other.start, person.start)]
        if other.end == person.start and person.person and other.key in gazetteer.country_names():
            yield other.key, 3  # “Secretary of State Jane Doe”
        if not any(t.lemma_.lower() in roles for t in between):
            continue
        plain = all(
            t.pos_ in {"NOUN", "PROPN", "ADJ", "PART", "ADP", "DET", "CCONJ"} or t.text in {",", "-"}
            for t in between
        )
        if not plain or any(t.lower_ in {"with", "to", "against", "from", "and"} for t in between):
            continue
        if other.end <= person.start and len(between) <= 7:
            yield other.key, 3 if not other.person else 2
        elif person.end <= other.start and len(between) <= 6 and between[0].text == ",":
            yield other.key, 2
