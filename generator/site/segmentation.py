"""Chinese words, as jieba parts them: its dictionary and its method, without loading all of the dictionary.

Of the dictionary's 350,000 lines a page needs a few hundred, which are looked up where they are in the file.
Names are added for one site, and change nothing for texts that they do not occur in.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from math import inf, log
from pathlib import Path
from typing import Any

from generator.cache import Cache, digest, signature_of

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
BREAK = "\u200b"
# punctuation parts words by itself; a mark beside it would let a line begin with a comma
_BESIDE = re.compile(f"{BREAK}(?:(?=[，。、；：？！”’）》」』…])|(?<=[（“‘《「『]{BREAK}))")
# the letters that jieba knows; it takes each other one for a word
_KNOWN = re.compile(r"[\u4e00-\u9fd5]+|.")
# lines of the dictionary that begin with the same Chinese letter: word, count, kind of word
_GROUP = re.compile(rb"\n([\xe0-\xf4][\x80-\xbf]+).*(?:\n\1.*)*")
_COUNT = re.compile(rb"\n\S+ (\d+)")
# the form of what is kept in the cache
_KIND, _FORM = "jieba", "1"
# of a site's runs of letters, pairs of letters and runs of single letters: a few megabytes each
_RUNS, _PAIRS, _SINGLES = 16384, 65536, 16384
# what jieba takes for the logarithm of 0
_NEVER = -3.14e100

# the score of the first letter as a word; by length, the scores of the longer words
_Entry = tuple[float, tuple[tuple[int, dict[str, float]], ...]]


class Marker:
    """Marks the words of a text; marks that it has are replaced.

    A text is marked in the same way whatever other names there are that do not occur in it.

    Attributes:
        names: the words that stay whole.
    """

    def __init__(self, names: Iterable[str], cache: Cache | None = None) -> None:
        """Read nothing yet.

        Args:
            names: of people and parties, in Chinese or not.
            cache: remembers where in the dictionary the words are.
        """
        # a single letter is part of too many other words to stay by itself
        self.names = frozenset(part for name in names for part in HAN.findall(name) if len(part) > 1)
        segmenter = Segmenter(Dictionary(cache), self.names)
        # titles, names and phrases come again
        self._cut = lru_cache(_RUNS)(lambda run: f"{BREAK}{BREAK.join(segmenter.words(run))}{BREAK}")

    def __call__(self, text: str) -> str:
        """The text with `BREAK` between its words."""
        marked = HAN.sub(lambda match: self._cut(match[0]), text.replace(BREAK, ""))
        return _BESIDE.sub("", marked).strip(BREAK)


def finder(words: Iterable[str]) -> Callable[[str], bool]:
    """What tells whether one of the words, of two letters or more, occurs in a text."""
    by_pair: dict[str, list[str]] = {}
    for word in words:
        by_pair.setdefault(word[:2], []).append(word)
    if not by_pair:
        return lambda _: False
    first, second = ("".join(sorted({pair[place] for pair in by_pair})) for place in (0, 1))
    candidates = re.compile(f"[{first}](?=[{second}])").finditer

    def occurs(text: str) -> bool:
        starts = (match.start() for match in candidates(text))
        return any(text.startswith(w, n) for n in starts for w in by_pair.get(text[n : n + 2], ()))

    return occurs


class Dictionary:
    """How often words come, as the file in jieba's package says; it is opened when it is first needed."""

    def __init__(self, cache: Cache | None = None) -> None:
        """Open nothing yet.

        Args:
            cache: remembers where in the file the words are.
        """
        self._cache = cache
        self._found: dict[str, Sequence[tuple[int, int]]] = {}

    @property
    def total(self) -> int:
        """How often all words come together."""
        return self._read[1]

    def count(self, letter: str) -> int | None:
        """How often a letter comes as a word; None where no word begins with it."""
        counts = [int(line[1]) for line in self._lines(f"{letter} ")]
        return counts[-1] if counts else 0 if self._places(letter) else None

    def words(self, beginning: str) -> dict[str, int]:
        """The words that begin so, with how often each comes."""
        return {line[0].decode(): int(line[1]) for line in self._lines(beginning)}

    def _lines(self, beginning: str) -> Iterator[list[bytes]]:
        data, sought = self._read[0], f"\n{beginning}".encode()
        for start, end in self._places(beginning[0]):
            place = data.find(sought, start, end)
            while place >= 0:
                after = data.index(b"\n", place + 1)
                yield data[place + 1 : after].split(b" ")
                place = data.find(sought, after, end)

    def _places(self, letter: str) -> Sequence[tuple[int, int]]:
        """From where to where in the file there are words that begin with a letter."""
        if letter not in self._found:
            _, _, letters, starts = self._read
            found, group = [], letters.find(letter)
            # more than one for a few letters only: words like “阿Q” are apart from the others
            while group >= 0:
                found.append((starts[group], starts[group + 1]))
                group = letters.find(letter, group + 1)
            self._found[letter] = found
        return self._found[letter]

    @cached_property
    def _read(self) -> tuple[bytes, int, str, Sequence[int]]:
        """The file; the count of all words; the first letters of words, and where those words start."""
        with (_package() / "dict.txt").open("rb") as file:
            key = digest(_FORM, signature_of(os.fstat(file.fileno())))
            data = b"\n%b\n" % file.read()
        known = self._cache.get(_KIND, "places", key) if self._cache else None
        if known is None:
            groups = [(match[1].decode(), match.start()) for match in _GROUP.finditer(data)]
            letters, starts = "".join(letter for letter, _ in groups), [start for _, start in groups]
            known = json.dumps([sum(map(int, _COUNT.findall(data))), letters, [*starts, len(data)]]).encode()
            if self._cache:
                self._cache.put(_KIND, [("places", key, known)])
        total, letters, starts = json.loads(known)
        return data, total, letters, starts


