"""The quotation marks, apostrophes, dashes and spaces of a language, put into what an engine wrote."""

import re

from generator.marks import DASH, STRAIGHT
from generator.translation.tables import base, for_language, table


def localise(text: str, language: str) -> str:
    """An engine's output with the quotation marks, apostrophes, dashes and spaces of its language."""
    text = re.sub(r"«\s*|\s*»", '"', text).translate(_unify(language))
    text = re.sub(r"\s+", " ", text).strip()
    text = DASH.sub(for_language(table("typography")["dash"], language), text)
    text = _quotes(text.replace("...", "…"), for_language(table("typography")["quotes"], language))
    for pattern, replacement in for_language(table("typography")["tidy"], language, ()):
        text = re.sub(pattern, replacement, text)
    return text


def _unify(language: str) -> dict[int, str | None]:
    """The marks to straighten in a language: Arabic and Persian join letters with U+200C and U+200D."""
    if base(language) in {"ar", "fa", "ur", "hi", "bn", "mr", "ne", "ta", "te", "kn", "ml"}:
        return {mark: into for mark, into in STRAIGHT.items() if mark not in (0x200C, 0x200D)}
    return STRAIGHT


def _quotes(text: str, marks: str) -> str:
    """Straight quotation marks as pairs of `marks`: outer start and end, inner start and end.

    A mark before a word and after a space opens; in scripts without spaces, marks open and close in turn.
    """
    result, open_marks = [], ""
    for index, char in enumerate(text):
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        if char not in "\"'":
            result.append(char)
        elif char == "'" and before.isalnum() and (open_marks[-1:] != "'" or after.isalnum()):
            result.append("’")  # an apostrophe
        elif _opens(char, before, after, open_marks):
            open_marks += char
            result.append(marks[0] if len(open_marks) == 1 else marks[2])
        else:
            result.append(marks[1] if len(open_marks) <= 1 else marks[3])
            open_marks = open_marks[:-1]
    return "".join(result)


def _opens(char: str, before: str, after: str, open_marks: str) -> bool:
    if not after.strip():
        return False
    if _unspaced(before) or _unspaced(after):
        return char not in open_marks
    return not before or before in " ([—–-" or (before in "\"'" and after.isalnum())


def _unspaced(char: str) -> bool:
    """Whether a character belongs to Chinese or Japanese writing."""
    return "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"
