"""The search index, one for each language, written from the data in the form that Material reads.

Material's own plugin would make one index of all languages by parsing every page again; it stays
switched on for the search box, and finds every page excluded.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from generator.site.pages import Site, SitePage
from generator.site.theme import exists, material_language

# Material splits at white space and hyphens only, so that “(Kyiv” or “l’Ukraine” is not found
_SEPARATOR = (
    r"[\s\u200b\u3000\-–—.,;:!?¡¿'\"‘’‚“”„«»‹›()\[\]{}<>…/\\*_`#&=|~^@$%+،؛؟、。，！？；：「」『』《》（）·]+"
)
# in Ukrainian an apostrophe between letters is one of the word, which stems.js writes without it
_UKRAINIAN = "(?:{}|(?<![А-яЄєІіЇїҐґ])['’]|['’](?![А-яЄєІіЇїҐґ]))+".format(
    re.sub("['’]", "", _SEPARATOR).rstrip("+")
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_BREAK = "\u200b"
# punctuation parts words by itself; a mark beside it would let a line begin with a comma
_BESIDE = re.compile(f"{_BREAK}(?=[，。、；：？！”’）》」』…])|(?<=[（“‘《「『]){_BREAK}")
# a word behind “the” and the “and”, “so”, “with” or “to” before it, all written as one word in Arabic;
# stems.js takes the same off what a reader looks for
_ARABIC = re.compile(r"\b[وف]?(?:[بك]?ال|لل)(\w{3,})")
_SCRIPTS = "assets/javascripts/lunr/min/lunr.{}.min.js"
# needs a segmenter that only Node has; here the index is segmented instead
_UNUSABLE = {"zh"}

Mark = Callable[[str], str]
Entries = Iterable[tuple[str, str, tuple[str, ...]]]


def stemmer(env: jinja2.Environment, material_language: str, code: str) -> str:
    """The language of the stemmer to use: Material's choice, else the language's own, else English."""
    module: Any = env.get_template(f"partials/languages/{material_language}.html").module
    chosen = str(module.t("search.config.lang")).strip()
    if chosen:
        return chosen
    base = code.partition("-")[0]
    return base if base not in _UNUSABLE and exists(env, _SCRIPTS.format(base)) else "en"


def of_language(env: jinja2.Environment, site: Site, code: str, cache_folder: Path) -> str:
    """The text of a language's search_index.json."""
    material = material_language(env, code, site.languages)
    pages = list(site.of(code))
    names = (name for page in pages if page.body for name in page.body.names)
    mark = marker(code, cache_folder, names)
    docs = [entry for page in pages for entry in _of_page(page, site.address(page.key, code), mark)]
    return index(stemmer(env, material, code), docs)


def _of_page(page: SitePage, location: str, mark: Mark) -> list[dict[str, Any]]:
    if page.body:
        return entries(location, page.body.search(), page.body.topics, mark)
    text = Markup(page.content or "").striptags()  # noqa: S704  # only its words are used
    return entries(location, [("", str(page.title), (text,))], (), mark)


def entries(location: str, parts: Entries, tags: Iterable[str], mark: Mark) -> list[dict[str, Any]]:
    """A page's entries.

    Args:
        location: its address below the language's root.
        parts: anchor, heading and paragraphs of each part; the first is the page itself.
        tags: what the page is about.
        mark: marks the words of a text.
    """
    found: list[dict[str, Any]] = []
    for anchor, title, texts in parts:
        found.append(
            {
                "location": f"{location}#{anchor}" if anchor else location,
                "title": mark(escape(title, quote=False)),
                "text": "".join(f"<p>{mark(escape(text, quote=False))}</p>" for text in texts),
            }
        )
        if bare := dict.fromkeys(_ARABIC.findall(" ".join((title, *texts)))):
            found[-1]["bare"] = escape(" ".join(bare), quote=False)
    if labels := [mark(escape(tag, quote=False)) for tag in tags]:
        found[0]["tags"] = labels
    return found


def index(language: str, docs: Iterable[dict[str, Any]]) -> str:
    """The text of a search_index.json.

    Args:
        language: of the stemmer, as lunr names it.
        docs: the entries of all pages, those of a page together.
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
    data = {"config": config, "docs": list(docs)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def marker(code: str, cache_folder: Path, names: Iterable[str]) -> Mark:
    """What marks the words of a language that white space does not; `names` stay whole."""
    if code.partition("-")[0] == "zh":
        cut = _jieba(cache_folder, tuple(sorted({part for name in names for part in _HAN.findall(name)})))
        return lambda text: _BESIDE.sub("", _HAN.sub(lambda match: cut(match[0]), text)).strip(_BREAK)
    return str


@lru_cache(maxsize=1)
def _jieba(folder: Path, names: tuple[str, ...]) -> Callable[[str], str]:
    import jieba  # noqa: PLC0415  # only a site with Chinese pays for it

    jieba.setLogLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = jieba.Tokenizer()
    # its default is a file in the system's folder for temporary files, which anyone may have written
    tokenizer.tmp_dir = str(folder)
    for name in names:
        tokenizer.add_word(name)
    return lambda text: _BREAK + _BREAK.join(tokenizer.cut(text)) + _BREAK
