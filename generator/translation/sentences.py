"""Prose ▶ sentences, offline; and back."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from generator.translation.tables import for_language, table

_END = re.compile(
    r"""[.!?…]+[”"’'»)\]]*(?=\s)"""  # then a space
    r"|[。！？]+[”’」』）]*"  # Chinese and Japanese: none
)
_OPENING = "\"'“‘«„(["
_QUOTED = re.compile(r"[!?]+[”\"’'»]")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")  # J. or U.N.


def split(text: str, language: str) -> list[str]:
    """The sentences of a paragraph, without the space between them.

    A full stop ends a sentence unless it belongs to an abbreviation (data/abbreviations.yml) or an
    initial, or a small letter follows. A quoted question does not where the one who asked it follows.
    """
    sentences, start = [], 0
    for match in _END.finditer(text):
        rest = text[match.end() :].lstrip()
        if rest and _ends(text[start : match.start()], match.group(), rest, language):
            sentences.append(text[start : match.end()].strip())
            start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def join(sentences: Sequence[str], language: str) -> str:
    """The sentences as a paragraph of the language."""
    between: str = for_language(table("typography")["between"], language)
    return between.join(sentences)


@cache
def _abbreviations(language: str) -> dict[str, frozenset[str]]:
    lists: dict[str, list[str]] = for_language(table("abbreviations"), language, {})
    return {name: frozenset(words) for name, words in lists.items()}


def _ends(before: str, mark: str, rest: str, language: str) -> bool:
    """Whether a sentence ends with `mark` between `before` and `rest`."""
    known = _abbreviations(language)
    following = rest.lstrip(_OPENING)
    if not following or following[0].islower() or (_QUOTED.match(mark) and _is_said(following, known)):
        return False
    word = before.rsplit(maxsplit=1)[-1].lstrip(_OPENING) if before.split() else ""
    if mark != "." or not word:
        return True
    if word in known.get("never", ()):
        return False
    if word in known.get("number", ()):
        return not following[0].isdigit()
    if word in known.get("maybe", ()) or _INITIAL.fullmatch(word):
        starter = re.match(r"[\w’']+", following)
        return starter is not None and starter.group() in known.get("starters", ())
    return True


def _is_said(text: str, known: Mapping[str, Collection[str]]) -> bool:
    """Whether a text begins with a name of up to four words and a verb of speech: Hammel added."""
    words = re.match(r"((?:[A-Z][\w.'’-]*\s){1,4})(\w+)", text)
    if not words or words[2] not in known.get("sayings", ()):
        return False
    return words[1].split()[0] not in known.get("starters", ())


# where a sentence may be cut: after a semicolon or colon, at a dash, before a conjunction of English
_CLAUSE = re.compile(r"(?<=[;:])\s+|\s+—\s+|(?<=,)\s+(?=(?:and|but|while|although|because|which|who)\b)")


def clauses(sentence: str, longest: int) -> list[tuple[str, str]]:
    """A sentence in parts, each with what stands between it and the next.

    Args:
        sentence: with straight typographic marks.
        longest: how many words a part may have, where the sentence can be cut so small.
    """
    parts: list[tuple[str, str]] = []
    start = 0
    for match in (*_CLAUSE.finditer(sentence), None):
        end, separator = (match.start(), match.group()) if match else (len(sentence), "")
        text = sentence[start:end]
        if parts and len(parts[-1][0].split()) + len(text.split()) <= longest:
            text = "".join(parts.pop()) + text
        parts.append((text, separator))
        start = match.end() if match else end
    return parts
