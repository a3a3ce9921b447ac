"""Which section of the briefing a sentence belongs to."""

from collections.abc import Collection
from enum import StrEnum

from generator.drafting.features import Features, all_parties, weigh
from generator.drafting.resources import words
from generator.drafting.text import Sentence


class Section(StrEnum):
    """The sections of a briefing, the summary aside."""

    BACKGROUND = "background"
    POSITION = "position"
    REACTION = "reaction"
    DEVELOPMENT = "development"
    OUTLOOK = "outlook"


def classify(sentence: Sentence, features: Features, parties: Collection[str]) -> Section:
    """The likeliest section of a sentence: multinomial logistic regression over its features.

    A position is a party's; a reaction is somebody else's, but not the report of a news medium.

    Args:
        sentence: the sentence.
        features: its features.
        parties: the keys of the parties.
    """
    possible = {Section.BACKGROUND, Section.DEVELOPMENT, Section.OUTLOOK}
    if sentence.actor in parties:
        possible.add(Section.POSITION)
    elif (named := sentence.actor or sentence.speaker) and not (
        sentence.passed_on or all_parties(named, parties)
    ):
        possible.add(Section.REACTION)
    weights = words("weights")["sections"]
    return max((s for s in Section if s in possible), key=lambda s: weigh(features, weights[s]))
