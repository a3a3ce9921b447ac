"""`dragoman`, run as a user runs it."""

import contextlib
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from generator.cli import main

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one folder of articles and nothing else, as the working directory."""
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    root = tmp_path / "project"
    shutil.copytree(ROOT / "site_config", root / "site_config")
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(
        FIXTURES / "drafting" / "mackerel" / "articles", root / "briefings" / "mackerel" / "articles"
    )
    monkeypatch.chdir(root)
    return root


def commands(group: click.Group, prefix: str = "dragoman") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found[f"{prefix} {name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix} {name}")
    return found


@pytest.mark.parametrize(("name", "command"), commands(main).items())
def test_every_command_and_option_has_help_and_stands_in_the_guides(
    name: str, command: click.Command
) -> None:
    guides = "".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    assert command.help
    assert f"`{name}" in guides
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name
            assert option.opts[0] in guides, option.name


def test_every_file_that_the_readme_links_to_exists() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text()):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_the_screenshot_in_the_readme_is_small() -> None:
    assert (ROOT / "docs" / "screenshot.png").stat().st_size < 200_000


def test_show_prints_numbered_paragraphs_and_what_was_cut() -> None:
    article = FIXTURES / "drafting" / "mackerel" / "articles" / "02.txt"
    plain, full = run("show", article).output, run("show", article, "--removed").output
    assert "02:2  Iceland has offered to discuss mackerel quotas" in plain
    assert "(Reporting by" not in plain
    assert "(Reporting by A. Person; Editing by B. Person)" in full


def test_draft_writes_a_briefing_in_any_folder(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    shutil.copytree(FIXTURES / "drafting" / "ferry" / "articles", folder / "articles")
    result = run("draft", folder)
    assert (result.exit_code, result.output) == (0, f"{folder / 'briefing.yml'}\n")
    assert (folder / "briefing.yml").read_text() == (
        FIXTURES / "drafting" / "ferry" / "briefing.yml"
    ).read_text()


def test_draft_keeps_an_existing_briefing(project: Path) -> None:
    path = project / "briefings" / "mackerel" / "briefing.yml"
    path.write_text("title: Mine\n")
    result = run("draft", path.parent)
    assert result.exit_code == 1
    assert "exists already and may hold an editor's work" in result.output
    assert path.read_text() == "title: Mine\n"


def test_draft_without_articles_says_what_to_do(tmp_path: Path) -> None:
    result = run("draft", tmp_path)
    assert result.exit_code == 1
    assert "put .txt, .md or .html files there" in result.output


def test_check_finds_nothing_in_the_projects_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = run("check")
    assert (result.exit_code, result.output) == (0, "no mistakes found\n")


def test_check_names_the_mistakes_of_all_files_at_once(project: Path) -> None:
    folder = project / "briefings" / "mackerel"
    (folder / "briefing.yml").write_text('title: T\nsummary: [{text: a, sources: ["01:99"]}]\nsidse: []\n')
    (folder / "fr.po").write_text('msgid "a"\nmsgstr "b\n')
    (project / "site_config" / "languages.yml").write_text("languages: {en: {}, fr: {engine: argso}}\n")
    (folder.parent / "empty" / "articles").mkdir(parents=True)
    (folder.parent / "empty" / "articles" / "01.txt").touch()
    result = run("check")
    assert result.exit_code == 1
    for mistake in (
        "briefing.yml:2:31: summary[0].sources[0]: article 01 has no paragraph 99",
        "briefing.yml:3:1: sidse: unknown key; did you mean 'sides'?",
        "languages.yml:1:34: languages.fr.engine: expected one of auto, firefox, argos, none; found 'argso'",
        "fr.po:2:1",
        "empty/articles/01.txt",
    ):
        assert mistake in result.output, result.output
    assert "Traceback" not in result.output


def test_check_names_what_lies_in_the_wrong_place(project: Path) -> None:
    (project / "briefings" / "loose.txt").write_text("Text.")
    (project / "briefings" / "empty" / "articles").mkdir(parents=True)
    output = run("check").output
    assert "loose.txt: no briefing; a briefing is a folder with briefing.yml or articles/" in output
    assert "empty/articles: no articles" in output
    assert "Error: 2 found" in output


def test_translate_fills_the_catalogs_and_says_what_is_missing(project: Path) -> None:
    assert run("draft").exit_code == 0
    result = run("translate", "mackerel", "-l", "pt", "-l", "ar")
    assert result.exit_code == 0, result.output
    assert re.search(r"mackerel ▶ pt: \d+ translated; now \d+ machine", result.output)
    assert "no model is installed; see `dragoman models`" in result.output
    catalogs = sorted(p.name for p in (project / "briefings" / "mackerel").glob("*.po"))
    assert catalogs == ["ar.po", "pt.po"]
    again = run("translate", "mackerel", "mackerel", "-l", "pt", "-l", "pt")
    assert len(re.findall(r"^mackerel ▶ pt: 0 translated", again.output, re.MULTILINE)) == 1


# Ctrl-C must reach it, also where the tests run in the background
TRANSLATE = """
import signal
from generator.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main(["translate", "-l", "pt"])
"""


def test_a_bar_counts_sentences_where_somebody_watches(project: Path) -> None:
    for slug, more in (("mackerel", ""), ("other", "- It rained. It snowed.\n")):
        folder = project / "briefings" / slug
        folder.mkdir(exist_ok=True)
        (folder / "briefing.yml").write_text(
            f"title: The talks go on\nsummary:\n- Nobody came today.\n{more}"
        )
    screen, terminal = pty.openpty()
    with os.fdopen(screen, "rb", buffering=0) as watched, (project / "lines").open("w") as lines:
        started = subprocess.Popen(
            [sys.executable, "-c", TRANSLATE],
            cwd=project,
            stdout=lines,
            stderr=terminal,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        )
        os.close(terminal)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux tells that the other end is closed
            while seen := watched.read(4096):
                shown += seen
        assert started.wait() == 0
    assert b"/4 sentences" in shown  # both briefings, what they share once
    assert b"4/4 sentences" in shown
    assert "mackerel ▶ pt".encode() in shown
    assert (project / "lines").read_text().splitlines() == [
        "mackerel ▶ pt: 2 translated; now 2 machine",
        "other ▶ pt: 1 translated, 2 taken over; now 3 machine",
    ]


def test_an_interrupt_keeps_what_was_done_and_ends_with_a_line(project: Path) -> None:
    folder = project / "briefings" / "mackerel"
    statements = "".join(f"- Minister {n} met the fishermen of harbour {n} today.\n" for n in range(600))
    (folder / "briefing.yml").write_text(f"title: The talks go on\nsummary:\n{statements}")
    started = subprocess.Popen(
        [sys.executable, "-c", TRANSLATE], cwd=project, stderr=subprocess.PIPE, text=True
    )
    catalog = folder / "pt.po"
    while started.poll() is None and not (catalog.exists() and "machine: firefox" in catalog.read_text()):
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130
    assert said == ("Interrupted; what was translated is kept. The same command goes on from there.\n")
    states = [line.split()[3:10] for line in run("status", "-l", "pt").output.splitlines()[1:]]
    assert states[0][1] != "–"  # machine
    assert states[0][4] != "–"  # missing


def test_a_misspelt_language_or_briefing_is_an_error_that_names_the_known_ones(project: Path) -> None:
    (project / "briefings" / "mackerel" / "briefing.yml").write_text("title: T\n")
    assert "there is no language 'pr'; there are: en, uk" in run("translate", "-l", "pr").output
    assert "there is no briefing 'makrel'; did you mean 'mackerel'?" in run("translate", "makrel").output


def test_models_lists_every_language_with_its_engine_and_score(project: Path) -> None:  # noqa: ARG001
    lines = run("models").output.splitlines()
    assert re.search(r"^pt +firefox +enpt-\d+ +\d+ +2\d\.\d MB +bundled +50\.3$", "\n".join(lines), re.M)
    assert re.search(r"^ar +none +– ", "\n".join(lines), re.M)


def test_a_package_that_is_none_is_refused_with_a_message(project: Path) -> None:
    (project / "x.argosmodel").write_bytes(b"no zip")
    result = run("models", "install", "x.argosmodel")
    assert result.exit_code == 1
    assert "x.argosmodel" in result.output


def test_outside_a_project_the_error_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", "check"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"Error: {tmp_path}: no mkdocs.yml here or above; run this inside the project"
    ]
