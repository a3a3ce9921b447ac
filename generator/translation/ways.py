"""The ways to put a string before an engine: how it is cut into sentences, and worded.

Each way means the same; the first is the one that engines translate best, the others are for strings whose
translation had a fault.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from generator.translation import brackets, sentences
from generator.translation.rewording import of_possessives, reword, sentence_case, without_contractions
from generator.translation.tables import base

# the parts of a string that are translated on their own, each with what stands between it and the next
Way = list[tuple[str, str]]

# Engines garble longer sentences: Firefox's en-pt model keeps one of 72 words whole and loses part of one
# of 104.
_LONGEST_SENTENCE = 60
_SENTENCE = "\n"  # between two sentences: each language has its own space there
# a quotation of some words, and what goes on behind it
_AFTER_QUOTATION = re.compile(r'(?<=[\w.,!?]")\s+(?=\w)')


def ways(source: str, language: str, small: Collection[str] = ()) -> Iterator[Way]:
    """The ways to cut and word a string, best first, none twice.

    Args:
        source: with straight typographic marks.
        language: its language tag.
        small: words that need no capital in a headline.
    """
    seen: list[Way] = []
    for way in _all_ways(source, language, small):
        if way not in seen:
            seen.append(way)
            yield way


def _all_ways(source: str, language: str, small: Collection[str]) -> Iterator[Way]:
    plain, held = brackets.remove(source)
    if base(language) == "en":
        yield _parts(sentence_case(plain, small), language, _LONGEST_SENTENCE)
    yield _parts(plain, language, _LONGEST_SENTENCE)
    if base(language) == "en":
        for other in (without_contractions, of_possessives):
            yield _parts(other(plain), language, _LONGEST_SENTENCE)
    if held:
        yield _parts(source, language, _LONGEST_SENTENCE)
    yield _quotation_apart(plain, language)
    yield _parts(plain, language, 1)


def join(way: Way, translations: Sequence[str], language: str) -> str:
    """The translated parts as one text of a language."""
    finished, text = [], ""
    for (part, separator), translation in zip(way, translations, strict=True):
        text += end_like(part, translation)
        if separator == _SENTENCE:
            finished.append(text)
            text = ""
        else:
            text += separator
    return sentences.join([*finished, *([text] if text else [])], language)


def end_like(source: str, target: str) -> str:
    """The translation without a full stop that an engine added."""
    return target if re.search(r"[.!?。！？]\W*$", source) else re.sub(r"(?<![.])[.。]$", "", target)


def _parts(text: str, language: str, longest: int) -> Way:
    parts: Way = []
    for sentence in sentences.split(text, language):
        wording = reword(sentence) if base(language) == "en" else sentence
        *rest, (last, _) = sentences.clauses(wording, longest)
        parts += [*rest, (last, _SENTENCE)]
    return parts


def _quotation_apart(text: str, language: str) -> Way:
    """A quotation and what stands behind it, each on its own."""
    parts: Way = []
    for sentence in sentences.split(text, language):
        *rest, last = _AFTER_QUOTATION.split(sentence)
        parts += [*((part, " ") for part in rest), (last, _SENTENCE)]
    return parts