class Segmenter:
    """Finds the words of Chinese texts: the most likely ones of the dictionary, and likely new ones between.

    A name is as likely as it has to be to be one word by itself, as if jieba were told of it alone; so a
    longer word of the dictionary that it is part of stays whole, too.
    """

    def __init__(self, dictionary: Dictionary, names: Iterable[str] = ()) -> None:
        """Read nothing yet.

        Args:
            dictionary: the words.
            names: further words, of two letters or more.
        """
        self._dictionary, self._names = dictionary, tuple(names)
        self._plain = Segmenter(dictionary) if self._names else self
        self._entries: dict[str, _Entry] = {}
        self._letters: dict[str, _Entry] = {}

    @cached_property
    def _log_total(self) -> float:
        return log(self._dictionary.total)

    @cached_property
    def _names_by_pair(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._names:
            found.setdefault(name[:2], []).append(name)
        return found

    def words(self, run: str) -> list[str]:
        """The words of a run of Chinese letters, in order; together they are the run."""
        ends, found = self._ends(run), list[str]()
        begin = single = 0
        while begin < len(run):
            end = ends[begin]
            if end - begin > 1:
                found += self._between(run[single:begin])
                found.append(run[begin:end])
                single = end
            begin = end
        return [*found, *self._between(run[single:])]

    def _ends(self, run: str) -> list[int]:
        """Where the word ends that begins at a letter, in the most likely row of words from there on."""
        entries = self._entries
        best, ends = [0.0] * (len(run) + 1), [0] * len(run)
        for begin in range(len(run) - 1, -1, -1):
            pair = run[begin : begin + 2]
            score, longer = entries.get(pair) or self._entry(pair)
            score, end = score + best[begin + 1], begin + 1
            for length, words in longer:
                other = words.get(run[begin : begin + length])
                # of two that are as likely, jieba takes the longer word
                if other is not None and (other := other + best[begin + length]) >= score:
                    score, end = other, begin + length
            # the letter is no word, and begins none here
            best[begin] = best[begin + 1] - self._log_total if score == -inf else score
            ends[begin] = end
        return ends

    def _entry(self, pair: str) -> _Entry:
        """The words that begin with a letter, given the next."""
        if pair in self._entries:
            return self._entries[pair]
        if len(self._entries) >= _PAIRS:
            self._entries.clear()
        entry = self._letter(pair[0])
        counts = self._dictionary.words(pair) if len(pair) > 1 else {}
        counts |= {name: self._likely(name) for name in self._names_by_pair.get(pair, ())}
        if counts:
            longer: dict[int, dict[str, float]] = {}
            for word in sorted(counts, key=len):
                if counts[word]:
                    longer.setdefault(len(word), {})[word] = log(counts[word]) - self._log_total
            entry = entry[0], tuple(longer.items())
        self._entries[pair] = entry
        return entry

    def _letter(self, letter: str) -> _Entry:
        if letter not in self._letters:
            count = self._dictionary.count(letter)
            score = -inf if count == 0 else log(count or 1) - self._log_total
            self._letters[letter] = score, ()
        return self._letters[letter]

    def _likely(self, name: str) -> int:
        """How often a name must come to be one word by itself, as jieba's `suggest_freq` has it."""
        total, likelihood = float(self._dictionary.total), 1.0
        ends, begin = self._plain._ends(name), 0
        while begin < len(name):
            word, begin = name[begin : ends[begin]], ends[begin]
            count = (
                self._dictionary.words(word).get(word, 0) if len(word) > 1 else self._dictionary.count(word)
            )
            likelihood *= (1 if count is None else count) / total
        return max(int(likelihood * total) + 1, self._dictionary.words(name).get(name, 1))

    def _between(self, letters: str) -> Sequence[str]:
        """The words of letters that are not in longer words of the dictionary."""
        if len(letters) < 2:
            return letters
        return [word for part in _KNOWN.findall(letters) for word in self._unknown(part)]

    def _unknown(self, letters: str) -> Sequence[str]:
        if len(letters) < 2 or any(letters in words for _, words in self._entry(letters[:2])[1]):
            return letters
        return _new_words(letters)


def _package() -> Path:
    """Where jieba is; it is not imported, for with its program come many other packages."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'jieba'", name="jieba")
    return Path(spec.submodule_search_locations[0])


@lru_cache(1)
def _model() -> tuple[Any, Any, Any]:
    """How likely letters begin, go on with or end a word, or are one: at the start, one by one, by letter."""
    found = []
    for name in ("prob_start", "prob_trans", "prob_emit"):
        spec = spec_from_file_location(name, _package() / "finalseg" / f"{name}.py")
        assert spec is not None  # noqa: S101  # for mypy
        assert spec.loader is not None  # noqa: S101
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        found.append(module.P)
    return found[0], found[1], found[2]


@lru_cache(_SINGLES)
def _new_words(letters: str) -> tuple[str, ...]:
    """The likeliest words that letters make, whatever the dictionary: jieba's hidden Markov model."""
    start, follows, by_letter = _model()
    begins, goes_on, ends, alone = (by_letter[state] for state in "BMES")
    b, m, e, s = (start[state] + by_letter[state].get(letters[0], _NEVER) for state in "BMES")
    end_begin, alone_begin = follows["E"]["B"], follows["S"]["B"]
    begin_on, on_on = follows["B"]["M"], follows["M"]["M"]
    begin_end, on_end = follows["B"]["E"], follows["M"]["E"]
    end_alone, alone_alone = follows["E"]["S"], follows["S"]["S"]
    # the states before, if a letter begins, goes on with, ends or is a word
    before: list[tuple[str, str, str, str]] = []
    for letter in letters[1:]:
        likely = begins.get(letter, _NEVER)
        b_e, b_s = e + end_begin + likely, s + alone_begin + likely
        likely = goes_on.get(letter, _NEVER)
        m_b, m_m = b + begin_on + likely, m + on_on + likely
        likely = ends.get(letter, _NEVER)
        e_b, e_m = b + begin_end + likely, m + on_end + likely
        likely = alone.get(letter, _NEVER)
        s_e, s_s = e + end_alone + likely, s + alone_alone + likely
        # of two that are as likely, jieba takes the later letter of the alphabet
        before.append(
            (
                "S" if b_s >= b_e else "E",
                "M" if m_m >= m_b else "B",
                "M" if e_m >= e_b else "B",
                "S" if s_s >= s_e else "E",
            )
        )
        b, m, e, s = max(b_e, b_s), max(m_b, m_m), max(e_b, e_m), max(s_e, s_s)
    state, cuts = "S" if s >= e else "E", [len(letters)]
    for place in range(len(before), 0, -1):
        state = before[place - 1]["BMES".index(state)]
        if state in "ES":
            cuts.append(place)
    cuts.append(0)
    cuts.reverse()
    return tuple(letters[begin:end] for begin, end in pairwise(cuts))
