"""What a page cites: the articles, their paragraphs, and the sentences in them that a statement rests on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from generator.briefing import Article, Entry, Source
from generator.fields import is_web_address
from generator.site import passages
from generator.site.parts import Citation, SourceView


@dataclass
class Citations:
    """The citations of one page.

    Attributes:
        entry: the briefing with its articles.
        found: the passages cited so far, by id, in the order of the page.
    """

    entry: Entry
    found: dict[str, Citation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sources = tuple(self._sources())
        self._by_id = {view.id: view for view in self.sources}

    def cite(self, reference: str, *said: str) -> Citation:
        """The paragraph that a reference names.

        Args:
            reference: ``article id:paragraph number``.
            said: what rests on it, as an article may have it, in one language or two; its sentences are
                marked in the paragraph.
        """
        id_, _, number = reference.rpartition(":")
        source = self._by_id[id_]
        text = self._paragraph(id_, int(number))
        located = (passages.locate(words, text) for words in said) if text else ()
        spans = next(filter(None, located), ())
        mark = "-".join(
            ("cite", str(source.number), number, *(str(place) for span in spans for place in span))
        )
        if mark not in self.found:
            address = _address(source.source.url, text, spans)
            self.found[mark] = Citation(mark, source, int(number), text, spans, address)
        return self.found[mark]

    def _paragraph(self, id_: str, number: int) -> str | None:
        article = self.entry.articles.get(id_)
        paragraphs = article.paragraphs if article else ()
        return next((p.text for p in paragraphs if p.number == number), None)

    def _sources(self) -> Iterator[SourceView]:
        briefing = self.entry.briefing
        cited = (reference.rpartition(":")[0] for reference in briefing.references())
        for number, id_ in enumerate(dict.fromkeys((*briefing.sources, *cited)), 1):
            declared = briefing.sources.get(id_, Source())
            source = _completed(declared, self.entry.articles.get(id_))
            language = source.language or briefing.language
            is_foreign = language.partition("-")[0] != briefing.language.partition("-")[0]
            yield SourceView(number, id_, source, language, is_foreign)


def _address(url: str | None, text: str | None, spans: tuple[tuple[int, int], ...]) -> str | None:
    """The article's address, leading to the passage itself where the browser can find it."""
    if not url or not text or not spans:
        return url
    url = url.partition(":~:")[0]
    return f"{url}{'' if '#' in url else '#'}{passages.fragment(text, spans[0])}"


def _completed(declared: Source, article: Article | None) -> Source:
    """What the briefing says of an article; where it is silent, what the article says of itself."""
    if not article:
        return declared
    url = article.url if article.url and is_web_address(article.url) else None
    try:
        day = date.fromisoformat(article.date or "")
    except ValueError:  # none, or a dateline without a year
        day = None
    return Source(
        declared.title or article.title,
        declared.publisher or article.publisher,
        declared.url or url,
        declared.date or day,
        declared.language or article.language,
    )
