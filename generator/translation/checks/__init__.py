"""Faults of a machine's translation that must not reach a reader.

Each check is a pure function of a `Pair`; it returns what is wrong, or None.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.translation import brackets, numbers
from generator.translation.currency import currencies, with_other_names
from generator.translation.names import latin
from generator.translation.tables import base, table


@dataclass(frozen=True, slots=True)
class Pair:
    """A source string and its translation.

    Attributes:
        source: with straight typographic marks.
        target: with straight typographic marks.
        source_language: language tag.
        target_language: language tag.
        names: people's names and glossary terms in the source, each with its form in the translation.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    names: Mapping[str, str] = field(default_factory=dict)


def problems(pair: Pair) -> Iterator[str]:
    """What is wrong with a translation, worst first."""
    for check in CHECKS:
        if problem := check(pair):
            yield problem


def empty(pair: Pair) -> str | None:
    """Nothing came out."""
    return None if any(char.isalnum() for char in pair.target) else "nothing was translated"


def echo(pair: Pair) -> str | None:
    """The source came back, or most of it."""
    known = {word for name in pair.names for word in _words(name)}
    # capitalised words may be names, which stay
    source = [w for w in _words(pair.source) if w not in known and w.islower()]
    if len(source) < 4:
        return None
    target = set(_words(pair.target))
    same = sum(word in target for word in source)
    return "most of it was not translated" if same > 0.6 * len(source) else None


def length(pair: Pair) -> str | None:
    """The translation is far shorter or longer than its source: cut off, or made up."""
    source, target = len(pair.source), len(pair.target)
    if source < 20:  # a word or two may well double
        return "far longer than the source" if target > 4 * source + 20 else None
    # a Chinese or Japanese character stands for two to four letters
    low, high = (0.15, 1.2) if base(pair.target_language) in {"zh", "ja", "ko"} else (0.5, 2.2)
    if target < low * source:
        return "far shorter than the source"
    return "far longer than the source" if target > high * source else None


def repetition(pair: Pair) -> str | None:
    """A run of three words comes more often than in the source: the engine went round in circles."""
    words = _words(pair.target)
    runs = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    most = max((runs.count(run) for run in set(runs)), default=0)
    source = _words(pair.source)
    in_source = [tuple(source[i : i + 2]) for i in range(len(source) - 1)]
    expected = max((in_source.count(run) for run in set(in_source)), default=1)
    return "words are repeated" if most >= max(3, expected + 1) else None


def number(pair: Pair) -> str | None:
    """A number is lost or made up."""
    return numbers.lost_or_added(pair.source, pair.target, pair.source_language, pair.target_language)


def currency(pair: Pair) -> str | None:
    """A sum is in another currency."""
    meant = with_other_names(currencies(pair.source))
    if added := currencies(pair.target, sums=True) - meant:
        return f"the currency {min(added)} is not in the source"
    if base(pair.target_language) not in table("numbers"):  # nor in data/currencies.yml
        return None
    found = currencies(pair.target)
    wanted = currencies(pair.source, sums=True)
    lost = {code for code in wanted if not with_other_names({code}) & found}
    return f"the currency {min(lost)} is lost" if lost else None


def name(pair: Pair) -> str | None:
    """A name or a glossary term is lost."""
    for source, form in pair.names.items():
        if not latin(pair.target_language) and form == source:
            continue  # transliterated, who knows how
        if not _contains(pair.target, form):
            return f"“{source}” is lost"
    return None


def bracket(pair: Pair) -> str | None:
    """Editorial brackets are lost or made up."""
    wanted, found = brackets.count(pair.source), pair.target.count("[")
    return None if wanted == found == pair.target.count("]") else "the [brackets] differ"


def remark(pair: Pair) -> str | None:
    """A remark (in parentheses) was added."""
    return "a remark in parentheses was added" if pair.target.count("(") > pair.source.count("(") else None


CHECKS: tuple[Callable[[Pair], str | None], ...] = (
    empty,
    echo,
    length,
    repetition,
    number,
    currency,
    name,
    bracket,
    remark,
)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _contains(text: str, name: str) -> bool:
    """Whether a text holds the words of a name; accents, endings and spelling by ear aside."""
    words = [_plain(word) for word in _words(text)]
    return all(any(_same(_plain(part), word) for word in words) for part in _words(name))


def _same(part: str, word: str) -> bool:
    # an ending may be added or changed: Putin, Putina; Merkel, Merkelová; Trumpa
    stem = part[: max(3, len(part) - 2)]
    if word.startswith(stem) and abs(len(word) - len(part)) <= 4:
        return True
    # or the language spells it by ear: Putin, Poutine; Volodymyr, Volodímir
    return difflib.SequenceMatcher(None, part, word).ratio() >= 0.75


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
