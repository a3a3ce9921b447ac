"""Articles ▶ `Briefing`: extractive, verbatim, offline, the same to the byte for the same articles."""

from collections.abc import Collection, Sequence

from generator.briefing import Article, Briefing
from generator.drafting import actors as actors_
from generator.drafting import additions, attribution, composition, parties, text, timeline
from generator.drafting.selection import Selection
from generator.drafting.text import Sentence
from generator.errors import DraftError

_SAY = "with the line “Language: pt” above the story of a .txt file, or “language: pt” in a .md file"


def draft(articles: Sequence[Article]) -> Briefing:
    """Condense articles on one event.

    Args:
        articles: one or more, in the order of their ids.

    Raises:
        DraftError: there are no articles, no prose in them, or one is neither in English nor translated.
    """
    sentences = _sentences(articles)
    actors = actors_.find(sentences, text.titles(articles))
    attribution.attribute(sentences, actors)
    sides = parties.choose(sentences, actors)
    selection = Selection(sentences, sides, actors)
    events = timeline.timeline(sentences, actors)
    return composition.compose(selection, selection.choose(), events, articles)


def update(articles: Sequence[Article], known: Collection[str], briefing: Briefing) -> Briefing:
    """What new articles bring to a briefing: only that, as a briefing of its own.

    Args:
        articles: all of them, the known ones too, for what they say of who is who.
        known: the ids of the articles that the briefing was made from.
        briefing: as its editor left it.

    Raises:
        DraftError: there is no prose in the articles, or one is neither in English nor translated.
    """
    sentences = _sentences(articles)
    actors = actors_.find(sentences, text.titles(articles))
    return additions.find(sentences, actors, known, briefing, articles)


def _sentences(articles: Sequence[Article]) -> list[Sentence]:
    sentences = text.sentences(articles)
    if not sentences:
        raise DraftError("no sentences to draft from; put articles (.txt, .md, .html) into articles/")
    for article in articles:
        own = [s for s in sentences if s.article is article]
        if not text.is_english(own):
            raise DraftError(f"article {article.id} does not read as English; say what it is in: {_SAY}")
    return sentences
