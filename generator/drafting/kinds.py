"""What a reader may take a statement for: facts and claims apart from views.

A view is a judgement, demand, wish, expectation or fear: no evidence could settle it. Two things tell it:
the verb that attributes (“urged”, “condemned”, “hopes”) and, behind a plain “said”, the clause that it
governs (“must come first”, “is not enough”). Where neither does, a statement stays what its speaker makes
it: precision goes first.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from generator.briefing import StatementKind
from generator.drafting import cues
from generator.drafting.resources import group, words
from generator.drafting.text import CLOSING, OPENING, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "expl"}
_PERSONAL = {"i", "we", "he", "she", "they", "it"}
_QUOTES = {*OPENING, *CLOSING, '"', "''", "``", "'"}
# how deep a clause may stand in another: “said that he believed that it was wrong”
_DEEP = 3


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who tells a sentence.

    Attributes:
        spoken: whether it is somebody, not the article.
        foretells: whether it is her trade to foretell.
        names: the words that she and her country or body are named with, in small letters.
        deputy: whether she speaks for who is told of: “…, his spokesman said”.
    """

    spoken: bool
    foretells: bool
    names: frozenset[str]
    deputy: bool

    def is_told_by(self, verb: "Token") -> bool:
        """Whether a clause is about who tells it: “said he hoped”, “said its envoy would fly”."""
        subject = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
        if self.deputy:
            return True
        if subject is None:
            return verb.dep_ in {"conj", "xcomp"} and self.is_told_by(verb.head)
        owned = any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in subject.children)
        return owned or subject.lower_ in _PERSONAL or subject.lower_ in self.names


def kind(sentences: Sequence[Sentence], speaker: str | None) -> StatementKind | None:
    """What most of a statement's words are, where that is not what its speaker makes it; else None.

    Args:
        sentences: in a row.
        speaker: the statement's.
    """
    counts: Counter[StatementKind | None] = Counter()
    for sentence in sentences:
        counts[_kind(sentence)] += sentence.length
    half = counts.total() / 2
    if counts[StatementKind.VIEW] > half:
        return StatementKind.VIEW
    told = counts[StatementKind.VIEW] + counts[StatementKind.CLAIM]
    return StatementKind.CLAIM if speaker is None and told > half else None


def _kind(sentence: Sentence) -> StatementKind | None:
    found = sentence.cue or next(cues.cues(sentence), None)
    root = sentence.span.root
    verb = found.verb if found else None
    # “sold its shares, accusing …” tells something else first; “was blunter, saying …” does not
    if verb is None or (verb.tag_ == "VBG" and verb.dep_ == "advcl" and root.lemma_ != "be"):
        verb = root
    source = found.source if found and found.verb else None
    voice = _Voice(
        spoken=sentence.speaker is not None or sentence.in_quote,
        foretells=found is not None and found.source.lemma_.lower() in _group("foretellers"),
        names=frozenset(re.findall(r"\w{3,}", f"{sentence.speaker} {sentence.actor}".lower())),
        deputy=source is not None and any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in source.children),
    )
    cry = sentence.speaker and "!" in sentence.text and any(map(_weighs, sentence.span))
    if cry or _is_view(verb, voice):
        return StatementKind.VIEW
    passed_on = found is not None and found.certain
    return StatementKind.CLAIM if passed_on or _is_passed_on(root) else None


def _is_passed_on(root: "Token") -> bool:
    """Whether a sentence tells at second hand what it tells."""
    children = list(root.children)
    roles = {c.dep_ for c in children}
    clear = any(c.lower_ == "that" or any(g.lower_ == "that" for g in c.children) for c in children)
    governs = cues.has_clause(root) or clear
    perceives = root.lemma_.lower() in group("needs_clause") and not clear  # “found her asleep”
    itself = any(c.dep_ == "nsubj" and c.lower_ in {"i", "we"} for c in children)
    plain = not roles & {"neg", "auxpass"} and not (perceives or itself or _is_bare(root))
    if governs and plain and _reports(root):
        return True
    if governs and "auxpass" in roles and root.lemma_.lower() in _group("rumoured"):
        return True
    return any(
        c.lower_ in _group("hearsay")
        or (c.dep_ == "parataxis" and _reports(c))
        or (c.lemma_ in {"quote", "cite"} and any(g.dep_ == "nsubjpass" for g in c.children))
        for c in children
    )


