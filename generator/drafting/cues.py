"""The words that attribute: verbs and nouns of saying, “according to”, and whom they name."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.drafting.resources import group, words
from generator.drafting.text import CLOSING, OPENING, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
QUOTED = re.compile(r"[“„«]([^“”„»]+)[”»]|\"([^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Cue:
    """A place where a sentence says whose words it tells.

    Attributes:
        source: the head of the phrase that names who speaks.
        verb: the verb of saying; none with “according to”.
        reporter: the head of the phrase that names who passes it on.
        certain: whether any noun can be the source, as after “according to”.
    """

    source: "Token"
    verb: "Token | None"
    reporter: "Token | None" = None
    certain: bool = False

    @property
    def documents(self) -> Collection[str]:
        """The lemmas of what the words stand in: “said in a statement”, “reported”."""
        found = {self.source.lemma_.lower()}
        if self.verb is not None:
            found.add(self.verb.lemma_.lower())
            preps = [c for c in self.verb.children if c.dep_ == "prep" and c.lower_ in {"in", "on"}]
            found |= {c.lemma_.lower() for p in preps for c in p.children if c.dep_ == "pobj"}
        return found & group("documents")


def inside_quotes(token: "Token", sentence: Sentence) -> bool:
    """Whether a token stands inside a quotation."""
    is_open = sentence.in_quote
    for other in sentence.span:
        if other.i == token.i:
            return is_open
        if other.text in OPENING:
            is_open = True
        elif other.text in CLOSING or (other.text == "''" and is_open):
            is_open = False
        elif other.text == '"':
            is_open = not is_open
    return is_open


def cues(sentence: Sentence) -> Iterator[Cue]:
    """Whom a sentence names as its source, the surest first."""
    for cited in _according_to(sentence.span):
        yield Cue(cited, None, certain=cited.head.lower_ not in {"citing", "quoting"})
    for verb in _saying(sentence):
        quoted, source = _quoted_person(verb), subject(verb)
        if quoted is not None:
            yield Cue(quoted, verb, source)
        elif source is not None and not inside_quotes(source, sentence):
            yield Cue(source, verb)
    yield from _clipped(sentence)
    yield from _in_passing(sentence)
    yield from (Cue(source, None) for source in _nominal(sentence))


def inner(sentence: Sentence, outer: Cue) -> Iterator[Cue]:
    """Whom a medium that a sentence names quotes: “the agency reported that X said …”."""
    for token in sentence.span:
        if token.lemma_.lower() in group("report") and token.pos_ == "VERB" and token != outer.verb:
            source = subject(token)
            if source is not None and source != outer.source and not _infinitive(token):
                yield Cue(source, token)


def _according_to(span: "Span") -> Iterator["Token"]:
    """Whom a sentence cites with “according to”, “citing” or “quoting”."""
    for token in span:
        if token.lower_ == "according" or (
            token.lower_ in {"citing", "quoting"} and token.dep_ in {"advcl", "prep", "ROOT"}
        ):
            for child in token.subtree:
                if child.dep_ in {"pobj", "dobj"} and child.head.i >= token.i:
                    yield child
                    break


def _quoted_person(verb: "Token") -> "Token | None":
    """“The paper quoted X as saying”, “X was quoted as saying”: X, not the paper."""
    if verb.lemma_.lower() not in {"quote", "cite"}:
        return None
    saying = any(t.lower_ in {"saying", "telling"} for t in verb.subtree)
    return next((c for c in verb.children if saying and c.dep_ in {"dobj", "nsubjpass"}), None)


def _clipped(sentence: Sentence) -> Iterator[Cue]:
    """A cue at the end (“…, local media report”) that the parser takes for a noun."""
    tokens = [t for t in sentence.span if not t.is_punct]
    if len(tokens) < 6 or tokens[-1].lemma_.lower() not in {"report", "say"} or tokens[-1].pos_ == "VERB":
        return
    before = sentence.span.doc[: tokens[-1].i]
    commas = [t.i for t in before if t.text == ","]
    if commas and 0 < tokens[-1].i - commas[-1] - 1 <= 4:
        yield Cue(tokens[-2], tokens[-1])


def _in_passing(sentence: Sentence) -> Iterator[Cue]:
    """“After what Israel says was an attack”: a claim inside a sentence that is not one."""
    for token in sentence.span:
        says = token.pos_ == "VERB" and token.lemma_.lower() in {*group("report"), "call", "describe"}
        if says and any(c.lower_ == "what" for c in token.children) and not inside_quotes(token, sentence):
            named = (c for c in token.children if c.dep_ == "nsubj" and c.pos_ != "PRON")
            yield from (Cue(source, token) for source in named)


def _nominal(sentence: Sentence) -> Iterator["Token"]:
    """“A view of the ministry that …”, “Norway's claim that …”: who holds it."""
    for token in sentence.span:
        if token.lemma_.lower() not in group("views") | group("acts"):
            continue
        clauses = (c for c in token.children if c.dep_ in {"acl", "ccomp", "relcl"})
        if any(t.lower_ == "that" and t.dep_ == "mark" for c in clauses for t in c.children):
            yield from (c for c in token.children if c.dep_ == "poss")
            for prep in (c for c in token.children if c.lower_ in {"by", "from", "of"}):
                yield from (c for c in prep.children if c.dep_ == "pobj")


