"""The benchmark of the site measures what it says."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from benchmarks import archive, hugo, live, process, site, stations, unasked
from benchmarks.edits import Edited, restored
from click.testing import CliRunner
from conftest import unavailable

from generator import briefing_file
from generator.briefing import State, messages
from generator.errors import DragomanError
from generator.translation import glossary, load, status
from generator.translation.memory import Memory

LANGUAGES = archive.ALL_LANGUAGES[:2]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def project(place: Path) -> Path:
    return site.project_in(place, 3, 2)


# --- the archive ---------------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_an_archive_is_the_same_each_time_and_nothing_in_it_is_missing(tmp_path: Path) -> None:
    for name in "ab":
        archive.write(tmp_path / name, 2, archive.ALL_LANGUAGES)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    folders = sorted((tmp_path / "a" / "briefings").iterdir())
    assert [folder.name for folder in folders] == ["event-00000", "event-00001"]
    for folder in folders:
        briefing = briefing_file.load(folder / briefing_file.NAME)
        words = sum(len(message.text.split()) for message in messages(briefing))
        assert 800 < words < 1300
        for code in archive.ALL_LANGUAGES[1:]:
            found = load(briefing, folder / f"{code}.po", code, glossary.EMPTY, Memory())
            assert status(found)[State.MISSING] == status(found)[State.WITHHELD] == 0
            assert status(found)[State.MACHINE] > 50


def test_an_archive_that_is_kept_gets_the_templates_of_today(tmp_path: Path) -> None:
    made = site.project_in(tmp_path, 1, 2)
    (made / "templates" / "briefing.html").write_text("of yesterday")
    before = files(made / "briefings")
    assert site.project_in(tmp_path, 1, 2) == made
    assert (made / "templates" / "briefing.html").read_bytes() == (
        archive.ROOT / "templates" / "briefing.html"
    ).read_bytes()
    assert files(made / "briefings") == before


# --- edits ---------------------------------------------------------------------------------------


def states(folder: Path) -> tuple[int, int]:
    """How many texts lack a translation, and how many are a person's."""
    briefing = briefing_file.load(folder / briefing_file.NAME)
    code = LANGUAGES[1]
    counts = status(load(briefing, folder / f"{code}.po", code, glossary.EMPTY, Memory()))
    return counts[State.MISSING], counts[State.EDITED]


def test_each_edit_is_what_it_is_called_and_is_undone_in_the_end(project: Path) -> None:
    folder = project / "briefings" / "event-00000"
    before = files(folder)
    with restored(folder):
        edited = Edited(folder)
        for _ in range(2):
            word = edited.reword()
            assert (folder / briefing_file.NAME).read_text().count(word) == 1
            assert states(folder)[0] == 1
            word = edited.reword_everywhere()
            for path in (folder / briefing_file.NAME, folder / "es.po"):
                assert word in path.read_text()
            assert states(folder) == (0, 1)
            word = edited.retranslate()
            assert word in (folder / "es.po").read_text()
            assert states(folder) == (0, 2)
        (folder / "new").touch()
        assert files(folder) != before
    assert files(folder) == before


# --- the costs of commands -----------------------------------------------------------------------