def _reports(verb: "Token") -> bool:
    """Whether a verb says something, and does nothing by that."""
    lemma = verb.lemma_.lower()
    return lemma in group("report") and lemma not in _group("perform") and not _modals(verb)


def _is_view(verb: "Token", voice: _Voice, deep: int = 0) -> bool:
    """Whether a verb and what it governs tell a view; `deep` says how many clauses it stands in."""
    own = not deep or voice.is_told_by(verb)
    if own and _takes_stance(verb, voice):
        return True
    if verb.lemma_.lower() in _group("answer") or _objects(verb) & _group("courtesy"):
        near = [*verb.children, *(g for c in verb.children if c.dep_ == "dobj" for g in c.children)]
        beside = (c for c in near if c.dep_ == "conj" or (c.dep_ in {"advcl", "acl"} and c.tag_ == "VBG"))
        return any(c.pos_ == "VERB" and _is_view(c, voice, deep) for c in beside)
    if deep < _DEEP and own and _reports(verb) and (inner := _said(verb)) is not None:
        return any(_is_view(c, voice, deep + 1) for c in (inner, *_turned(inner)))
    return any(_judges(v, voice) for v in (verb, *_turned(verb)))


def _said(verb: "Token") -> "Token | None":
    """The clause that a verb governs, or the one that it is put into (“A, say analysts, is B”)."""
    found = [c for c in verb.children if c.dep_ in {"ccomp", "xcomp"}]
    found.sort(key=lambda c: c.i < verb.i)  # “there are the regulators: lawyers say that …”
    return next(iter(found), verb.head if verb.dep_ == "parataxis" else None)


def _turned(verb: "Token") -> Iterator["Token"]:
    """“It is a step, but it is not enough”: the second clause, which is the point."""
    if any(c.dep_ == "cc" and c.lower_ == "but" for c in verb.children):
        yield from (c for c in verb.children if c.dep_ == "conj")


def _takes_stance(verb: "Token", voice: _Voice) -> bool:
    """Whether a verb by itself demands, judges, hopes or fears."""
    if _modals(verb) or _is_bare(verb):
        return False
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):  # “is seen as a positive step”
        said_as = (c for c in verb.children if c.lower_ == "as")
        return verb.lemma_.lower() in _group("judge_as") and any(map(_loaded, said_as))
    if verb.lemma_.lower() in _group("hold"):
        return _holds(verb, voice)
    if any(c.dep_ == "neg" for c in verb.children):
        return False
    return _demands(verb) or _judges_others(verb) or _gives(verb, voice)


def _is_bare(verb: "Token") -> bool:
    """“Welcome to Oslo”, “thought to be old”: nobody does it."""
    roles = {c.dep_ for c in verb.children}
    return not roles & _SUBJECTS and (
        verb.tag_ == "VB" or (verb.tag_ == "VBN" and "aux" not in roles and verb.dep_ != "conj")
    )


def _holds(verb: "Token", voice: _Voice) -> bool:
    """“Believes that it will fail”, “hopes for talks”, “wants the gates opened”."""
    lemma, said = verb.lemma_.lower(), _said(verb)
    if lemma in _group("assess") and said is None:
        return bool(_prepositions(verb) & set(words("views")["assess_with"].get(lemma, ())))
    if lemma in _group("assess") and said is not None:
        return not _is_checkable(said, voice)
    return not (
        lemma in _group("plan") and any(c.dep_ == "xcomp" and _is_infinitive(c) for c in verb.children)
    )


