"""Words that point back to an earlier sentence: a pronoun, “this proposal”, “the two companies”."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from generator.drafting.cues import inside_quotes
from generator.drafting.resources import group, words
from generator.drafting.text import CLOSING, OPENING, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = {"he", "she", "his", "her", "him"}
_PRONOUNS = _PERSONAL | {"it", "they", "its", "their", "them"}
_POINTING = {"det", "amod", "nsubj", "nsubjpass", "pobj", "predet", "dobj"}
_DEMONSTRATIVES = {"this", "that", "these", "those", "such", "both"}
# how many tokens count as the front of a sentence
_FRONT = 5


def pointers(sentence: Sentence) -> Iterator["Token"]:
    """The words that point back; a definite noun by its head."""
    named = human = subject = False
    for position, token in enumerate(sentence.span):
        lower, front = token.lower_, position < _FRONT
        if lower in _PRONOUNS and not named and not expletive(token):
            alone = lower in _PERSONAL and not human
            if front or alone or (lower == "it" and token.dep_ == "dobj"):
                yield token
                named = True
        elif lower in _DEMONSTRATIVES and token.dep_ in _POINTING and not _explained(token):
            if front or _opens_speech(token, sentence):
                yield token
        elif (lower in {"it", "they"} and _opens_speech(token, sentence) and not expletive(token)) or (
            token.pos_ == "NOUN" and _two_known(token) and not named
        ):
            yield token
        elif _is_subject(token) and not subject:
            subject, human = True, token.lemma_.lower() in group("roles")
            if vague(token) and sentence.order:
                yield token
                named = True
        named = named or token.pos_ == "PROPN"


def is_fragment(sentence: Sentence) -> bool:
    """Whether it has no verb of its own, or only announces what follows."""
    finite = any(t.tag_ in {"VBD", "VBP", "VBZ", "MD"} for t in sentence.span)
    return not finite or sentence.text.endswith(":")


def expletive(token: "Token") -> bool:
    """“It is unclear whether …” points to nothing before."""
    if token.dep_ == "expl":
        return True
    clauses = {"ccomp", "xcomp", "csubj", "advcl"}
    judged = [c for c in token.head.children if c.dep_ in {"acomp", "attr"}]
    governed = [c for parent in (token.head, *judged) for c in parent.children if c.dep_ in clauses]
    return (
        token.lower_ == "it" and token.head.lemma_ in {"be", "remain", "become"} and bool(judged and governed)
    )


def vague(noun: "Token") -> bool:
    """“The attack”, “the two companies”: a definite noun with nothing that says which."""
    if noun.pos_ != "NOUN" or noun.lemma_.lower() in _standing():
        return False
    parts = [c for c in noun.children if c.dep_ not in {"relcl", "acl", "punct", "cc", "conj"}]
    if not any(c.dep_ == "det" and c.lower_ == "the" for c in parts):
        return False
    if any(t.pos_ == "PROPN" or t.ent_type_ in {"GPE", "NORP", "ORG"} for c in parts for t in c.subtree):
        return False
    complements = [c for c in parts if c.dep_ not in {"det", "amod", "nummod", "compound", "appos"}]
    return all(c.dep_ == "prep" and any(vague(o) for o in c.children) for c in complements)


@cache
def _standing() -> frozenset[str]:
    return frozenset(words("sections")["standing"])


def _is_subject(token: "Token") -> bool:
    return token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ in {"ROOT", "ccomp", "conj"}


def _explained(token: "Token") -> bool:
    """“Those from France”, “those who came”: what is meant follows."""
    return token.pos_ == "PRON" and any(c.dep_ in {"prep", "relcl", "acl"} for c in token.children)


def _two_known(noun: "Token") -> bool:
    """“The two countries”, which the reader has to know."""
    parts = {c.lower_ for c in noun.children}
    return {"the", "two"} <= parts and noun.lemma_.lower() not in _standing() and not _specified(noun)


def _specified(noun: "Token") -> bool:
    return any(c.dep_ in {"prep", "relcl", "acl", "appos"} for c in noun.children)


def _opens_speech(token: "Token", sentence: Sentence) -> bool:
    """Whether a quotation's first sentence begins with it: “X said: ‘This is …’”."""
    before = token.nbor(-1).text if token.i > sentence.span.start else ""
    opens = before and before in OPENING + "\"'‘" and before not in CLOSING
    return bool(opens) and token.is_title and (inside_quotes(token, sentence) or before in "'‘")
