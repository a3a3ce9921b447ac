"""Which section of the briefing a sentence belongs to."""

import re
from collections.abc import Collection
from enum import StrEnum
from functools import cache

from generator.drafting.media import is_medium
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence


class Section(StrEnum):
    """The sections of a briefing, the summary aside."""

    BACKGROUND = "background"
    POSITION = "position"
    REACTION = "reaction"
    DEVELOPMENT = "development"
    OUTLOOK = "outlook"


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile("|".join(words("sections")[group]), re.IGNORECASE)


def classify(sentence: Sentence, parties: Collection[str], year: int | None) -> Section:
    """The section of a sentence, from its speaker, its words, the heading above it and its place.

    Args:
        sentence: the sentence.
        parties: the keys of the parties.
        year: of the news, if known.
    """
    heading = _heading_section(sentence.heading)
    outlook, background = _cues(sentence)
    if sentence.speaker and not is_medium(sentence.speaker) and not _outsider(sentence):
        past = _long_past(sentence, year)
        if past or (heading is Section.BACKGROUND and sentence.actor not in parties and background):
            return Section.BACKGROUND
        if sentence.factual and not sentence.stance:
            return Section.DEVELOPMENT
        if not parties and heading is not Section.REACTION:
            # news without sides: who speaks tells what happened, or what will
            return Section.OUTLOOK if outlook else Section.DEVELOPMENT
        return Section.POSITION if sentence.actor in parties else Section.REACTION
    scores = {
        Section.BACKGROUND: background + 2 * (heading is Section.BACKGROUND) + _lateness(sentence),
        Section.OUTLOOK: outlook + 2 * (heading is Section.OUTLOOK),
        Section.DEVELOPMENT: 1.2 + (heading is Section.DEVELOPMENT) + (sentence.order < 2) - 0.3 * background,
        Section.REACTION: 1.5 * (heading is Section.REACTION and sentence.actor not in parties),
    }
    if _in_past(sentence):
        scores[Section.DEVELOPMENT] += 0.5
    else:
        scores[Section.BACKGROUND] += 0.6
    return max(scores, key=lambda section: scores[section])


def _outsider(sentence: Sentence) -> bool:
    """Whether analysts or a data firm speak, who explain rather than react."""
    last = str(sentence.speaker).rsplit(maxsplit=1)[-1].lower().removesuffix("s")
    is_source = sentence.factual and sentence.actor == sentence.speaker
    return is_source or last in group("outsiders")


def _long_past(sentence: Sentence, year: int | None) -> bool:
    """Whether it happened in a year before that of the news, which may be unknown."""
    years = [int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", sentence.text)]
    if years and year:
        return max(years) < year
    return bool(re.match(r"(?:In|On|Since)\b.{0,20}\b(?:19|20)\d\d\b", sentence.text)) and _in_past(sentence)


def _heading_section(heading: str | None) -> Section | None:
    if not heading:
        return None
    plain = heading.lower()
    for section, cues in words("sections")["headings"].items():
        if any(re.search(rf"\b{re.escape(cue)}\b", plain) for cue in cues):
            return Section(section)
    return None


def _cues(sentence: Sentence) -> tuple[float, float]:
    """How many cues speak for the outlook and for the background."""
    outlook = len(_pattern("outlook").findall(sentence.text))
    background = len(_pattern("background").findall(sentence.text))
    return 1.3 * min(outlook, 2), min(background, 3)


def _lateness(sentence: Sentence) -> float:
    """News comes first, background later: 0 at the start of an article, 1 from its tenth sentence on."""
    return min(sentence.order, 10) / 10


def _in_past(sentence: Sentence) -> bool:
    """Whether the main verb tells an event: simple past or present perfect."""
    root = sentence.span.root
    auxiliaries = {c.lower_ for c in root.children if c.dep_ in {"aux", "auxpass"}}
    return root.tag_ == "VBD" or (root.tag_ == "VBN" and bool(auxiliaries & {"has", "have", "was", "were"}))
