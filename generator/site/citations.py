"""What a briefing cites: articles, their paragraphs, and the sentences in them that a statement rests on."""

from collections.abc import Iterator
from datetime import date

from generator.briefing import Article, Entry, Source
from generator.fields import is_web_address
from generator.site import passages
from generator.site.parts import Citation, SourceView


class Citations:
    """The citations of a briefing, the same in every language.

    Attributes:
        sources: the articles.
    """

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self.sources = tuple(self._sources())
        self._by_id = {view.id: view for view in self.sources}
        self._paragraphs: dict[str, dict[int, str]] = {}
        self._found: dict[str, Citation] = {}

    def cite(self, reference: str, *said: str) -> Citation:
        """The paragraph that a reference names; one object wherever the same sentences of it are cited.

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
        if mark not in self._found:
            address = _address(source.source.url, text, spans)
            pieces = tuple(_pieces(text or "", spans))
            self._found[mark] = Citation(mark, source, int(number), text, pieces, address)
        return self._found[mark]

    def _paragraph(self, id_: str, number: int) -> str | None:
        if id_ not in self._paragraphs:
            article = self._entry.articles.get(id_)
            # of two with one number, the first
            paragraphs = reversed(article.paragraphs) if article else ()
            self._paragraphs[id_] = {p.number: p.text for p in paragraphs}
        return self._paragraphs[id_].get(number)

    def _sources(self) -> Iterator[SourceView]:
        briefing = self._entry.briefing
        cited = (reference.rpartition(":")[0] for reference in briefing.references())
        for number, id_ in enumerate(dict.fromkeys((*briefing.sources, *cited)), 1):
            declared = briefing.sources.get(id_, Source())
            source = _completed(declared, self._entry.articles.get(id_))
            language = source.language or briefing.language
            is_foreign = language.partition("-")[0] != briefing.language.partition("-")[0]
            yield SourceView(number, id_, source, language, is_foreign)


def _pieces(text: str, spans: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    position = 0
    for start, end in (*spans, (len(text), len(text))):
        if position < start:
            yield text[position:start], False
        if start < end:
            yield text[start:end], True
        position = end


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
