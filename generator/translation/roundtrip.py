"""A translation turned back into English and compared with its source: who does what to whom.

Words alone do not show that "the invasion of Ukraine by Russia" became an invasion of Ukraine in Russia; the
same sentence in English again, parsed, does.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.parser import parser
from generator.translation import brackets
from generator.translation.checks import countries, meaning, naming
from generator.translation.checks.pair import Pair
from generator.translation.fold import fold, is_headline
from generator.translation.tables import table
from generator.translation.ways import join, ways

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# what stands between the deed and the one it is done to: "an attack on Y", "the war against Y"
_UPON = {"of", "on", "against", "upon", "over", "at", "to", "toward", "towards", "from", "into"}
# of those, the ones that tell one thing only when the other side has the same: "sold to", "bought from"
_DIRECTED = {"to", "from", "toward", "towards", "into", "at"}
# of so many content words, this share must come back; and of those in a part
_ENOUGH, _FEWEST = 0.2, 6
_PART = 4


@dataclass(frozen=True, slots=True)
class _Mention:
    """Who or what: the words of a noun phrase, without articles and figures."""

    head: str
    words: frozenset[str]
    is_name: bool


@dataclass(frozen=True, slots=True)
class _Deed:
    """Somebody does something to somebody."""

    agent: _Mention
    patient: _Mention
    by: str
    lemma: str


def problems(
    pairs: Sequence[tuple[str, str]], reverse: Callable[[Sequence[str]], list[str]], language: str
) -> list[str | None]:
    """Turn translations back and say what that shows to be wrong with each.

    Args:
        pairs: source and translation, with straight typographic marks.
        reverse: translates sentences into English, with straight typographic marks.
        language: tag of the translations' language.
    """
    # brackets would only disturb
    plain = [(brackets.remove(source)[0], brackets.remove(target)[0]) for source, target in pairs]
    cut = [next(ways(target, language)) for _, target in plain]
    parts = list(dict.fromkeys(part for way in cut for part, _ in way))
    back = dict(zip(parts, reverse(parts), strict=True))
    return [
        problem(source, target, join(way, [back[part] for part, _ in way], "en"), language)
        for (source, target), way in zip(plain, cut, strict=True)
    ]


def problem(source: str, target: str, back: str, language: str) -> str | None:
    """What the way there and back shows to be wrong; None where it shows nothing.

    Args:
        source: English, with straight typographic marks.
        target: its translation.
        back: the translation translated back into English.
        language: tag of the translation's language.
    """
    first, second = parser().pipe([source, back])
    return (
        _reversed(first, second)
        or _suffered(first, second)
        or _grave(source, back)
        or _lost_name(first, target, back, language)
        or meaning.negation(Pair(source, back, "en", "en"))
        or _gone(first, second)
    )


def _reversed(source: "Doc", back: "Doc") -> str | None:
    """A deed whose doer and sufferer have changed places."""
    there, here = list(_deeds(source)), list(_deeds(back))
    for deed in there:
        if any(_same(deed.agent, d.agent) and _same(deed.patient, d.patient) for d in here):
            continue
        for other in here:
            if _is_reverse(deed, other):
                return f"who does what is turned round: “{deed.agent.head}” and “{deed.patient.head}”"
        if moved := _moved(deed, back):
            return f"“{moved}” has another part in it"
    if swapped := _swapped(source, back):
        return f"“{swapped[0]}” and “{swapped[1]}” have changed places"
    return None


def _suffered(source: "Doc", back: "Doc") -> str | None:
    """Who does something has it done to them: “were swift to condemn the launch”, “were condemned”."""
    for verb in back:
        sufferers = [t for t in verb.children if t.dep_ == "nsubjpass" and t.pos_ != "PRON"]
        if not sufferers or any(t.dep_ == "agent" for t in verb.children):
            continue
        same = [t for t in source if t.pos_ == "VERB" and t.lemma_ == verb.lemma_]
        if not all(any(c.dep_ == "dobj" for c in t.children) for t in same):
            continue
        doers = [_doer(t) for t in same]
        for doer in doers:
            if doer is not None and any(_same(_mention(doer), _mention(s)) for s in sufferers):
                return f"“{doer.text}” has it done: “{verb.text}”"
    return None


def _doer(verb: "Token") -> "Token | None":
    """The subject of an active verb, or of what it depends on: “were swift to condemn”."""
    while True:
        if any(t.dep_ in {"nsubjpass", "auxpass"} for t in verb.children):
            return None
        if subject := next((t for t in verb.children if t.dep_ == "nsubj"), None):
            return subject
        if verb.dep_ not in {"xcomp", "acomp", "conj"}:
            return None
        verb = verb.head


def _grave(source: str, back: str) -> str | None:
    """A deed of violence that the source does not tell: “the rocket blasted off”, “exploded”."""
    for words in table("grave").values():
        told = re.search(_beginnings(words["told"]), back)
        kept = re.sub(_beginnings(words.get("spared", ())), "", source, flags=re.IGNORECASE)
        if told and not re.search(_beginnings(words["source"]), kept, re.IGNORECASE):
            return f"“{told[0]}” is not in the source"
    return None


def _beginnings(words: Sequence[str]) -> str:
    return rf"\b(?:{'|'.join(words) or '(?!)'})\w*"


def _is_reverse(deed: _Deed, other: _Deed) -> bool:
    if (deed.by in _DIRECTED or other.by in _DIRECTED) and deed.by != other.by:
        return False
    crossed = _same(deed.agent, other.patient), _same(deed.patient, other.agent)
    straight = _same(deed.agent, other.agent) or _same(deed.patient, other.patient)
    # of the same deed, one of the two is enough: the other may have come back as a synonym
    enough = crossed[1] if deed.lemma == other.lemma and deed.by == other.by == "" else all(crossed)
    return enough and not straight


def _moved(deed: _Deed, back: "Doc") -> str | None:
    """The name of the doer of a deed in a noun, if it comes back as the place or the aim of the deed."""
    if deed.by != "of" or not deed.agent.is_name or any(_same(deed.agent, d.agent) for d in _deeds(back)):
        return None
    deeds = (t for t in back if t.pos_ == "NOUN" and _alike(t.lemma_, deed.lemma))
    preps = (t for noun in deeds for t in noun.subtree if t.lower_ in {"in", "on", "against"})
    places = (_mention(t) for prep in preps for t in prep.children if t.dep_ == "pobj")
    return deed.agent.head if any(_same(deed.agent, place) for place in places) else None


def _swapped(source: "Doc", back: "Doc") -> tuple[str, str] | None:
    """Two names, or in a short sentence two nouns, in the other order, for no reason of grammar."""
    for kind in ({"PROPN"}, {"NOUN", "PROPN"}):
        there, here = (_named(doc, kind) for doc in (source, back))
        if kind != {"PROPN"} and (len(there) > 3 or len(source) > 15):
            continue
        if len(there) < 2 or sorted(there) != sorted(here) or len({*there}) < len(there):
            continue
        for first, second in pairwise(there):
            if here.index(first) > here.index(second) and not _may_move(first, second, source, back):
                return first, second
    return None


def _named(doc: "Doc", kind: set[str]) -> list[str]:
    return [t.lemma_.lower() for t in doc if t.pos_ in kind and t.dep_ not in {"compound", "appos"}]


def _may_move(first: str, second: str, *docs: "Doc") -> bool:
    """Whether grammar lets the two stand in another order: "X and Y"; "Y by X"; "Y's X", "X of Y"."""
    shapes = []
    for doc in docs:
        tokens = [t for t in doc if t.lemma_.lower() in {first, second}]
        joined = any(t.dep_ == "conj" or t.head.lower_ in {"by", "of", "according"} for t in tokens)
        owned = any(t.dep_ == "poss" for t in tokens)
        placed = any(t.head.lower_ in {"from", "in", "at"} for t in tokens)
        shapes.append((joined, owned, placed, any(t.dep_ in {"nsubjpass", "agent"} for t in doc)))
    return shapes[0] != shapes[1] or shapes[0][0]


# --- deeds ---------------------------------------------------------------------------------------


def _deeds(doc: "Doc") -> Iterator[_Deed]:
    for token in doc:
        if token.pos_ in {"VERB", "AUX"}:
            agents, patients = _agents(token), _patients(token)
        elif token.pos_ in {"NOUN", "PROPN"}:
            agents, patients = _nominal(token)
        else:
            continue
        for agent in agents:
            for patient, by in patients:
                first, second = _mention(agent), _mention(patient)
                if agent != patient and first.words and second.words and not _same(first, second):
                    yield _Deed(first, second, by, token.lemma_.lower())


def _agents(verb: "Token") -> list["Token"]:
    """The subjects of a verb in the active voice, or who a passive says it is by."""
    found = [t for t in verb.children if t.dep_ == "nsubj"]
    for agent in (t for t in verb.children if t.dep_ == "agent"):
        found += [t for t in agent.children if t.dep_ == "pobj"]
    if not found and not any(t.dep_ in {"nsubjpass", "auxpass"} for t in verb.children):
        if (
            verb.dep_ in {"conj", "xcomp", "advcl"}
            and verb.head.pos_ in {"VERB", "AUX"}
            and verb.head != verb
        ):
            found = _agents(verb.head)
        elif verb.dep_ == "acl" and verb.tag_ == "VBG":
            found = [verb.head]
    return _expanded(found, verb)


def _patients(verb: "Token") -> list[tuple["Token", str]]:
    """The objects of a verb, each with the preposition before it, if any."""
    found = [
        (t, "") for t in verb.children if t.dep_ in {"dobj", "dative", "nsubjpass", "obj"} and t.pos_ != "ADP"
    ]
    for prep in (t for t in verb.children if t.dep_ in {"prep", "dative"} and t.lower_ in _UPON - {"of"}):
        found += [(t, prep.lower_) for t in prep.children if t.dep_ == "pobj"]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        found.append((verb.head, ""))
    return [(one, by) for token, by in found for one in _expanded([token], verb)]


def _nominal(noun: "Token") -> tuple[list["Token"], list[tuple["Token", str]]]:
    """X's invasion of Y; an attack on Y by X."""
    agents = [t for t in noun.children if t.dep_ == "poss" and t.pos_ != "PRON"]
    patients: list[tuple[Token, str]] = []
    for prep in (t for t in noun.children if t.dep_ in {"prep", "agent"}):
        objects = [t for t in prep.children if t.dep_ == "pobj"]
        if prep.lower_ == "by":
            agents += objects
        elif prep.lower_ in _UPON | {"in", "for", "with"}:
            patients += [(t, "of") for t in objects]
            # "the invasion of Ukraine by Russia", read as a Ukraine by Russia
            by = [p for o in objects for p in o.children if p.lower_ == "by"]
            agents += [t for p in by for t in p.children if t.dep_ == "pobj"]
    return agents, patients


