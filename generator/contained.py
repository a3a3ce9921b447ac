"""Texts that stay where they are put: nothing in them reaches what stands beside them."""

import re
import unicodedata

# what means nothing in a text, and comes from a damaged file or an escape, as "\b" in quotes
_NOTHING = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
NOTHING = re.compile(f"[{_NOTHING}]")
# the same, and what begins a paragraph, where controls of direction end without their ends
_BLANK = re.compile(f"[{_NOTHING}\x85\u2028\u2029]")
# a run in which more marks may follow each other than a script has for a letter
_RUN = re.compile(r"[^\w\s!-~]{5,}")
_UNSEEN = re.compile(f"[{_NOTHING}\x85\u2028-\u202e\u2066-\u2069]")
_PDF, _PDI = "\u202c", "\u2069"
_ENDS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", _PDF), **dict.fromkeys("\u2066\u2067\u2068", _PDI)}
# marks on a letter: Tibetan and Burmese have the most; one above the other, Arabic, Greek and phonetic script
_MOST, _MOST_STACKED = 8, 3
# the classes of marks that have a place of their own: in the letter, and around a Hebrew one
_IN_PLACE = frozenset((0, 7, 9, *range(10, 27)))

# blanks, and what takes no room of its own
_VISIBLE = re.compile(
    "[^\\s\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing of a text."""
    return not _VISIBLE.search(text)


def contained(text: str) -> str:
    """A text without what cannot be shown, whose controls of direction end where it ends.

    What is left out or added cannot be seen, but for marks on a letter that has more than any script.
    """
    # most texts are of letters; the order of the questions is that of the time they take
    if not text.isprintable() and _UNSEEN.search(text):
        text = _closed(_BLANK.sub(" ", text))
    return text if text.isascii() or not _RUN.search(text) else _RUN.sub(_with_fewer_marks, text)


def _with_fewer_marks(match: re.Match[str]) -> str:
    kept, marks, stacked = "", 0, 0
    for character in match.group():
        category = unicodedata.category(character)
        if category[0] == "M":
            marks += 1
            stacked += category == "Me" or unicodedata.combining(character) not in _IN_PLACE
            if marks > _MOST or stacked > _MOST_STACKED:
                continue
        elif category != "Cf":
            marks = stacked = 0
        kept += character
    return kept


def _closed(text: str) -> str:
    """A text in which each control of direction has its end, as UAX #9 pairs them, and each end its own."""
    kept, open_ = [], []
    for character in text:
        if character in _ENDS:
            open_.append(_ENDS[character])
        elif character == _PDF:
            if not open_ or open_[-1] != _PDF:
                continue
            open_.pop()
        elif character == _PDI:
            if _PDI not in open_:
                continue
            # it ends the embeddings in its isolate, too
            while open_.pop() != _PDI:
                pass
        kept.append(character)
    return "".join((*kept, *reversed(open_)))
