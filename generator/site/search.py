"""The search index, one for each language, written from the data in the form that Material reads.

Material's own plugin would make one index of all languages by parsing every page again; it stays
switched on for the search box, and finds every page excluded.

A page's part of an index, its fragment, can be kept: it does not depend on other pages, but for the marks
between Chinese words, which are set when the names on all pages are known.
"""

import json
import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import jinja2
from markupsafe import Markup

from generator.cache import Cache, Row, digest
from generator.site.pages import Site
from generator.site.segmentation import BREAK, Marker, finder
from generator.site.theme import exists, material_language

# Material splits at white space and hyphens only, so that “(Kyiv” or “l’Ukraine” is not found
_SEPARATOR = (
    r"[\s\u200b\u3000\-–—.,;:!?¡¿'\"‘’‚“”„«»‹›()\[\]{}<>…/\\*_`#&=|~^@$%+،؛؟、。，！？；：「」『』《》（）·]+"
)
# in Ukrainian an apostrophe between letters is one of the word, which stems.js writes without it
_UKRAINIAN = "(?:{}|(?<![А-яЄєІіЇїҐґ])['’]|['’](?![А-яЄєІіЇїҐґ]))+".format(
    re.sub("['’]", "", _SEPARATOR).rstrip("+")
)
# a word behind “the” and the “and”, “so”, “with” or “to” before it, all written as one word in Arabic;
# stems.js takes the same off what a reader looks for. Sought by its lam, which few letters of a text are
_ARABIC = re.compile(r"ل(?:(?<=\bال)|(?<=\bلل)|(?<=\b[وفبك]ال)|(?<=\b[وف]لل)|(?<=\b[وف][بك]ال))(\w{3,})")
_SCRIPTS = "assets/javascripts/lunr/min/lunr.{}.min.js"
# needs a segmenter that only Node has; here the index is segmented instead
_UNUSABLE = {"zh"}
# where the names are kept that fragments were marked with; no page is called so
_NAMES = ""
_BETWEEN = "</p><p>"

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Mark = Callable[[str], str]
Parts = Iterable[tuple[str, str, tuple[str, ...]]]


def stemmer(env: jinja2.Environment, material_language: str, code: str) -> str:
    """The language of the stemmer to use: Material's choice, else the language's own, else English."""
    module: Any = env.get_template(f"partials/languages/{material_language}.html").module
    chosen = str(module.t("search.config.lang")).strip()
    if chosen:
        return chosen
    base = code.partition("-")[0]
    return base if base not in _UNUSABLE and exists(env, _SCRIPTS.format(base)) else "en"


def of_language(
    env: jinja2.Environment, site: Site, code: str, fragments: Iterable[bytes], mark: Mark = str
) -> bytes:
    """A language's search_index.json.

    Args:
        env: of the theme.
        site: all pages.
        code: of the language.
        fragments: of its briefings.
        mark: marks the words on the hand-written pages.
    """
    pages = (page for page in site.of(code) if page.body is None)
    own = (written(site.address(page), str(page.title), page.content or "", mark) for page in pages)
    made = [*(fragment.encode() for fragment in own), *fragments]
    return index(stemmer(env, material_language(env, code, site.languages), code), made)


def index(language: str, fragments: Iterable[bytes]) -> bytes:
    """A search_index.json.

    Args:
        language: of the stemmer, as lunr names it.
        fragments: of all pages, in UTF-8.
    """
    config = {
        "lang": [language],
        "separator": _UKRAINIAN if language == "uk" else _SEPARATOR,
        # whole words are stemmed when they are looked for, in stems.js: looking for a beginning
        # of a word, as Material does, finds nothing in an index of stems
        "pipeline": ["stopWordFilter"],
        "fields": {
            "title": {"boost": 1e3},
            "text": {"boost": 1.0},
            "bare": {"boost": 1.0},
            "tags": {"boost": 1e6},
        },
    }
    return b'{"config":%b,"docs":[%b]}' % (_json(config).encode(), b",".join(filter(None, fragments)))