def _demands(verb: "Token") -> bool:
    """“Urged”, “called for”, “told shareholders to wait”."""
    lemma, roles = verb.lemma_.lower(), {c.dep_ for c in verb.children}
    asked = "dobj" in roles and any(c.dep_ == "xcomp" and _is_infinitive(c) for c in verb.children)
    return (
        lemma in _group("demand")
        or (lemma in _group("demand_of") and asked)
        or bool(_prepositions(verb) & set(words("views")["demand_with"].get(lemma, ())))
    )


def _prepositions(verb: "Token") -> set[str]:
    """Those of a verb; the “for” of “called for them to stop” too."""
    clauses = (g for c in verb.children if c.dep_ in {"advcl", "ccomp"} for g in c.children)
    return {t.lower_ for t in (*verb.children, *clauses) if t.dep_ in {"prep", "prt", "mark"}}


def _judges_others(verb: "Token") -> bool:
    """“Condemned”, “called it a mistake”, “dismissed it as a rumour”."""
    lemma = verb.lemma_.lower()
    if lemma in _group("judge"):
        return True
    if lemma not in _group("judge_as") | _group("name_as"):
        return False
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    near = [*verb.children, *(g for c in objects for g in c.children)]
    names = [c for c in near if c.dep_ in {"oprd", "npadvmod"} or c.lower_ == "as"]
    if lemma not in {"see", "view"}:  # “saw that prices fell” judges nothing
        names += [c for c in verb.children if c.dep_ == "ccomp"]
    names += objects[1:]  # “called it an insult”, where the parser takes the name for an object too
    return any(lemma in _group("judge_as") or _loaded(c) for c in names)


def _gives(verb: "Token", voice: _Voice) -> bool:
    """“Voiced concern”, “stressed the need”."""
    lemma, objects = verb.lemma_.lower(), _objects(verb)
    if voice.spoken and lemma in _group("give") and objects & _group("given"):
        return True
    return lemma in _group("stress") and bool(objects & _group("stressed"))


def _is_infinitive(verb: "Token") -> bool:
    return any(c.tag_ == "TO" for c in verb.children)


def _is_checkable(clause: "Token", voice: _Voice) -> bool:
    """Whether a clause tells what has happened, or what its speaker does."""
    children = list(clause.children)
    happened = clause.tag_ == "VBD" and (clause.lemma_ != "be" or any(c.dep_ == "expl" for c in children))
    return (
        happened or voice.is_told_by(clause) or any(c.lemma_ == "have" and c.dep_ == "aux" for c in children)
    )


def _judges(verb: "Token", voice: _Voice) -> bool:
    """Whether a clause says what ought to be, what something is worth or what may come of it."""
    predicates = (c for c in verb.children if c.dep_ in {"acomp", "attr", "oprd"})
    return (
        _obliges(verb, voice)
        or _foretells(verb, voice)
        or _rates(verb, voice)
        or any(_is_judgement(p, verb, voice) for c in predicates for p in (c, *c.conjuncts))
    )


def _obliges(verb: "Token", voice: _Voice) -> bool:
    """“Should end”; of somebody's words also “must”, “needs to”, and an order."""
    modals = _modals(verb)
    if modals & {"should", "ought"}:
        return True
    return voice.spoken and (bool(modals & {"must", "shall"}) or _is_order(verb) or _is_required(verb))


def _foretells(verb: "Token", voice: _Voice) -> bool:
    """“Could hurt”, and whatever may be in the words of those whose trade it is; not what a speaker plans."""
    modals, lemma, children = _modals(verb), verb.lemma_.lower(), list(verb.children)
    if lemma == "remain":  # “remains to be seen”, “challenges remain”
        seen = any(c.dep_ == "xcomp" and c.lemma_ == "see" for c in children)
        return seen or any(c.dep_ == "nsubj" and c.lemma_ in _group("left") for c in children)
    if not modals & _group("prediction") or voice.is_told_by(verb):
        return False
    # an article's “will” tells what is planned
    far = lemma in _group("effect") and (voice.spoken or bool(modals - {"will", "can"}))
    return voice.foretells or far or (voice.spoken and any(c.lower_ == "never" for c in children))


