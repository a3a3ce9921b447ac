"""A file of news text ▶ `Article`.

The way through this station: `files` decides what is read and how; `plain`, `markdown` and `webpage`
make blocks of text; `cleaning`, by the rules in data/, takes out what is not prose; `dateline` and
`headings` tell what is left apart; `language` tells what it is written in.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from generator.articles import cleaning, dateline, files, headings, language
from generator.briefing import Article, Removal
from generator.errors import ArticleError


def read(path: Path) -> Article:
    """Read an article from a .txt, .md or .html file.

    Raises:
        ArticleError: the file cannot be read as an article, or cleaning leaves nothing of it; the message
            names it and says what to do.
        InvalidFileError: a Markdown file's front matter has mistakes.
    """
    document = files.read(path)
    blocks, removed = cleaning.clean(document.blocks)
    try:
        blocks, tag = language.take(blocks, removed)
    except ValueError as error:
        raise ArticleError(f"{path}: {error}") from None
    blocks, signed = dateline.take(blocks, removed)
    if not blocks:
        raise ArticleError(_nothing_left(path, removed))
    paragraphs = headings.mark(blocks)
    known = document.metadata
    return Article(
        id=path.stem,
        paragraphs=paragraphs,
        removed=tuple(sorted(removed, key=lambda removal: removal.number)),
        title=known.title or headings.title(paragraphs),
        publisher=known.publisher or signed.agency,
        url=known.url,
        date=known.date.isoformat() if known.date else dateline.published(removed) or signed.date,
        place=signed.place,
        language=tag or known.language or language.detect(" ".join(p.text for p in paragraphs)),
    )


def _nothing_left(path: Path, removed: Iterable[Removal]) -> str:
    """What to say of a file of which cleaning leaves nothing: which rules took how many pieces."""
    rules = Counter(removal.rule for removal in removed)
    taken = ", ".join(f"{rule} ({count})" for rule, count in rules.items())
    return f"{path}: nothing but {taken} stands in the file; put the article's text into it or remove it"


def read_folder(folder: Path) -> tuple[Article, ...]:
    """Read all articles of a folder, by name.

    Raises:
        ArticleError: one of them cannot be read, or has a name that cannot stand for it.
        InvalidFileError: a Markdown file's front matter has mistakes.
    """
    return tuple(read(path) for path in files.in_folder(folder))


def show(article: Article, removed: bool) -> str:
    """An article as text to read: its metadata and its paragraphs by reference.

    Args:
        article: the article.
        removed: whether to show what cleaning took out, and by which rule.
    """
    facts = {
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date": article.date,
        "place": article.place,
        "language": article.language if article.language != "en" else None,
    }
    entries = [
        (p.number, f"{article.id}:{p.number}  {'# ' if p.heading else ''}{p.text}")
        for p in article.paragraphs
    ]
    if removed:
        entries += [(r.number, f"{article.id}:{r.number}  − {r.rule}: {r.text}") for r in article.removed]
    # stable: what was cut follows what is left of the same block
    ordered = [text for _, text in sorted(entries, key=lambda entry: entry[0])]
    head = [f"{name}: {value}" for name, value in facts.items() if value]
    return "\n".join(head) + "\n" * bool(head) + "\n" * bool(head and ordered) + "\n\n".join(ordered) + "\n"
