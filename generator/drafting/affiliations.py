"""Whom people and bodies speak for: their country, their company, the candidate they work for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.drafting import gazetteer
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from generator.drafting.actors import Actors, Mention

_TIES_APART = {"with", "to", "against", "from", "and"}
_WORDS = {"NOUN", "PROPN", "ADJ", "PART", "ADP", "DET", "CCONJ"}


def settle(sentences: Sequence[Sentence], actors: "Actors") -> None:
    """Set who holds which role, and whom people and bodies speak for."""
    votes: dict[str, Counter[str]] = {}
    for sentence in sentences:
        mentions = actors.within(sentence.span)
        for mention in mentions:
            for key in _ties(sentence.span, mention, mentions):
                votes.setdefault(mention.key, Counter())[key] += 3
            if mention.person:
                _note_roles(sentence.span, mention, actors)
            elif mention.key not in gazetteer.country_names() or mention.key in words("actors")["bodies"]:
                _note_kinds(sentence.span, mention, actors)
    for held in actors.roles.values():
        for person, owner in held.items():
            if owner:
                votes.setdefault(person, Counter())[owner] += 3
    for person, key in _introduced(sentences, actors):
        votes.setdefault(person, Counter())[key] += 1
    ministers = [
        p for role in ("head of state", *sorted(group("ministers"))) for p in actors.roles.get(role, {})
    ]
    found = dict.fromkeys(ministers, actors.home) if actors.home else _by_place(sentences, ministers, actors)
    found |= _office_holders()
    found |= {person: min(counts, key=lambda k: (-counts[k], k)) for person, counts in votes.items()}
    for body, leader in _camps(found, actors).items():
        found.pop(leader)
        found[body] = leader
    # a person tied to a person (a lawyer, a father) shares that person's affiliation
    for _ in range(2):
        found = {name: found.get(key, key) for name, key in found.items()}
    actors.affiliations = {name: key for name, key in found.items() if key != name}


def _by_place(sentences: Sequence[Sentence], ministers: Sequence[str], actors: "Actors") -> dict[str, str]:
    """A minister who “told reporters in Bishkek” is Kyrgyzstan's, as far as the articles say."""
    found: dict[str, str] = {}
    for sentence in sentences:
        mentions = actors.within(sentence.span)
        named = [m for m in mentions if m.person and m.key in ministers]
        for place in mentions:
            preposition = sentence.span.doc[place.end - 1].head
            told = preposition.head.lemma_.lower() in {"reporter", "journalist", "tell", "say"}
            if named and place.key in gazetteer.country_names() and preposition.lower_ == "in" and told:
                found.setdefault(named[0].key, place.key)
    return found


def _note_roles(span: "Span", mention: "Mention", actors: "Actors") -> None:
    """“Her lawyer, Jane Doe”, “Minister Jane Doe”, “Jane Doe, the minister”."""
    inside = range(mention.start, mention.end)
    head = next(
        (t for t in span.doc[mention.start : mention.end] if t.head.i not in inside or t.dep_ == "ROOT"), None
    )
    if head is None:
        return
    # a title may hang on any part of a long name: “Minister Rui Tavares Pinto”
    parts = span.doc[mention.start : mention.end]
    related = [c for part in parts for c in part.children if c.dep_ in {"compound", "appos", "nmod"}]
    related += [head.head] if head.dep_ in {"appos", "compound"} else []
    beside = head.head if head.dep_ == "appos" else None
    if beside is not None and beside.dep_ == "pobj" and beside.head.head.lemma_.lower() in group("roles"):
        related = [beside.head.head]  # “a spokeswoman for Jane Doe, Ann Roe”
    for token in related:
        if token.lemma_.lower() in group("roles") and not _is_former(token):
            owner = next((o for o in _owners(token, head, mention, actors) if o != mention.key), None)
            kind = token.lemma_.lower()
            held = actors.roles.setdefault(kind, {})
            held[mention.key] = held.get(mention.key) or owner
            if kind == "president" and token.dep_ == "compound" and token.text == "President" and not owner:
                actors.roles.setdefault("head of state", {})[mention.key] = None


def _is_former(role: "Token") -> bool:
    return any(c.lower_ in {"former", "ex", "late", "then"} for c in role.children) or (
        role.i > 0 and role.nbor(-1).lower_ in {"former", "ex", "then"}
    )


