"""`mkdocs serve`, as an editor uses it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

PATIENCE = 60  # seconds; a busy machine is slow
QUIET = 2.5  # s without a rebuild; mkdocs looks for changes twice a second


class Server:
    """A running `mkdocs serve`."""

    def __init__(self, project: Path, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", "mkdocs", "serve", "-f", str(project / "mkdocs.yml")]
        self._log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "-a", self.address.removeprefix("http://")],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def builds(self) -> int:
        return self.log.count("Building documentation...")

    def page(self, path: str) -> str:
        try:
            with urlopen(f"{self.address}/{path}", timeout=PATIENCE) as answer:  # noqa: S310
                # but for the script that mkdocs adds, which differs at each request
                return re.sub(
                    r"<script>\s*var livereload.*?</script>", "", answer.read().decode(), flags=re.S
                )
        except (URLError, TimeoutError):
            return ""

    def wait(self, done: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert self.process.poll() is None, f"the server has ended:\n{self.log}"
            assert time.monotonic() < end, f"waited in vain for {what}:\n{self.log}"
            time.sleep(0.2)

    def wait_until_quiet(self) -> None:
        end, seen, since = time.monotonic() + PATIENCE, self.builds, time.monotonic()
        while time.monotonic() - since < QUIET:
            assert time.monotonic() < end, f"it never stops building:\n{self.log}"
            if self.builds != seen:
                seen, since = self.builds, time.monotonic()
            time.sleep(0.2)


@pytest.fixture
def server(project: Path, tmp_path: Path) -> Iterator[Server]:
    running = Server(project, tmp_path / "log")
    try:
        running.wait(lambda: "Serving on" in running.log, "the server")
        yield running
    finally:
        running.process.terminate()
        running.process.wait(PATIENCE)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# file, what stands there, what an editor writes, the page that shows it
EDITS = [
    ("briefings/river-talks/briefing.yml", "A second meeting", "Another meeting", "river-talks/"),
    ("briefings/river-talks/ru.po", 'Norland"\nmsgstr ""', 'Norland"\nmsgstr "Норландия"', "ru/river-talks/"),
    ("site_config/ui/en.yml", '"Reactions"', '"Echoes"', "river-talks/"),
    ("site_config/pages/about.en.md", "# About these", "# More about these", "about/"),
    ("templates/briefing.html", '<h1 id="title"', '<h1 data-new="1" id="title"', "river-talks/"),
    ("templates/theme/404.html", "<h1>", '<h1 class="new">', "404.html"),
    (
        "templates/theme/assets/stylesheets/dragoman.css",
        ":root {",
        ":root { --new: 1;",
        "assets/stylesheets/dragoman.css",
    ),
]


def test_every_kind_of_edit_is_shown_without_a_restart_and_the_building_ends(
    server: Server, project: Path
) -> None:
    server.wait_until_quiet()
    for file, old, new, path in EDITS:
        before = server.page(path)
        edit(project / file, old, new)
        server.wait(
            lambda path=path, before=before: server.page(path) not in {"", before}, f"the edit of {file}"
        )
    assert "Норландия" in server.page("ru/river-talks/")
    edit(project / "site_config" / "languages.yml", "  zh:", "  uk:")
    server.wait(lambda: 'hreflang="uk"' in server.page(""), "the new language")
    server.wait_until_quiet()
    # a build may write a catalog, which is an edit too; then it ends
    assert server.builds <= 2 * (len(EDITS) + 2)


def test_a_mistake_is_told_and_mended_without_a_restart(server: Server, project: Path) -> None:
    briefing = project / "briefings" / "river-talks" / "briefing.yml"
    edit(briefing, "sides:", "sidez:")
    server.wait(lambda: re.search(r"briefing\.yml:\d+:1: sidez: unknown key", server.log), "the message")
    assert "Traceback" not in server.log
    edit(briefing, "sidez:", "sides:")
    edit(briefing, "A second meeting", "A third meeting")
    server.wait(lambda: "A third meeting" in server.page("river-talks/"), "the page")
