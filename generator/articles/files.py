"""Files ▶ text: which files of a folder are articles, and what keeps one from being read."""

import re
from pathlib import Path

from generator.articles import markdown, plain, webpage
from generator.articles.blocks import Document
from generator.errors import ArticleError

# bytes: an article has some kilobytes; saved pages carry their pictures and scripts
_LARGEST = {"text": 1_000_000, "page": 30_000_000}
# paragraphs and single lines; the longest reports of news have some hundred
_MOST_BLOCKS, _MOST_LINES = 5_000, 50_000
_PAGES = {".html", ".htm"}
_MARKDOWN = {".md", ".markdown"}
_ENDINGS = {".txt", *_MARKDOWN, *_PAGES}
_WORK_FILE = re.compile(
    r"\.|.*(?:~|\.(?:tmp|temp|swp|swo|bak|orig|part|crdownload))$|#.*#$|(?:Thumbs\.db|desktop\.ini)$", re.I
)
_HOW = "save the article's text as a .txt file in UTF-8"
# how files begin that are no plain text, whatever their ending
_OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "a rich text document",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}


def in_folder(folder: Path) -> list[Path]:
    """The articles in a folder, by name.

    Hidden files, editors' backups and folders (browsers put a page's pictures into one) are passed over.

    Raises:
        ArticleError: the folder cannot be listed, a file has an ending that cannot be read, or a name
            cannot stand for an article.
    """
    try:
        found = sorted(
            path for path in folder.iterdir() if not _WORK_FILE.match(path.name) and not path.is_dir()
        )
    except OSError as error:
        raise ArticleError(f"{folder}: the folder of articles cannot be listed: {error.strerror}") from None
    names: dict[str, Path] = {}
    for path in found:
        if path.suffix.lower() not in _ENDINGS:
            raise ArticleError(_unknown_ending(path))
        if re.search(r"[\s:]", path.stem):
            better = re.sub(r"[\W_]+", "-", path.stem).strip("-").lower() or "article"
            raise ArticleError(
                f"{path}: sources name an article by its file name, as in “01:3”, so the name has no blank "
                f"and no colon; rename the file, for example to {better}{path.suffix}"
            )
        if path.stem in names:
            raise ArticleError(
                f"{path}: {names[path.stem].name} has the same name but for the ending, and the name is how "
                "sources tell articles apart; rename or remove one of them"
            )
        names[path.stem] = path
    return found


def read(path: Path) -> Document:
    """A file's blocks and metadata, before cleaning.

    Raises:
        ArticleError: the file cannot be read, or is no text; the message names it.
        InvalidFileError: a Markdown file's front matter has mistakes.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise ArticleError(_unknown_ending(path))
    is_page = ending in _PAGES
    raw = _bytes(path, _LARGEST["page" if is_page else "text"])
    if is_page:
        document = webpage.read(webpage.decode(raw), path)
        if "\ufffd".encode() not in raw and any("\ufffd" in block.text for block in document.blocks):
            raise ArticleError(f"{path}: the page is not in the encoding that it declares; {_HOW}")
        return document
    text = _text(raw, path)
    if text.count("\n") > _MOST_LINES:
        raise ArticleError(_many(path))
    document = markdown.read(text, path) if ending in _MARKDOWN else plain.read(text)
    if not document.blocks:
        raise ArticleError(_empty(path))
    if len(document.blocks) > _MOST_BLOCKS:
        raise ArticleError(_many(path))
    return document


def _many(path: Path) -> str:
    return f"{path}: the file has too many paragraphs for an article; give each article a file of its own"


def _empty(path: Path) -> str:
    return f"{path}: there is no text in the file; put the article's text into it or remove it"


def _unknown_ending(path: Path) -> str:
    return f"{path}: articles end in .txt, .md, .html or .htm; {_HOW}, or move this file elsewhere"


def _bytes(path: Path, largest: int) -> bytes:
    """The file's content, unless it can be no article."""
    try:
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except OSError as error:
        raise ArticleError(f"{path}: the file cannot be read: {error.strerror}") from None
    if len(raw) > largest:
        raise ArticleError(
            f"{path}: the file has more than {largest // 1_000_000} MB, too much for an article; {_HOW}"
        )
    if not raw.strip():
        raise ArticleError(_empty(path))
    kind = next((kind for start, kind in _OTHER_KINDS.items() if raw.startswith(start)), None)
    if kind or b"\0" in raw:
        raise ArticleError(f"{path}: this is {kind or 'no text'}; {_HOW}")
    return raw


def _text(raw: bytes, path: Path) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"{path}:{line}: this is not UTF-8; open the file in a text editor and save it as UTF-8"
        ) from None
    if re.match(r"\s*<(?:!doctype html|html\b)", text, re.I):
        raise ArticleError(f"{path}: this is a web page; give the file the ending .html")
    return text
