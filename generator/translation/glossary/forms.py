"""Where a form of a name or term stands in a text, whatever prefix or ending its language gives it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from generator.translation.fold import fold
from generator.translation.tables import base

# written without spaces between words, or, as Korean, with particles joined to them
_UNSPACED = {"zh", "yue", "ja", "ko", "th", "lo", "km", "my"}
# and, so; in, as, for; the; and what becomes of “for the”
_ARABIC_PREFIX = "[وف]?(?:[بك]?ال|لل|[بكل])?"
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
# letters that endings replace, after accents are taken off: Москва, Москві
_CHANGING = frozenset("aeiouyаеиоуыэюяєіьαεηιουωةاىيو")


def unspaced(language: str) -> bool:
    """Whether words of a language follow one another, or their particles, without a space."""
    return base(language) in _UNSPACED


def source_pattern(term: str) -> str:
    """A regular expression for a term in a source text, its English plural and possessive included."""
    if re.search(r"[^aeiou]y$", term):
        text = rf"{_literal(term[:-1])}(?:y|ies)"
    else:
        text = _literal(term) + ("" if term.endswith("s") else "(?:e?s)?" if term[-1].isascii() else "")
    return rf"(?<!\w){text}(?:['’]s?)?(?!\w)"


def target_pattern(form: str, language: str, *, prefixes: bool = True) -> str:
    """A regular expression for a form in a translation; inflection is not found.

    Args:
        form: as it is; a word that ends in ``*`` may go on as it likes.
        language: of the translation.
        prefixes: whether Arabic's joined prefixes may stand before it.
    """
    text = _literal(form)
    if unspaced(language):
        before, after = (r"(?<![A-Za-z0-9])" if form[0].isascii() else ""), r"(?![A-Za-z0-9])"
        return before + text.replace(r"\w*", "") + (after if form[-1].isascii() and form[-1] != "*" else "")
    if prefixes and base(language) == "ar":
        text = rf"{_ARABIC_PREFIX}{text}" + (rf"|[وف]?لل{_literal(form[2:])}" if form[:2] == "ال" else "")
        text = rf"(?:{text})"
    return rf"(?<!\w){text}(?!\w)"


def find(
    forms: Iterable[str], text: str, pattern: Callable[[str], str]
) -> Iterator[tuple[str, re.Match[str]]]:
    """The forms that stand in a text, each with its place; none within a longer one.

    Args:
        forms: what to look for.
        text: where.
        pattern: the regular expression of a form.
    """
    # of a large glossary, nearly all is not in a text, and looking for a part of it is fast
    known = sorted({form for form in forms if _core(form) in text}, key=lambda form: (-len(form), form))
    for match in _alternatives(tuple(map(pattern, known))).finditer(text):
        yield known[(match.lastindex or 0) - 1], match


def holds(text: str, form: str, language: str) -> bool:
    """Whether a translation holds a form, with the usual endings of its language.

    The words of a form may stand apart: in Arabic, those of “ceasefire” do in “a full ceasefire”. Accents
    and, in forms of several words, capitals are passed over.
    """
    if unspaced(language):
        return form.replace("*", "").casefold() in text.casefold()
    literally = bool(re.search(target_pattern(form, language), text))
    if literally or "*" in form:
        return literally
    words, wanted = _words(text), _words(form)
    telling = [word for word in wanted if len(word) > 3 or not word.islower()] or wanted
    return bool(telling) and all(
        any(_same(part, word, language, strict=len(wanted) == 1) for word in words) for part in telling
    )


def normal(text: str) -> str:
    """A text whose letters are one character each, without Arabic vowel signs."""
    return _ARABIC_MARKS.sub("", unicodedata.normalize("NFC", text))


def capitalised_like(form: str, found: str, known: str) -> str:
    """The form with a capital where what was found has one and the known spelling has none."""
    raised = found[:1].isupper() and known[:1].islower()
    return form[:1].upper() + form[1:] if raised else form


def interchangeable(first: str, second: str, language: str) -> bool:
    """Whether one form may take the place of another without a look at the words around them.

    Gender, case and elision show in a word's first and last letters: names may differ in the last consonant
    (Kiew, Kiev), other words must share their ending (tregua, pausa would pass; huelga, ataque do not).
    """
    if unspaced(language):
        return True
    a, b = first.split(), second.split()
    return len(a) == len(b) and all(map(_alike_in_grammar, a, b))


def _alike_in_grammar(first: str, second: str) -> bool:
    a, b = fold(first), fold(second)
    sounds = [word[:1] in _CHANGING for word in (a, b)]
    if not a or not b or sounds[0] != sounds[1] or (a[0] == "h") != (b[0] == "h"):
        return False
    if len(a) > 2 and a[-2:] == b[-2:]:
        return True
    names = first[0].isupper() and second[0].isupper()
    return names and a[-1] not in _CHANGING and b[-1] not in _CHANGING and not (a[-1] == "s") ^ (b[-1] == "s")


def inflected(form: str, word: str) -> bool:
    """Whether a word may be a form with its ending changed; both as `fold` leaves them."""
    cut = 2 if len(form) > 5 else 1 if len(form) > 3 and form[-1] in _CHANGING else 0
    longest = len(form) + (4 if len(form) > 3 else 2)
    return word.startswith(form[: len(form) - cut]) and len(word) <= longest


def _same(part: str, word: str, language: str, *, strict: bool) -> bool:
    if part.isupper() and len(part) > 1:  # of letters: it takes no ending
        return part == word
    if strict and part[0].isupper() and not word[0].isupper():
        return False
    part, word = fold(part), fold(word)
    if inflected(part, word):
        return True
    if base(language) != "ar":
        return False
    return any(inflected(p, w) for p in _without_prefixes(part) for w in _without_prefixes(word))


def _without_prefixes(word: str) -> set[str]:
    """An Arabic word, and what it may be without what is joined to its front."""
    rests = {word}
    for length in range(1, 5):
        if len(word) - length >= 3 and re.fullmatch(_ARABIC_PREFIX, word[:length]):
            rests.add(word[length:])
    return rests


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _literal(form: str) -> str:
    """A form as a regular expression; in lower case it may begin a sentence."""
    text = re.sub(r"(?:\\?\s)+", r"\\s+", re.sub("['’]", "['’]", re.escape(form[1:]))).replace(r"\*", r"\w*")
    first = form[:1]
    return (
        f"[{first}{first.upper()}]" if first.islower() and len(first.upper()) == 1 else re.escape(first)
    ) + text


@lru_cache(None)
def _core(form: str) -> str:
    """The longest part of a form that stands in a text letter by letter, whatever its first and last are."""
    return max(re.findall(r"\w+", form[1:-1]), key=len, default="")


@lru_cache(1024)
def _alternatives(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({pattern})" for pattern in patterns) or r"(?!)")
