"""What is measured of a sentence to place it in a section and to weigh it: one number for each feature."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.drafting.likeness import Likeness
from generator.drafting.resources import group, words
from generator.drafting.text import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

Features = Mapping[str, float]

_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_MONTH = re.compile(
    r"\b(?:in|since|until|from|of|last) (?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b(?! \d)"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def describe(
    sentences: Sequence[Sentence], parties: Collection[str], year: int | None, likeness: Likeness
) -> list[Features]:
    """The features of each sentence.

    Args:
        sentences: of all articles, in order.
        parties: the keys of the parties.
        year: of the news, if known.
        likeness: of the sentences.
    """
    ends = {s.article.id: s.order for s in sentences}
    leads = {s.article.id: i for i, s in reversed(list(enumerate(sentences)))}
    found: list[Features] = []
    for index, sentence in enumerate(sentences):
        row = likeness.alike[index]
        others = [float(row[i]) for i, s in enumerate(sentences) if s.article is not sentence.article]
        found.append(
            {
                "bias": 1.0,
                f"voice {voice(sentence, parties)}": 1.0,
                **_said(sentence),
                **_place(sentence, ends[sentence.article.id]),
                **_time(sentence, year),
                **_wording(sentence),
                "central": float(likeness.centrality[index]),
                "like title": max(map(float, likeness.to_titles[index]), default=0.0),
                "like lead": float(row[leads[sentence.article.id]]),
                "support": max(others, default=0.0),
            }
        )
    return found


def voice(sentence: Sentence, parties: Collection[str]) -> str:
    """Who speaks: a party, another actor, somebody who stands for no one, or nobody."""
    if not sentence.speaker:
        return "none"
    if sentence.actor in parties:
        return "party"
    if sentence.actor and all_parties(sentence.actor, parties):
        return "none"
    outside = _last_word(sentence) in group("outsiders")
    named_figure = sentence.factual and sentence.actor == sentence.speaker
    return "outsider" if sentence.passed_on or outside or named_figure or not sentence.actor else "other"


def all_parties(actor: str, parties: Collection[str]) -> bool:
    """Whether two parties speak or act together."""
    return all(name in parties for name in actor.split(" and "))


def _last_word(sentence: Sentence) -> str:
    return str(sentence.speaker).rsplit(maxsplit=1)[-1].lower().removesuffix("s")


def _said(sentence: Sentence) -> dict[str, float]:
    """How it is said."""
    content = _content(sentence.span.root) if sentence.speaker else None
    quoted = '"' in sentence.text or "“" in sentence.text or "”" in sentence.text
    return {
        "quote": float(quoted),
        "begins with quote": float(sentence.text[:1] in '“"'),
        "stance": float(sentence.stance),
        "source": float(
            bool(sentence.speaker) and any(t.lemma_.lower() in group("sources") for t in sentence.span)
        ),
        "says what is": float(content is not None and content.tag_ in {"VBZ", "VBP"}),
    }


def _content(verb: "Token") -> "Token | None":
    return next((c for c in verb.children if c.dep_ == "ccomp"), None)


def _place(sentence: Sentence, last: int) -> dict[str, float]:
    """Where it stands: news comes first, background later."""
    heading = _heading(sentence.heading)
    return {
        "first": float(sentence.order == 0),
        "late": min(sentence.order, 10) / 10,
        "later": min(sentence.order, 15) / 15,
        "part": sentence.order / (last + 1),
        "end": float(sentence.order >= 0.8 * (last + 1)),
        **({f"heading {heading}": 1.0} if heading else {}),
    }


def _heading(heading: str | None) -> str | None:
    plain = (heading or "").lower()
    for section, cues in words("sections")["headings"].items():
        if any(re.search(rf"\b{re.escape(cue)}\b", plain) for cue in cues):
            return str(section)
    return None


def _time(sentence: Sentence, year: int | None) -> dict[str, float]:
    """When it happens."""
    root = sentence.span.root
    auxiliaries = {c.lower_ for c in root.children if c.dep_ in {"aux", "auxpass"}}
    passive = root.tag_ == "VBN" and bool(auxiliaries & {"was", "were"})
    years = [int(y) for y in _YEAR.findall(sentence.text)]
    return {
        "past": float(root.tag_ == "VBD" or passive),
        "present": float(root.tag_ in {"VBZ", "VBP"} and not auxiliaries),
        "modal": float(bool(auxiliaries & {"will", "would", "could", "may", "might", "should", "can"})),
        "weekday": float(bool(_WEEKDAY.search(sentence.text))),
        "month": float(bool(_MONTH.search(sentence.text))),
        "past year": float(bool(years) and year is not None and max(years) < year),
        "earlier": float(bool(_pattern("earlier").search(sentence.text))),
    }


def _wording(sentence: Sentence) -> dict[str, float]:
    return {
        "length": min(sentence.length, 45) / 45,
        "numbers": min(3, len(re.findall(r"\d[\d.,]*", sentence.text))),
        "outlook": min(2, len(_pattern("outlook").findall(sentence.text))),
        "reaction": min(2, len(_pattern("reaction").findall(sentence.text))),
        "state": float(any(t.lemma_.lower() in group("state") for t in sentence.span)),
        "actors": min(len(sentence.about), 3),
    }


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(words("sections")[name]), re.IGNORECASE)


def weigh(features: Features, weights: Mapping[str, float]) -> float:
    """The sum of the features, each times its weight."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())
