"""Statements that make sense on their own.

A pronoun at the front gets its name in [brackets]; a sentence that otherwise leans on the one
before it takes that one along; one that would still be unclear is not used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from generator.drafting.actors import Actors
from generator.drafting.pointers import is_fragment, pointers
from generator.drafting.resources import words
from generator.drafting.text import CLOSING, OPENING, Sentence

# how many sentences a unit may have
_MOST = 3


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
        front = _resolved(sentence, actors)
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


def _resolved(sentence: Sentence, actors: Actors) -> str | None:
    """The sentence's text if it stands alone, with what points back replaced; else None."""
    if is_fragment(sentence):
        return None
    replaced = []
    for pointer in pointers(sentence):
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
    return text[:1] in OPENING + '"' and text[-1:] in '"”»' and text.count('"') <= 2


def _balanced(text: str) -> str:
    """Close a quotation that runs on after the unit's end, so that the quoted words stay marked."""
    if text.count("“") > text.count("”"):
        return text + "”"
    return text + '"' if text.count('"') % 2 and '"' not in text[-2:] else text
