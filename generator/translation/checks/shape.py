"""Faults that show without understanding a word: nothing, too little, too much, the wrong letters."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

from generator import stoplists
from generator.translation import brackets, sentences
from generator.translation.checks.pair import Pair
from generator.translation.fold import fold, words
from generator.translation.names import latin, script
from generator.translation.tables import base, for_language, table

_UNSPACED = {"zh", "ja", "ko", "th"}
_FINAL = re.compile(r"[.!?…。！？؟۔:;]|[.!?…。！？؟۔,]?[\"'»”)\]*_]+$")
# what engines and file formats leave behind; and what they must carry over
_LEFTOVER = re.compile(
    r"&(?:[a-z]{2,8}|#\d+|#x[\da-f]+);|</?(?:unk|s|pad|bos|eos)>|\[UNK\]|@@(?=\s|$)|@-@|[▁⁇\ufffd⟦⟧]"
    r"|\bX{2,}\d+X*\b|__\w+__|\\[nt\"]",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"https?://[^\s)\]\"'<>]*[\w/]|(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z0-9]|\{\w*\}|%\(\w+\)[sd]|%[sd](?!\w)|</?[a-z][^<>]*>"
    r"|(?<![\w&])[@#]\w+"
)
_MARKUP = re.compile(r"\*\*|(?<!\*)\*(?!\*)|~~|`|\]\(|^#+\s|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
_BOLD = re.compile(r"\*\*[^\s*](?:[^*]*[^\s*])?\*\*")
# where a translator may begin a new sentence
_CLAUSE = re.compile(r";|(?:,|\b) (?:and|but|while|although|which)\b")
# words looked at together, to tell the language of a part
_WINDOW = 6
# words of the source that are told as left in it
_LONGEST_ECHO = 8
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")


def empty(pair: Pair) -> str | None:
    """Nothing came out."""
    return None if any(char.isalnum() for char in pair.target) else "nothing was translated"


def echo(pair: Pair) -> str | None:
    """The source came back, or a part of it."""
    if not any(map(str.isalpha, pair.source)) or _is_foreign(pair):
        return None
    known = {fold(word) for name in pair.names for word in words(name)}
    # capitalised words may be names, which stay
    source = [w for w in words(_CARRIED.sub(" ", pair.source)) if fold(w) not in known and w.islower()]
    if len(source) >= 4:
        target = set(words(pair.target))
        if sum(word in target for word in source) > 0.6 * len(source):
            return "most of it was not translated"
    if len(source) >= 2 and fold(pair.source) == fold(pair.target):
        return "it was not translated"
    left = _left(pair, known)
    return f"“{left}” was not translated" if left else None


def _left(pair: Pair, known: set[str]) -> str | None:
    """Words of the source that stand in the translation side by side, as only a fluke would have them."""
    own, theirs = _function_words(base(pair.target_language)), _function_words(base(pair.source_language))
    source = _WORD.findall(pair.source)
    parts = {size: {*_counts(source, size)} for size in range(3, _LONGEST_ECHO + 1)}
    for run in _small_runs(pair.target, known):
        for size in range(_LONGEST_ECHO, 2, -1):
            for start in range(len(run) - size + 1):
                part = tuple(run[start : start + size])
                if part not in parts[size]:
                    continue
                if any(w in theirs and w not in own for w in part) or sum(len(w) > 3 for w in part) > 2:
                    return " ".join(part)
    return None


def _is_foreign(pair: Pair) -> bool:
    """Whether the source is in another language than it says: a French quotation in an English text."""
    small = [word for word in words(pair.source) if word.islower()]
    return len(small) > 2 and not any(w in _function_words(base(pair.source_language)) for w in small)


def _small_runs(text: str, known: set[str]) -> Iterator[list[str]]:
    """The words side by side that are no names."""
    for clause in re.split(r"[.,;:!?\"()\[\]«»“”—]", text):
        for is_small, run in groupby(_WORD.findall(clause), lambda w: w.islower() and fold(w) not in known):
            if is_small:
                yield list(run)


def mixed(pair: Pair) -> str | None:
    """A part is in a third language: more of its commonest words stand there than of the right one's."""
    target = base(pair.target_language)
    own = _common_words(target)
    if not own:
        return None
    source = {fold(word) for word in words(pair.source)}
    found = [w for w in _WORD.findall(pair.target) if w.islower() and fold(w) not in source]
    windows = [found[i : i + _WINDOW] for i in range(max(1, len(found) - _WINDOW + 1))]
    for language in _THIRD:
        if language == target or script(language) != script(target):
            continue
        theirs = _common_words(language) - own
        for window in windows:
            strange = sum(w in theirs for w in window)
            if strange > 1 and strange > sum(w in own for w in window):
                return f"“{' '.join(window)}” is in another language"
    return None


