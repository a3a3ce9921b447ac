"""Markdown ▶ blocks: headings, paragraphs and list items in plain words, and the front matter."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.articles.blocks import Block, Document, lines
from generator.articles.plain import paragraphs
from generator.briefing import Source
from generator.errors import InvalidFileError, Problem
from generator.yaml_file import YamlFile

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\s*\n?---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_UNCLOSED = re.compile(r"---[ \t]*\n\s*(?:title|publisher|url|date|language)[ \t]*:")
# markdown-it takes quadratic time on opening brackets; no paragraph has so many links
_MOST_BRACKETS = 100
# an underlined heading longer than this is a paragraph above a thematic break
_LONGEST_UNDERLINED = 150


def read(text: str, path: Path) -> Document:
    """The blocks of a Markdown file, with its front matter as metadata.

    Raises:
        InvalidFileError: the front matter has mistakes; all of them at once.
    """
    metadata, body = _front_matter(text, path)
    return Document(tuple(_blocks(body)), metadata)


def _front_matter(text: str, path: Path) -> tuple[Source, str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        if _UNCLOSED.match(text):
            message = "the front matter that begins here has no end; close it with a line of three hyphens"
            raise InvalidFileError([Problem(path, 1, 1, "", message)])
        return Source(), text
    # blank lines stand for what comes before the YAML, so that its errors name the file's own lines
    above = "\n" * text.count("\n", 0, match.start(1) if match[1] else 0)
    return YamlFile(path, above + (match[1] or "")).check(Source), text[match.end() :]


def _blocks(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 — plain text does not need it

    # tags are text here, and indented lines are paragraphs: articles hold no code
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).disable(["code", "inline"])
    environment: dict[str, Any] = {}
    tokens = parser.parse(text, environment)
    # where headings are marked, a paragraph is none, unless it is all in bold
    marked = any(token.type == "heading_open" and token.markup[0] == "#" for token in tokens)
    groups: list[list[str]] = []
    headings: list[bool | None] = []
    for index, token in enumerate(tokens):
        inline: list[Token] = []
        if token.type == "inline" and token.content.count("[") <= _MOST_BRACKETS:
            parser.inline.parse(token.content, parser, environment, inline)
        if token.type in {"inline", "fence"}:
            group = [line for line in lines(_words(inline) if inline else token.content) if line]
            heading = _is_heading(tokens[index - 1], token, inline, marked=marked)
            groups += [[" ".join(group)] if heading else group] if group else []
            headings += [heading] if group else []
    for words, number in paragraphs(groups, markdown=True):
        yield Block(words, headings[number], number)


def _is_heading(opening: "Token", token: "Token", inline: "list[Token]", *, marked: bool) -> bool | None:
    """What the markup says of a block; None where its words must tell."""
    if opening.type == "heading_open":
        return opening.markup[0] == "#" or len(token.content) <= _LONGEST_UNDERLINED or None
    if token.type == "fence" or token.level > 1:
        return False  # in a list or a quotation
    words = [part for part in inline if part.type != "text" or part.content]
    bold = len(words) > 1 and words[0].type == "strong_open" and words[-1].type == "strong_close"
    return False if marked and not bold else None


def _words(inline: "list[Token]") -> str:
    """The words without their markup; a picture as its description in brackets."""
    text = ""
    for token in inline:
        if token.type in {"softbreak", "hardbreak"}:
            text += "\n"
        elif token.type == "image":
            text += f"[Image: {token.content}]" if token.content else ""
        else:
            text += token.content
    return text
