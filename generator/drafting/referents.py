"""Whom a noun phrase stands for: a name, “the board”, “her lawyer”, “a statement”, “they”."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.drafting.actors import Actors, Mention, is_origin, is_place
from generator.drafting.gazetteer import country_names
from generator.drafting.media import is_medium
from generator.drafting.memory import PERSONAL, Memory, Voice
from generator.drafting.resources import group
from generator.drafting.text import Referent

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_DEFINITE = {"the", "that"}
_ISSUING = {"issue", "release", "publish", "sign", "post", "write", "send"}


def phrase(head: "Token") -> "Span":
    """The noun phrase of a token, without relative clauses and appositions."""
    left = head.head.left_edge.i if head.dep_ == "compound" else head.left_edge.i
    right = max(
        [head.i, *(c.i for c in head.children if c.i > head.i and c.dep_ in {"poss", "case", "flat"})]
    )
    for child in head.children:
        includes = child.dep_ == "prep" and child.lower_ in {"of", "for", "including"}
        if child.i > head.i and includes:
            right = max(right, child.right_edge.i)
    return head.doc[left : right + 1]


def mention_in(head: "Token", actors: Actors) -> Mention | None:
    """The mention that a noun phrase is about: its head's, its apposition's, or a modifier's."""
    own = actors.at(head)
    if own and (own.person or not any(m.person and _joined(m, head) for m in actors.mentions[id(head.doc)])):
        return own
    for child in head.children:
        found = actors.at(child) if child.dep_ in {"appos", "compound", "flat"} else None
        if found and (found.person or (child.dep_ == "appos" and own is None)):
            return found
    if head.lemma_.lower() in group("roles"):
        for prep in (c for c in head.children if c.dep_ == "prep"):
            for governed in prep.children:  # “a spokeswoman for Jane Doe, Ann Roe”
                beside = (actors.at(c) for c in governed.children if c.dep_ == "appos")
                if found := next((m for m in beside if m and m.person), None):
                    return found
    if head.i + 1 < len(head.doc) and head.lemma_.lower() in group("roles"):
        follows = actors.at(head.nbor())  # “spokesperson Jane Doe”, parsed as two phrases
        if follows and follows.person:
            return follows
    return own


def _joined(mention: Mention, head: "Token") -> bool:
    return any(t.head == head and t.dep_ in {"appos", "flat"} for t in head.doc[mention.start : mention.end])


def resolve(head: "Token", actors: Actors, memory: Memory, *, says: bool = False) -> Voice | None:
    """Who a noun phrase is, if it is somebody who can speak.

    Args:
        head: the phrase's head.
        actors: everybody who is named.
        memory: what was read so far.
        says: whether it is the subject of a verb that only people and bodies can have, such as “said”.
    """
    if head.pos_ == "PRON":
        if head.lower_ in PERSONAL:
            return memory.who(head.lower_)[0]
        return memory.near_body(head.lower_) if head.lower_ in {"it", "they", "we"} else None
    mention = mention_in(head, actors)
    if mention:
        return _named(head, mention, actors, memory)
    if head.pos_ == "PROPN" and head.text[0].isupper():
        return _unnamed(head, actors)
    if head.lemma_.lower() in group("documents"):
        return _author(head, actors, memory)
    speaks = says or head.lemma_.lower() in group("speakers") | group("firms") | group("companies")
    return _described(head, actors, memory) if speaks and not _everybody(head) else None


def _everybody(head: "Token") -> bool:
    """“Both sides”, “all parties”, “others”: nobody in particular."""
    return head.lemma_.lower() in {"other", "one", "none"} or any(
        c.lower_ in {"both", "all", "no", "neither", "either"} for c in head.children
    )


def owner_of(head: "Token", mention: Mention | None, actors: Actors) -> Mention | None:
    """Whom a noun phrase names before its head: “Chile's Foreign Ministry”."""
    inside = [m for m in actors.within(phrase(head)) if m is not mention]
    after = [c.i for p in head.children if p.lower_ in {"of", "for"} for c in p.children if c.dep_ == "pobj"]
    before = next((m for m in inside if m.start <= head.i), None)
    return before or next((m for m in inside for i in after if m.start <= i < m.end), None)


