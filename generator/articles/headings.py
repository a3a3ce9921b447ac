"""Tells headings from prose by their looks, where the file's markup does not."""

import re
from collections.abc import Sequence
from itertools import groupby, takewhile

from generator.articles.blocks import Block, ends_a_sentence
from generator.articles.cleaning import is_prose
from generator.articles.rules import heading_words
from generator.briefing import Paragraph

# longer lines without a full stop are prose that lost it
_LONGEST_HEADING = 20
_LONGEST_TITLE = 25
_LONGEST_QUESTION = 9
# the line below the title, which may tell as much as a sentence
_LONGEST_DECK = 35
# for scripts that set no blanks between words
_MOST_CHARACTERS = 200
# so many unfinished lines in a row are a list
_LIST = 3
# an item of a list, a line that goes on, a quotation
_NO_HEADING = re.compile(r"[-–—•*·]|\d+[.)] |.*[,;:\-–—]$|[\"“„«](?=.*[a-z]).*[\"”“»]$")
_POINTS = re.compile(r"[*•] ")
_SENTENCES = re.compile(r".*\w{4,}[.!?] [\"“(]?[A-Z]")
_STATEMENTS = re.compile(r".*\w{4,}\. [\"“(]?[A-Z]")
_ABBREVIATION = re.compile(r".*\b(?:[A-Z]\.){2,}$")


def mark(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    """The blocks as paragraphs, headings marked as such."""
    story = next((i for i, block in enumerate(blocks) if is_prose(block.text)), len(blocks))
    marks = [_is_heading(block, first=index == 0 and len(blocks) > 1) for index, block in enumerate(blocks)]
    if story > 1:
        marks[1] = marks[1] or _is_deck(blocks[1])
    for is_run, run in groupby(range(story, len(blocks)), lambda i: marks[i] and not blocks[i].heading):
        indexes = list(run)
        if is_run and len(indexes) >= _LIST:
            for index in indexes:
                marks[index] = False
    return tuple(Paragraph(b.number, b.text, heading) for b, heading in zip(blocks, marks, strict=True))


def title(paragraphs: Sequence[Paragraph]) -> str | None:
    """The headline: the first heading above the story that is more than a word or two, as labels are."""
    above = [p.text for p in takewhile(lambda p: p.heading, paragraphs)]
    return next((text for text in above if text.count(" ") > 1), above[0] if above else None)


def _is_question(text: str) -> bool:
    return text.endswith("?") and re.split(r"\W", text, maxsplit=1)[0] in heading_words().question_words


def _begins_a_sentence(text: str) -> bool:
    first, _, rest = text.partition(" ")
    return first in heading_words().sentence_openers and "a" <= rest[:1] <= "z"


def _is_deck(block: Block) -> bool:
    """Whether a block can be the line below the title, or the points of an agency's summary."""
    text = block.text
    if block.heading is False or ends_a_sentence(text) or len(text) > _MOST_CHARACTERS:
        return False
    fits = _POINTS.match(text) or not _NO_HEADING.match(text)
    return bool(fits) and not _SENTENCES.match(text) and text.count(" ") < _LONGEST_DECK


def _is_heading(block: Block, *, first: bool) -> bool:
    if block.heading is not None:
        return block.heading
    text, words = block.text, block.text.count(" ") + 1
    told = (_STATEMENTS if first else _SENTENCES).match
    # the length first: the patterns take long over a long text
    if len(text) > _MOST_CHARACTERS or _NO_HEADING.match(text) or _begins_a_sentence(text) or told(text):
        return False
    if not ends_a_sentence(text):
        return words <= (_LONGEST_TITLE if first else _LONGEST_HEADING)
    if _ABBREVIATION.match(text):  # "A Visit to the U.S."
        return first and words <= _LONGEST_TITLE
    if first:  # headlines ask, shout and trail off
        trails_off = text.endswith(("...", "…"))
        return words <= _LONGEST_TITLE and (trails_off or text.rstrip("\"'”’)")[-1:] in set("?!？！"))
    return words <= _LONGEST_QUESTION and _is_question(text)
