"""A saved web page ▶ blocks: the article that trafilatura finds in it, and the page's metadata."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from generator.articles.blocks import Block, Document, ends_a_sentence, tidy
from generator.articles.language import detect, tag_of
from generator.articles.page_repair import repair
from generator.briefing import Source
from generator.errors import ArticleError
from generator.fields import is_web_address

_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}charset\s*=|\?xml[^>]{0,100}encoding\s*=)\s*["']?([\w:.-]+)""", re.I
)
# the WHATWG Encoding Standard reads these labels as the superset that pages really use
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
# what Python knows under such a label and no page is in; some of these take forever
_NO_CHARSETS = re.compile(r"idna|punycode|undefined|utf_?7|.*escape.*|mbcs|oem")
# pictures that were saved into the page
_EMBEDDED = re.compile(r";base64,[A-Za-z0-9+/=]+")
# long pages of news have some thousand elements, and half a million characters; beyond these limits, parsing
# takes quadratic time, and hundreds of megabytes
_MOST_ELEMENTS, _MOST_CHARACTERS = 20_000, 4_000_000
# not what scripts compare, which may be followed by a dictionary
_LONG_TAG = re.compile(r"<[A-Za-z][^\s<>;)\[/\"']*[\s/\"'][^<>]{20000,}")
_ATTRIBUTE = re.compile(r"[\s\"'/][\w:.-]+=?")
_MOST_ATTRIBUTES = 10_000
_SAVE_AS_TEXT = "copy the article's text into a .txt file instead"


def decode(raw: bytes) -> str:
    """A page's text, as UTF-8 or else in the encoding that it declares.

    Many saved pages are UTF-8 and still declare what they were served in, so UTF-8 is tried first:
    text in another encoding hardly ever passes for it. What cannot be decoded becomes U+FFFD.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(raw, 0, 4096)
        label = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if _NO_CHARSETS.fullmatch(label.replace("-", "_")):
        label = "utf-8"
    try:
        return raw.decode(_SUPERSETS.get(label, label), "replace")
    except (LookupError, UnicodeError):
        return raw.decode("utf-8", "replace")


def read(text: str, path: Path) -> Document:
    """The article in a page.

    Raises:
        ArticleError: no article can be found in it.
    """
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415 — takes as long as all else

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints are not for the user
    text = _EMBEDDED.sub(";base64,", text)
    if len(text) > _MOST_CHARACTERS or any(_has_many_attributes(tag) for tag in _LONG_TAG.finditer(text)):
        raise ArticleError(f"{path}: this page is too large for an article; {_SAVE_AS_TEXT}")
    tree = load_html(text)
    if tree is None:
        raise ArticleError(f"{path}: this is no web page; {_SAVE_AS_TEXT}")
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        raise ArticleError(f"{path}: this page has too many parts for an article; {_SAVE_AS_TEXT}")
    declared = tag_of(tree.get("lang") or "")
    try:
        repair(tree)
        page: Any = bare_extraction(
            tree,
            favor_precision=True,
            include_comments=False,
            include_formatting=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},  # no guesses
        )
    except Exception as error:  # whatever a page made by anyone may do to a parser
        raise ArticleError(f"{path}: this page cannot be read ({error}); {_SAVE_AS_TEXT}") from error
    blocks = tuple(_blocks(page.body)) if page is not None else ()
    if not blocks:
        raise ArticleError(f"{path}: no article was found in this page; {_SAVE_AS_TEXT}")
    # many pages declare the language of what they were made with
    tag = detect(" ".join(block.text for block in blocks)) or declared
    return Document(blocks, replace(_metadata(page), language=tag))


def _has_many_attributes(tag: re.Match[str]) -> bool:
    return sum(1 for _ in islice(_ATTRIBUTE.finditer(tag[0]), _MOST_ATTRIBUTES)) == _MOST_ATTRIBUTES


_BLOCKS = {"body", "p", "head", "item", "list", "quote", "row", "table"}


def _blocks(body: Any) -> Iterator[Block]:
    """The blocks of trafilatura's tree: its paragraphs, headings, items, quotations and rows."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]  # noqa: PLC0415 — needed for pages only

    text, bold, plain, number = "", 0, False, 0
    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS or (element.tag == "lb" and _ends(text[-40:].rstrip(), element.tail)):
            if tidy(text).strip("| "):
                # a paragraph all in bold may be a heading that is not marked as one
                marked = True if event == "end" and element.tag == "head" else False if plain else None
                yield Block(tidy(text).strip("| "), marked, number)
                number += 1
            text, plain = "", False
        is_bold = element.tag == "hi" and element.get("rend") == "#b"
        bold += is_bold if event == "start" else -is_bold
        piece = (element.text if event == "start" else element.tail) or ""
        plain = plain or bool(piece.strip() and not bold)
        text += {"lb": " ", "cell": " | "}.get(element.tag, "") * (event == "end") + piece


def _ends(line: str, following: str | None) -> bool:
    """Whether a line break ends a block: what goes on in small letters belongs together."""
    return ends_a_sentence(line) or (following or "").lstrip()[:1].isupper()


def _metadata(page: Any) -> Source:
    """What the page says of its publication, as far as a source may say it."""
    publisher = tidy(page.sitename or "")
    try:
        day = date.fromisoformat(page.date or "")
    except ValueError:
        day = None
    address = page.url if is_web_address(page.url or "") else None
    return Source(_headline(tidy(page.title or ""), publisher) or None, publisher or None, address, day)


def _headline(title: str, publisher: str) -> str:
    """A page's title without the site's name behind it."""
    for separator in (" - ", " | ", " – ", " — ", " · ", " » "):
        head, _, tail = title.rpartition(separator)
        names = tail.casefold(), publisher.casefold()
        if head and all(names) and (names[0] in names[1] or names[1] in names[0]):
            return head
    return title
