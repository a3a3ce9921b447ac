"""A neutral title from those of the articles."""

import re
from collections.abc import Sequence

from generator.briefing import Article, Original
from generator.drafting.likeness import Likeness
from generator.drafting.resources import words
from generator.drafting.selection import Choice

# A title longer than this does not fit a list or a search result.
_LONGEST = 90
# What a fault costs, as a mean similarity to what was chosen.
_FAULT = 0.05
_PREFIX = re.compile(
    r"^(?:UPDATE \d+|WRAPUP \d*|BREAKING|LIVE|WATCH|VIDEO|EXCLUSIVE|ANALYSIS)\s*[-:|–]\s*", re.I
)
_SUFFIX = re.compile(r"\s+[-|–—]\s+(?:[A-Z][\w.]*\s?){1,4}$")


def title(
    articles: Sequence[Article], choices: Sequence[Choice], likeness: Likeness
) -> tuple[str, Original | None]:
    """The article's title that tells most of what was chosen, without what is loaded or cut short.

    Where no title will do: the front of the statement that is worth most.

    Returns:
        The title, and what it is the translation of, if it is one.
    """
    named = [a for a in articles if a.title]
    found = []
    for place, article in enumerate(named):
        near = sum(float(likeness.to_titles[c.index, place]) for c in choices) / max(1, len(choices))
        if plain := _plain(article.title or ""):
            faults = _faults(plain) + (_FAULT if article.original else 0)
            found.append((near - faults, -place, plain))
    if found:
        _, place, plain = max(found)
        return plain, _original(named[-place])
    first = max(choices, key=lambda c: (c.value, -c.index), default=None)
    return (_front(first.unit.text), first.unit.original) if first else ("Briefing", None)


def _original(article: Article) -> Original | None:
    """The title of a translated article as it was written."""
    written = article.original
    if not written or not written.title or not written.language:
        return None
    return Original(written.language, written.title, article.machine)


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
    return _FAULT * sum(faults)


def _front(text: str) -> str:
    """As many whole clauses of a text as fit, else as many words."""
    plain = text.replace("[", "").replace("]", "").rstrip(".")
    if len(plain) <= _LONGEST:
        return plain
    ends = [m.start() for m in re.finditer(r"[,;:]? (?:after|as|while|but|which|because)\b|[,;:–—]", plain)]
    fitting = [e for e in ends if 30 <= e <= _LONGEST]
    return plain[: fitting[-1]] if fitting else plain[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