def wrong_script(pair: Pair) -> str | None:
    """Letters of another script, or of another language's alphabet."""
    expected = script(pair.target_language)
    kept = {fold(word) for word in words(pair.source)} | {
        fold(word) for form in pair.names.values() for word in words(form)
    }
    foreign = set(for_language(table("function_words")["foreign_letters"], pair.target_language, ""))
    for word in _script_words(_CARRIED.sub(" ", pair.target), pair.target_language):
        scripts = {_script(char) for char in word if char.isalpha()} - {None}
        if len(scripts & {"Latn", "Cyrl", "Grek"}) > 1:
            return f"“{word}” mixes scripts"
        if fold(word) in kept:
            if (
                not latin(pair.target_language)
                and latin(pair.source_language)
                and word.islower()
                and len(word) > 3
            ):
                return f"“{word}” was not translated"
            continue
        if not scripts <= _scripts(expected) and not (scripts == {"Latn"} and not word.islower()):
            return f"“{word}” is in another script"
        if word.islower() and foreign & set(word):
            return f"“{word}” has letters of another language"
    return None


def _script_words(text: str, language: str) -> list[str]:
    """The words; where words are not apart, the runs of one script."""
    found = words(text)
    if base(language) in _UNSPACED:
        return ["".join(run) for word in found for _, run in groupby(word, _script)]
    return found


def length(pair: Pair) -> str | None:
    """The translation is far shorter or longer than its source: cut off, or made up."""
    source, target = len(_CARRIED.sub("", pair.source)), len(_CARRIED.sub("", pair.target))
    if source < 20:  # a word or two may well double
        return "far longer than the source" if target > 4 * source + 20 else None
    _, low, high = _usual_length(pair)
    slack = 0.75 if source <= 50 else 0.9 if source <= 100 else 1
    low, high = slack * low, high / slack
    if target < low * source:
        return "far shorter than the source"
    if target > high * source:
        return "far longer than the source"
    return None


def _usual_length(pair: Pair) -> tuple[float, float, float]:
    """How long a translation is for one character of the source: usually, at least, at most."""
    lengths = table("lengths")
    if base(pair.source_language) != "en":
        _, low, high = lengths["default"]
        # from a language in which texts are shorter or longer than in English
        usual = (
            for_language(lengths, pair.target_language)[0] / for_language(lengths, pair.source_language)[0]
        )
        return usual, low * usual, high * usual
    usual, low, high = for_language(lengths, pair.target_language)
    return usual, low, high


def truncation(pair: Pair) -> str | None:
    """It breaks off: no mark ends it, or a sentence is missing; or one was added."""
    source, target = pair.source.rstrip(), pair.target.rstrip()
    if len(source) > 20 and re.search(r"[.!?][\"')\]*_]*$", source) and not _FINAL.search(target[-2:]):
        return "it breaks off"
    wanted = len(sentences.split(source, pair.source_language))
    # "St. Martin" is abbreviated as in the source
    cut = min((sentences.split(target, tag) for tag in (pair.target_language, pair.source_language)), key=len)
    usual = _usual_length(pair)[0] * len(source)
    if len(cut) < wanted and len(target) < 0.8 * usual:
        return "a sentence is missing"
    # of a sentence that was only split in two, neither part is as long as the whole
    longest = len(target) - min(map(len, cut), default=0)
    most = 1.35 if _CLAUSE.search(source) else 1.15
    if len(cut) > wanted and len(target) > most * usual and longest > 0.85 * usual and len(source) > 40:
        return "a sentence was added"
    return None


def repetition(pair: Pair) -> str | None:
    """Words come again and again: the engine went round in circles."""
    if base(pair.target_language) in _UNSPACED:
        return _repeated_characters(pair)
    written = _WORD.findall(pair.target)
    target = [fold(word) for word in written]
    source = [fold(word) for word in _WORD.findall(pair.source)]
    exact = [word.casefold() for word in written]  # "nós nos" are two words
    for first, second in pairwise(exact):
        if first == second and len(first) > 2 and not first.isdigit() and not _doubled(source):
            return f"“{first}” is repeated"
    most = max(_counts(target, 3).values(), default=0)
    expected = max(_counts(source, 2).values(), default=1)
    if most >= max(3, expected + 1):
        return "words are repeated"
    longest = max(_counts(source, 3).values(), default=1)
    for size, often in ((5, longest), (4, max(longest, expected))):
        run, count = max(_counts(target, size).items(), key=lambda item: item[1], default=((), 0))
        if count > often:
            return f"“{' '.join(run)}” is repeated"
    return None


