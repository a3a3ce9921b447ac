"""Repairs a web page's tree where trafilatura would lose words of the article."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]


def repair(tree: "HtmlElement") -> None:
    """Change the tree so that the whole text of the article is found."""
    _wrap_loose_text(tree)
    _unwrap_links(tree)
    _join_parts(tree)


_CONTAINERS = ("div", "section", "article", "main", "td", "center", "blockquote")
_INLINE = re.compile("a|abbr|b|bdi|bdo|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|time|u|wbr")


def _wrap_loose_text(tree: "HtmlElement") -> None:
    """Put text that stands between line breaks, outside any paragraph, into paragraphs.

    Without that, trafilatura loses the first words of such text and splits it at links.
    """
    for box in reversed(list(tree.iter("span", *_CONTAINERS))):  # the inner ones first
        loose = any(text and text.strip() for text in (box.text, *(child.tail for child in box)))
        if loose and (len(box.findall("br")) > 1 if box.tag == "span" else len(box)):
            _wrap(box)


def _wrap(box: "HtmlElement") -> None:
    parts: list[Any] = [box.text]
    for child in list(box):
        parts += [child, child.tail]
        child.tail = None
        box.remove(child)
    box.text = None
    paragraph: HtmlElement | None = None
    broken = False  # a line break came last
    for part in parts:
        if part is None or (isinstance(part, str) and not part.strip()):
            if paragraph is not None and part:
                _append(paragraph, " ")
        elif not isinstance(part, str) and part.tag == "br":
            paragraph = None if broken else paragraph
            if paragraph is not None:
                paragraph.append(part)
            broken = True
        elif isinstance(part, str) or _is_inline(part):
            if paragraph is None:
                paragraph = box.makeelement("p")
                box.append(paragraph)
            _append(paragraph, part)
            broken = False
        else:
            box.append(part)
            paragraph, broken = None, False


def _is_inline(element: "HtmlElement") -> bool:
    """Whether an element is part of a sentence: it holds no block."""
    blocks = element.iter("p", "ul", "ol", "table", "figure", *_CONTAINERS)
    return bool(_INLINE.fullmatch(element.tag)) and next(blocks, None) is None


def _append(element: "HtmlElement", part: Any) -> None:
    """Add text or a child behind what the element holds."""
    last = next(element.iterchildren(reversed=True), None)
    if not isinstance(part, str):
        element.append(part)
    elif last is not None:
        last.tail = (last.tail or "") + part
    else:
        element.text = (element.text or "") + part


_APART = re.compile(r"hid|screen|sr-only|none|caption|credit|share|tooltip", re.I)


def _unwrap_links(tree: "HtmlElement") -> None:
    """Make the links and spans in a sentence plain words of it.

    Otherwise trafilatura may take a link for navigation, by its class, and cut it out of the sentence.
    """
    for paragraph in tree.iter("p"):
        linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
        if linked * 2 < len(paragraph.text_content()):
            for element in list(paragraph.iter("a", "span", "font", "abbr")):
                if not _APART.search(f"{element.get('class', '')} {element.get('style', '')}"):
                    element.drop_tag()


_BODY = re.compile(r"article|body|story|content", re.I)
_NO_BODY = re.compile(r"comment|related|recommend|promo|teaser", re.I)


def _join_parts(tree: "HtmlElement") -> None:
    """Bring an article's body together that advertisements cut into containers of the same class.

    Trafilatura takes the first such container and leaves the others.
    """
    parts: dict[str, list[HtmlElement]] = {}
    for box in tree.iter("div", "section"):
        name = box.get("class") or ""
        if _BODY.search(name) and not _NO_BODY.search(name) and _holds_prose(box):
            parts.setdefault(name, []).append(box)
    for first, *others in parts.values():
        # up to two levels above, as each part may have its own frame
        near = list(first.iterancestors())[:3]
        for other in others:
            frame = next((a for a in list(other.iterancestors())[:3] if a in near), None)
            # a page that holds several articles has a title for each
            if frame is not None and len(list(frame.iter("h1"))) <= 1 and frame.tag != "body":
                first.extend(list(other))


def _holds_prose(box: "HtmlElement") -> bool:
    """Whether it has three or more paragraphs of about a line or longer."""
    return sum(len(p.text_content()) > 80 for p in box.findall("p")) >= 3