def _expanded(tokens: Sequence["Token"], verb: "Token") -> list["Token"]:
    """With what "and" adds, and the noun that "who" stands for."""
    found = []
    for token in tokens:
        if token.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
            found.append(verb.head)
        else:
            found += [token, *token.conjuncts]
    return found


def _mention(head: "Token") -> _Mention:
    if head.pos_ == "PRON":
        return _Mention(head.text, frozenset(), False)
    inner = [
        t
        for t in head.children
        if t.dep_ in {"compound", "amod", "poss", "nmod", "flat"} and t.pos_ != "PRON"
    ]
    inner += [c for t in inner for c in t.children if t.dep_ in {"compound", "poss"} and c.dep_ == "compound"]
    inner += [
        p
        for t in head.children
        if t.dep_ == "prep" and t.lower_ in {"of", "in", "for"}
        for p in t.children
        if p.dep_ == "pobj"
    ]
    words = frozenset(fold(t.lemma_) for t in (head, *inner) if t.is_alpha and not t.is_stop)
    return _Mention(head.text, words, head.pos_ == "PROPN")


def _same(first: _Mention, second: _Mention) -> bool:
    """Whether two mentions are of the same: a name in common, or else the noun."""
    return any(_alike(a, b) for a in first.words for b in second.words)


