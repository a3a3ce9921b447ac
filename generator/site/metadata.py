"""What a page tells machines: search engines in the words of schema.org, previews of links in Open Graph.

A briefing is a `NewsArticle`, which schema.org has for news and for what helps to understand it, and no
`ReportageNewsArticle`, for nobody of the site was there: it names the articles that it is based on.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urljoin

from babel.core import get_global

from generator.briefing import Entry, Status
from generator.site import locales
from generator.site.ground import ground
from generator.site.head import Pairs, Place
from generator.site.parts import Shown, SourceView
from generator.site.ui import Words
from generator.site.views import BriefingView

# made from tests/card.svg
CARD, CARD_WIDTH, CARD_HEIGHT = "assets/images/card.png", 1200, 630
# what previews and search results have room for
_TITLE, _DESCRIPTION = 110, 300
# Facebook, which asks for og:locale, writes the Arabic of no one country so (in ISO, AR is Argentina)
_COUNTRIES = {"ar": "ar_AR"}
# what stands before no ellipsis
_STOPS = " ,;:.、，。،؛–—-"
_STATUS = {Status.DRAFT: "Draft", Status.REVIEWED: "Published"}
_UNSAFE = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def readable(entry: Entry) -> tuple[str, ...]:
    """The languages that a briefing can be read in: its own first, then those with a translated text."""
    return ground(entry).readable


def is_readable(entry: Entry, language: str) -> bool:
    """Whether a briefing has a text in a language."""
    return language in readable(entry)


def _language(view: BriefingView) -> str:
    """What the texts on a page are in: nothing is said to be translated that is not."""
    return view.language if is_readable(view.entry, view.language) else view.briefing.language


def json_ld(view: BriefingView, place: Place, words: Words, data: str | None = None) -> str:
    """A briefing in the words of schema.org, to stand in a ``<script type="application/ld+json">``.

    Args:
        view: the briefing as its page has it.
        place: where that page stands.
        words: of the page's language.
        data: the absolute address of the briefing as data, if it has one.
    """
    software = view.models
    published, modified = _moments(view.entry)
    title = view.title.text
    return _json(
        {
            "@type": "NewsArticle",
            "@id": place.address,
            "url": place.address,
            "mainEntityOfPage": place.address,
            "headline": shortened(title, _TITLE),
            "name": title if len(title) > _TITLE else None,
            "description": description(view),
            "inLanguage": _language(view),
            "datePublished": published,
            "dateModified": modified,
            "version": len(view.entry.versions) or None,
            "creativeWorkStatus": _STATUS[view.briefing.status],
            "isAccessibleForFree": True,
            "timeRequired": f"PT{view.minutes}M",
            "author": [_author(name, place) for name in view.authors] or _publisher(place),
            "publisher": _publisher(place),
            "about": [_thing("Thing", topic.text) for topic in view.topics],
            "mentions": [_thing("Thing", name.text) for name in view.names],
            "citation": [found for source in view.sources if (found := _article(source))],
            **_translations(view, place),
            # schema.org knows people and organizations as translators, no software
            "creditText": f"{words('translated_by')} {', '.join(software)}" if software else None,
            "encoding": data
            and {"@type": "MediaObject", "encodingFormat": "application/json", "contentUrl": data},
        }
    )


def website(place: Place, text: str) -> str:
    """The same for a home page; `text` says in a sentence what the site is."""
    others = [name for name in dict.fromkeys(place.names.values()) if name != place.name]
    return _json(
        {
            **_site(place),
            "alternateName": others,
            "url": place.address,
            "description": text,
            "inLanguage": place.language,
            "publisher": _publisher(place),
        }
    )


def collection(place: Place, title: str, text: str) -> str:
    """The same for a page that leads to briefings; `text` says in a sentence to which."""
    return _json(
        {
            "@type": "CollectionPage",
            "@id": place.address,
            "url": place.address,
            "name": title,
            "description": text,
            "inLanguage": place.language,
            "isPartOf": _site(place),
        }
    )


def _json(values: Mapping[str, Any]) -> str:
    """JSON that nothing in its texts can make an end of the script, or a comment, of."""
    data = _stated({"@context": "https://schema.org", **values})
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, safe in _UNSAFE.items():
        text = text.replace(character, safe)
    return text


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def _thing(type_: str, name: str | None, **more: str | None) -> dict[str, Any]:
    return _stated({"@type": type_, "name": name, **more})


def _site(place: Place) -> dict[str, Any]:
    return _thing("WebSite", place.name, url=place.root)


def _publisher(place: Place) -> dict[str, Any]:
    return _thing("Organization", place.name, url=place.root)


def _author(name: Shown, place: Place) -> dict[str, Any]:
    """A person; an organization where the name has that of the site in it.

    A briefing does not say which an author is, and search engines refuse one that is neither.
    """
    own = [site.casefold() for site in place.names.values()]
    is_desk = any(site in text.casefold() for site in own for text in (name.text, name.source))
    return _thing("Organization" if is_desk else "Person", name.text)


def _article(view: SourceView) -> dict[str, Any] | None:
    source = view.source
    if not (source.title or source.publisher or source.url):
        return None
    publisher = _thing("Organization", source.publisher) if source.publisher else None
    return _stated(
        {
            "@type": "NewsArticle",
            "name": source.title,
            "url": source.url,
            "publisher": publisher,
            "datePublished": _iso(source.date),
            "inLanguage": view.language,
        }
    )


def _translations(view: BriefingView, place: Place) -> dict[str, Any]:
    """Which page this one is the translation of; on that page, which are its translations."""

    def work(code: str) -> dict[str, Any]:
        return {"@type": "NewsArticle", "@id": place.addresses[code], "inLanguage": code}

    own, *others = readable(view.entry)
    if view.language == own:
        return {"workTranslation": [work(code) for code in others if code in place.addresses]}
    return {"translationOfWork": work(own)} if view.language in others and own in place.addresses else {}


def _moments(entry: Entry) -> tuple[str | None, str | None]:
    """When it was published and changed last: the moment where that is known, else the day."""
    first, last = (entry.versions[0].at, entry.versions[-1].at) if entry.versions else (None, None)
    return _iso(first or entry.published), _iso(last or entry.modified)


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def description(view: BriefingView) -> str:
    """What a search result or a preview says of a briefing."""
    return shortened(view.summary[0].text.text if view.summary else view.title.text, _DESCRIPTION)


def shortened(text: str, limit: int) -> str:
    """A text of so many characters at the most: whole words, as far as it has spaces between them."""
    if len(text) <= limit:
        return text
    start, _, _ = text[:limit].rpartition(" ")
    return (start if len(start) > limit // 2 else text[: limit - 1]).rstrip(_STOPS) + "…"


def open_graph(place: Place, title: str, text: str) -> Pairs:
    """Names and contents of the ``meta`` elements of a page that is no briefing's.

    The name belongs into the attribute ``property`` where it begins with ``og:`` or ``article:``, into
    ``name`` elsewhere.
    """
    return (*_page(place, "website", title, text), *_locales(place.language, place.addresses))


def article_graph(view: BriefingView, place: Place) -> Pairs:
    """The same for a briefing."""
    published, modified = _moments(view.entry)
    found = (
        *_page(place, "article", view.title.text, description(view)),
        *_locales(_language(view), (code for code in readable(view.entry) if code in place.addresses)),
        ("article:published_time", published),
        ("article:modified_time", modified),
        *(("article:tag", topic.text) for topic in view.topics),
        ("author", ", ".join(name.text for name in view.authors)),
    )
    return tuple((name, content) for name, content in found if content)


def _page(place: Place, type_: str, title: str, text: str) -> Iterator[tuple[str, str]]:
    yield "og:type", type_
    yield "og:title", title
    yield "og:description", text
    yield "og:site_name", place.name
    if place.address:
        yield "og:url", place.address
    if place.root:
        yield "og:image", urljoin(place.root, CARD)
        yield "og:image:type", "image/png"
        yield "og:image:width", str(CARD_WIDTH)
        yield "og:image:height", str(CARD_HEIGHT)
        yield "og:image:alt", place.name
    yield "twitter:card", "summary_large_image" if place.root else "summary"


def _locales(own: str, available: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = [locale for code in (own, *available) if (locale := og_locale(code))]
    for number, locale in enumerate(dict.fromkeys(found)):
        yield "og:locale:alternate" if number else "og:locale", locale


@cache
def og_locale(code: str) -> str | None:
    """A language with the country where most speak it, as Open Graph has it: ``pt_BR``; None without one."""
    if code in _COUNTRIES:
        return _COUNTRIES[code]
    locale, likely = locales.locale(code), get_global("likely_subtags")
    full = likely.get(str(locale)) or likely.get(locale.language, "")
    territory = locale.territory or full.rpartition("_")[2]
    # a number stands for a part of the world
    return f"{locale.language}_{territory}" if territory.isalpha() else None
