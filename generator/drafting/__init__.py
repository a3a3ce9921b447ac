"""Articles ▶ `Briefing`: extractive, verbatim, offline, the same to the byte for the same articles."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from generator.briefing import Article, Briefing, Contrast, Quote, Reaction, Side, Source, Statement
from generator.drafting import actors as actors_
from generator.drafting import attribution, parties, selection, text, timeline
from generator.drafting.actors import Actors
from generator.drafting.media import is_medium
from generator.drafting.resources import words
from generator.drafting.sections import Section
from generator.drafting.selection import Choice
from generator.drafting.text import Sentence
from generator.errors import DraftError

# A title longer than this does not fit a list or a search result.
_TITLE_LENGTH = 90
_SUMMARY_WORDS = 90
# words; shorter ones are phrases, not statements
_QUOTE_LENGTH = 6
_MOST_QUOTES = 4
_MOST_EVENTS = 10


def draft(articles: Sequence[Article]) -> Briefing:
    """Condense articles on one event.

    Args:
        articles: one or more, in the order of their ids.

    Raises:
        DraftError: there are no articles, no prose in them, or one is not in English.
    """
    sentences = text.sentences(articles)
    if not sentences:
        raise DraftError("no sentences to draft from; put articles (.txt, .md, .html) into articles/")
    for article in articles:
        own = [s for s in sentences if s.article is article]
        if not text.is_english(own):
            raise DraftError(
                f"article {article.id} does not read as English, the only language that is drafted"
            )
    actors = actors_.find(sentences, text.titles(articles))
    attribution.attribute(sentences, actors)
    sides = parties.choose(sentences, actors)
    choices = selection.choose(sentences, sides, actors)
    summary, rest = _summary(choices)
    return Briefing(
        title=_title(articles, choices, sentences),
        date=timeline.published(sentences),
        sources={a.id: _source(a) for a in articles},
        summary=summary,
        background=_statements(rest, Section.BACKGROUND),
        sides=_sides(sides, rest, sentences, actors),
        reactions=_reactions(rest, actors),
        developments=_statements(rest, Section.DEVELOPMENT),
        outlook=_statements(rest, Section.OUTLOOK),
        contrasts=_contrasts(sides, rest, actors),
        timeline=timeline.timeline(sentences, actors)[-_MOST_EVENTS:],
        quotes=_quotes(sentences, sides),
    )


def _source(article: Article) -> Source:
    full = article.date and not article.date.startswith("-")
    day = date.fromisoformat(article.date) if full and article.date else None
    return Source(article.title, article.publisher, article.url, day)


def _statement(choice: Choice) -> Statement:
    return Statement(choice.unit.text, choice.speaker, choice.sources)


def _statements(choices: Sequence[Choice], section: Section) -> tuple[Statement, ...]:
    return tuple(_statement(c) for c in choices if c.section is section)


def _summary(choices: Sequence[Choice]) -> tuple[tuple[Statement, ...], list[Choice]]:
    """Two or three statements for the bottom line, and the rest.

    What an actor says stays under its name too; a development is not told twice.
    """
    # the news stands at the top of an article
    ranked = sorted(choices, key=lambda c: (-c.value - 1 / (1 + c.unit.sentences[-1].order), c.index))
    taken: list[Choice] = []
    for choice in ranked:
        long = sum(c.unit.words for c in [*taken, choice]) > _SUMMARY_WORDS
        if len(taken) < 3 and not long and all(c.actor != choice.actor or c.actor is None for c in taken):
            taken.append(choice)
    taken.sort(key=lambda c: c.index)
    rest = [c for c in choices if c not in taken or c.section in {Section.POSITION, Section.REACTION}]
    return tuple(_statement(c) for c in taken), rest


def _sides(
    keys: Sequence[str], choices: Sequence[Choice], sentences: Sequence[Sentence], actors: Actors
) -> tuple[Side, ...]:
    speakers = dict.fromkeys(s.speaker for s in sentences if s.speaker)
    sides = []
    for key in keys:
        own = tuple(_statement(c) for c in choices if c.section is Section.POSITION and c.actor == key)
        people = tuple(p for p in speakers if actors.affiliations.get(p) == key)
        sides.append(Side(actors.name(key), people, own))
    return tuple(s for s in sides if s.statements)


def _reactions(choices: Sequence[Choice], actors: Actors) -> tuple[Reaction, ...]:
    by_actor: dict[str, list[Statement]] = {}
    for choice in choices:
        if choice.section is Section.REACTION:
            name = actors.name(choice.actor) if choice.actor else choice.speaker or "Others"
            by_actor.setdefault(name, []).append(_statement(choice))
    return tuple(Reaction(name[:1].upper() + name[1:], tuple(found)) for name, found in by_actor.items())


def _quotes(sentences: Sequence[Sentence], sides: Sequence[str]) -> tuple[Quote, ...]:
    """Direct quotations, one for each speaker, the sides' first."""
    found: dict[str, tuple[bool, Quote]] = {}
    for sentence in sentences:
        if not sentence.speaker or is_medium(sentence.speaker):
            continue
        for quoted in attribution.quotations(sentence):
            if len(quoted.split()) >= _QUOTE_LENGTH and quoted[0].isupper():  # else a fragment
                quote = Quote(quoted.rstrip(","), sentence.speaker, (sentence.reference,))
                found.setdefault(sentence.speaker, (sentence.actor not in sides, quote))
    return tuple(quote for _, quote in sorted(found.values(), key=lambda f: f[0]))[:_MOST_QUOTES]