def _saying(sentence: Sentence) -> list["Token"]:
    """Verbs of saying outside quotations, the highest in the tree first."""
    found = []
    for token in sentence.span:
        lemma = token.lemma_.lower()
        if token.pos_ not in {"VERB", "AUX"}:
            continue
        if not is_act(token):
            if lemma not in group("report") | group("stance"):
                continue
            if lemma in group("needs_clause") and not _has_content(token, sentence):
                continue
        if inside_quotes(token, sentence):
            continue
        if _infinitive(token) or _aside(token, sentence) or _only_possible(token):
            continue
        if token.dep_ == "conj" and _has_own_subject(token) and not _has_content(token, sentence):
            continue  # “he signed, and the channel disclosed pictures”
        if (
            token.dep_ == "advcl"
            and token.tag_ == "VBG"
            and lemma not in group("report") | group("participles")
        ):
            continue  # “inviting further sanctions” invites nobody
        needed = words("attribution")["with_particle"].get(lemma)
        if needed and not any(c.lower_ == needed and c.dep_ in {"prt", "prep"} for c in token.children):
            continue
        found.append(token)
    quote = next((t.i for t in sentence.span if t.text == ":" and QUOTED.search(sentence.text)), None)
    if quote is not None:  # “A declined to comment, but B said: ‘…’”: B's words
        found.sort(key=lambda t: (t.i > quote, quote - t.i))
        return found
    return sorted(found, key=lambda t: (len(list(t.ancestors)), t.i))


def is_act(verb: "Token") -> bool:
    """Whether a verb and its object are an act of speech: “extended an invitation”."""
    objects = (c.lemma_.lower() for c in verb.children if c.dep_ == "dobj")
    return verb.lemma_.lower() in group("light_verbs") and any(o in group("acts") for o in objects)


def _has_own_subject(verb: "Token") -> bool:
    return any(c.dep_ == "nsubj" for c in verb.children)


def _only_possible(verb: "Token") -> bool:
    """“They may appeal”: nobody has."""
    return any(c.lower_ in {"may", "might", "can", "could"} and c.dep_ == "aux" for c in verb.children)


def _infinitive(verb: "Token") -> bool:
    while verb.dep_ == "conj":
        if any(c.tag_ == "TO" for c in verb.children):
            return True
        verb = verb.head
    return any(c.tag_ == "TO" for c in verb.children)


def _aside(verb: "Token", sentence: Sentence) -> bool:
    """Whether a verb only describes something (“the firm, which announced”); “where he said” speaks."""
    token = verb
    while token.i not in {sentence.span.root.i, token.head.i}:
        marks = {c.lower_ for c in token.children if c.dep_ == "mark"}
        told_apart = token.dep_ == "advcl" and token.tag_ != "VBG" and marks != {"as"}  # “after X said …”
        if told_apart or token.dep_ not in {"conj", "advcl", "ccomp", "xcomp", "parataxis", "dep"}:
            own = any(c.dep_ == "nsubj" and c.lower_ in {"he", "she", "they"} for c in verb.children)
            return not (own and QUOTED.search(sentence.text))
        token = token.head
    return False


def has_clause(verb: "Token") -> bool:
    """Whether a verb governs a clause (“said that”)."""
    return any(c.dep_ in {"ccomp", "xcomp", "oprd"} for c in verb.children)


def _has_content(verb: "Token", sentence: Sentence) -> bool:
    if has_clause(verb) or QUOTED.search(sentence.text):
        return True
    if verb.lemma_.lower() not in group("as_something"):
        return False
    near = [verb, *(c for c in verb.children if c.dep_ == "dobj")]
    return any(c.lower_ == "as" and c.dep_ == "prep" for t in near for c in t.children)  # “sees it as”


def subject(verb: "Token") -> "Token | None":
    """Who does what a verb says: its subject, or that of the verb it hangs on; with a passive, its agent."""
    for _ in range(4):
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        if agent is not None:
            return next((c for c in agent.children if c.dep_ == "pobj"), None)
        found = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
        if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
            return None  # who was told, not who tells; “and is thought to”: by whom?
        if found is not None:
            relative = found.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl"
            return verb.head if relative else found
        if verb.dep_ not in {"conj", "xcomp", "advcl", "dep"} or verb.head.pos_ not in {"VERB", "AUX"}:
            return None
        verb = verb.head
    return None
