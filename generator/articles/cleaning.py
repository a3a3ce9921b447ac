"""Takes out what is not prose: by the rules of data/cleaning.yml, and by what only neighbours show."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from generator.articles.blocks import Block, ends_a_sentence
from generator.articles.rules import gallery_label, rules
from generator.briefing import Removal

# prose has at least so many characters and ends as a sentence does; before it is the article's head
_SHORTEST_PROSE = 40
# some scripts set no blanks, and some files are one endless word
_LONGEST_WORD = 15
# how many blocks at the end of a file may hold credits and notes that look like prose
_TAIL = 6


def clean(blocks: Sequence[Block]) -> tuple[list[Block], list[Removal]]:
    """Separate the prose from what stands around it.

    Returns:
        The blocks that are left, numbered by their place in the file, and what was removed.
    """
    left = [replace(block, number=number) for number, block in enumerate(blocks, 1)]
    groups = {block.number: block.group for block in left}
    removed: list[Removal] = []
    left = _cut_gallery_labels(left, removed)
    left = _apply_rules(left, removed)
    left = _cut_captions(left, removed, groups)
    left = _cut_link_lists(left, removed)
    left = _cut_repeats(left, removed)
    return left, sorted(removed, key=lambda removal: removal.number)


def is_prose(text: str) -> bool:
    """Whether a block reads as a paragraph of the story."""
    return ends_a_sentence(text) and len(text) >= _SHORTEST_PROSE and not text.endswith(("...", "…"))


# --- rules ---------------------------------------------------------------------------------------


def _apply_rules(blocks: list[Block], removed: list[Removal]) -> list[Block]:
    left: list[Block] = []
    place = "head"
    for index, block in enumerate(blocks):
        places = {"any", place}
        if len(blocks) - index <= _TAIL:
            places.add("tail")
        if places & {"head", "tail"}:
            places.add("edges")
        text = block.text
        while text and (cut := _first_cut(text, places)):
            text, piece, rule = cut
            removed.append(Removal(block.number, piece, rule))
        if text:
            left.append(replace(block, text=text))
        if is_prose(text):
            place = "body"
    return left


def _first_cut(text: str, places: set[str]) -> tuple[str, str, str] | None:
    """What the first rule that applies leaves, what it takes, and its name."""
    words = max(text.count(" ") + 1, len(text) / _LONGEST_WORD)
    for rule, pattern in rules():
        if rule.where not in places or (rule.scope == "block" and words > rule.limit):
            continue
        match = pattern.match(text) if rule.scope == "block" else pattern.search(text)
        if match and match[0]:
            kept = (match["keep"] or "") if "keep" in pattern.groupindex else ""
            piece = match[0].strip().removeprefix(kept).strip()
            left = f"{text[: match.start()]}{kept} {text[match.end() :]}"
            return " ".join(left.split()), piece, rule.name
    return None


# --- neighbours ----------------------------------------------------------------------------------

# one label alone may begin a sentence
_FEWEST_CAPTIONS = 2
# the longest caption in words
_LONGEST_CAPTION = 60
# fewer words may stand in an article twice with good reason, or be part of another block by chance;
# a sentence, or a line without a full stop
_SHORTEST_TWIN = {True: 6, False: 3}
_SHORTEST_EXTRACT = {True: 6, False: 10}
_RUN = 6


def _cut_gallery_labels(blocks: list[Block], removed: list[Removal]) -> list[Block]:
    """Cut a gallery's name, which stands in front of each of its captions."""
    labelled = [block.text.split() for block in blocks if gallery_label().match(block.text)]
    if len(labelled) < _FEWEST_CAPTIONS:
        return blocks
    shared = takewhile(lambda words: len(set(words)) == 1, zip(*labelled, strict=False))
    # of two captions alone, the first words may be the same by chance
    name = " ".join(words[0] for words in shared) if len(labelled) > 2 else ""
    left = []
    for block in blocks:
        match, text = gallery_label().match(block.text), block.text
        if match:
            titled = match[0] + blocks[0].text
            label = titled if text.startswith(titled) else name or match[0].strip()
            removed.append(Removal(block.number, label, "gallery label"))
            text = text[len(label) :].strip()
        if text:
            left.append(replace(block, text=text))
    return left


def _cut_captions(blocks: list[Block], removed: list[Removal], groups: dict[int, int]) -> list[Block]:
    """Cut the line above a picture's credit, where the two stand together apart from the rest."""
    sizes = Counter(groups.values())
    credited = {(r.number - 1, groups[r.number]) for r in removed if r.rule == "picture credit"}
    left = []
    for block in blocks:
        size = sizes[block.group]
        if (
            (block.number, block.group) in credited
            and len(sizes) > 1
            and (size == 2 or (size == 3 and not ends_a_sentence(block.text)))
            and block.text.count(" ") < _LONGEST_CAPTION
        ):
            removed.append(Removal(block.number, block.text, "picture caption"))
        else:
            left.append(block)
    return left


def _cut_link_lists(blocks: list[Block], removed: list[Removal]) -> list[Block]:
    """Cut the headlines behind a label such as "Read more:" where nothing else follows."""
    prose = max((block.number for block in blocks if ends_a_sentence(block.text)), default=0)
    label = min((r.number for r in removed if r.rule == "related link" and r.number > prose), default=None)
    if label is None:
        return blocks
    removed += [Removal(block.number, block.text, "related link") for block in blocks if block.number > label]
    return [block for block in blocks if block.number < label]


def _cut_repeats(blocks: list[Block], removed: list[Removal]) -> list[Block]:
    """Cut a title, caption or pulled quotation whose words stand in another block."""
    words = {block.number: re.findall(r"\w+", block.text.casefold()) for block in blocks}
    first: dict[tuple[str, ...], int] = {}
    times = Counter(map(tuple, words.values()))
    # the blocks that hold a run of words, to look into few of them only
    holders = defaultdict(set)
    for number, mine in words.items():
        first.setdefault(tuple(mine), number)
        for run in zip(*(mine[start:] for start in range(_RUN)), strict=False):
            holders[run].add(number)

    def repeats(block: Block) -> bool:
        mine, sentence = words[block.number], ends_a_sentence(block.text)
        if block.text.startswith(("—", "–")):  # whom an embedded post is by
            return False
        # what stands there three times is a question or a label that gives the text its form
        if times[tuple(mine)] > 1:
            again = first[tuple(mine)] != block.number
            return again and times[tuple(mine)] == 2 and len(mine) >= _SHORTEST_TWIN[sentence]
        if block.heading or block is blocks[0] or len(mine) < _SHORTEST_EXTRACT[sentence]:
            return False
        others = (words[number] for number in holders[tuple(mine[:_RUN])] if number != block.number)
        return sum(f" {' '.join(mine)} " in f" {' '.join(other)} " for other in others) == 1

    removed += [Removal(block.number, block.text, "repeated text") for block in blocks if repeats(block)]
    return [block for block in blocks if not repeats(block)]
