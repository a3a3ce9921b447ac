"""How long an editor who has a page open waits until it shows an edit: `mkdocs serve` and a real browser."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from benchmarks.process import ENVIRONMENT, MKDOCS
from generator.errors import DragomanError

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 300  # s
# s without a line of the log: mkdocs looks for changes twice a second, and what a build writes is one
_QUIET = 2.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from an edit on.

    Attributes:
        detected: until mkdocs has noticed it.
        started: until the build begins.
        built: until the build is done.
        served: until the server gives the page with the new text.
        shown: until the open page in the browser has it.
    """

    detected: float
    started: float
    built: float
    served: float
    shown: float


class _Server:
    """A running `mkdocs serve` that tells when each line of its log came."""

    def __init__(self, project: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
        self.address = f"http://{place}/"
        self._lines: list[tuple[float, str]] = []
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [*MKDOCS, "serve", "-a", place],
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=ENVIRONMENT,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            with self._news:
                self._lines.append((time.monotonic(), line))
                self._news.notify_all()

    def end(self) -> None:
        """End it, and what listens to it."""
        self.process.terminate()
        self._listener.join(PATIENCE)
        with self.process:
            pass

    def said(self, what: str, since: float = 0) -> float:
        """The moment of the first line with some words that comes after another moment."""

        def found() -> float | None:
            return next((at for at, line in self._lines if at > since and what in line), None)

        end = time.monotonic() + PATIENCE
        with self._news:
            while not self._news.wait_for(found, timeout=1):
                if self.process.poll() is not None or time.monotonic() > end:
                    raise DragomanError(f"mkdocs serve never said {what!r}:\n{self._log()}")
            return found() or 0

    def wait_until_quiet(self) -> None:
        """What a build wrote may have started another one."""
        end = time.monotonic() + PATIENCE
        with self._news:
            while self._news.wait(_QUIET) or self._count("Building doc") > self._count("Documentation built"):
                if self.process.poll() is not None or time.monotonic() > end:
                    raise DragomanError(f"mkdocs serve does not come to rest:\n{self._log()}")

    def _count(self, what: str) -> int:
        return sum(what in line for _, line in self._lines)

    def _log(self) -> str:
        return "".join(line for _, line in self._lines[-20:])

    def get(self, path: str) -> str:
        """A page, once a build that is under way is done."""
        with urlopen(self.address + path, timeout=PATIENCE) as answer:  # noqa: S310 - of this machine
            text: str = answer.read().decode()
            return text


@contextmanager
def _serving(project: Path) -> Iterator[_Server]:
    server = _Server(project)
    try:
        server.said("Serving on")
        yield server
    finally:
        server.end()


@contextmanager
def _browser_page() -> Iterator[Page]:
    arguments = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-quic"]
    arguments += ["--disable-component-update", "--disable-sync"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        try:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            yield page
        finally:
            browser.close()


def measure(project: Path, slug: str, edit: Callable[[], str], rounds: int) -> list[Wait]:
    """Serve a project, open the page of a briefing, edit the briefing several times.

    Args:
        project: its root.
        slug: of the briefing whose page is opened.
        edit: changes it and returns a word that its page has from then on.
        rounds: how many edits.

    Raises:
        DragomanError: the server fails.
    """
    with _serving(project) as server, _browser_page() as page:
        page.goto(f"{server.address}{slug}/")
        server.wait_until_quiet()
        return [_edit(server, page, slug, edit) for _ in range(rounds)]


def _edit(server: _Server, page: Page, slug: str, edit: Callable[[], str]) -> Wait:
    start = time.monotonic()  # not later: the server may notice before the edit is through
    word = edit()
    served: list[float] = []

    def get() -> None:
        server.said("Building documentation", start)
        if word in server.get(f"{slug}/"):
            served.append(time.monotonic())

    thread = threading.Thread(target=get)
    thread.start()
    page.get_by_text(word).first.wait_for(state="attached")
    shown = time.monotonic()
    thread.join(PATIENCE)
    if not served:
        raise DragomanError(f"{server.address}{slug}/ does not have the edit once it is built")
    moments = (
        server.said("Detected file changes", start),
        server.said("Building documentation", start),
        server.said("Reloading browsers", start),
        served[0],
        shown,
    )
    server.wait_until_quiet()
    return Wait(*(moment - start for moment in moments))
