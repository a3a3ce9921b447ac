"""Words to compare: without case and accents."""

import re
import unicodedata
from functools import lru_cache

# a word as it is written; numbers are none
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text without case, accents and other marks above or below letters."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return (
        "".join(char for char in plain if not unicodedata.combining(char)).replace("'", "").replace("ʼ", "")
    )


def words(text: str) -> list[str]:
    """The words of a text, as they are written; numbers are none."""
    return WORD.findall(text)


def is_headline(text: str) -> bool:
    """Whether Nearly Every Word Has a Capital."""
    found = words(text)
    return 2 * sum(word[0].isupper() for word in found) > len(found)
