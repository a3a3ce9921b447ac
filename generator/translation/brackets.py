"""Editorial [brackets] around a translation.

Engines translate a sentence better without them, so they are taken out first and put back around the same
words after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# [...] and other marks without words stay where they are
_BRACKET = re.compile(r"(\w?)\[([^\[\]]*\w[^\[\]]*)\](\w?)")


@dataclass(frozen=True, slots=True)
class Bracket:
    """What stood in brackets.

    Attributes:
        text: the words.
        number: which of their occurrences in the text it was, from 0.
        of: how often the words occur in the text.
    """

    text: str
    number: int
    of: int


def remove(text: str) -> tuple[str, tuple[Bracket, ...]]:
    """The text without its brackets, and what they held.

    Brackets around a part of a word, as in "[T]he", have no place in a translation and are forgotten.
    """
    plain, held, end = "", [], 0
    for match in _BRACKET.finditer(text):
        plain += text[end : match.start()] + match[1]
        if not match[1] and not match[3]:
            # the possessive is no part of the name
            held.append((match[2].removesuffix("'s"), len(plain)))
        plain += match[2] + match[3]
        end = match.end()
    plain += text[end:]
    brackets = []
    for words, start in held:
        found = _occurrences(words, plain)
        brackets.append(Bracket(words, next((i for i, f in enumerate(found) if f >= start), 0), len(found)))
    return plain, tuple(brackets)


def restore(text: str, brackets: Sequence[tuple[Bracket, Sequence[str]]]) -> str | None:
    """The translated text with its brackets.

    Args:
        text: the translation.
        brackets: each bracket with the forms that its words may have in the translation.

    Returns:
        None where the words of a bracket cannot be told.
    """
    places: set[tuple[int, int]] = set()
    for bracket, forms in brackets:
        place = next((p for form in forms if (p := _place(text, bracket, form)) and p not in places), None)
        if place is None:
            return None
        places.add(place)
    ordered = sorted(places)
    if any(first[1] > second[0] for first, second in pairwise(ordered)):
        return None
    for start, end in reversed(ordered):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def count(text: str) -> int:
    """How many brackets a translation of the text must hold."""
    return len(remove(text)[1]) + len(re.findall(r"\[\W*\]", text))


def _place(text: str, bracket: Bracket, form: str) -> tuple[int, int] | None:
    found = _occurrences(form, text)
    if len(found) != bracket.of:
        return None
    return found[bracket.number], found[bracket.number] + len(form)


def _occurrences(words: str, text: str) -> list[int]:
    """Where the words begin; capital or small, but whole where words are written apart."""
    if not words:
        return []
    pattern = re.escape(words)
    if words[0].isascii() or words[-1].isascii():
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return [match.start() for match in re.finditer(pattern, text, re.IGNORECASE)]