def _named(head: "Token", mention: Mention, actors: Actors, memory: Memory) -> Voice:
    if mention.person:
        _adopt(head, mention, actors, memory)
        return Voice(mention.key, actors.actor_of(mention.key), person=True)
    if memory.person and any(c.dep_ == "poss" and c.lower_ in PERSONAL for c in head.children):
        actors.affiliations.setdefault(mention.key, memory.person.actor or memory.person.name)  # “his party”
    beside = [actors.at(t) for t in head.conjuncts if t.i > head.i]
    if any(m and actors.actor_of(m.key) != actors.actor_of(mention.key) for m in beside):
        names = [actors.actor_of(m.key) for m in (mention, *beside) if m]
        several = f"{names[0]} and {names[1] if len(names) == 2 else 'others'}"
        return Voice(several, several, plural=True)
    owner = owner_of(head, mention, actors)
    if owner and not owner.person:
        return Voice(label(phrase(head)), actors.actor_of(owner.key))
    return Voice(actors.name(mention.key), actors.actor_of(mention.key))


def _unnamed(head: "Token", actors: Actors) -> Voice:
    """A name that nothing else in the articles tells about: “the state news agency KCNA”."""
    owner = owner_of(head, None, actors)
    start = _name_start(head)
    name = head.doc[start : head.i + 1].text
    place = _named_place(head, actors) if head.lower_ in group("organs") | group("state") else None
    if place:
        return Voice(name, place)
    if owner and owner.start >= start:
        return Voice(name, actors.actor_of(name))  # “the Halden Residents' Trust” is not Halden
    if owner and owner.key != name:
        actors.affiliations.setdefault(name, actors.actor_of(owner.key))
    return Voice(name, actors.actor_of(name))


def _name_start(head: "Token") -> int:
    start = head.i
    while start and head.doc[start - 1].pos_ == "PROPN" and head.doc[start - 1].head == head:
        start -= 1
    return start


def _adopt(head: "Token", mention: Mention, actors: Actors, memory: Memory) -> None:
    """“Her father John” speaks for whom she speaks for; “ministry spokesman X” for the last one named."""
    if mention.key in actors.affiliations:
        return
    own = phrase(head)
    organ = next((t.lemma_.lower() for t in own if t.lemma_.lower() in group("organs")), None)
    owns = next((t.lower_ for t in own if t.dep_ == "poss" and t.pos_ == "PRON"), None)
    if owns and not any(t.lemma_.lower() in group("roles") for t in own):
        return  # “her rival”
    if owns:
        owner = _whose(owns, head, actors, memory)
        tied = owner.actor if owner else None
    else:
        tied = _owner_of_organ(organ, actors, memory) if organ else None
        held = {role for role, people in actors.roles.items() if mention.key in people}
        near = memory.near_body("it")
        if not tied and held & group("ministers") and near and near.actor in country_names():
            tied = near.actor  # “Norway rejected this. Jane Doe, the minister of …”
    if tied:
        actors.affiliations[mention.key] = tied


def _whose(pronoun: str, head: "Token", actors: Actors, memory: Memory) -> Voice | None:
    """Who “her” is in “her lawyer”, or “its” in “its director”: named before it here, else the last one."""
    personal = pronoun in PERSONAL
    begin = head.left_edge.i
    earlier = [m for m in actors.within(head.sent) if m.end <= begin and not _quoted(head.doc[m.start])]
    fitting = [m for m in earlier if m.person == personal]
    if personal and not fitting:  # “Norway's president …, his office said”
        subject = next((t for t in head.sent if t.dep_ == "nsubj" and t.i < begin and t.pos_ == "NOUN"), None)
        owner = owner_of(subject, None, actors) if subject is not None else None
        if owner:
            return Voice(actors.name(owner.key), actors.actor_of(owner.key))
    if fitting:
        found = next((m for m in fitting if head.doc[m.end - 1].dep_ == "nsubj"), fitting[-1])
        return Voice(actors.name(found.key), actors.actor_of(found.key), found.person)
    return memory.person if personal else memory.near_body(pronoun)


