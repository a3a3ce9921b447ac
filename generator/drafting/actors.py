"""Who is named in the articles, where, and whom people speak for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.drafting import affiliations, gazetteer
from generator.drafting.media import is_medium
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


_EVENTS = {"NOUN", "PROPN", "VERB"}
# The share of all namings of countries above which the news is news of one country.
_HOME = 0.6


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
        organisations: the name of each organisation, by every folded form that stands for it.
        affiliations: whom a person or body speaks for, by name.
        mentions: by document.
        roles: who holds a role such as “lawyer”, and whose or of what, by the role's lemma.
        disputed: bodies that more than one owner has.
        kinds: what kind of body an organisation is called (“the union”, “the discounter”), by lemma.
        seats: the countries of organisations that are introduced with one.
        home: the country that the news is from, if it is news of one.
        organs: whom a body such as “the military” or “the board” belongs to.
        names: how an actor is shown, where not by its key.
        events: the nouns and verbs of the titles, lemmatised: what the news is about.
        alone: the names of one word by which people are called.
        titles: the articles' parsed titles.
    """

    people: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    affiliations: dict[str, str] = field(default_factory=dict)
    mentions: dict[int, list[Mention]] = field(default_factory=dict)
    roles: dict[str, dict[str, str | None]] = field(default_factory=dict)
    organs: dict[str, str] = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()
    kinds: dict[str, set[str]] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    home: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    titles: tuple["Doc", ...] = ()

    def read(self, docs: Iterable["Doc"]) -> None:
        """Find who is named in documents."""
        for doc in docs:
            self.mentions[id(doc)] = _mentions(doc, self.people, self.organisations)

    def within(self, span: "Span") -> list[Mention]:
        """The mentions inside a span, in order."""
        return [m for m in self.mentions[id(span.doc)] if m.start >= span.start and m.end <= span.end]

    def at(self, token: "Token") -> Mention | None:
        """The mention that a token belongs to."""
        return next((m for m in self.mentions[id(token.doc)] if m.start <= token.i < m.end), None)

    def actor_of(self, name: str) -> str:
        """The actor that a name stands for: whom a person or body speaks for, else itself."""
        return self.affiliations.get(name, name)

    def only(self, kind: str) -> str | None:
        """The one organisation that is called “the” kind of body, if there is just one."""
        found = self.kinds.get(kind, set())
        return next(iter(found)) if len(found) == 1 else None

    def is_company(self, name: str) -> bool:
        """Whether an organisation can be “the company”: it is called nothing else."""
        others = (kind for kind, names in self.kinds.items() if name in names)
        return not any(kind in group("no_company") for kind in others)

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
    actors.organisations = gazetteer.organisations(docs)
    actors.read((*docs, *titles))
    _drop_ambiguous(actors.mentions, (*docs, *titles))
    owners = _organs(docs, actors)
    actors.organs = {kind: min(counts, key=lambda k: (-counts[k], k)) for kind, counts in owners.items()}
    actors.disputed = frozenset(kind for kind, counts in owners.items() if len(counts) > 1)
    actors.home = _home(docs, actors)
    affiliations.settle(sentences, actors)
    actors.alone = frozenset(
        d[m.start].text for d in docs for m in actors.mentions[id(d)] if m.person and m.end - m.start == 1
    )
    actors.events = frozenset(t.lemma_.lower() for d in titles for t in d if t.pos_ in _EVENTS)
    actors.names = gazetteer.shown_names(docs)
    return actors


def _home(docs: Sequence["Doc"], actors: Actors) -> str | None:
    """The country that the news is from, if of one: no other is in the titles, or it is named most."""
    bodies = words("actors")["bodies"]
    known = gazetteer.country_names() - set(words("actors")["onlookers"])
    counts = Counter(
        m.key for d in docs for m in actors.mentions[id(d)] if m.key in known and not is_place(d, m)
    )
    heads = [
        {m.key for m in actors.mentions[id(t)] if m.key in known and not is_origin(t, m)}
        for t in actors.titles
    ]
    in_titles = Counter(key for found in heads for key in found)
    if len(in_titles) == 1 and in_titles.total() > 1 and 2 * in_titles.total() >= len(heads):
        first = next(iter(in_titles))
        return None if first in bodies else first
    usual = min(counts, key=lambda k: (-counts[k], k), default=None)
    if usual is None or usual in bodies or counts[usual] < max(3, _HOME * counts.total()):
        return None
    return usual


def is_place(doc: "Doc", mention: Mention) -> bool:
    """“In Doha”: where something happened, not who acts."""
    head = doc[mention.end - 1]
    return head.dep_ == "pobj" and head.head.lower_ in {"in", "at", "near", "outside", "from", "to", "across"}


def is_origin(doc: "Doc", mention: Mention) -> bool:
    """“The Swiss grocer”: where somebody is from, not who acts."""
    head = doc[mention.end - 1]
    private = group("private") | group("companies") | group("firms")
    between = doc[mention.end : max(mention.end, head.head.i + 1)]
    return head.dep_ in {"amod", "compound", "nmod"} and any(t.lemma_.lower() in private for t in between)


def _drop_ambiguous(mentions: dict[int, list[Mention]], docs: Sequence["Doc"]) -> None:
    """“The North” is North Korea only where North Korea is named."""
    ambiguous = {form for f in words("actors")["ambiguous"] for form in (f, f[:1].upper() + f[1:])}
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
                own = inner is None or is_medium(named.key)  # the Oslo Post is not Norway
                found.append(
                    Mention(named.start, named.end, named.key if own or inner is None else inner.key)
                )
    found.sort(key=lambda m: (not m.person, -(m.end - m.start), m.start))
    taken: list[Mention] = []
    for mention in found:
        if all(mention.end <= t.start or mention.start >= t.end for t in taken):
            taken.append(mention)
    return sorted(taken, key=lambda m: m.start)


def _organs(docs: Iterable["Doc"], actors: Actors) -> dict[str, Counter[str]]:
    """Whose military, court or board the articles name, and how often."""
    votes: dict[str, Counter[str]] = {}
    for doc in docs:
        for kind, owner in owned_organs(doc[:], actors).items():
            votes.setdefault(kind, Counter())[owner] += 1
    return votes


def owned_organs(span: "Span", actors: Actors) -> dict[str, str]:
    """The bodies that a text names with their owner (“Israel's military”), by lemma; the last of each."""
    found = {}
    for token in span:
        if token.lemma_.lower() in group("organs"):
            for child in token.children:
                owner = actors.at(child) if child.dep_ in {"amod", "compound", "poss", "nmod"} else None
                if owner and not owner.person:
                    found[token.lemma_.lower()] = owner.key
    return found


def _longest_name(
    doc: "Doc", start: int, people: dict[str, str], organisations: dict[str, str]
) -> Mention | None:
    for length in (5, 4, 3, 2, 1):
        span = doc[start : start + length]
        if len(span) < length or any(t.is_punct and t.text not in "-'’&" for t in span):
            continue
        folded = gazetteer.fold(span.text)
        if folded in people and all(
            t.pos_ in {"PROPN", "NOUN", "PART", "ADJ", "PUNCT"} or t.ent_type_ for t in span
        ):
            return Mention(start, span.end, people[folded], person=True)
        if folded in organisations and (span[0].is_title or span[0].is_upper or span[0].pos_ == "PROPN"):
            return Mention(start, span.end, organisations[folded])
    return None
