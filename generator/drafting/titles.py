"""A neutral title from those of the articles."""

import re
from collections.abc import Sequence

from generator.briefing import Article
from generator.drafting.likeness import compare
from generator.drafting.resources import words
from generator.drafting.selection import Choice

# A title longer than this does not fit a list or a search result.
_LONGEST = 90
_PREFIX = re.compile(
    r"^(?:UPDATE \d+|WRAPUP \d*|BREAKING|LIVE|WATCH|VIDEO|EXCLUSIVE|ANALYSIS)\s*[-:|–]\s*", re.I
)
_SUFFIX = re.compile(r"\s+[-|–—]\s+(?:[A-Z][\w.]*\s?){1,4}$")


def title(articles: Sequence[Article], choices: Sequence[Choice]) -> str:
    """The article's title that tells most of what was chosen, without what is loaded or cut short.

    Where no title will do: the front of the statement that is worth most.
    """
    found = [_plain(a.title) for a in articles if a.title]
    fitting = [t for t in found if t]
    if fitting and choices:
        near = compare(fitting, [c.unit.text for c in choices])
        return max(zip(fitting, near, strict=True), key=lambda pair: (pair[1] - _faults(pair[0]), pair[0]))[0]
    if fitting:
        return fitting[0]
    first = max(choices, key=lambda c: (c.value, -c.index), default=None)
    return _front(first.unit.text if first else "Briefing")


def _plain(text: str) -> str:
    """A title without “UPDATE 2-” and the site's name; its front where it is too long."""
    text = _SUFFIX.sub("", _PREFIX.sub("", text)) if len(text) > 30 else text
    return text if len(text) <= _LONGEST else _front(text)


def _faults(text: str) -> float:
    """What speaks against a title: a question, a quotation, shouting, a loaded word, an end cut off."""
    loaded = words("sections")["loaded"]
    faults = [
        "?" in text or "!" in text,
        bool(re.search(r"[\"“”‘]|(?:^|\s)'", text)),
        text.isupper(),
        text.endswith(("...", "…")),
        any(re.search(rf"\b{word}", text, re.I) for word in loaded),
        len(text.split()) < 4,
    ]
    return 0.1 * sum(faults)


def _front(text: str) -> str:
    """As many whole clauses of a text as fit, else as many words."""
    plain = text.replace("[", "").replace("]", "").rstrip(".")
    if len(plain) <= _LONGEST:
        return plain
    ends = [m.start() for m in re.finditer(r"[,;:]? (?:after|as|while|but|which|because)\b|[,;:–—]", plain)]
    fitting = [e for e in ends if 30 <= e <= _LONGEST]
    return plain[: fitting[-1]] if fitting else plain[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
