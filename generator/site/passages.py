"""Which sentences of a paragraph a statement rests on, and how a link leads to that place."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from urllib.parse import quote

Span = tuple[int, int]

# pairs of words to compare; beyond, a hostile text would take minutes
_LONG = 500_000
# scripts that put no spaces between words: Thai to Khmer, kana, Han
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_INSIDE = re.compile(f"[^\\W_{_UNSPACED}]{{2}}")
_END = re.compile(r"[.!?…؟۔।]+[”“\"'’»)\]]*(?=\s)|[。！？]+[”’」』）】]*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")  # J. or U.S.
# a letter behind a word in small letters is none: “wrote on X.”
_ON_X = re.compile(r"\b[^\W\d_A-ZА-ЯЁІЇЄҐ]\w*\s+[^\W\d_]$")
# words whose full stop does not end a sentence; one too few only splits what is joined again
_ABBREVIATION = re.compile(
    r"(?:adm|art|capt?|cf|col|corp|d?ra?s?|gen|gov|hon|lt|lic|maj|mme|mrs?|ms|mt|profa?"
    r"|rep|rev|sens?|sgt|srt?a?|ste?|vol|vs)",
    re.I,
)
# after U.S. these begin a sentence, other words go on with it
_STARTER = re.compile(r"A|After|And?|As|At|But|For|He|His|However|If|In|Its?|On|She|The|They|This|We|When")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
# accents and vowel signs that a word may end with are no letters to Python
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
_MARK = re.compile(f"[{_MARKS}]")
_FIRST_WORD, _LAST_WORD = re.compile(r"\w+"), re.compile(r"[\w.]+$")
# a byte as it stands in an address; a hyphen sets apart what comes before and after a text
_ENCODED = tuple(quote(bytes([byte]), safe="").replace("-", "%2D") for byte in range(256))
# a run of letters that says something by being in both texts; "of the" does not
_TELLING = 9
# how much of a sentence that an editor changed must be in the paragraph, in letters
_SHARED = 0.5
# the same of a part, where the sentence was made of two
_PART = 0.25
# the same where it was retold, of the longer words: other news on the matter share names, too
_RETOLD = 0.35
# words, or letters of a script without spaces, that are enough to find a place again
_ENDS = 5
_SHORT = 12


class _Read:
    """A paragraph taken apart, as far as it is asked for.

    Attributes:
        text: as it is.
        bounds: where its sentences are.
    """

    def __init__(self, text: str) -> None:
        self.text, self.bounds = text, list(_sentences(text))

    @cached_property
    def sentences(self) -> list[list[str]]:
        """The words of each sentence, in comparable letters."""
        return [_words(self.text[start:end]) for start, end in self.bounds]

    @cached_property
    def words(self) -> list[str]:
        """All of them."""
        return [word for words in self.sentences for word in words]

    @cached_property
    def places(self) -> list[int]:
        """The index of each word's sentence."""
        return [index for index, words in enumerate(self.sentences) for _ in words]


_read = lru_cache(256)(_Read)  # several statements rest on one paragraph


@lru_cache(4096)  # in each language, and for statements that come again
def locate(statement: str, paragraph: str) -> tuple[Span, ...]:
    """The sentences of a paragraph that a statement rests on.

    Args:
        statement: verbatim but for [brackets] and an editor's changes; sentences of it may be from elsewhere.
        paragraph: in the statement's language.

    Returns:
        From where to where, in characters, in order; sentences side by side are one span. Empty where
        nothing is certain.
    """
    read = _read(paragraph)
    chosen: set[int] = set()
    for start, end in _sentences(_BRACKETS.sub(_blank, statement)):
        chosen |= _resting_on(statement[start:end], read)
    return tuple(_merged([read.bounds[index] for index in sorted(chosen)], paragraph))


def fragment(paragraph: str, span: Span) -> str:
    """What to put after ``#`` in a page's address so that a browser scrolls to a text and marks it.

    The format is that of https://wicg.github.io/scroll-to-text-fragment/; browsers without it show the
    page. After a fragment of the address's own, there is no second ``#``.

    Args:
        paragraph: as it stands in the page.
        span: from where to where, in characters.
    """
    text = _bare(paragraph[slice(*span)])
    # a browser finds only whole words, so Chinese is cut at its marks: where its words end, lists differ
    unspaced = len(text.split()) * _SHORT < len(text) and _UNSPACED_LETTER.search(text)
    words = [match.span() for match in re.finditer(r"[\w\s]+" if unspaced else r"\S+", text)]
    count = 1 if unspaced else _ENDS
    directive = _encoded(text)
    if len(words) > (2 if unspaced else _SHORT):
        first, last = text[: words[count - 1][1]], text[words[-count][0] :]
        directive = ",".join(_encoded(_bare(part)) for part in (first, last))
    return f":~:text={directive}"


def _encoded(text: str) -> str:
    if text.isascii() and text.replace(" ", "").isalnum():
        return text.replace(" ", "%20")
    return "".join([_ENCODED[byte] for byte in text.encode(errors="replace")])