def _quoted(token: "Token") -> bool:
    before = token.doc[token.sent.start : token.i].text
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _owner_of_organ(kind: str, actors: Actors, memory: Memory) -> str | None:
    """Whose army or ministry is meant: the one that the articles name, else the country in question."""
    if memory.owner(kind) or (actors.home and kind in group("state")):
        return memory.owner(kind) or actors.home
    if memory.body and memory.body.actor in country_names():
        return memory.body.actor
    return None if kind in actors.disputed else actors.organs.get(kind)


def _described(head: "Token", actors: Actors, memory: Memory) -> Voice:
    """Somebody without a name: “Ukrainian officials”, “the military”, “her father”, “analysts”."""
    name = _role_of(head) or label(_with_others(head))
    first = next((t for t in phrase(head) if name.startswith(t.text)), head)
    if first.is_sent_start and first.pos_ != "PROPN" and not actors.at(first):
        name = name[:1].lower() + name[1:]
    voice = _who(head, name, actors, memory)
    many = head.tag_ in {"NNS", "NNPS"} and head.lemma_.lower() not in group("media")
    return replace(voice, plural=True) if many and not voice.person else voice


def _with_others(head: "Token") -> "Span":
    """A noun phrase with the nouns that stand beside it: “the management and the board”."""
    own = phrase(head)
    beside = [t for t in head.conjuncts if t.i > head.i and t.pos_ == "NOUN" and t.i - own.end < 4]
    return head.doc[own.start : max([own.end, *(t.i + 1 for t in beside)])]


def _role_of(head: "Token") -> str | None:
    """“A spokesman for the bank” as the “bank spokesman”."""
    if head.lemma_.lower() not in group("roles"):
        return None
    preps = [c for c in head.children if c.dep_ == "prep"]
    if len(preps) != 1 or preps[0].lower_ not in {"of", "for"}:
        return None
    body = next((c for c in preps[0].children if c.dep_ == "pobj"), None)
    if body is None or any(c.dep_ in {"prep", "conj", "relcl", "poss"} for c in body.children):
        return None
    front = head.doc[head.left_edge.i : head.i + 1]
    return f"{label(phrase(body))} {label(front)}"


def _who(head: "Token", name: str, actors: Actors, memory: Memory) -> Voice:
    kind, owner = head.lemma_.lower(), owner_of(head, None, actors)
    holder = _holder(head, owner, actors, memory)
    if holder:
        return Voice(holder, actors.actor_of(holder), person=True)
    if owner and kind in group("private") and owner.key in country_names():
        seated = [f for f, country in actors.seats.items() if country == owner.key]
        known = len(seated) == 1 and _is_definite(head)  # “the Swiss company”
        return Voice(actors.name(seated[0]), actors.actor_of(seated[0])) if known else Voice(name, None)
    if owner and owner.key in country_names() and (only := actors.only(kind)):
        return Voice(name, actors.actor_of(only))  # “Ecuador's electoral council”
    if owner:
        return _leader(head, owner, actors) or Voice(name, actors.actor_of(owner.key))
    return _unowned(head, name, actors, memory)


