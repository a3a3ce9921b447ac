"""The words that attribute: verbs of saying outside quotations, “according to”, and their subjects."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.drafting.resources import group
from generator.drafting.text import CLOSING, OPENING, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
QUOTED = re.compile(r"[“„«]([^“”„»]+)[”»]|\"([^\"]+)\"")


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


def according_to(span: "Span") -> Iterator["Token"]:
    """Whom a sentence cites with “according to” or “citing”."""
    for token in span:
        if token.lower_ == "according" or (
            token.lower_ == "citing" and token.dep_ in {"advcl", "prep", "ROOT"}
        ):
            for child in token.subtree:
                if child.dep_ in {"pobj", "dobj"} and child.head.i >= token.i:
                    yield child
                    break


def saying(sentence: Sentence) -> list["Token"]:
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
        if _infinitive(token) or _aside(token, sentence):
            continue
        if token.dep_ == "advcl" and token.tag_ == "VBG" and lemma not in group("report"):
            continue  # “inviting further sanctions” invites nobody
        found.append(token)
    return sorted(found, key=lambda t: (len(list(t.ancestors)), t.i))


def is_act(verb: "Token") -> bool:
    """Whether a verb and its object are an act of speech: “extended an invitation”."""
    objects = (c.lemma_.lower() for c in verb.children if c.dep_ == "dobj")
    return verb.lemma_.lower() in group("light_verbs") and any(o in group("acts") for o in objects)


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
    if has_clause(verb):
        return True
    return bool(QUOTED.search(sentence.text)) or verb.lemma_.lower() in group("stance")


def subject(verb: "Token") -> "Token | None":
    """Who does what a verb says: its subject, or that of the verb it hangs on; with a passive, its agent."""
    for _ in range(4):
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        if agent is not None:
            return next((c for c in agent.children if c.dep_ == "pobj"), None)
        subject = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
        if subject is not None:
            if subject.dep_ == "nsubjpass":
                return None  # who was told, not who tells
            if subject.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
                return verb.head
            return subject
        if verb.dep_ not in {"conj", "xcomp", "advcl", "dep"} or verb.head.pos_ not in {"VERB", "AUX"}:
            return None
        verb = verb.head
    return None
