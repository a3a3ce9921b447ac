"""What search engines and language models get: sitemaps, robots.txt, llms.txt.

A sitemap may only name pages at its own place and below, and has to be found from the root: ``sitemap.xml``
there names one sitemap for each language, which lies at the language's root.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig

from generator.briefing import State, Status
from generator.site import export, locales
from generator.site.cards import Card
from generator.site.listings import Listings
from generator.site.pages import HOME, TOPICS, absolute

SITEMAP, ROBOTS, LLMS = "sitemap.xml", "robots.txt", "llms.txt"
# A sitemap may have 50,000 pages and 50 MB; with the translations of each page, these are full first.
_PAGES = 5_000
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# what a model reads at once
_NEWEST = 100
# as it was written; a model is told of all other texts how they came about
_ORIGINAL = {State.SOURCE, State.STANDARD}


def of(listings: Sequence[Listings], config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """The files: their paths in the site's folder, and what to write there.

    There are none without ``site_url``: all of them name whole addresses. A robots.txt holds for a host, and
    only at its root: where the site is in a folder of the host, there is none.

    Args:
        listings: of all languages, the default one first.
        config: of the build.
    """
    if not config.site_url:
        return
    yield from sitemaps(listings, config)
    if urlsplit(config.site_url).path in {"", "/"}:
        yield ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {absolute(config, SITEMAP)}\n".encode()
    for own in listings:
        yield f"{own.site.prefix(own.words.language)}{LLMS}", llms(own, config).encode()


# --- sitemaps


def sitemaps(listings: Sequence[Listings], config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """One for each language, more where it has many pages, and the list of them."""
    site, changed = listings[0].site, _changed(listings[0])
    urls: dict[str, list[tuple[date | None, str]]] = {code: [] for code in site.languages.codes}
    for key in site.pages:
        addresses = {code: escape(site.absolute(key, code)) for code in site.translations(key)}
        day, others = changed.get(key), _alternates(addresses)
        for code, there in addresses.items():
            urls[code].append((day, f"<url><loc>{there}</loc>{_lastmod(day)}{others}</url>\n"))
    index = []
    for code, found in urls.items():
        prefix = site.prefix(code)
        stem = f"{prefix}sitemap" if prefix else f"sitemap-{code}"
        for number, start in enumerate(range(0, len(found), _PAGES), 1):
            part = found[start : start + _PAGES]
            path = f"{stem}-{number}.xml" if number > 1 else f"{stem}.xml"
            yield path, _xml("urlset", (url for _, url in part), f' xmlns:xhtml="{_XHTML}"')
            latest = max((day for day, _ in part if day), default=None)
            there = escape(absolute(config, path))
            index.append(f"<sitemap><loc>{there}</loc>{_lastmod(latest)}</sitemap>\n")
    yield SITEMAP, _xml("sitemapindex", index)


def _xml(root: str, content: Iterable[str], more: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="{_SITEMAPS}"{more}>\n{"".join(content)}</{root}>\n'.encode()


def _lastmod(day: date | None) -> str:
    return f"<lastmod>{day.isoformat()}</lastmod>" if day else ""


def _alternates(addresses: Mapping[str, str]) -> str:
    """The page in all languages that it can be read in, and which one is for readers of none of them."""
    found = {**addresses, "x-default": next(iter(addresses.values()))}
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{there}"/>' for code, there in found.items()
    )


def _changed(listings: Listings) -> Mapping[str, date]:
    """When what a page shows changed last, by the key of the page; the hand-written ones are not known."""
    groups: dict[str, Sequence[Card]] = {card.slug: (card,) for card in listings.cards}
    groups |= {topic.key: topic.cards for topic in listings.topics}
    groups |= listings.years
    groups |= {HOME: listings.cards, TOPICS: listings.cards}
    days = {key: [card.modified for card in cards if card.modified] for key, cards in groups.items()}
    return {key: max(found) for key, found in days.items() if found}


# --- llms.txt


def llms(listings: Listings, config: MkDocsConfig) -> str:
    """What a language has, for models to read: Markdown in the form of llmstxt.org."""
    words, site = listings.words, listings.site
    code = words.language
    name = words.get("site_name", config.site_name)
    lines = [f"# {_plain(name)}", "", f"> {_plain(words('site_description'))}"]
    sections = {
        words("home"): [_briefing(card, listings) for card in listings.cards[:_NEWEST]],
        words("all_topics"): [
            _link(topic.name.text, site.absolute(topic.key, code)) for topic in listings.topics[:_NEWEST]
        ],
        words("read_in"): [
            _link(locales.autonym(other), absolute(config, f"{site.prefix(other)}{LLMS}"))
            for other in site.languages.codes
            if other != code
        ],
    }
    for heading, items in sections.items():
        if items:
            lines += ["", f"## {_plain(heading)}", "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _briefing(card: Card, listings: Listings) -> str:
    words = listings.words
    page = listings.site.absolute(card.slug, words.language)
    states = dict.fromkeys(
        text.state for text in (card.title, card.lead) if text and text.state not in _ORIGINAL
    )
    labels = [words("draft")] if card.status is Status.DRAFT else []
    labels += [words(f"state_{state.value}") for state in states]
    notes = [
        f"{card.day}." if card.day else "",
        _plain(card.lead.text) if card.lead else "",
        f"({' · '.join(map(_plain, labels))})" if labels else "",
        f"[{_plain(words('data'))}]({export.address(page)})",
    ]
    return f"{_link(card.title.text, page)}: {' '.join(filter(None, notes))}"


def _link(name: str, there: str) -> str:
    return f"[{_plain(name)}]({there})"


def _plain(text: str) -> str:
    """A text in one line of Markdown, in which nothing is more than its letters."""
    return re.sub(r"([\\`*_~\[\]<&])", r"\\\1", " ".join(text.split()))