def _holder(head: "Token", owner: Mention | None, actors: Actors, memory: Memory) -> str | None:
    """“The minister”, “her lawyer”: the one person whom the articles give this role."""
    kind = head.lemma_.lower()
    possessed = any(c.dep_ == "poss" for c in head.children)
    if head.tag_ != "NN" or not (possessed or _is_definite(head)):
        return None
    held = actors.roles.get(kind, {})
    if owner:
        keys = {owner.key, actors.actor_of(owner.key)}
        people = [p for p, o in held.items() if o in keys or (o is None and actors.actor_of(p) in keys)]
    elif possessed:
        pronoun = next((c.lower_ for c in head.children if c.dep_ == "poss" and c.pos_ == "PRON"), "his")
        whose = _whose(pronoun, head, actors, memory)
        if whose is None:
            return None
        people = [p for p, o in held.items() if p != whose.name and _belongs(p, o, whose, actors)]
    else:
        people = list(held)
    if len(people) == 1:
        return people[0]
    last = memory.person.name if memory.person else None
    return last if last in people and not owner else None


def _belongs(person: str, owner: str | None, whose: Voice, actors: Actors) -> bool:
    """Whether somebody's lawyer, father or spokesman is hers."""
    if owner:
        return owner == whose.name or actors.actor_of(owner) == whose.actor
    return actors.actor_of(person) in {person, whose.actor} and (
        whose.person or actors.actor_of(person) != person
    )


def _is_definite(head: "Token") -> bool:
    return any(c.dep_ == "det" and c.lower_ in _DEFINITE for c in head.children)


def _is_specified(head: "Token") -> bool:
    """“The group that made the claim”: not the one named before, or it need not be said."""
    return any(c.dep_ in {"relcl", "acl"} and c.left_edge.nbor(-1).text != "," for c in head.children)


def _is_bare(head: "Token") -> bool:
    """“The board”: one, and no more is said of which."""
    plain = all(c.dep_ in {"det", "amod", "compound", "relcl", "punct"} for c in head.children)
    return head.tag_ == "NN" and plain and _is_definite(head) and not _is_specified(head)


def definite(head: "Token", actors: Actors, memory: Memory) -> Referent | None:
    """“The minister”, “the company”, “the board”, where only one can be meant."""
    own, kind = phrase(head), head.lemma_.lower()
    if not _is_bare(head) or mention_in(head, actors) or owner_of(head, None, actors):
        return None
    if holder := _holder(head, None, actors, memory):
        return Referent(own.start, own.end, actors.short(holder))
    key = memory.owner(kind) or (None if kind in actors.disputed else actors.organs.get(kind))
    if key:
        return Referent(own.start, own.start + 1, possessive(actors.name(key)))
    body = actors.only(kind) or (
        memory.only_firm.name if kind in group("companies") and memory.only_firm else None
    )
    return Referent(own.start, own.end, actors.name(body)) if body else None


def pointed_at(span: "Span", actors: Actors, memory: Memory) -> set[str]:
    """The actors that a text names, or points to: “the union”, “the board”."""
    found = {
        actors.actor_of(m.key)
        for m in actors.within(span)
        if not is_place(span.doc, m) and not is_origin(span.doc, m)
    }
    kinds = group("firms") | group("organs") | group("state")
    for token in span:
        kind = token.lemma_.lower()
        body = token.pos_ == "NOUN" and (kind in kinds or kind in actors.kinds)
        if body and _is_definite(token) and not actors.at(token):
            found |= {actor for actor in [_unowned(token, kind, actors, memory).actor] if actor}
    return found


def _called(kind: str, actors: Actors, memory: Memory) -> Voice | None:
    """“The union”, “the company”: the only one of its kind, else the last organisation named."""
    only = actors.only(kind)
    if only:
        return Voice(actors.name(only), actors.actor_of(only))
    return memory.firm if kind in group("companies") else None


def possessive(name: str) -> str:
    """A name with its apostrophe."""
    return name + ("'" if name.endswith("s") else "'s")


