"""What new articles bring to a briefing that its editor has changed."""

import unicodedata
from collections.abc import Collection, Sequence

from generator.briefing import Article, Briefing, Event, Paragraph
from generator.drafting import attribution, composition, parties, text, timeline
from generator.drafting.actors import Actors
from generator.drafting.sections import Section
from generator.drafting.selection import Selection
from generator.drafting.text import Sentence

# The article that the briefing's own statements are read as, to compare new ones with.
_BRIEFING = ""
_MOST_QUOTES = 2


def find(
    sentences: Sequence[Sentence],
    actors: Actors,
    known: Collection[str],
    briefing: Briefing,
    articles: Sequence[Article],
) -> Briefing:
    """The statements, events and quotes of new articles that a briefing does not tell yet.

    Args:
        sentences: of all articles.
        actors: everybody who is named in them.
        known: the ids of the articles that the briefing was made from.
        briefing: as its editor left it; what she deleted of known articles stays away.
        articles: all of them.
    """
    told = _as_sentences(briefing)
    everything = [*sentences, *told]
    actors.read(s.span.doc for s in told)
    attribution.attribute(everything, actors)
    new = [s for s in sentences if s.article.id not in known]
    sides = _sides(briefing, sentences, actors)
    selection = Selection(everything, sides, actors)
    fresh = {a.id for a in articles if a.id not in known}
    choices = selection.choose(fresh, told)
    events = [e for e in timeline.timeline(sentences, actors) if _articles(e.sources) <= fresh]
    quoted = {q.speaker for q in briefing.quotes}
    quotes = [q for q in composition.quotes(new, sides) if q.speaker not in quoted]
    return Briefing(
        title=briefing.title,
        sources={a.id: composition.source(a) for a in articles if a.id in fresh},
        background=composition.statements(choices, Section.BACKGROUND),
        sides=composition.sides(sides, choices, new, actors),
        reactions=composition.reactions(choices, actors),
        developments=composition.statements(choices, Section.DEVELOPMENT),
        outlook=composition.statements(choices, Section.OUTLOOK),
        timeline=tuple(_untold(events, briefing)),
        quotes=tuple(quotes[:_MOST_QUOTES]),
    )


def _as_sentences(briefing: Briefing) -> list[Sentence]:
    """The briefing's statements, as an article that tells them one after the other."""
    texts = dict.fromkeys(s.text for s in briefing.statements())
    paragraphs = tuple(Paragraph(n, t.replace("[", "").replace("]", "")) for n, t in enumerate(texts, 1))
    return text.sentences([Article(_BRIEFING, paragraphs)]) if paragraphs else []


def _sides(briefing: Briefing, sentences: Sequence[Sentence], actors: Actors) -> list[str]:
    """The keys of the briefing's sides; of a briefing without any, those of the articles' parties."""
    names = {_fold(side.name): side.name for side in briefing.sides}
    if not names:
        return parties.choose(sentences, actors)
    keys = dict.fromkeys(s.actor for s in sentences if s.actor)
    found = [k for k in keys if k and (_fold(actors.name(k)) in names or _fold(k) in names)]
    for key in found:
        actors.names[key] = names.get(_fold(actors.name(key))) or names[_fold(key)]
    return found


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _articles(references: Collection[str]) -> set[str]:
    return {reference.partition(":")[0] for reference in references}


def _untold(events: Sequence[Event], briefing: Briefing) -> list[Event]:
    """The events that the briefing's timeline does not have: no event of the same day and words."""
    old = [(e.date, set(e.text.lower().split())) for e in briefing.timeline]
    found = []
    for event in events:
        words = set(event.text.lower().split())
        if not any(day == event.date and 2 * len(words & own) >= len(words) for day, own in old):
            found.append(event)
    return found
