"""What the readers of all formats hand over: blocks of tidy text and the metadata beside them."""

import re
from dataclasses import dataclass, field

from generator.briefing import Source
from generator.contained import contained, is_blank

# the ends of a sentence in the scripts that news is written in, with what may close after them
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_LONGEST_END = 12
_LINE_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n\n", "\f": "\n\n", "\v": "\n", "\x85": "\n"})
# invisible: soft hyphen, zero-width space, marks of direction, word joiner, byte order mark
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# joiners decide how Persian or Indic letters connect; beside ASCII they are leftovers of a page's layout
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# what one of the three may find
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text as it stands in the file.

    Attributes:
        text: in one line, its blanks single and plain.
        heading: what the file's markup says; None where it says nothing.
        group: blocks with nothing but a line break between them share a group.
        number: its place in the file, from 1; cleaning gives it.
    """

    text: str
    heading: bool | None = None
    group: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read, before cleaning.

    Attributes:
        metadata: what the file says of its publication.
    """

    blocks: tuple[Block, ...]
    metadata: Source = field(default_factory=Source)


def lines(text: str) -> list[str]:
    """The lines of a text, each tidied."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_BREAKS)
    return [tidy(line) for line in text.split("\n")]


def tidy(text: str) -> str:
    """Text in one line, with plain single blanks and without what cannot be seen."""
    if _ODD.search(text):
        text = _STRAY_JOINER.sub("", _CONTROL.sub(" ", _INVISIBLE.sub("", text)))
    return "" if is_blank(text) else contained(" ".join(text.split()))


def ends_a_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _SENTENCE_END.search(text[-_LONGEST_END:]) is not None