def _unowned(head: "Token", name: str, actors: Actors, memory: Memory) -> Voice:
    """Somebody whose country or company is not named here: the usual one, or the last one named."""
    kind, children = head.lemma_.lower(), list(head.children)
    key = memory.owner(kind) or (None if kind in actors.disputed else actors.organs.get(kind))
    if not key or not name.islower():  # “the agency”, not “the Space Agency”
        key = _named_place(head, actors) if kind in group("organs") | group("state") | {"official"} else None
    if key:
        return _owned(key, name, actors)
    if kind in group("outsiders") and not any(c.dep_ == "poss" for c in children):
        return Voice(name, None)
    owns = next((c.lower_ for c in children if c.dep_ == "poss" and c.pos_ == "PRON"), None)
    whose = _whose(owns, head, actors, memory) if owns else None
    if whose:
        return Voice(f"{possessive(whose.name)} {name}", whose.actor)
    if actors.home and kind in group("state") and name.islower():
        return _owned(actors.home, name, actors)
    return _last_named(head, name, actors, memory) if _is_definite(head) else Voice(name, None)


def _owned(key: str, name: str, actors: Actors) -> Voice:
    return Voice(f"{possessive(actors.name(key))} {name}", key)


def _last_named(head: "Token", name: str, actors: Actors, memory: Memory) -> Voice:
    """“The union”, “the spokesman”: of the body that was named last."""
    kind, children = head.lemma_.lower(), list(head.children)
    specified = _is_specified(head) or any(c.dep_ == "prep" for c in children)
    if not specified and (body := _called(kind, actors, memory)):
        return body
    bodily = kind in group("organs") | group("state") | group("roles")
    known = bodily and memory.body and not any(c.pos_ == "PROPN" for c in children)
    return Voice(name, memory.body.actor if known and memory.body else None)


def _named_place(head: "Token", actors: Actors) -> str | None:
    """“In Ankara, the foreign ministry …”: the country of a place at the front."""
    preps = [c for c in head.children if c.lower_ == "in"]  # “the foreign ministry in Ankara”
    preps += [head.sent[0]] if head.sent[0].lower_ == "in" else []
    place = next((actors.at(c) for p in preps for c in p.children if c.dep_ == "pobj"), None)
    return place.key if place and place.key in country_names() else None


def _author(document: "Token", actors: Actors, memory: Memory) -> Voice | None:
    """Who issued a statement that “said” something: named with it, else who issued the last one."""
    sources = [c for c in document.children if c.dep_ == "prep" and c.lower_ in {"by", "from", "of"}]
    for child in document.children:
        if child.dep_ == "acl" and child.lemma_ in _ISSUING:
            sources += [c for c in child.children if c.lower_ in {"by", "from"}]
    for source in (c for s in sources for c in s.children if c.dep_ == "pobj"):
        if voice := resolve(source, actors, memory, says=True):
            return voice
    owner = owner_of(document, None, actors)
    if owner:
        return Voice(actors.name(owner.key), actors.actor_of(owner.key), owner.person)
    return memory.author(document.lemma_.lower()) if _is_definite(document) else None


def _leader(head: "Token", country: Mention, actors: Actors) -> Voice | None:
    """“The Russian leader”: the one person with that role for that country."""
    if head.lower_ not in {"leader", "president", "premier", "chancellor", "ruler"} or country.person:
        return None
    people = [p for p, key in actors.affiliations.items() if key == country.key]
    counts = {p: sum(m.key == p for ms in actors.mentions.values() for m in ms) for p in people}
    counts = {p: n for p, n in counts.items() if n}
    return Voice(max(sorted(counts), key=lambda p: counts[p]), country.key, person=True) if counts else None


def label(own: "Span") -> str:
    """A noun phrase as a name: without article, possessive and adverbs at its front."""
    text = re.sub(
        r"^(?:(?:the|a|an|some|many|several|two|three|four|five|other|her|his|their|its|but|also)\s+)+",
        "",
        own.text,
        flags=re.I,
    )
    return re.sub(r"['’´]s$", "", text).strip()


def is_transparent(voice: Voice, actors: Actors) -> bool:
    """Whether a voice only passes on what others say: a news medium."""
    last = voice.name.rsplit(maxsplit=1)[-1].lower()
    called = any(voice.name in names for kind, names in actors.kinds.items() if kind in group("media"))
    return called or is_medium(voice.name) or last in group("media")