def _contrasts(keys: Sequence[str], choices: Sequence[Choice], actors: Actors) -> tuple[Contrast, ...]:
    """Topics, as nouns, on which at least two sides have a statement; those they judge differently first."""
    best: dict[str, dict[str, Choice]] = {}
    counts: Counter[str] = Counter()
    for choice in sorted(choices, key=lambda c: (-c.value, c.index)):
        if choice.section is Section.POSITION and choice.actor and choice.actor in keys:
            for noun in _nouns(choice.unit.sentences):
                best.setdefault(noun, {}).setdefault(choice.actor, choice)
                counts[noun] += 1
    shared = [n for n, sides in best.items() if len(sides) > 1 and n not in words("attribution")["nouns"]]
    shared.sort(key=lambda n: (-len({c.refuses for c in best[n].values()}), -counts[n], n))
    found, used = [], set()
    for noun in shared:
        positions = {actors.name(k): best[noun][k].unit.sources[-1] for k in keys if k in best[noun]}
        if frozenset(positions.values()) not in used:
            used.add(frozenset(positions.values()))
            found.append(Contrast(noun, positions))
    return tuple(found[:3])


def _nouns(sentences: Sequence[Sentence]) -> list[str]:
    """What a statement is about: the nouns that are objects or subjects of its verbs, lemmatised."""
    roles = {"dobj", "nsubj", "nsubjpass", "pobj", "attr"}
    tokens = (t for s in sentences for t in s.span if t.pos_ == "NOUN" and t.dep_ in roles)
    return sorted({t.lemma_.lower() for t in tokens if not t.ent_type_ and len(t.text) > 3})


def _title(articles: Sequence[Article], choices: Sequence[Choice], sentences: Sequence[Sentence]) -> str:
    """The most telling of the articles' titles; without one, the front of the first statement."""
    titles = [a.title for a in articles if a.title and len(a.title) <= _TITLE_LENGTH]
    if titles:
        common = Counter(w.lower() for c in choices for w in c.unit.text.split())
        return max(titles, key=lambda t: (sum(common[w.lower()] > 1 for w in set(t.split())), -len(t)))
    first = choices[0].unit.text if choices else sentences[0].text
    return first if len(first) <= _TITLE_LENGTH else first[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
