"""Who says what: the speaker of each sentence, from its parse.

The rules follow the patterns of attribution in news text described by Pareti (2012), *A Database
of Attribution Relations*: a cue (verb, “according to”), its source, and the span they govern;
quotations that run on take the speaker of the sentence before.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.drafting import cues, referents
from generator.drafting.actors import Actors, Mention, is_origin
from generator.drafting.cues import Cue
from generator.drafting.memory import PERSONAL, Memory, Voice, genders
from generator.drafting.resources import group
from generator.drafting.text import OPENING, Referent, Sentence

if TYPE_CHECKING:
    pass


Cues = tuple[Cue, ...]

_SILENT = re.compile(
    r"\b(?:declined to comment|no comment|unable to (?:\w+ )?(?:confirm|verify)"
    r"|could not (?:be )?(?:\w+ )?(?:verif|confirm)\w+|not possible to (?:\w+ )?(?:verify|confirm)"
    r"|(?:not|n't) (?:immediately )?(?:respond|comment|return|be reached))\b"
)
# how many tokens count as the front of a sentence
_FRONT = 5


def attribute(sentences: Sequence[Sentence], actors: Actors) -> None:
    """Set speaker, actor and stance of every sentence."""
    known = genders(sentences, actors)
    cued = [(s, tuple(cues.cues(s))) for s in sentences]
    for _ in range(2):  # whom people speak for may be said only after their first words
        _read(cued, actors, known)


def _read(cued: Sequence[tuple[Sentence, Cues]], actors: Actors, known: Mapping[str, str]) -> None:
    memory = Memory(known)
    for sentence, found in cued:
        if sentence.order == 0:
            memory = Memory(known)
        memory.begin(sentence)
        sentence.speaker, sentence.stance, sentence.factual, sentence.passed_on = None, False, False, False
        sentence.cue = None
        sentence.silent = bool(_SILENT.search(sentence.text))
        sentence.referents = tuple(_referents(sentence, found, actors, memory))
        voice = _voice(sentence, found, actors, memory)
        if voice is None and sentence.in_quote and not sentence.opens:
            voice = memory.speaker
        if voice is None and _opens_quote(sentence.text) and memory.speaker and memory.just_spoke(sentence):
            voice = memory.speaker
        if voice:
            sentence.speaker, sentence.actor = voice.name, voice.actor
        else:
            sentence.actor = _agent(sentence, actors, memory)
        sentence.about = frozenset(referents.pointed_at(sentence.span, actors, memory))
        memory.note(sentence, voice, _subject_of(sentence, actors), actors)
        reporter = next((c.reporter for c in found if c.reporter is not None), None)
        if reporter is not None and (passed_on := referents.resolve(reporter, actors, memory, says=True)):
            memory.about(passed_on)


def _referents(sentence: Sentence, found: Cues, actors: Actors, memory: Memory) -> Iterator[Referent]:
    """What the words that point back stand for, where that is sure: at the front, and with a cue."""
    speaking = {cue.source.i for cue in found if cue.verb is not None}
    for token in sentence.span:
        front = token.i - sentence.span.start < _FRONT
        wanted = front or token.i in speaking or token.lower_ == "its"
        if not wanted or cues.inside_quotes(token, sentence):
            continue
        if token.lower_ in PERSONAL:
            person, sure = memory.who(token.lower_)
            if person and sure:
                name = actors.short(person.name)
                owns = token.dep_ == "poss"
                yield Referent(token.i, token.i + 1, referents.possessive(name) if owns else name)
        elif token.lower_ == "its":
            if body := memory.near_body("it"):
                yield Referent(token.i, token.i + 1, referents.possessive(body.name))
        elif token.lower_ in {"it", "they"}:
            body = memory.near_body(token.lower_) if token.i in speaking else None
            if body:
                yield Referent(token.i, token.i + 1, body.name)
        elif token.dep_ in {"nsubj", "nsubjpass"} and (one := referents.definite(token, actors, memory)):
            yield one


def _opens_quote(text: str) -> bool:
    return text[:1] in OPENING or text[:1] == '"'


def _voice(sentence: Sentence, found: Cues, actors: Actors, memory: Memory) -> Voice | None:
    """The speaker that the sentence itself names."""
    for cue in found:
        voice = _source(cue, actors, memory)
        if voice is None:
            continue
        sentence.passed_on = referents.is_transparent(voice, actors)
        if sentence.passed_on:
            memory.wrote(voice, cue.documents)
            for quoted in cues.inner(sentence, cue):
                own = _source(quoted, actors, memory)
                if own and own != voice:
                    return _spoken(sentence, quoted, own, actors, memory)
        return _spoken(sentence, cue, voice, actors, memory)
    return None


def _spoken(sentence: Sentence, cue: Cue, voice: Voice, actors: Actors, memory: Memory) -> Voice:
    """Note how a sentence's speaker speaks."""
    sentence.cue = cue
    sentence.passed_on = referents.is_transparent(voice, actors)
    memory.wrote(voice, cue.documents)
    if cue.verb is None:
        sentence.factual = True
    else:
        lemma = cue.verb.lemma_.lower()
        sentence.stance = lemma in group("stance") or cues.is_act(cue.verb)
        sentence.factual = lemma in group("factual") and not cues.has_clause(cue.verb)
    return voice


def _source(cue: Cue, actors: Actors, memory: Memory) -> Voice | None:
    says = cue.certain or (cue.verb is not None and cue.verb.lemma_.lower() in group("only_people"))
    return referents.resolve(cue.source, actors, memory, says=says)


def _subject_of(sentence: Sentence, actors: Actors) -> Mention | None:
    subject = cues.subject(sentence.span.root)
    return referents.mention_in(subject, actors) if subject is not None else None


def _agent(sentence: Sentence, actors: Actors, memory: Memory) -> str | None:
    """Whose deed a sentence without a speaker tells: its subject's, else the first one named."""
    subject = cues.subject(sentence.span.root)
    if subject is not None:
        if voice := referents.resolve(subject, actors, memory):
            return voice.actor
        inside = actors.within(referents.phrase(subject))
        if inside:
            return actors.actor_of(inside[0].key)
        if memory.person and any(c.lower_ in PERSONAL for c in subject.children if c.dep_ == "poss"):
            return memory.person.actor  # “his campaign”
    named = (m for m in actors.within(sentence.span) if not is_origin(sentence.span.doc, m))
    return next((actors.actor_of(m.key) for m in named), None)


def quotations(sentence: Sentence) -> list[str]:
    """The direct quotations that open and close in the sentence, without their marks."""
    return [(a or b).strip() for a, b in cues.QUOTED.findall(sentence.text)]