def _note_kinds(span: "Span", mention: "Mention", actors: "Actors") -> None:
    """“Supermarket group Halden”, “Halden, a grocer”, “the Dockers' Union”: what it is called."""
    doc, head = span.doc, span.doc[mention.end - 1]
    called = [c for c in head.children if c.dep_ == "appos" and c.pos_ == "NOUN"]
    if mention.start > span.start and doc[mention.start - 1].pos_ in {"NOUN", "ADJ"}:
        called.append(doc[mention.start - 1])
        country = actors.at(doc[max(mention.start - 2, 0)])
        if country and country.key in gazetteer.country_names():  # “Swiss discounter Halden”
            actors.seats[mention.key] = country.key
    if mention.end < span.end and doc[mention.end].pos_ == "NOUN" and head.head == doc[mention.end]:
        called.append(doc[mention.end])  # “the Halden newspaper”
    named = {t.lower_ for t in doc[mention.start : mention.end]} if mention.end - mention.start > 1 else set()
    kinds = group("firms") | group("speakers") | group("no_company") | group("media")
    for kind in named | {t.lemma_.lower() for t in called}:
        if kind in kinds and kind not in group("roles"):
            actors.kinds.setdefault(kind, set()).add(mention.key)


def _owners(role: "Token", head: "Token", mention: "Mention", actors: "Actors") -> Iterator[str]:
    """Of what or whom somebody is president, spokeswoman or lawyer."""
    near = [*role.children, *(c for c in head.children if c.i < mention.start)]
    for child in near:
        if child.lower_ == "whose":  # “the bank, whose head Jane Doe …”
            verb = next((a for a in role.ancestors if a.dep_ == "relcl"), None)
            yield from _key(verb.head, actors) if verb is not None else ()
        elif child.dep_ in {"poss", "compound", "amod", "nmod"}:
            yield from _key(child, actors)
        elif child.dep_ == "prep" and child.lower_ in {"of", "for", "to", "at"}:
            for governed in child.children:
                yield from _key(governed, actors)


def _key(token: "Token", actors: "Actors") -> Iterator[str]:
    for near in (token, *(c for c in token.children if c.dep_ == "compound")):  # “the Halden group”
        if found := actors.at(near):
            yield found.key
            return


def _ties(span: "Span", mention: "Mention", mentions: Sequence["Mention"]) -> Iterator[str]:
    """What the nearest names before and after say: “the Norwegian minister X”, “X, head of the bank”."""
    if mention.key in gazetteer.country_names():
        return
    roles = group("roles" if mention.person else "organs")
    before = [m for m in mentions if m.end <= mention.start]
    after = [m for m in mentions if m.start >= mention.end]
    if before and not before[-1].person and before[-1].key != mention.key:
        other = before[-1]
        between = span.doc[other.end : mention.start]
        direct = not between and mention.person and other.key in gazetteer.country_names()
        near = len(between) <= 7 and "," not in between.text
        if direct or (near and _plain(between) and _has(between, roles)):
            yield other.key  # also “Secretary of State Jane Doe”
    after = [m for m in after if span.doc[min(m.end, len(span.doc) - 1)].text != "-"]  # “Lisbon-based”
    if after and not after[0].person and after[0].key != mention.key:
        other = after[0]
        between = span.doc[mention.end : other.start]
        if _is_of(between):
            yield other.key  # “Jane Doe, 52, of the liberal Democrats”
        elif len(between) and between[0].text == "," and len(between) <= 9 and _plain(between):
            follows = span.doc[other.end : other.end + 3]
            if _has(between, roles) or (len(between) <= 2 and _plain(follows) and _has(follows, roles)):
                yield other.key


def _is_of(between: "Span") -> bool:
    """“, 52, of the liberal”: what may stand between a name and a party."""
    rest = [t for t in between if t.text != "," and t.pos_ != "NUM"]
    return (
        bool(rest)
        and rest[0].lower_ == "of"
        and all(t.pos_ in {"DET", "ADJ", "NOUN", "PROPN"} for t in rest[1:])
    )


def _has(span: "Span", roles: frozenset[str]) -> bool:
    return any(t.lemma_.lower() in roles for t in span)


def _plain(span: "Span") -> bool:
    """Whether nothing comes between but nouns and what belongs to them."""
    return all((t.pos_ in _WORDS or t.text in {",", "-"}) and t.lower_ not in _TIES_APART for t in span)


def _camps(affiliations: Mapping[str, str], actors: "Actors") -> dict[str, str]:
    """Organisations that stand for a person rather than she for them: a candidate's party.

    The articles name her more than twice as often.
    """
    counts = Counter(m.key for found in actors.mentions.values() for m in found)
    people = set(actors.people.values())
    camps: dict[str, str] = {}
    for person in sorted(affiliations, key=lambda p: (-counts[p], p)):
        body = affiliations[person]
        if body not in gazetteer.country_names() and body not in people and counts[person] > 2 * counts[body]:
            camps.setdefault(body, person)
    return camps


def _introduced(sentences: Sequence[Sentence], actors: "Actors") -> Iterable[tuple[str, str]]:
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
