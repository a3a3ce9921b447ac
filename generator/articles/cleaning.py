"""Takes out what is not prose: by the rules of data/cleaning.yml, and by what only neighbours show."""

import re
from bisect import bisect, bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import accumulate, count, takewhile

from generator.articles.blocks import Block, ends_a_sentence
from generator.articles.rules import Rule, gallery_label, parting, takers
from generator.briefing import Removal

# prose has at least so many characters and ends as a sentence does; before it is the article's head
_SHORTEST_PROSE = 40
# credits and notes that look like prose stand in so many blocks at the end of a file, or behind so few
# paragraphs of prose, as long menus may follow
_TAIL = 6
_TAIL_PROSE = 3


def clean(blocks: Sequence[Block]) -> tuple[list[Block], list[Removal]]:
    """Separate the prose from what stands around it.

    Returns:
        The blocks that are left, numbered by their place in the file, and what was removed.
    """
    takers.cache_clear()  # lines come again in an article, hardly in another
    left = [replace(block, number=number) for number, block in enumerate(blocks, 1)]
    groups = {block.number: block.group for block in left}
    removed: list[Removal] = []
    left = _cut_gallery_labels(left, removed)
    left = _apply_rules(left, removed)
    left = _cut_captions(left, removed, groups)
    left = _cut_link_lists(left, removed, groups)
    left = _cut_repeats(left, removed)
    return left, sorted(removed, key=lambda removal: removal.number)


def is_prose(text: str) -> bool:
    """Whether a block reads as a paragraph of the story."""
    return ends_a_sentence(text) and len(text) >= _SHORTEST_PROSE and not text.endswith(("...", "…"))


# --- rules ---------------------------------------------------------------------------------------

# more words in one line are no row of furniture, nor is one that takes so long to find out
_LONGEST_ROW = 100
_MOST_LOOK_UPS = 300
# so often a block can lose a piece
_MOST_CUTS = 50
# down the article and up again, as each line that goes may take its neighbour along
_MOST_TURNS = 10
# what such rules take is furniture wherever it stands
_PLAIN = {"block", "end"}
_WORD = re.compile(r"\w+")
_SENTENCE_START = re.compile(r"[^\W_a-z]|[\"“‘(\[•*]")
# what is left of a text, and what was taken, each piece with the name of its rule
_Cut = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class _Spot:
    """What the rules must know of a block besides the text to match.

    Attributes:
        text: the block as it stands in the file.
        places: what the field `where` of a rule may name there.
        story: the article's prose.
    """

    text: str
    places: frozenset[str]
    story: "_Story"


class _Story:
    """The paragraphs of prose; their words are counted only where a rule asks for them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands there."""
        return Counter(word for text in self._texts for word in _words(text))


@dataclass(frozen=True, slots=True)
class _Row:
    """Pieces that stand in one line.

    Attributes:
        pieces: each with the name of its rule.
        is_plain: whether one of them is furniture wherever it stands.
    """

    pieces: tuple[tuple[str, str], ...] = ()
    is_plain: bool = False


def _apply_rules(blocks: list[Block], removed: list[Removal]) -> list[Block]:
    left: list[Block] = []
    prose = [is_prose(block.text) for block in blocks]
    above, below = 0, sum(prose)
    story = _Story([block.text for block, told in zip(blocks, prose, strict=True) if told])
    for index, block in enumerate(blocks):
        below -= prose[index]
        places = _places(above, below, len(blocks) - index, is_first=not left)
        text, spot = block.text, _Spot(block.text, places, story)
        for _ in range(_MOST_CUTS):
            cut = _cut_piece(text, spot) or _cut_row(text, spot) if text else None
            if not cut:
                break
            text, pieces = cut
            removed += [Removal(block.number, piece, rule) for piece, rule in pieces]
        if text:
            left.append(replace(block, text=text))
        above += prose[index] if text is block.text else is_prose(text)
    return _cut_beside(left, removed, len(blocks), story)


def _places(
    above: int, below: int, to_end: int, *, is_first: bool, is_between: bool = False
) -> frozenset[str]:
    """What `where` may name for a block.

    Args:
        above: the paragraphs of prose above it.
        below: those below it.
        to_end: the blocks from it to the end of the file.
        is_first: whether no line stays above it.
        is_between: whether the blocks on both sides went.
    """
    is_tail = to_end <= _TAIL or below < _TAIL_PROSE
    return _places_of(min(above, 2), is_tail=is_tail, is_first=is_first, is_between=is_between)


