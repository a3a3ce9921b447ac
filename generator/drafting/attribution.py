"""Who says what: the speaker of each sentence, from its parse.

The rules follow the patterns of attribution in news text described by Pareti (2012), *A Database
of Attribution Relations*: a cue (verb, “according to”), its source, and the span they govern;
quotations that run on take the speaker of the sentence before.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.drafting import cues
from generator.drafting.actors import Actors, Mention
from generator.drafting.gazetteer import country_names
from generator.drafting.memory import PERSONAL, Memory, Voice, genders
from generator.drafting.resources import group
from generator.drafting.text import OPENING, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def attribute(sentences: Sequence[Sentence], actors: Actors) -> None:
    """Set speaker, actor and stance of every sentence."""
    known = genders(sentences, actors)
    memory = Memory(known)
    for sentence in sentences:
        if sentence.order == 0:
            memory = Memory(known)
        memory.begin(sentence)
        sentence.pronoun = _front_pronoun(sentence, memory)
        voice = _voice(sentence, actors, memory)
        if voice is None and sentence.in_quote and not sentence.opens:
            voice = memory.speaker
        if voice is None and _opens_quote(sentence.text) and memory.speaker and memory.just_spoke(sentence):
            voice = memory.speaker
        if voice:
            sentence.speaker, sentence.actor = voice.name, voice.actor
        else:
            sentence.actor = _agent(sentence, actors)
        memory.note(sentence, voice, _subject_of(sentence, actors), actors)


def _front_pronoun(sentence: Sentence, memory: Memory) -> tuple[int, str] | None:
    """Who “he” or “her” is where it begins the sentence; “it” only as the subject of a verb of saying."""
    for token in sentence.span[:4]:
        if token.lower_ in PERSONAL:
            person, sure = memory.who(token.lower_)
            return (token.i, person.name) if person and sure else None
        if token.lower_ in {"it", "they"} and token.dep_ == "nsubj":
            says = token.head.lemma_.lower() in group("report") | group("stance")
            body = memory.near_body()
            return (token.i, body.name) if body and says else None
    return None


def _opens_quote(text: str) -> bool:
    return text[:1] in OPENING or text[:1] == '"'


def _voice(sentence: Sentence, actors: Actors, memory: Memory) -> Voice | None:
    """The speaker that the sentence itself names."""
    for source in cues.according_to(sentence.span):
        voice = _resolve(source, actors, memory)
        if voice:
            sentence.factual = True
            return voice
    for verb in cues.saying(sentence):
        subject = cues.subject(verb)
        if subject is None or cues.inside_quotes(subject, sentence):
            continue
        voice = _resolve(subject, actors, memory)
        if voice:
            lemma = verb.lemma_.lower()
            sentence.stance = lemma in group("stance") or cues.is_act(verb)
            sentence.factual = lemma in group("factual") and not cues.has_clause(verb)
            return voice
    return None


def _phrase(head: "Token") -> "Span":
    """The noun phrase of a token, without relative clauses and appositions."""
    left = head.left_edge.i
    right = max(
        [head.i, *(c.i for c in head.children if c.i > head.i and c.dep_ in {"poss", "case", "flat"})]
    )
    for child in head.children:
        if child.i > head.i and child.dep_ == "prep" and child.lower_ in {"of", "for"}:
            right = max(right, child.right_edge.i)
    return head.doc[left : right + 1]


def _mention_in(head: "Token", actors: Actors) -> Mention | None:
    """The mention that a noun phrase is about: its head's, its apposition's, or a modifier's."""
    own = actors.at(head)
    if own and (own.person or not any(m.person and _joined(m, head) for m in actors.mentions[id(head.doc)])):
        return own
    for child in head.children:
        if child.dep_ in {"appos", "compound", "flat"} and (found := actors.at(child)) and found.person:
            return found
    if head.i + 1 < len(head.doc) and head.lemma_.lower() in group("roles"):
        follows = actors.at(head.nbor())  # “spokesperson Jane Doe”, parsed as two phrases
        if follows and follows.person:
            return follows
    return own


def _joined(mention: Mention, head: "Token") -> bool:
    return any(t.head == head and t.dep_ in {"appos", "flat"} for t in head.doc[mention.start : mention.end])


def _resolve(head: "Token", actors: Actors, memory: Memory) -> Voice | None:
    """Who a noun phrase is, if it is somebody who can speak."""
    if head.pos_ == "PRON":
        if head.lower_ in PERSONAL:
            return memory.who(head.lower_)[0]
        return memory.near_body() if head.lower_ in {"it", "they", "we"} else None
    mention = _mention_in(head, actors)
    if mention:
        return _named(head, mention, actors, memory)
    if head.lemma_.lower() in group("documents"):
        return _author(head, actors, memory)
    return _described(head, actors, memory) if _can_speak(head) and not _everybody(head) else None


def _everybody(head: "Token") -> bool:
    """“Both sides”, “all parties”: nobody in particular."""
    return any(c.lower_ in {"both", "all", "no", "neither", "either"} for c in head.children)


