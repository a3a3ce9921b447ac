"""Briefings on paper: their pages, built anew and printed to PDF by a browser."""

import logging
import os
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from generator.atomic import write_bytes
from generator.config import Project
from generator.errors import SiteError
from generator.site.pages import SitePage
from generator.site.plugin import DragomanPlugin

_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    # the page comes from a file; nothing is to be asked of any host
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
_SECONDS = 90.0  # a print takes one or two; a slow machine that starts the browser for the first time, many
_RELATIVE = re.compile(r'(<a\b[^>]*?) href="(?!#|[a-z][a-z+.-]*:)([^"]*)"', re.IGNORECASE)
_PAGE = re.compile(rb"/Type\s*/Page\b")


def write(
    project: Project, targets: Mapping[tuple[str, str], Path], browser: Path, paper: str = "A4"
) -> Iterator[tuple[Path, int]]:
    """Build the pages of these briefings, drafts too, and print them.

    A file that exists is replaced.

    Args:
        project: where the briefings are.
        targets: the file of each briefing in each language, by slug and code.
        browser: Chromium or one of its kin.
        paper: the size of the pages, as CSS names it.

    Yields:
        Each file when it is written, and its number of pages.

    Raises:
        SiteError: the pages cannot be built, or the browser does not print.
        OSError: a file cannot be written.
    """
    # a browser may still be writing its profile when it has ended
    with TemporaryDirectory(
        prefix="dragoman-", dir=_reachable(browser), ignore_cleanup_errors=True
    ) as temporary:
        work = Path(temporary)
        pages = _build(project, {slug for slug, _ in targets}, work / "site")
        for (slug, code), path in targets.items():
            page = pages[slug][code]
            html = work / "site" / page.file.dest_uri
            html.write_text(_for_paper(html.read_text("utf-8"), page.canonical_url, paper), "utf-8")
            data = _printed(browser, html, work)
            write_bytes(path, data)
            yield path, len(_PAGE.findall(data))


def _reachable(browser: Path) -> Path | None:
    """A folder that the browser can read and write: one from a snap sees no other's temporary files."""
    if not browser.is_relative_to("/snap"):
        return None
    folder = Path.home() / "snap" / browser.name / "common"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _quiet() -> Iterator[None]:
    """Of what mkdocs logs, only errors are told, and these as an exception.

    Raises:
        SiteError: mkdocs gave up.
    """
    errors, log = _Errors(), logging.getLogger("mkdocs")
    log.addHandler(errors)
    try:
        yield
    except MkDocsException as error:
        raise SiteError("\n".join(dict.fromkeys(errors.messages)) or str(error)) from error
    finally:
        log.removeHandler(errors)


def _build(project: Project, slugs: Collection[str], folder: Path) -> dict[str, dict[str, SitePage]]:
    """Build a site of some briefings; its pages, by slug and language.

    Raises:
        SiteError: it cannot be built.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # what Material tells whoever runs mkdocs
    with _quiet():
        config = load_config(str(project.root / "mkdocs.yml"), site_dir=str(folder), strict=False)
        plugin = next((p for p in config.plugins.values() if isinstance(p, DragomanPlugin)), None)
        if plugin is None:
            raise SiteError(f"{project.root / 'mkdocs.yml'}: plugins: dragoman is not among them")
        plugin.only = frozenset(slugs)
        try:
            build(config)
        finally:
            plugin.only = None  # mkdocs gives the same plugin to the next build of this process
    assert plugin.edition  # noqa: S101  # the build has made one
    return plugin.edition.site.pages


def _for_paper(html: str, address: str | None, paper: str) -> str:
    """A page for paper of a size, whose links do not lead into the temporary folder.

    They lead to the published site; where that has no address, they are no links.
    """

    def link(match: re.Match[str]) -> str:
        return f'{match[1]} href="{urljoin(address, match[2])}"' if address else match[1]

    # before the page's policy, which would forbid it
    style = f"<head><style>@page {{ size: {paper} }}</style>"
    return _RELATIVE.sub(link, html).replace("<head>", style, 1)


def _printed(browser: Path, html: Path, work: Path) -> bytes:
    """A page as PDF.

    Raises:
        SiteError: the browser cannot be run, takes too long, or prints nothing.
    """
    pdf, told = work / "page.pdf", work / "stderr.txt"
    pdf.unlink(missing_ok=True)
    command = [str(browser), *_FLAGS, f"--user-data-dir={work / 'profile'}", f"--print-to-pdf={pdf}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium refuses to start for root, as in containers, with its sandbox; the only page is our own
        command.append("--no-sandbox")
    try:
        with told.open("wb") as file:
            subprocess.run(  # noqa: S603 - the browser that the user has or names
                [*command, html.as_uri()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=file,
                timeout=_SECONDS,
                check=False,
            )
        data = pdf.read_bytes()
    except subprocess.TimeoutExpired:
        raise SiteError(f"{browser}: printed nothing within {_SECONDS:.0f} seconds{_last(told)}") from None
    except FileNotFoundError:
        raise SiteError(
            f"{browser}: printed nothing; is it Chromium or one of its kin?{_last(told)}"
        ) from None
    except OSError as error:
        raise SiteError(f"{browser}: cannot be run: {error.strerror}") from None
    if not data.startswith(b"%PDF-"):
        raise SiteError(f"{browser}: did not print a PDF{_last(told)}")
    return data


def _last(told: Path) -> str:
    """The last of what the browser said, but for its complaints where no desktop is running."""
    lines = told.read_text("utf-8", "replace").splitlines()
    return "".join(f"\n  {line}" for line in [line for line in lines if "dbus" not in line][-5:])
