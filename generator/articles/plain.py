"""Plain text ▶ blocks: paragraphs set apart by blank lines, by line ends, or hard-wrapped."""

import re
from collections.abc import Iterable, Set
from itertools import pairwise

from generator.articles.blocks import Block, Document, ends_a_sentence, lines
from generator.articles.rules import is_furniture

# nobody wraps lines wider than this; paragraphs that stand in one line each soon exceed it
_WIDEST_WRAP = 120
# how much of the width a line must fill to count as wrapped: breaks at words leave a ragged edge
_FILLED = 0.75
# fewer lines than this show no pattern
_FEWEST_LINES = 4
# an item of a list; a dash of another width may stand inside a sentence
_ITEM = re.compile(r"(?:[-*•▪◦]|(\d{1,2})[.)])\s+\S")
_ITEM_NUMBER = re.compile(r"(\d{1,2})[.)]")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)")


def read(text: str) -> Document:
    """The blocks of a plain text."""
    return Document(tuple(Block(text, None, group) for text, group in paragraphs(_groups(text))))


def _groups(text: str) -> list[list[str]]:
    """The lines between blank lines."""
    groups: list[list[str]] = [[]]
    for line in lines(text):
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def paragraphs(groups: list[list[str]], *, markdown: bool = False) -> Iterable[tuple[str, int]]:
    """Each paragraph with the number of its group.

    Args:
        groups: the tidy lines that stand together.
        markdown: whether lines of a group are one paragraph wherever they may have been wrapped.
    """
    width = max((len(line) for group in groups for line in group), default=0)
    wrapped = _is_wrapped(groups, width)
    for number, group in enumerate(groups):
        text, head = group[0], set() if number else _head(group)
        numbers = {int(item[1]) for item in map(_ITEM_NUMBER.match, group) if item}
        for line, following in pairwise(group):
            if (
                not _is_item(following, numbers)
                and not head & {line, following}
                and width <= _WIDEST_WRAP
                and (markdown or _goes_on(line, following, width if wrapped else None))
            ):
                glue = "" if line.endswith("-") and line[-2:-1].isalpha() and following[0].islower() else " "
                text += glue + following
            else:
                yield text, number
                text = following
        yield text, number


def _goes_on(line: str, following: str, width: int | None) -> bool:
    """Whether the second line continues the first one's sentence or, in wrapped text, its paragraph.

    Every other line is a block of its own, so that the rules see a byline, a date and a button one by one.
    """
    return _runs_on(line, following) or (width is not None and _is_full(line, following, width))


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence goes on from one line to the next."""
    return not ends_a_sentence(line) and following[0].islower() and not _ADDRESS.match(following)


def _head(group: list[str]) -> set[str]:
    """The lines of the file's first group that no line continues, as a title may fill its line, too.

    Only where no sentence runs from line to line: in a paragraph, any words may come to stand in one line.
    """
    if any(_runs_on(*pair) for pair in pairwise(group)):
        return set()
    return {line for line in group if is_furniture(line)}


def _is_item(line: str, numbers: Set[int]) -> bool:
    """Whether a line is an item of a list; a number without the one before it may end a sentence."""
    item = _ITEM.match(line)
    if not item or not item[1]:
        return bool(item)
    before = int(item[1]) - 1
    return before == 0 or before in numbers


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next word found no more room in the line."""
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width * _FILLED


def _is_wrapped(groups: list[list[str]], width: int) -> bool:
    """Whether lines were broken at a width: most are full, and break in mid-sentence."""
    # lines set below one another, as bylines and credits are, show nothing: no sentence runs through them
    groups = [group for group in groups if any(_runs_on(*pair) for pair in pairwise(group))]
    pairs = [pair for group in groups for pair in pairwise(group)]
    if width > _WIDEST_WRAP or len(pairs) + 1 < _FEWEST_LINES:
        return False
    full = sum(_is_full(*pair, width) for pair in pairs)
    broken = [following for line, following in pairs if not ends_a_sentence(line)]
    # in prose, few words have a capital; lines that are items of a list begin with one
    small = sum(not following[0].isupper() for following in broken)
    return full >= 0.6 * len(pairs) and len(broken) >= 0.5 * len(pairs) and small >= 0.4 * len(broken)
