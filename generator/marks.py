"""Typographic marks, made straight so that texts can be compared, and read by engines.

Engines were trained mostly on text with straight marks. Measured with Firefox's en-pt model: with a curly
apostrophe "Russia’s invasion of Ukraine" became the invasion of Ukraine in Russia, and of the curly
quotation marks of 478 news sentences 3 in 4 were lost; straight ones stayed.
"""

import re
import unicodedata

STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»「」『』＂", '"'),
        **dict.fromkeys("‘’‚‛‹›ʼ＇", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
        "…": "...",
    }
)
# a dash between clauses, as opposed to one within 2022–2025 or around —dijo— in Spanish
DASH = re.compile(r"\s+(?:[–—―]|--?)\s+|(?<=\w)[—―]+(?=\w)")
# in English the long one needs no spaces
_LONG_DASH = re.compile(r"(?<=\S)\s*[—―]+\s*(?=\S)")


def straighten(text: str) -> str:
    """The text as engines read it best; dashes that join clauses become ' — '."""
    text = unicodedata.normalize("NFC", text).translate(STRAIGHT)
    text = _LONG_DASH.sub(" — ", DASH.sub(" — ", text))
    return re.sub(r"\s+", " ", text).strip()