def test_the_time_and_memory_of_a_command_and_of_its_children_are_counted(tmp_path: Path) -> None:
    work = "import time\nkept = b'x' * 300_000_000\nwhile time.process_time() < .3: pass\nprint('done')"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    cost = process.run([sys.executable, "-c", child], tmp_path)
    assert 0.3 < cost.cpu < 2
    assert cost.wall > 0.3
    assert cost.peak > 300_000_000
    assert cost.output == "done\n"


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="failed:\nno such thing"):
        process.run([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)


# --- the figures ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures(place: Path, project: Path) -> dict[str, site.Figure]:  # noqa: ARG001 - in that place
    return {figure.name: figure for figure in site.measure(place, 3, 2, 1, serve=False)}


@pytest.mark.slow
def test_each_measurement_gives_a_sane_figure(figures: dict[str, site.Figure]) -> None:
    assert figures["modules and calls unasked for"].value == 0
    # the start of mkdocs and of its theme is most of so small a build
    assert 0.8 < (figures["rebuild, no change / empty Material"].value or 0) < 20
    assert 0.4 < (figures["search download / one for all"].value or 0) < 0.7
    if hugo.command():
        full, edit = figures["full build / Hugo's"], figures["rebuild after an edit / Hugo's"]
        start = figures["  mkdocs's own start / Hugo's"]
        assert 0 < (start.value or 0) < (edit.value or 0) < 100
        assert (start.value or 0) < (full.value or 0)
        assert edit.value == max(figures[f"  {name} / Hugo's"].value or 0 for name in site.EDITS)
    else:
        assert figures["full build / Hugo's"].value is None
        assert "apt-get install hugo" in figures["full build / Hugo's"].note


def test_a_page_that_does_not_show_the_edit_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("It says so.")
    (tmp_path / "b").write_text("It does not.")
    site.refuse_without("says", [tmp_path / "a"])
    with pytest.raises(DragomanError, match="/b: the edit 'says' is not there"):
        site.refuse_without("says", [tmp_path / "a", tmp_path / "b"])


def test_hugo_builds_a_page_of_each_briefing_in_each_language(project: Path, tmp_path: Path) -> None:
    command = hugo.command()
    if not command:
        pytest.skip("Hugo is missing; on Debian: apt-get install hugo")
    hugo.write(tmp_path, project, LANGUAGES)
    process.run(command, tmp_path)
    for number in range(3):
        briefing = briefing_file.load(project / "briefings" / f"event-{number:05}" / briefing_file.NAME)
        for code in LANGUAGES:
            path = tmp_path / "public" / code.removeprefix("en") / f"event-{number:05}" / "index.html"
            page = path.read_text("utf-8")
            assert f'<html lang="{code}">' in page
            for statement in briefing.statements():
                text = statement.text
                assert (text if code == "en" else archive.foreign(text, code)) in page


@pytest.mark.slow
def test_the_page_that_is_open_shows_an_edit(project: Path) -> None:
    if not live.CHROMIUM.is_file():
        unavailable(f"{live.CHROMIUM} is missing; on Debian: apt-get install chromium")
    folder = project / "briefings" / "event-00000"
    # in a thread of its own: the tests before may have a browser open in this one
    with restored(folder), ThreadPoolExecutor(1) as pool:
        (wait,) = pool.submit(live.measure, project, "event-00000", Edited(folder).reword, 1).result()
    assert 0 < wait.detected < wait.started < wait.built < wait.shown < 30
    assert wait.built - 0.1 < wait.served < 30


def test_the_profile_has_every_station_of_a_build(project: Path) -> None:
    seconds, whole = stations.measure(project)
    assert sum(seconds.values()) == pytest.approx(whole, rel=0.05)
    assert seconds[stations.START] > 0.2
    assert seconds.get(stations.REST, 0) < whole / 4
    assert {"reading catalogs", "views and body", "theme's frame"} <= set(seconds)


def test_a_build_that_loads_an_engine_or_asks_a_host_is_told_of(tmp_path: Path) -> None:
    folder = site.empty_material(tmp_path)
    assert unasked.found(folder) == []
    (folder / "hook.py").write_text(
        "import sentencepiece\nfrom socket import *\n"
        "def on_pre_build(config):\n    socket(AF_INET, SOCK_DGRAM).connect(('127.0.0.1', 9))"
    )
    with (folder / "mkdocs.yml").open("a") as settings:
        settings.write("hooks: [hook.py]\n")
    assert unasked.found(folder) == ["sentencepiece", "socket.connect ('127.0.0.1', 9)"]


def test_the_large_archive_is_compared_page_by_page() -> None:
    def cost(cpu: float, peak: int) -> process.Cost:
        return process.Cost(cpu, cpu, peak, "")

    small = cost(9.0, 100_000_000), cost(11.0, 100_000_000)
    memory, time = site.of_large(cost(240.0, 700_000_000), (20, 10), small, (5, 2))
    assert (memory.value, memory.missed) == (700_000_000, False)
    assert time.value == pytest.approx(1.2)


@pytest.mark.slow
def test_a_larger_archive_is_built(place: Path) -> None:
    memory, time = site.measure_large(place, (2, 2), (20, 3))
    assert 50e6 < (memory.value or 0) < 1e9
    # what a build does once weighs on fewer pages
    assert 0.01 < (time.value or 0) < 1


def round_of(*, cold: float) -> site.Round:
    return site.Round(hugo=2.0, empty=1.0, start=0.5, cold=cold, unchanged=1.0, edits=(1.0, 1.2, 0.6))


def test_a_floor_that_is_missed_is_told_by_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(cold: float) -> Any:
        rounds = [round_of(cold=c) for c in (cold, cold, 100.0)]
        monkeypatch.setattr(site, "measure", lambda *_, **__: site.of_rounds(rounds))
        return CliRunner().invoke(site.main, [])

    good, bad = printed(6.0), printed(6.1)
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert (good.output.count("NOT MET"), bad.output.count("NOT MET")) == (0, 1)