def _owner(head: "Token", mention: Mention | None, actors: Actors) -> Mention | None:
    """Whom a noun phrase names before its head: “Chile's Foreign Ministry”."""
    inside = actors.within(_phrase(head))
    return next((m for m in inside if m is not mention and m.start <= head.i), None)


def _named(head: "Token", mention: Mention, actors: Actors, memory: Memory) -> Voice:
    if mention.person:
        _adopt(head, mention, actors, memory)
        return Voice(mention.key, actors.actor_of(mention), person=True)
    owner = _owner(head, mention, actors)
    if owner and not owner.person:
        return Voice(_label(_phrase(head)), actors.actor_of(owner))
    return Voice(actors.name(mention.key), actors.actor_of(mention))


def _adopt(head: "Token", mention: Mention, actors: Actors, memory: Memory) -> None:
    """“Her father John” speaks for whom she speaks for; “ministry spokesman X” for the last one named."""
    if mention.key in actors.affiliations:
        return
    phrase = _phrase(head)
    tied = None
    if any(t.dep_ == "poss" and t.pos_ == "PRON" for t in phrase):
        tied = memory.person
    elif any(t.lemma_.lower() in group("organs") for t in phrase):
        tied = memory.body
    if tied and tied.actor:
        actors.affiliations[mention.key] = tied.actor


def _described(head: "Token", actors: Actors, memory: Memory) -> Voice:
    """Somebody without a name: “Ukrainian officials”, “the military”, “her father”, “analysts”."""
    label, kind = _label(_phrase(head)), head.lemma_.lower()
    owner = _owner(head, None, actors)
    if owner and kind in group("private") and owner.key in country_names():
        return Voice(label, None)
    if owner:
        return _leader(head, owner, actors) or Voice(label, actors.actor_of(owner) or owner.key)
    return _unowned(head, label, actors, memory)


def _unowned(head: "Token", label: str, actors: Actors, memory: Memory) -> Voice:
    """Somebody whose country or company is not named here: the usual one, or the last one named."""
    kind, children = head.lemma_.lower(), list(head.children)
    if kind in actors.organs and label.islower():  # “the agency”, not “the Space Agency”
        key = actors.organs[kind]
        return Voice(f"{actors.name(key)}'s {label}", key)
    if kind in group("outsiders"):
        return Voice(label, None)
    if memory.person and any(c.dep_ == "poss" for c in children):
        return Voice(f"{memory.person.name}'s {label}", memory.person.actor)
    known = any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in children)
    return Voice(label, memory.body.actor if memory.body and known else None)


def _author(document: "Token", actors: Actors, memory: Memory) -> Voice | None:
    """Who issued a statement that “said” something: named with “by” or “from”, else the last to speak."""
    for child in document.children:
        if child.dep_ == "prep" and child.lower_ in {"by", "from", "of"}:
            for source in child.children:
                if source.dep_ == "pobj" and (voice := _resolve(source, actors, memory)):
                    return voice
    return memory.body or memory.speaker


def _leader(head: "Token", country: Mention, actors: Actors) -> Voice | None:
    """“The Russian leader”: the one person with that role for that country."""
    if head.lower_ not in {"leader", "president", "premier", "chancellor", "ruler"} or country.person:
        return None
    people = [p for p, key in actors.affiliations.items() if key == country.key]
    counts = {p: sum(m.key == p for ms in actors.mentions.values() for m in ms) for p in people}
    return Voice(max(sorted(people), key=lambda p: counts[p]), country.key, person=True) if people else None


def _can_speak(head: "Token") -> bool:
    return head.lemma_.lower() in group("speakers")


def _label(phrase: "Span") -> str:
    """A noun phrase as a name: without article, possessive and adverbs at its front."""
    text = phrase.text
    text = re.sub(
        r"^(?:(?:the|a|an|some|many|several|two|three|four|five|other|her|his|their|its|but|also)\s+)+",
        "",
        text,
        flags=re.I,
    )
    return re.sub(r"['’´]s$", "", text).strip()


def _subject_of(sentence: Sentence, actors: Actors) -> Mention | None:
    subject = cues.subject(sentence.span.root)
    return _mention_in(subject, actors) if subject is not None else None


def _agent(sentence: Sentence, actors: Actors) -> str | None:
    """Whose deed a sentence without a speaker tells: its subject's, else the first one named."""
    subject = cues.subject(sentence.span.root)
    if subject is not None:
        mention = _mention_in(subject, actors)
        if mention is None:
            inside = actors.within(_phrase(subject))
            mention = inside[0] if inside else None
        if mention:
            return actors.actor_of(mention)
    return next((a for m in actors.within(sentence.span) if (a := actors.actor_of(m))), None)


def quotations(sentence: Sentence) -> list[str]:
    """The direct quotations that open and close in the sentence, without their marks."""
    return [(a or b).strip() for a, b in cues.QUOTED.findall(sentence.text)]