def _bare(text: str) -> str:
    """A text without what is no word at its ends."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or _MARK.match(text, end - 1)):
        end -= 1
    return text[start:end]


def _blank(match: re.Match[str]) -> str:
    """Brackets, in which no sentence ends."""
    return "[" + "_" * (len(match.group()) - 2) + "]"


def _sentences(text: str) -> Iterator[Span]:
    """Where the sentences of a text are, without the space between them."""
    start = 0
    for match in _END.finditer(text):
        if _ends(text[start : match.start()], match.group(), text[match.end() :].lstrip()):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _ends(before: str, mark: str, rest: str) -> bool:
    """Whether a sentence ends with `mark` between `before` and `rest`."""
    following = _FIRST_WORD.search(rest[:40])
    last = _LAST_WORD.search(before[-20:])
    if following and following.group()[0].islower():
        return False
    if mark != "." or not last or not following:
        return True
    if _INITIALS.fullmatch(last.group()) and not _ON_X.search(before):
        return _STARTER.fullmatch(following.group()) is not None
    is_number = len(last.group()) <= 3 and following.group()[0].isdecimal()  # No. 5
    return not is_number and not _ABBREVIATION.fullmatch(last.group())


def _resting_on(sentence: str, read: _Read) -> set[int]:
    """The sentences of the paragraph, by index, that one of a statement is taken from."""
    paragraph, bounds = read.text, read.bounds
    pieces = [piece for part in _BRACKETS.split(sentence) if (piece := _bare(part))]
    pieces.sort(key=len, reverse=True)
    # between brackets, a short piece such as “said” stands anywhere
    pieces = pieces[:1] + [piece for piece in pieces[1:] if _weight(piece) >= _TELLING]
    found = [_verbatim(piece, paragraph) for piece in pieces]
    if not all(found) or not found:
        return _changed(_BRACKETS.sub(" ", sentence), read)
    if len(found[0]) > 1:
        cited = _at(found[0], bounds)
        whole = {index for index in cited if _bare(paragraph[slice(*bounds[index])]) == pieces[0]}
        if whole or _weight(pieces[0]) < _TELLING:
            return whole
    anchor = found[0][0][0]
    nearest = [min(places, key=lambda place: abs(place[0] - anchor)) for places in found[1:]]
    return _at(found[0][: 1 if nearest else None] + nearest, bounds)


def _verbatim(piece: str, paragraph: str) -> list[Span]:
    """Where a piece of a statement stands in a paragraph; its first letter may have become a capital."""
    places = []
    for text in dict.fromkeys((piece, piece[0].lower() + piece[1:])):
        start = paragraph.find(text)
        while start >= 0:
            end = start + len(text)
            if _is_bound(paragraph, start) and _is_bound(paragraph, end):
                places.append((start, end))
            start = paragraph.find(text, start + 1)
    return sorted(places)


def _is_bound(text: str, index: int) -> bool:
    """Whether no word goes on at a place of a text."""
    return index == 0 or not _INSIDE.match(text, index - 1)


def _at(places: list[Span], bounds: list[Span]) -> set[int]:
    """The sentences that have a part in one of the places."""
    return {
        index
        for index, (start, end) in enumerate(bounds)
        if any(start < stop and begin < end for begin, stop in places)
    }


def _words(text: str) -> list[str]:
    """The words of a text in comparable letters."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [unicodedata.normalize("NFKC", word).casefold() for word in _WORD.findall(text)]


def _weight(text: str) -> int:
    """How much a text says, in letters; one of a script without spaces counts for two."""
    if text.isascii():
        return len(text) if text.isalnum() else sum(map(len, _WORD.findall(text)))
    return sum(map(len, _WORD.findall(text))) + len(_UNSPACED_LETTER.findall(text))


def _changed(sentence: str, read: _Read) -> set[int]:
    """As `_resting_on`, where a sentence does not stand in the paragraph to the letter."""
    wanted, given, needed = _words(sentence), read.words, _weight(sentence)
    if len(wanted) * len(given) > _LONG or _is_other(wanted, given, needed):
        return _retold(set(wanted), read)
    blocks = SequenceMatcher(None, given, wanted, autojunk=False).get_matching_blocks()
    shared = Counter[int]()
    for first, _, length in blocks:
        run = given[first : first + length]
        if _weight(" ".join(run)) >= _TELLING:
            for word, place in zip(run, read.places[first : first + length], strict=True):
                shared[place] += _weight(word)
    chosen = {index for index, weight in shared.items() if weight >= _PART * needed}
    if sum(shared[index] for index in chosen) >= _SHARED * needed:
        return chosen
    return _retold(set(wanted), read)


def _is_other(wanted: list[str], given: list[str], needed: int) -> bool:
    """Whether too few words are the same for any order of them to matter, which takes long to find out."""
    known = set(given)
    return sum(_weight(word) for word in wanted if word in known) < _SHARED * needed


def _retold(wanted: set[str], read: _Read) -> set[int]:
    """The one sentence that shares far more words with a sentence than the others, in whatever order."""
    wanted = {word for word in wanted if len(word) > 3 or word.isdecimal()}
    shared = [wanted.intersection(words) for words in read.sentences]
    weights = [_weight(" ".join(words)) if len(words) > 2 else 0 for words in shared]
    second, best = sorted([0, 0, *weights])[-2:]
    is_clear = best >= _RETOLD * _weight(" ".join(wanted)) and best > 2 * second
    return {weights.index(best)} if best and is_clear else set()


def _merged(spans: list[Span], text: str) -> list[Span]:
    """The spans; those with nothing but space between them are one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged
