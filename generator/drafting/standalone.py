"""Statements that make sense on their own.

A pronoun at the front gets its name in [brackets]; a sentence that otherwise leans on the one
before it takes that one along; one that would still be unclear is not used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from generator.drafting.actors import Actors
from generator.drafting.cues import inside_quotes
from generator.drafting.resources import words
from generator.drafting.text import OPENING, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_PRONOUNS = {"he", "she", "it", "they", "his", "her", "its", "their", "them", "him"}
_POINTING = {"det", "amod", "nsubj", "nsubjpass", "pobj", "predet", "dobj"}
_DEMONSTRATIVES = {"this", "that", "these", "those", "such", "both"}
# how many tokens count as the front of a sentence, and how many sentences may be taken along
_FRONT, _MOST = 5, 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more sentences in a row that stand alone together.

    Attributes:
        sentences: the last is the one that was wanted.
        text: verbatim but for [brackets] and a dropped “But” or “However,” at the front.
    """

    sentences: tuple[Sentence, ...]
    text: str

    @property
    def words(self) -> int:
        """Its length in words."""
        return len(self.text.split())

    @property
    def sources(self) -> tuple[str, ...]:
        """The paragraphs it is from."""
        return tuple(dict.fromkeys(s.reference for s in self.sentences))


def unit(sentences: Sequence[Sentence], index: int, actors: Actors) -> Unit | None:
    """The sentence at an index with as much as it needs to stand alone, or None."""
    taken: list[Sentence] = []
    for position in range(index, max(-1, index - _MOST), -1):
        sentence = sentences[position]
        if taken and not _adjoin(sentence, taken[0]):
            return None
        taken.insert(0, sentence)
        front = _resolved_front(sentence, actors)
        if front is not None:
            text = " ".join([front, *(s.text for s in taken[1:])])
            return Unit(tuple(taken), _balanced(text))
    return None


def _adjoin(first: Sentence, second: Sentence) -> bool:
    """Whether one sentence follows the other, in one voice, in the same paragraph."""
    together = first.article is second.article and second.order - first.order == 1
    return (
        together
        and first.paragraph == second.paragraph
        and (first.speaker is None) == (second.speaker is None)
    )


def _resolved_front(sentence: Sentence, actors: Actors) -> str | None:
    """The sentence's text if it stands alone, with a pronoun at its front replaced; else None."""
    if sentence.in_quote or _all_quoted(sentence.text):
        return None
    text, pointer = sentence.text, _pointer(sentence)
    if pointer is not None:
        if not sentence.pronoun or sentence.pronoun[0] != pointer.i or inside_quotes(pointer, sentence):
            return None  # what “they” are in somebody's own words, only she knows
        name = actors.short(sentence.pronoun[1])
        if pointer.dep_ == "poss":
            name += "'" if name.endswith("s") else "'s"
        start = pointer.idx - sentence.span[0].idx
        text = f"{text[:start]}[{name}]{text[start + len(pointer) :]}"
    text = text[_connective(sentence) :]
    return text[:1].upper() + text[1:]


def _connective(sentence: Sentence) -> int:
    """How many characters a word at the front takes that only links to the sentence before."""
    first, *rest = sentence.span
    links = first.dep_ == "cc" and first.head == sentence.span.root
    if links and rest and rest[0].dep_ not in {"prep", "mark"}:
        return int(rest[0].idx - first.idx)
    match = _linking_phrase().match(sentence.text)
    return match.end() if match else 0


@cache
def _linking_phrase() -> re.Pattern[str]:
    # only with its comma: “Instead of talks”, “Still waters” and “So far” say something
    cues = sorted(words("sections")["connectives"], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, cues))}),\s+(?=\S)", re.IGNORECASE)


def _pointer(sentence: Sentence) -> "Token | None":
    """The word that points to an earlier sentence."""
    named = human = subject = False
    for position, token in enumerate(sentence.span):
        lower = token.lower_
        if lower in _PRONOUNS and not named and not _expletive(token):
            personal = lower in {"he", "she", "his", "her", "him"}
            if position < _FRONT or (personal and not human) or (lower == "it" and token.dep_ == "dobj"):
                return token
        if lower in _DEMONSTRATIVES and position < _FRONT and token.dep_ in _POINTING:
            return token
        if (
            token.dep_ in {"nsubj", "nsubjpass"}
            and token.head.dep_ in {"ROOT", "ccomp", "conj"}
            and not subject
        ):
            subject, human = True, token.lemma_.lower() in _people()
            if _vague(token) and sentence.order:
                return token
        named = named or token.pos_ == "PROPN"
    return None


def _expletive(token: "Token") -> bool:
    """“It is unclear whether …” points to nothing before."""
    if token.dep_ == "expl":
        return True
    clauses = {"ccomp", "xcomp", "csubj", "advcl"}
    judged = [c for c in token.head.children if c.dep_ in {"acomp", "attr"}]
    governed = [c for parent in (token.head, *judged) for c in parent.children if c.dep_ in clauses]
    return token.lower_ == "it" and token.head.lemma_ == "be" and bool(judged and governed)


@cache
def _people() -> frozenset[str]:
    return frozenset(words("attribution")["roles"])


def _vague(noun: "Token") -> bool:
    """“The attack”, “the two companies”: a definite noun with nothing that says which."""
    if noun.pos_ != "NOUN" or noun.lemma_.lower() in words("sections")["standing"]:
        return False
    parts = list(noun.children)
    definite = any(c.dep_ == "det" and c.lower_ == "the" for c in parts)
    bare = all(c.dep_ in {"det", "amod", "nummod", "compound", "relcl", "acl", "punct"} for c in parts)
    front = [t for c in parts if c.dep_ not in {"relcl", "acl"} for t in c.subtree]
    return (
        definite
        and bare
        and not any(t.pos_ == "PROPN" or t.ent_type_ in {"GPE", "NORP", "ORG"} for t in front)
    )


def _all_quoted(text: str) -> bool:
    return text[:1] in OPENING + '"' and text[-1:] in '"”»' and text.count('"') <= 2


def _balanced(text: str) -> str:
    """Close a quotation that runs on after the unit's end, so that the quoted words stay marked."""
    if text.count("“") > text.count("”"):
        return text + "”"
    return text + '"' if text.count('"') % 2 and '"' not in text[-2:] else text