def _alike(first: str, second: str) -> bool:
    first, second = fold(first), fold(second)
    if first == second or (min(len(first), len(second)) > 4 and first[:5] == second[:5]):
        return True
    return difflib.SequenceMatcher(None, first, second).ratio() >= 0.85


# --- what is gone --------------------------------------------------------------------------------


def _lost_name(source: "Doc", target: str, back: str, language: str) -> str | None:
    """A person's or a place's name that is neither in the translation nor comes back."""
    sure = {token.text for token in source if token.ent_type_ in {"PERSON", "GPE"} and token.pos_ == "PROPN"}
    for name in naming.names_in(source.text, "en"):
        if is_headline(source.text) or countries.is_kept(name, target, language):
            continue
        if name in sure and not naming.contains(target, name) and not naming.contains(back, name):
            return f"“{name}” is lost"
    return None


def _gone(source: "Doc", back: "Doc") -> str | None:
    """Most of it, or the end of it, did not come back; or something came that was not there."""
    wanted, found = _content(source), _content(back)
    if len(wanted) < _FEWEST:
        return None
    kept = [any(_means(token, other) for other in found) for token in wanted]
    if sum(kept) < _ENOUGH * len(kept):
        return "most of it does not come back"
    if _ends_in(kept):
        return "its end does not come back"
    new = [any(_means(token, other) for other in wanted) for token in found]
    if _ends_in(new) and not any(new[-_PART - 1 :]):
        return "something was added at its end"
    return None


def _ends_in(met: Sequence[bool]) -> bool:
    """Whether none of the last words has its like on the other side."""
    last = max(_PART, len(met) // 3)
    return len(met) > 2 * _PART and not any(met[-last:])


def _content(doc: "Doc") -> list["Token"]:
    return [
        t for t in doc if t.pos_ in {"NOUN", "PROPN", "VERB", "ADJ", "NUM"} and not t.is_stop and len(t) > 2
    ]


def _means(first: "Token", second: "Token") -> bool:
    if _alike(first.lemma_, second.lemma_):
        return True
    return bool(first.has_vector and second.has_vector and first.similarity(second) > 0.55)