def _repeated_characters(pair: Pair) -> str | None:
    text = re.sub(r"[\W\d]", "", pair.target)
    runs = Counter(text[i : i + 7] for i in range(len(text) - 6))
    source = [fold(word) for word in _WORD.findall(pair.source)]
    run, count = max(runs.items(), key=lambda item: item[1], default=("", 0))
    if count > max(_counts(source, 2).values(), default=1):
        return f"“{run}” is repeated"
    if (doubled := re.search(r"([^\W\d]{2,6})\1", text)) and not _doubled(source):
        return f"“{doubled[1]}” is repeated" if len(doubled[1]) > 2 else None
    return None


def _counts(found: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(found[i : i + size]) for i in range(len(found) - size + 1))


def _doubled(found: list[str]) -> bool:
    return any(a == b for a, b in pairwise(found))


def leftover(pair: Pair) -> str | None:
    """A placeholder, an address or a tag is lost; or an engine left something of its own."""
    for match in _LEFTOVER.finditer(pair.target):
        if match.group() not in pair.source:
            return f"“{match.group()}” was left by the machine"
    wanted, found = Counter(_CARRIED.findall(pair.source)), Counter(_CARRIED.findall(pair.target))
    if lost := wanted - found:
        return f"“{next(iter(lost))}” is lost"
    added = found - wanted
    return f"“{next(iter(added))}” is not in the source" if added else None


def markup(pair: Pair) -> str | None:
    """Markdown is broken."""
    wanted, found = (Counter(_MARKUP.findall(text)) for text in (pair.source, pair.target))
    for mark in wanted | found:
        if wanted[mark] != found[mark]:
            return f"the Markdown differs: {mark!r}"
    if len(_BOLD.findall(pair.source)) != len(_BOLD.findall(pair.target)):
        return "the Markdown differs: '**'"
    return None


def bracket(pair: Pair) -> str | None:
    """Editorial brackets are lost or made up, or one of a pair is."""
    wanted, found = brackets.count(pair.source), pair.target.count("[")
    if not wanted == found == pair.target.count("]"):
        return "the [brackets] differ"
    source, target = (text.replace("（", "(").replace("）", ")") for text in (pair.source, pair.target))
    # 1) and :) have no partner
    if _balance(source) == 0 and _balance(target) != 0:
        return "a parenthesis has no partner"
    return None


def _balance(text: str) -> int:
    return text.count("(") - text.count(")")


def remark(pair: Pair) -> str | None:
    """A remark (in parentheses) was added, or is lost."""
    source = pair.source.count("(")
    target = pair.target.count("(") + pair.target.count("（")
    if target > source and "—" not in pair.source:
        # an abbreviation, or one of the source's words
        inner = re.findall(r"[(（]([^()（）]*)[)）]", pair.target)
        if target - sum(part.isupper() or part in pair.source for part in inner) > source:
            return "a remark in parentheses was added"
    if target == 0 and source > 0 and not re.search(r"[—–,]|\s-\s", pair.target):
        return "a remark in parentheses is lost"
    return None


# --- letters and words ---------------------------------------------------------------------------


@cache
def _script(char: str) -> str | None:
    """The ISO 15924 code of a letter's script, of those that a site's languages are written in."""
    name = unicodedata.name(char, "")
    for start, code in (
        ("LATIN", "Latn"),
        ("CYRILLIC", "Cyrl"),
        ("GREEK", "Grek"),
        ("ARABIC", "Arab"),
        ("HEBREW", "Hebr"),
        ("DEVANAGARI", "Deva"),
        ("CJK", "Hans"),
        ("HIRAGANA", "Jpan"),
        ("KATAKANA", "Jpan"),
        ("HANGUL", "Kore"),
        ("GEORGIAN", "Geor"),
        ("ARMENIAN", "Armn"),
        ("THAI", "Thai"),
    ):
        if name.startswith(start):
            return code
    return None


def _scripts(expected: str) -> set[str]:
    return {expected, *{"Hant": ("Hans",), "Jpan": ("Hans",), "Kore": ("Hans",)}.get(expected, ())}


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(table("function_words").get(language, ()))


@cache
def _common_words(language: str) -> frozenset[str]:
    """The commonest words of a language: ours, and those of its list."""
    name = _THIRD.get(language)
    return _function_words(language) | (stoplists.common(name) if name else frozenset())


# languages that an engine may fall into, with the names of their lists
_THIRD = {
    "en": "English",
    "pt": "Portuguese",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "de": "German",
    "nl": "Dutch",
    "ro": "Romanian",
    "pl": "Polish",
    "tr": "Turkish",
    "id": "Indonesian",
    "ru": "Russian",
    "uk": "Ukrainian",
}
