"""Words that point back to an earlier sentence: a pronoun, “this proposal”, “the two companies”."""

import re
from collections.abc import Collection, Iterator
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
_SUBJECTS = {"nsubj", "nsubjpass"}
_ACTORS = {"GPE", "NORP", "ORG", "PERSON"}
_OBJECTS = {*_SUBJECTS, "dobj", "pobj", "attr"}
# how many tokens count as the front of a sentence
_FRONT = 5


def pointers(sentence: Sentence, events: Collection[str] = ()) -> Iterator["Token"]:
    """The words that point back; a definite noun by its head.

    Args:
        sentence: the sentence.
        events: nouns of the titles, in small letters: what the news is about needs no antecedent.
    """
    named = human = subject = False
    for position, token in enumerate(sentence.span):
        front = position < _FRONT
        if token.lower_ in _PRONOUNS and not expletive(token):
            unnamed = not named and token.lower_ in _PERSONAL and (front or not human)
            lost = _first_noun(token, sentence) or _cue(token) or _opens_speech(token, sentence)
            object_ = token.dep_ in {"dobj", "pobj"} and not inside_quotes(token, sentence)
            split = sentence.is_split_off and object_
            if unnamed or lost or split:
                yield token
                named = True
        elif (
            _demonstrates(token, sentence, front=front)
            or _compares(token, position)
            or _two_known(token, sentence)
            or (token.lemma_.lower() not in events and _spoken_of(token, sentence))
            or (
                subject and token.lemma_.lower() not in {*events, *_bodies()} and _is_told_of(token, sentence)
            )
        ):
            yield token
        elif _is_subject(token) and not subject:
            subject, human = True, token.lemma_.lower() in group("roles")
            if sentence.order and vague(token):
                yield token
                named = True
        named = named or token.pos_ == "PROPN"


def is_fragment(sentence: Sentence) -> bool:
    """Whether it has no verb of its own, or only announces what follows."""
    finite = any(t.tag_ in {"VBD", "VBP", "VBZ", "MD"} for t in sentence.span)
    return not finite or sentence.text.endswith(":")


def follows_on(sentence: Sentence) -> bool:
    """“By then …”, “Hours later …”: when, only the sentence before tells."""
    return bool(_time_back().match(sentence.text))


@cache
def _time_back() -> re.Pattern[str]:
    return re.compile("|".join(words("sections")["time_back"]), re.IGNORECASE)


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
    if noun.pos_ == "NUM":
        return not any(c.dep_ == "prep" for c in noun.children)  # “nine were hurt”
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


@cache
def _bodies() -> frozenset[str]:
    """“X said the company would …”: her own."""
    return group("companies") | group("firms") | group("organs") | group("state") | {"country", "nation"}


def _is_subject(token: "Token") -> bool:
    return token.dep_ in _SUBJECTS and token.head.dep_ in {"ROOT", "ccomp", "conj"}


def _first_noun(pronoun: "Token", sentence: Sentence) -> bool:
    """Whether nothing before a pronoun in its sentence, outside quotations, can be what it means."""
    if inside_quotes(pronoun, sentence):
        return False
    before = [t for t in sentence.span if t.i < pronoun.i and t.pos_ in {"NOUN", "PROPN"}]
    unfit = {"DATE", "TIME"} | ({"PERSON"} if pronoun.lower_ in {"it", "its"} else set())
    if pronoun.dep_ == "dobj":  # nobody's object is herself
        own = {t.i for c in pronoun.head.children if c.dep_ in _SUBJECTS for t in c.subtree}
        before = [t for t in before if t.i not in own]
    if pronoun.lower_ in {"they", "them", "their"}:
        before = [
            t
            for t in before
            if t.tag_ in {"NNS", "NNPS"} or t.ent_type_ in {"ORG", "NORP", "GPE"} or t.conjuncts
        ]
    return all(t.ent_type_ in unfit or inside_quotes(t, sentence) for t in before)