def written(location: str, title: str, html: str, mark: Mark = str) -> str:
    """The fragment of a hand-written page, from its address, title and HTML."""
    text = Markup(html).striptags()  # noqa: S704  # only its words are used
    return fragment(location, [("", title, (text,))], (), mark)


def fragment(location: str, parts: Parts, tags: Iterable[str], mark: Mark = str) -> str:
    """A page's part of the index: its entries as JSON, with commas between.

    Args:
        location: its address below the language's root.
        parts: anchor, heading and paragraphs of each part; the first is the page itself.
        tags: what the page is about.
        mark: marks the words of a text.
    """
    found: list[dict[str, Any]] = []
    for anchor, title, texts in parts:
        entry: dict[str, Any] = {
            "location": f"{location}#{anchor}" if anchor else location,
            "title": mark(escape(title, quote=False)),
            "text": "".join([f"<p>{mark(escape(text, quote=False))}</p>" for text in texts]),
        }
        words = " ".join((title, *texts))
        if bare := dict.fromkeys(_ARABIC.findall(words)):
            entry["bare"] = escape(" ".join(bare), quote=False)
        found.append(entry)
    if labels := [mark(escape(tag, quote=False)) for tag in tags]:
        found[0]["tags"] = labels
    return _json(found)[1:-1]


# --- languages without spaces between words


def needs_names(code: str) -> bool:
    """Whether the search index of a language depends on the names of people and parties."""
    return code.partition("-")[0] == "zh"


def marker(code: str, names: Iterable[str], cache: Cache | None = None) -> Marker | None:
    """What marks the words of a language that writes them without spaces; None for others.

    Args:
        code: of the language.
        names: of the people and parties on all its pages, which stay whole.
        cache: remembers where in the dictionary the words are.
    """
    return Marker(names, cache) if needs_names(code) else None


def marked(fragment: str, mark: Mark) -> str:
    """A fragment as if it had been made with `mark`; marks that it has are replaced."""
    entries = json.loads(f"[{fragment}]")
    for entry in entries:
        entry["title"] = mark(entry["title"])
        if entry["text"]:
            paragraphs = entry["text"].removeprefix("<p>").removesuffix("</p>").split(_BETWEEN)
            entry["text"] = f"<p>{_BETWEEN.join(map(mark, paragraphs))}</p>"
        if "tags" in entry:
            entry["tags"] = list(map(mark, entry["tags"]))
    return _json(entries)[1:-1]


def all_marked(
    cache: Cache,
    kind: str,
    pages: Iterable[tuple[str, str]],
    plain: Callable[[str], bytes],
    marker: Marker,
) -> list[bytes]:
    """The fragments of pages with their words marked, anew only where the page or a name in it has changed.

    Args:
        cache: keeps them.
        kind: under which they are kept: those of one language of one site.
        pages: name and key of each; another key tells that the page has changed.
        plain: finds the fragment of a page without marks, by the page's name.
        marker: knows the names on all pages.
    """
    known = cache.all(kind)
    key_before, names = known.get(_NAMES, ("", b""))
    key = digest(*sorted(marker.names))
    occurs = finder(marker.names.symmetric_difference(names.decode().split()))
    found: list[bytes] = []
    new: list[Row] = []
    for name, page_key in pages:
        own, fragment = known.get(name, ("", b""))
        wanted = digest(page_key, key)
        if own != wanted:
            if own != digest(page_key, key_before) or occurs(fragment.decode().replace(BREAK, "")):
                fragment = marked(plain(name).decode(), marker).encode()
            new.append((name, wanted, fragment))
        found.append(fragment)
    if new or key != key_before:
        cache.put(kind, [*new, (_NAMES, key, " ".join(marker.names).encode())])
    return found
