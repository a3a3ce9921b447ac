"""Statements that make sense on their own.

A pronoun at the front gets its name in [brackets]; a sentence that otherwise leans on the one
before it takes that one along; one that would still be unclear is not used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from generator.briefing import Original
from generator.drafting.actors import Actors
from generator.drafting.pointers import follows_on, is_fragment, pointers
from generator.drafting.resources import words
from generator.drafting.text import CLOSING, OPENING, Sentence

# at the front of a paragraph, these do not surely mean who was named last in the one before
_PEOPLE = {"he", "she", "they", "his", "her", "their"}
# how many sentences a unit may have
_MOST = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more sentences in a row that stand alone together.

    Attributes:
        sentences: the last is the one that was wanted.
        words: its length.
        text: verbatim but for [brackets] and a dropped “But” or “However,” at the front.
    """

    sentences: tuple[Sentence, ...]
    text: str
    words: int

    @property
    def sources(self) -> tuple[str, ...]:
        """The paragraphs it is from."""
        return tuple(dict.fromkeys(s.reference for s in self.sentences))

    @property
    def is_translated(self) -> bool:
        """Whether its article was translated."""
        return bool(self.sentences[0].translated)

    @property
    def original(self) -> Original | None:
        """What it was translated from, in whole sentences; None where it is no translation."""
        text, last = "", None
        for before, sentence in pairwise((self.sentences[0], *self.sentences)):
            for part in sentence.translated:
                if part is not last:  # else two clauses of one sentence
                    text += (_gap(before, sentence) if text else "") + part.original.text
                last = part
        return replace(last.original, text=text) if last else None


def unit(sentences: Sequence[Sentence], index: int, actors: Actors) -> Unit | None:
    """The sentence at an index with as much as it needs to stand alone, or None."""
    taken: list[Sentence] = []
    for position in range(index, max(-1, index - _MOST), -1):
        sentence = sentences[position]
        if taken and not _adjoin(sentence, taken[0]):
            return None
        if any(part.problem for part in sentence.translated):
            return None
        taken.insert(0, sentence)
        front = _resolved(sentence, actors)
        if front is not None:
            rest = (_gap(before, after) + after.text for before, after in pairwise(taken))
            text = _balanced(front + "".join(rest))
            return Unit(tuple(taken), text, len(text.split()))
    return None


def _gap(first: Sentence, second: Sentence) -> str:
    """What stands between two sentences: a mark where something else stood, such as a caption."""
    return " " if second.paragraph - first.paragraph < 2 else " […] "


def _adjoin(first: Sentence, second: Sentence) -> bool:
    """Whether one sentence follows the other, in one voice."""
    together = first.article is second.article and second.order - first.order == 1
    about_people = any(t.lower_ in _PEOPLE for t in second.span[:2])
    near = first.paragraph == second.paragraph or not about_people
    if not together or not near or first.speaker != second.speaker:
        return False
    return first.paragraph == second.paragraph or bool(_content(first) & _content(second))


def _content(sentence: Sentence) -> set[str]:
    """Its nouns and names, which the next paragraph takes up if it goes on about the same."""
    return {t.lemma_.lower() for t in sentence.span if t.pos_ in {"NOUN", "PROPN"} and not t.is_stop}


def _resolved(sentence: Sentence, actors: Actors) -> str | None:
    """The sentence's text if it stands alone, with what points back replaced; else None."""
    if is_fragment(sentence) or follows_on(sentence):
        return None
    replaced = []
    for pointer in pointers(sentence, actors.events):
        first = pointer.left_edge.i
        found = next((r for r in sentence.referents if first <= r.start <= pointer.i), None)
        if found is None:
            return None
        replaced.append(found)
    text, begin = sentence.text, sentence.span[0].idx
    for found in reversed(replaced):
        words_ = sentence.span.doc[found.start : found.end]
        text = f"{text[: words_.start_char - begin]}[{found.name}]{text[words_.end_char - begin :]}"
    if sentence.in_quote or _all_quoted(sentence.text):
        return _introduced(text, sentence, actors)
    text = text[_connective(sentence) :]
    return text[:1].upper() + text[1:]


def _introduced(text: str, sentence: Sentence, actors: Actors) -> str | None:
    """Words that are nothing but a quotation, with their speaker before them."""
    if not sentence.speaker:
        return None
    if sentence.in_quote and re.search(r"[”\"].*\w", text):  # its cue follows: “… ,” she said
        return f"“{text}"
    return f"[{actors.short(sentence.speaker)}:] “{text.strip(OPENING + CLOSING + chr(34) + ' ')}”"


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


def _all_quoted(text: str) -> bool:
    """Whether it is nothing but a quotation, which may run on after it."""
    if text[:1] not in OPENING + '"':
        return False
    closing = re.search(r'["”»]', text[1:])
    return closing is None or closing.end() == len(text) - 1


def _balanced(text: str) -> str:
    """Close a quotation that runs on after the unit's end, so that the quoted words stay marked."""
    if text.count("“") > text.count("”"):
        return text + "”"
    return text + '"' if text.count('"') % 2 and '"' not in text[-2:] else text