def _cue(pronoun: "Token") -> bool:
    """“…, it said” and “…, he said, …”: who, the words before do not tell."""
    verb = pronoun.head
    if pronoun.dep_ != "nsubj" or verb.lemma_.lower() not in group("report") | group("stance"):
        return False
    between = (
        pronoun.i > 0
        and pronoun.nbor(-1).text == ","
        and verb.i + 1 < len(verb.doc)
        and verb.nbor().text == ","
    )
    trailing = verb.dep_ == "ROOT" and any(c.dep_ == "ccomp" and c.i < pronoun.i for c in verb.children)
    return between or trailing


def _is_told_of(token: "Token", sentence: Sentence) -> bool:
    """“X said the launch failed”: the subject of what somebody says, outside her own words."""
    clause = token.head
    says = clause.head.lemma_.lower() in group("report") | group("stance")
    seen = not vague(token) or any(t.lemma_ == token.lemma_ and t.i < token.i for t in sentence.span)
    return (
        token.dep_ in _SUBJECTS
        and clause.dep_ == "ccomp"
        and says
        and not seen
        and not inside_quotes(token, sentence)
    )


def _demonstrates(token: "Token", sentence: Sentence, *, front: bool) -> bool:
    """“This proposal”, “rejected that”, “what happened there”."""
    if token.lower_ == "there" and token.dep_ == "advmod":
        place = any(t.ent_type_ in {"GPE", "LOC", "FAC"} for t in sentence.span if t.i < token.i)
        return not place and not inside_quotes(token, sentence)
    dated = token.ent_type_ in {"DATE", "TIME"}  # “this week”
    if dated or token.lower_ not in _DEMONSTRATIVES or token.dep_ not in _POINTING or _explained(token):
        return False
    bare = token.pos_ == "PRON" and token.tag_ == "DT" and token.dep_ in _OBJECTS
    return front or _opens_speech(token, sentence) or (bare and not inside_quotes(token, sentence))


def _explained(token: "Token") -> bool:
    """“Those from France”, “those who came”: what is meant follows."""
    return token.pos_ == "PRON" and any(c.dep_ in {"prep", "relcl", "acl"} for c in token.children)


def _compares(token: "Token", position: int) -> bool:
    """“Another investor”, “neither capital”, “one of the herders”: of whom was told before."""
    if token.lower_ in {"either", "neither", "another", "other"} and token.dep_ in {"det", "amod"}:
        return position < 2 or token.lower_ in {"either", "neither"}
    changes = token.head.lemma_ in {"grow", "become", "get", "turn"} or token.head.dep_ != "ROOT"
    if token.tag_ in {"JJR", "RBR"} and token.dep_ in {"acomp", "oprd", "attr"} and not changes:
        return all(t.lower_ != "than" for t in token.sent)  # “puts it far higher”
    among = next((c for c in token.children if c.lower_ == "of"), None)
    if position > 1 or token.pos_ != "NUM" or among is None:
        return False
    return any(vague(c) for c in among.children)


def _two_known(noun: "Token", sentence: Sentence) -> bool:
    """“The two countries”, where the sentence has named none."""
    if noun.pos_ != "NOUN" or not {"the", "two"} <= {c.lower_ for c in noun.children}:
        return False
    named = (t for t in sentence.span if t.i < noun.i and t.pos_ == "PROPN" and t.ent_type_ in _ACTORS)
    return not (noun.lemma_.lower() in _standing() or _specified(noun) or any(named))


def _spoken_of(noun: "Token", sentence: Sentence) -> bool:
    """“Rejected the demand”: an act of speech that was told before."""
    if noun.lemma_.lower() not in group("acts") | group("views") or noun.dep_ != "dobj":
        return False
    bare = noun.pos_ == "NOUN" and all(c.dep_ in {"det", "punct"} for c in noun.children)
    return bare and any(c.lower_ == "the" for c in noun.children) and not inside_quotes(noun, sentence)


def _specified(noun: "Token") -> bool:
    return any(c.dep_ in {"prep", "relcl", "acl", "appos"} for c in noun.children)


def _opens_speech(token: "Token", sentence: Sentence) -> bool:
    """Whether a quotation's first sentence begins with it: “X said: ‘This is …’”."""
    before = token.nbor(-1).text if token.i > sentence.span.start else ""
    opens = before and before in OPENING + "\"'‘" and before not in CLOSING
    return bool(opens) and token.is_title and (inside_quotes(token, sentence) or before in "'‘")
