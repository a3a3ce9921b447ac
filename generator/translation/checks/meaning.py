"""Faults that turn the meaning round: a "not" lost or made up, a quotation lost or given to another."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from generator.translation.checks.naming import form_of, names_in
from generator.translation.checks.pair import Pair
from generator.translation.fold import fold
from generator.translation.tables import base, table

_QUOTED = re.compile(r'"([^"]+)"')
_SINGLE = re.compile(r"(?<!\w)'(?=\w)|(?<=[\w.,!?])'(?!\w)")
# NADA, NO: no negatives
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
# a quotation of fewer words may be a title or a nickname, which translators treat as they like
_LONG = 3
# between "ne" and "pas" or "nobody" and "nothing", in words
_SAME_NO = 4
# "it is not A and it is not B" says no twice
_AND = "and|e|y|et|и|і|й|та|و"
# how far from its quotation a speaker's name may stand, in words
_NEAR = 6


def negation(pair: Pair) -> str | None:
    """A "not" is lost or made up."""
    lists = table("negation")
    if base(pair.source_language) not in lists or base(pair.target_language) not in lists:
        return None
    wanted, found = (
        _negatives(text, base(language))
        for text, language in ((pair.source, pair.source_language), (pair.target, pair.target_language))
    )
    if wanted.negative - found.negative > max(0, found.others - wanted.refusal):
        return "a negation is lost"
    if wanted.negative + wanted.refusal > found.negative + found.others:
        return "a negation is lost"
    if found.negative - wanted.negative > max(0, wanted.others - found.refusal):
        return "a negation was added"
    return None


@dataclass(frozen=True, slots=True)
class _Negatives:
    """How often a text says no, and how many of its words a negative may be translated with."""

    negative: int
    refusal: int
    others: int


def _negatives(text: str, language: str) -> _Negatives:
    negative, refusal, like, spared = _patterns(language)
    if language == "fr":
        text = re.sub(r"\b([Nn])['’](?=\w)", r"\1e ", text)
    text = _ACRONYM.sub(" ", text)
    text = spared.sub(" ", fold(re.sub(r"(?<=\w)n't\b", " not", re.sub(r"\bcan't\b", "cannot", text))))
    places, refusals = ([m.span() for m in pattern.finditer(text)] for pattern in (negative, refusal))
    # "ne … pas", "nobody … nothing", "without anything": side by side they say it once
    together = sorted([*places, *refusals])
    again = sum(_is_close(text[first[1] : second[0]], language) for first, second in pairwise(together))
    count = max(0, len(places) - again)
    return _Negatives(count, len(refusals), len(refusals) + len(like.findall(text)))


def _is_close(between: str, language: str) -> bool:
    """Whether no mark and at most so many words stand between two negatives."""
    if language in {"zh", "ja"}:
        return len(between) < 2
    if re.search(rf"[.;:!?()\"]|\b(?:{_AND}) $", between):
        return False
    return len(between.split()) <= _SAME_NO


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    lists = table("negation")[language]
    spared = "|".join(table("negation")["not_no"].get(language, ())) or r"(?!)"
    kinds = (_any(lists[kind], language) for kind in ("negative", "refusal", "like_no"))
    return *kinds, re.compile(spared)


def _any(forms: list[str], language: str) -> re.Pattern[str]:
    parts = "|".join(
        r"\w+" * f.startswith("*") + re.escape(fold(f.strip("*"))) + r"(?!\w)" * (not f.endswith("*"))
        for f in forms
    )
    if language in {"zh", "ja"}:
        return re.compile("|".join(map(re.escape, forms)))
    start = r"(?<!\w)[وفبكل]?" if language == "ar" else r"(?<!\w)"
    return re.compile(rf"{start}(?:{parts})")


def quotation(pair: Pair) -> str | None:
    """Quotation marks are lost, or one of a pair is."""
    wanted, found = pair.source.count('"'), _marks(pair.target)
    if wanted % 2 == 0 and found % 2 and not _SINGLE.search(pair.source):
        return "a quotation mark has no partner"
    quoted = _QUOTED.findall(pair.source)
    if quoted and not found:
        return "quotation marks are lost"
    if found // 2 < sum(len(part.split()) >= _LONG for part in quoted):
        return "quotation marks are lost"
    return None


def _marks(text: str) -> int:
    """Double quotation marks; those of Chinese titles and of single quotation marks count as pairs."""
    singles = len(re.findall(r"(?<!\w)'(?=\w)[^']*'(?!\w)", text)) * 2
    return (
        text.count('"') + (singles if text.count('"') % 2 == 0 else 0) + text.count("《") + text.count("》")
    )


def speaker(pair: Pair) -> str | None:
    """A quotation is given to another whom the source names."""
    named = list(names_in(pair.source, pair.source_language))
    if len(named) < 2:
        return None
    forms = {name: form_of(name, pair) for name in named}
    sources = _by_quotation(pair.source, dict(zip(named, named, strict=True)))
    targets = _by_quotation(pair.target, {name: form for name, form in forms.items() if form})
    for (_, wanted), (_, found) in zip(sources, targets, strict=False):
        if wanted and found and wanted != found and forms.get(wanted) and len(sources) == len(targets):
            return f"what “{wanted}” says is given to “{found}”"
    return None


def _by_quotation(text: str, forms: dict[str, str]) -> list[tuple[str, str | None]]:
    """Each long quotation with the name beside it."""
    found = []
    spans = [
        (m.start(), m.end()) for m in _QUOTED.finditer(text) if len(m[1].split()) >= _LONG or len(m[1]) > 11
    ]
    for start, end in spans:
        before, after = text[:start].split()[-_NEAR:], text[end:].split()[:_NEAR]
        found.append((text[start:end], _nearest(" ".join(after), " ".join(before), forms)))
    return found


def _nearest(after: str, before: str, forms: dict[str, str]) -> str | None:
    """The only name behind a quotation, else the only one before it."""
    for place in (after, before):
        names = [name for name, form in forms.items() if re.search(rf"{re.escape(form)}(?!['’]s)", place)]
        if len(names) == 1:
            return names[0]
        if names:
            return None
    return None