@cache
def _places_of(above: int, *, is_tail: bool, is_first: bool, is_between: bool) -> frozenset[str]:
    is_head = above < 2
    places = {
        "any": True,
        "head": is_head,
        "body": above > 0,
        "tail": is_tail,
        "edges": is_head or is_tail,
        "below": (is_head or is_tail) and not is_first,
        "between": is_between and not is_first,
        "between-body": is_between and above > 0,
    }
    return frozenset(place for place, is_here in places.items() if is_here)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_stranger(name: str | None, spot: _Spot) -> bool:
    """Whether the story speaks of nobody of the name that a rule takes for a reporter's."""
    if not name:
        return True
    surname = _words(name)[-1]
    return spot.story.words[surname] <= (_words(spot.text).count(surname) if is_prose(spot.text) else 0)


def _takers(text: str, line: str, spot: _Spot) -> list[Rule]:
    """The rules that take a text from its beginning to its end where it stands, as a piece of a line."""
    found = takers(text, line, spot.places)
    return [taker.rule for taker in found if _is_stranger(taker.stranger, spot)]


def _cut_piece(text: str, spot: _Spot) -> _Cut | None:
    """What the first rule that applies leaves, and what it takes with the rule's name."""
    rule = next((rule for rule in _takers(text, text, spot) if rule.scope != "piece"), None)
    if rule:
        return "", ((text, rule.name),)
    parted = parting(text, spot.places)
    if not parted:
        return None
    rule, matches = parted
    left, pieces, end = "", [], 0
    for match in matches:
        kept = match.groupdict().get("keep") or ""
        left += f"{text[end : match.start()]}{kept} "
        pieces.append((match[0].strip().removeprefix(kept).strip(), rule.name))
        end = match.end()
    return " ".join((left + text[end:]).split()), tuple(pieces)


def _cut_row(text: str, spot: _Spot) -> _Cut | None:
    """The same for furniture glued into one line, or to a paragraph.

    What stands behind a paragraph's last whole sentence and is none itself is no part of the paragraph.
    """
    whole = ends_a_sentence(text)
    if whole and "edges" not in spot.places:
        return None
    words = text.rsplit(" ", _LONGEST_ROW)
    ends = [] if whole else [n for n in range(1, len(words)) if _is_break(words[n - 1], words[n])]
    if len(words) <= _LONGEST_ROW:
        ends.insert(0, 0)
    look_ups = count()
    for start in reversed(ends):
        row = _row(words[start:], text, spot, look_ups)
        if row and row.is_plain:
            return " ".join(words[:start]), row.pieces
    return None


def _is_break(word: str, following: str) -> bool:
    """Whether a sentence ends between two words."""
    return ends_a_sentence(word) and _SENTENCE_START.match(following) is not None


def _row(words: Sequence[str], line: str, spot: _Spot, look_ups: Iterator[int]) -> _Row | None:
    """The pieces of furniture that make up the words of a line, or of its end."""
    begins = [n for n, word in enumerate(words) if not n or not word[:1].islower()]

    @cache
    def row_to(end: int) -> _Row | None:
        found = None if end else _Row()
        # the last piece as long as may be: dates and labels grow to the front, names to the end
        for begin in takewhile(lambda begin: begin < end, begins):
            if next(look_ups) > _MOST_LOOK_UPS:
                break
            piece = " ".join(words[begin:end])
            rule = _rule_for(piece, line, spot)
            before = row_to(begin) if rule else None
            if rule and before:
                # one word is too little: "Markets Close" is no name beside a button
                is_plain = (rule.scope in _PLAIN and end - begin > 1) or before.is_plain
                found = _Row((*before.pieces, (piece, rule.name)), is_plain)
                if is_plain:
                    break
        return found

    return row_to(len(words))


def _rule_for(piece: str, line: str, spot: _Spot) -> Rule | None:
    """The rule that takes a piece from end to end, rather one that does so wherever the piece stands."""
    rules = _takers(piece, line, spot)
    return next((rule for rule in rules if rule.scope in _PLAIN), rules[0] if rules else None)


def _cut_beside(blocks: list[Block], removed: list[Removal], count: int, story: _Story) -> list[Block]:
    """Cut lines that mean nothing alone, as a name does, where they stand beside furniture."""
    gone = {removal.number for removal in removed} - {block.number for block in blocks}
    stay = blocks
    for turn in range(_MOST_TURNS):
        prose = [is_prose(block.text) for block in stay]
        above, before = list(accumulate(prose, initial=0)), len(gone)
        # the first line that stays is the title, which may be no more than a name
        indexes = range(1, len(stay))
        for index in reversed(indexes) if turn % 2 else indexes:
            block = stay[index]
            beside = gone & {block.number - 1, block.number + 1}
            if beside:
                below, to_end = above[-1] - above[index + 1], count - block.number + 1
                is_between = len(beside) == 2
                places = _places(above[index], below, to_end, is_first=False, is_between=is_between)
                rule = _rule_for(block.text, block.text, _Spot(block.text, places, story))
                if rule:
                    removed.append(Removal(block.number, block.text, rule.name))
                    gone.add(block.number)
        stay = [block for block in stay if block.number not in gone]
        if len(gone) == before:
            break
    return stay