def _rates(verb: "Token", voice: _Voice) -> bool:
    """“Lacks transparency”, she said; “marks a rare moment”, the article says."""
    if voice.spoken:
        return verb.lemma_.lower() in _group("rate")
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    weighed = any(_weighs(t) for c in objects for t in (c, *c.children))
    return verb.lemma_.lower() in _group("signify") and weighed


def _is_required(verb: "Token") -> bool:
    """“Needs to stop”, “can only begin when”, “cannot begin without”."""
    modals = _modals(verb)
    words_ = {c.lower_ for c in verb.children} | {c.dep_ for c in verb.children}
    if modals & {"can", "could", "ca"} and ("only" in words_ or {"neg", "without"} <= words_):
        return True
    has_to = verb.lemma_ == "need" or (verb.lemma_ == "have" and verb.tag_ in {"VBZ", "VBP"})
    has_to = has_to and "dobj" not in words_
    subject = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
    if subject is None or not has_to or subject.lower_ in _PERSONAL - {"it"}:
        return False
    return any(_is_infinitive(c) for c in verb.children if c.dep_ == "xcomp")


def _is_judgement(token: "Token", verb: "Token", voice: _Voice) -> bool:
    """Whether the predicate of a verb judges: “is not enough”, “was a mistake”, “would be difficult”."""
    word, own = token.lower_, voice.is_told_by(verb)
    if word in {"likely", "unlikely", "certain", "sure", "bound"} and any(
        c.dep_ == "xcomp" for c in token.children
    ):
        return not own  # else what she may do herself
    if word in _group("outlook") | _group("worth"):
        return True
    if not voice.spoken:
        return False
    if token.pos_ == "NOUN":
        if any(c.dep_ == "expl" for c in verb.children):
            return False  # “there were premature deaths”
        return _is_saying(token, verb) or any(
            _weighs(t) for t in (token, *token.children) if t == token or t.dep_ == "amod"
        )
    too = any(c.lower_ == "too" and c.i < token.i for c in token.children)
    return too or _weighs(token) or (word in _group("feeling") and own)


def _is_saying(token: "Token", verb: "Token") -> bool:
    """“A locked door is not an argument”, “childhood is not a market”: of any one, not of this one."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or verb.tag_ != "VBZ" or token.left_edge.lower_ not in {"a", "an"}:
        return False
    bare = subject.tag_ == "NN" and not list(subject.children)
    return bare or any(c.lower_ in {"a", "an"} for c in subject.children)


def _is_order(verb: "Token") -> bool:
    """“Stop the shelling,” she said."""
    edge = verb.left_edge
    quoted = edge.text in _QUOTES or (edge.i > 0 and edge.nbor(-1).text in _QUOTES)
    bare = all(c.dep_ not in {*_SUBJECTS, "aux", "auxpass"} for c in verb.children)
    return verb.tag_ == "VB" and quoted and bare


def _loaded(part: "Token") -> bool:
    """Whether there is a word of judgement in a part of a sentence, or it is in somebody's own words."""
    if any(t.lower_ in _group("denial") for t in part.subtree):
        return False
    quoted = part.left_edge.i > 0 and part.left_edge.nbor(-1).text in _QUOTES
    return quoted or any(t.text in _QUOTES or _weighs(t) for t in part.subtree)


def _weighs(token: "Token") -> bool:
    """Whether a word judges."""
    adjectives = _group("worth") | _group("plain_worth") | _group("outlook") | _group("weight")
    return token.lower_ in adjectives or token.lemma_.lower() in _group("verdict")


def _modals(verb: "Token") -> set[str]:
    return {c.lower_ for c in verb.children if c.dep_ == "aux" and c.tag_ == "MD"}


def _objects(verb: "Token") -> set[str]:
    found = {c for c in verb.children if c.dep_ == "dobj"}
    return {t.lemma_.lower() for o in found for t in (o, *o.conjuncts)}


@cache
def _group(name: str) -> frozenset[str]:
    return frozenset(words("views")[name])
