"""The way from articles to what the site shows, over all stations; each step does only what is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel import Locale

from generator import articles, briefing_file, briefing_merge, translation
from generator.atomic import write_bytes
from generator.briefing import Article, Briefing, Status
from generator.config import Project, find_project, load_languages
from generator.errors import DraftError, DragomanError, InvalidFileError
from generator.site import ui
from generator.site.pages import reserved
from generator.translation import glossary, models

Tell = Callable[[str], None]


def problems(project: Project) -> Iterator[str]:
    """Every mistake in a project's configuration, briefings, articles and catalogs, as a line of text."""
    config = project.site_config
    yield from _mkdocs_problems(project.root / "mkdocs.yml")
    codes: tuple[str, ...] = ()
    try:
        languages = load_languages(config / "languages.yml")
    except (DragomanError, OSError) as error:
        yield str(error)
    else:
        codes = languages.codes
        for code in codes:
            yield from map(str, ui.check(config / "ui", code))
        yield from _problem(partial(reserved, project, languages))
    yield from _problem(partial(glossary.load, config / "glossary.yml"))
    for stray in project.strays():
        yield f"{stray}: no briefing; a briefing is a folder with {briefing_file.NAME} or articles/"
    for slug in project.slugs():
        folder = project.briefings / slug
        if not (folder / briefing_file.NAME).exists():
            yield from _problem(partial(_articles_to_draft, folder))
            continue
        yield from _briefing_problems(folder)
        for path in sorted(folder.glob("*.po")):
            yield from _problem(partial(translation.check, path, path.stem, codes))


def _briefing_problems(folder: Path) -> Iterator[str]:
    known = None
    try:
        known = paragraphs(read_articles(folder))
    except (DragomanError, OSError) as error:
        yield str(error)
    yield from _problem(partial(briefing_file.load, folder / briefing_file.NAME, known))


def _mkdocs_problems(path: Path) -> Iterator[str]:
    """What mkdocs itself and the plugins find wrong with mkdocs.yml."""
    from mkdocs.config.defaults import MkDocsConfig  # noqa: PLC0415 - no other verb needs mkdocs
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    settings = MkDocsConfig(config_file_path=str(path))
    try:
        with path.open("rb") as file:
            settings.load_file(file)
        errors, warnings = settings.validate()
    except MkDocsException as error:
        yield f"{path}: {error}"
        return
    yield from (f"{path}: {key}: {message}" for key, message in (*errors, *warnings))


def _problem(look: Callable[[], object]) -> Iterator[str]:
    try:
        look()
    except InvalidFileError as error:
        yield from map(str, error.problems)
    except (DragomanError, OSError) as error:
        yield str(error)


def draft(folder: Path) -> Path:
    """Write ``briefing.yml`` from the articles of a folder.

    Raises:
        DraftError: there is a briefing already, or nothing to draft from.
        DragomanError: an article cannot be read.
        OSError: the file cannot be written.
    """
    from generator import drafting  # noqa: PLC0415 - loads the parser; a build without drafts does not need it

    path = folder / briefing_file.NAME
    if path.exists():
        raise DraftError(f"{path}: exists already and may hold an editor's work; move it away to draft anew")
    found = in_english(folder, _articles_to_draft(folder))
    try:
        briefing = drafting.draft(found)
    except DraftError as error:
        raise DraftError(f"{folder / 'articles'}: {error}") from None
    try:
        briefing_file.write(briefing, path)
    except FileExistsError:
        raise DraftError(f"{path}: was made meanwhile by somebody else; it is kept") from None
    return path