# --- neighbours ----------------------------------------------------------------------------------

# one label alone may begin a sentence
_FEWEST_CAPTIONS = 2
# the longest caption in words
_LONGEST_CAPTION = 60
# fewer words may stand in an article twice with good reason, or be part of another block by chance;
# a sentence, or a line without a full stop
_SHORTEST_TWIN = {True: 6, False: 3}
_SHORTEST_EXTRACT = {True: 6, False: 10}
_LINK_RULES = {"related link", "list of links"}
_RUN = 6
_MOST_ALIKE = 50


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
    """Cut the line above or below a picture's credit, where the two stand together apart from the rest."""
    sizes = Counter(groups.values())
    credited = {removal.number for removal in removed if removal.rule == "picture credit"}
    left = []
    for block in blocks:
        size, is_open = sizes[block.group], not ends_a_sentence(block.text)
        above = groups.get(block.number + 1) == block.group and block.number + 1 in credited
        below = groups.get(block.number - 1) == block.group and block.number - 1 in credited
        if (
            len(sizes) > 1
            and ((above and (size == 2 or (size == 3 and is_open))) or (below and size == 2 and is_open))
            and block.text.count(" ") < _LONGEST_CAPTION
        ):
            removed.append(Removal(block.number, block.text, "picture caption"))
        else:
            left.append(block)
    return left


def _cut_link_lists(blocks: list[Block], removed: list[Removal], groups: dict[int, int]) -> list[Block]:
    """Cut the headlines behind a label such as "Read more:".

    They go where nothing else follows, where they stand with it apart from the rest, and, behind a label
    that says so, where there are several: headings stand one by one.
    """
    labels = [removal for removal in removed if removal.rule in _LINK_RULES]
    numbers, end = [block.number for block in blocks], len(blocks)
    # for each place in the article, where the headlines end, and where a line without an end stands next
    stops, opens = [end] * (end + 1), [end] * (end + 1)
    members: dict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        members[block.group].append(index)
    for index in reversed(range(end)):
        text = blocks[index].text
        stops[index] = stops[index + 1] if _may_be_headline(text) else index
        opens[index] = opens[index + 1] if ends_a_sentence(text) else index
    links: set[int] = set()
    for label in sorted(labels, key=lambda label: label.number):
        start = bisect(numbers, label.number)
        group = members[groups[label.number]]
        together = group[bisect_left(group, start) :]
        stop = stops[start]
        ends_with_it = stop == end and opens[start] < end
        if not ends_with_it and together and len(set(groups.values())) > 1:
            own = start + len(together)
            stop = own if together[-1] == own - 1 and own <= stop else start
        elif not ends_with_it and not (label.rule == "list of links" and stop - start > 1):
            stop = min(start + 1, stop) if label.text.endswith(":") else start
        links.update(numbers[start:stop])
    removed += [
        Removal(block.number, block.text, "related link") for block in blocks if block.number in links
    ]
    return [block for block in blocks if block.number not in links]


def _may_be_headline(text: str) -> bool:
    return text.endswith("?") or not ends_a_sentence(text)


def _cut_repeats(blocks: list[Block], removed: list[Removal]) -> list[Block]:
    """Cut a title, caption or pulled quotation whose words stand in another block."""
    words = {block.number: _words(block.text.casefold()) for block in blocks}
    joined = {number: f" {' '.join(mine)} " for number, mine in words.items()}
    first: dict[tuple[str, ...], int] = {}
    times = Counter(map(tuple, words.values()))
    # the blocks that hold the run of words that one begins with, to look into few of them only
    holders: dict[tuple[str, ...], set[int]] = {tuple(mine[:_RUN]): set() for mine in words.values()}
    starts = {run[0] for run in holders if run}
    for number, mine in words.items():
        first.setdefault(tuple(mine), number)
        for start in (start for start, word in enumerate(mine) if word in starts):
            if (run := tuple(mine[start : start + _RUN])) in holders:
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
        others = holders[tuple(mine[:_RUN])] - {block.number}
        # so many begin alike that none is taken from another
        return len(others) < _MOST_ALIKE and sum(joined[block.number] in joined[n] for n in others) == 1

    gone = {block.number for block in blocks if repeats(block)}
    removed += [Removal(b.number, b.text, "repeated text") for b in blocks if b.number in gone]
    return [block for block in blocks if block.number not in gone]
