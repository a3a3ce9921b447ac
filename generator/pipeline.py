"""The way from articles to what the site shows, over all stations; each step does only what is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel import Locale

from generator import articles, briefing_file, briefing_merge, translation
from generator.atomic import write_bytes
from generator.briefing import Article, Briefing, Status
from generator.config import Project, find_project, load_languages
from generator.errors import DraftError, DragomanError, InvalidFileError, Problem, reason
from generator.site import ui
from generator.site.pages import reserved
from generator.translation import glossary, models
from generator.yaml_file import YamlFile

Tell = Callable[[str], None]


def problems(project: Project) -> Iterator[str]:
    """Every mistake in a project's configuration, briefings, articles and catalogs, as a line of text."""
    config = project.site_config
    yield from _mkdocs_problems(project.root / "mkdocs.yml")
    codes: tuple[str, ...] = ()
    try:
        languages = load_languages(config / "languages.yml")
    except (DragomanError, OSError) as error:
        yield from reason(error).splitlines()
    else:
        codes = languages.codes
        yield from _word_problems(config / "ui", codes)
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


def _word_problems(folder: Path, codes: Sequence[str]) -> Iterator[str]:
    if found := list(_problem(partial(ui.load, folder, ui.REFERENCE))):
        yield from found  # the others are measured against it
        return
    for code in codes:
        yield from _problem(partial(_refuse, partial(ui.check, folder, code)))


def _refuse(look: Callable[[], Sequence[Problem]]) -> None:
    if found := look():
        raise InvalidFileError(found)


def _briefing_problems(folder: Path) -> Iterator[str]:
    known = None
    try:
        known = paragraphs(read_articles(folder))
    except (DragomanError, OSError) as error:
        yield from reason(error).splitlines()
    yield from _problem(partial(_refuse, partial(_days_to_come, folder / briefing_file.NAME, known)))


def _days_to_come(path: Path, known: Mapping[str, frozenset[int]] | None) -> Sequence[Problem]:
    """Versions of days that have not begun anywhere in the world.

    Raises:
        InvalidFileError: the briefing has other mistakes.
    """
    latest = datetime.now(UTC).date() + timedelta(days=1)
    updated = enumerate(briefing_file.load(path, known).updated)
    if not (found := [number for number, update in updated if update.date > latest]):
        return ()
    file = YamlFile(path)
    return [file.problem(("updated", number), "is a day that is still to come") for number in found]


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
    except (TypeError, ValueError, AttributeError) as error:  # mkdocs meets what it did not expect
        yield f"{path}: mkdocs cannot read it: {error}"
        return
    except OSError as error:
        yield reason(error)
        return
    yield from (f"{path}: {key}: {message}" for key, message in (*errors, *warnings))
    if not errors and "dragoman" not in settings.plugins:
        yield f"{path}: plugins: dragoman is not among them, so that mkdocs builds no briefing"


def _problem(look: Callable[[], object]) -> Iterator[str]:
    try:
        look()
    except InvalidFileError as error:
        yield from map(str, error.problems)
    except (DragomanError, OSError) as error:
        yield reason(error)


def draft(folder: Path) -> Path:
    """Write ``briefing.yml`` from the articles of a folder.

    Raises:
        DraftError: there is a briefing already, or nothing to draft from.
        DragomanError: an article cannot be read.
        OSError: the file cannot be written.
    """
    from generator import drafting  # noqa: PLC0415 - loads the parser; a build without drafts does not need it

    path = folder / briefing_file.NAME
    refuse_existing(path)
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


def refuse_existing(path: Path) -> None:
    """Refuse to draft where a person's work is, or may be.

    Raises:
        DraftError: the file exists, or is a link to what does not exist now, as on a disk that is not there.
    """
    if path.exists():
        raise DraftError(f"{path}: exists already and may hold an editor's work; move it away to draft anew")
    if path.is_symlink():
        raise DraftError(
            f"{path}: is a link to {path.readlink()}, which does not exist; mend or remove the link"
        )


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
    if not write_bytes(path, after, before=before):
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