def update(folder: Path) -> tuple[str, ...]:
    """Add to ``briefing.yml`` what articles bring that it neither lists nor cites.

    No line that is there changes. A folder without a briefing gets one.

    Returns:
        A line about the file, and one about each addition; none where there is nothing to add.

    Raises:
        DraftError: the briefing is not in English, was changed meanwhile, or cannot be drafted or added to.
        DragomanError: the briefing has mistakes, or an article cannot be read.
        OSError: the file cannot be read or written.
    """
    path = folder / briefing_file.NAME
    if not path.exists():
        return (str(draft(folder)),)
    before = path.read_bytes()
    found = read_articles(folder)
    briefing = briefing_file.load(path, paragraphs(found))
    used = articles_used(briefing)
    if used.issuperset(found):
        return ()
    if not translation.same_language(briefing.language, "en"):
        raise DraftError(f"{path}: is in the language {briefing.language}; only English is drafted")
    from generator import drafting  # noqa: PLC0415 - as in draft

    try:
        new = drafting.update(in_english(folder, tuple(found.values())), used, briefing)
    except DraftError as error:
        raise DraftError(f"{folder / 'articles'}: {error}") from None
    try:
        text = before.decode("utf-8-sig")
        merged, added = briefing_merge.merge(text, briefing, new)
        if added:
            mark = before.removesuffix(text.encode())  # a byte order mark, or nothing
            _replace(path, before, mark + merged.encode(), paragraphs(found))
    except DraftError as error:
        raise DraftError(f"{path}: {error}") from None
    if not added:
        return ()
    lines = [f"{path}: {len(added)} added", *(f"  {line}" for line in added)]
    if briefing.status is Status.REVIEWED:
        lines.append("  status: reviewed, as before; nobody has reviewed what was added")
    return tuple(lines)


def _replace(path: Path, before: bytes, after: bytes, known: Mapping[str, frozenset[int]]) -> None:
    """Replace a briefing.yml by one that has been checked.

    Raises:
        DraftError: the new one has mistakes, or the old one is no longer what it was `before`.
        OSError: the file cannot be read or written.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp") as beside:
        beside.write(after)
        beside.flush()
        try:
            briefing_file.load(Path(beside.name), known)
        except InvalidFileError as error:
            mistakes = "; ".join(f"{p.field}: {p.message}" for p in error.problems)
            raise DraftError(f"is left as it is, for what was drafted does not fit it: {mistakes}") from None
    if not write_bytes(path, after, may_replace=lambda: path.read_bytes() == before):
        raise DraftError("was changed meanwhile, and is left as it is; run the command again")


def articles_used(briefing: Briefing) -> frozenset[str]:
    """The ids of the articles that a briefing lists or cites."""
    return frozenset(briefing.sources) | {reference.partition(":")[0] for reference in briefing.references()}


def in_english(folder: Path, found: Sequence[Article]) -> tuple[Article, ...]:
    """The articles of a briefing's folder in the language that is drafted: as they are, or translated.

    Raises:
        DraftError: no model is installed that translates one of them; names all such articles.
        InvalidFileError: the project's glossary has mistakes.
        ModelError: a model is broken.
    """
    engines: dict[str, translation.Engine | None] = {}
    for tag in dict.fromkeys(a.language for a in found if a.language and not _is_english(a.language)):
        engines[tag] = translation.engine_for("en", "auto", models.models_dir(), tag)
    mistakes = [
        f"{folder / 'articles'}: article {a.id} is in {_language_name(a.language)} ({a.language}), and no "
        "model is installed that translates it into English; "
        f"`dragoman models install en --from {a.language}` gets one"
        for a in found
        if a.language in engines and not engines[a.language]
    ]
    if mistakes:
        raise DraftError("\n".join(mistakes))
    terms = _glossary_of(folder) if engines else glossary.EMPTY
    made = ((a, engines.get(a.language or "")) for a in found)
    return tuple(translation.translate_article(a, "en", e, terms) if e else a for a, e in made)


def _glossary_of(folder: Path) -> glossary.Glossary:
    """The glossary of the project that a folder is in, if it is in one."""
    try:
        project = find_project(folder)
    except DragomanError:
        return glossary.EMPTY
    return glossary.load(project.site_config / "glossary.yml")


def _is_english(tag: str) -> bool:
    return tag.partition("-")[0] == "en"


def _language_name(tag: str) -> str:
    return Locale.parse(tag, sep="-").get_display_name("en") or tag


def _articles_to_draft(folder: Path) -> tuple[Article, ...]:
    found = tuple(read_articles(folder).values())
    if not found:
        raise DraftError(f"{folder / 'articles'}: no articles; put .txt, .md or .html files there")
    return found


def read_articles(folder: Path) -> Mapping[str, Article]:
    """The articles of a briefing's folder by id; none where it has none.

    Raises:
        ArticleError: one of them cannot be read.
    """
    source = folder / "articles"
    return {a.id: a for a in articles.read_folder(source)} if source.is_dir() else {}


def paragraphs(found: Mapping[str, Article]) -> Mapping[str, frozenset[int]]:
    """The numbers of each article's paragraphs, to check the sources of a briefing against."""
    return {name: frozenset(p.number for p in article.paragraphs) for name, article in found.items()}
