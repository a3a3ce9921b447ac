"""How commands end where things are wrong: the exit status, and a message without a traceback."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from mkdocs.__main__ import cli as mkdocs
from site_project import make_project
from tiny_project import ARTICLE, BRIEFING, CATALOG, LANGUAGES, WORDS, as_anybody, tiny

from generator import articles, pipeline
from generator.cli import main
from generator.cli.endings import MEANINGS, Ending
from generator.errors import InvalidFileError, Problem, told
from generator.site import edition

ROOT = Path(__file__).parents[1]
HOSTILE = "\x1b[2J\x1b]0;pwned\x07\u202e"
VERBS = {
    "show": ["show", ARTICLE],
    "draft": ["draft", "briefings/talks"],
    "draft --update": ["draft", "--update"],
    "translate": ["translate"],
    "status": ["status", "--strings"],
    "proofread": ["proofread", "-l", "en"],
    "suggest": ["glossary", "suggest"],
    "check": ["check"],
    "models": ["models"],
    "install": ["models", "install", "no.argosmodel"],
    "pdf": ["pdf", "talks", "--browser", "/nowhere"],
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one briefing, as the working directory."""
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    root = tiny(tmp_path / "project")
    monkeypatch.chdir(root)
    return root


def run(*arguments: str) -> Result:
    """Run a command; whatever it tells is fit for a terminal, and of one screen but for lists."""
    with as_anybody():
        result = CliRunner().invoke(main, arguments, prog_name="dragoman")
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    assert "Traceback" not in result.output
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", result.output)
    if arguments[0] != "check":
        assert sum(-(-len(line) // 80) or 1 for line in result.output.splitlines()) <= 24, result.output
    return result


Break = Callable[[Path], object]


def written(name: str, content: bytes | str) -> Break:
    data = content.encode() if isinstance(content, str) else content
    return lambda root: (root / name).write_bytes(data)


def gone(name: str) -> Break:
    def act(root: Path) -> None:
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return act


def folder(name: str) -> Break:
    return lambda root: (gone(name)(root), (root / name).mkdir())


def file(name: str) -> Break:
    return lambda root: (gone(name)(root), (root / name).write_text("x"))


def link(name: str, to: str) -> Break:
    return lambda root: (gone(name)(root), (root / name).symlink_to(to))


def secret(name: str, mode: int = 0) -> Break:
    return lambda root: (root / name).chmod(mode)


def renamed(name: str, to: bytes) -> Break:
    return lambda root: (root / name).rename((root / name).parent / os.fsdecode(to))


HUNDREDS = "title: x\n" + "".join(f"key{n}: 1\n" for n in range(300))
# what is wrong; the verb; the status; words of the message, in order
CASES: dict[str, tuple[Break, str, int, str]] = {
    "no project": (gone("mkdocs.yml"), "status", 1, "no mkdocs.yml here or above; run this inside"),
    "mkdocs.yml is no YAML": (written("mkdocs.yml", "a: [\n"), "check", 1, "mkdocs.yml: .*line 2, column 1"),
    "mkdocs.yml is of others": (written("mkdocs.yml", "site_name: x\n"), "check", 1, "docs_dir"),
    "no plugin": (
        written("mkdocs.yml", "site_name: x\ndocs_dir: site_config/pages\n"),
        "check",
        1,
        "mkdocs.yml: plugins: dragoman is not among them",
    ),
    "no languages.yml": (gone(LANGUAGES), "translate", 1, "languages.yml: is missing; it lists"),
    "languages.yml is a folder": (folder(LANGUAGES), "status", 1, "languages.yml: is a folder, and a file"),
    "languages.yml is secret": (secret(LANGUAGES), "status", 1, "languages.yml: permission denied; give"),
    "no words": (gone(WORDS), "check", 1, "en.yml: is missing; it names every text.*1 found"),
    "an article in no UTF-8": (written(ARTICLE, b"\xe9t\xe9"), "show", 1, "01.txt:1: this is not UTF-8; "),
    "an empty article": (written(ARTICLE, ""), "show", 1, "there is no text in the file; put"),
    "no article of that name": (gone(ARTICLE), "show", 2, "Usage: dragoman show.*'.*01.txt' does not exist"),
    "an article is a folder": (folder(ARTICLE), "show", 2, "is a directory"),
    "a draft again": (lambda _: None, "draft", 1, "briefing.yml: exists already .* move it away"),
    "nothing to draft from": (
        lambda root: (gone(BRIEFING)(root), gone(ARTICLE)(root)),
        "draft",
        1,
        "articles: no articles; put",
    ),
    "a catalog is a link to itself": (link(CATALOG, "pt.po"), "translate", 1, "pt.po: too many levels"),
    "a wrong key": (written(BRIEFING, "tilte: x\n"), "status", 1, "briefing.yml:1:1: tilte: .*did you mean"),
    "a briefing is a folder": (folder(BRIEFING), "translate", 1, "briefing.yml: is a folder"),
    "a secret briefing": (secret(BRIEFING), "proofread", 1, "briefing.yml: permission denied"),
    "a broken catalog": (written(CATALOG, 'msgid "a'), "translate", 1, "pt.po:1:1: not valid PO: expected"),
    "a catalog links to nowhere": (
        link(CATALOG, "x"),
        "translate",
        1,
        "is a link to x, which does not exist; mend the link",
    ),
    "a folder that cannot be written": (
        secret("briefings/talks", 0o555),
        "translate",
        1,
        "pt.po: cannot be written: Permission denied; give this user",
    ),
    "hundreds of mistakes": (
        written(BRIEFING, HUNDREDS),
        "translate",
        1,
        r"briefing.yml:2:1: key0: .*… and \d+ more; `dragoman check` lists mistakes",
    ),
    "hundreds, all of them": (written(BRIEFING, HUNDREDS), "check", 1, r"key0: .*key50: .*\d+ found"),
    "a long quotation": (
        written(BRIEFING, f"title: x\ndate: {'y' * 9000}\n"),
        "status",
        1,
        r"briefing.yml:2:7: date: expected a day .* \[…\] y+'$",
    ),
    "a hostile title": (
        written(BRIEFING, 'title: x\ndate: "\\e[2J\\e]0;pwned\\a"\n'),
        "status",
        1,
        r"date: expected a day .*\\x1b\[2J",
    ),
    "a hostile article": (written(ARTICLE, f"Title\n\nText {HOSTILE} of words.\n"), "show", 0, "01:2  Text "),
    "a hostile name": (renamed("briefings/talks", b"a\x1b[2J\xff"), "status", 0, r"a\\x1b\[2J\\xff"),
    "a name for no address": (
        renamed("briefings/talks", b"a\x1b[2J"),
        "check",
        1,
        r"a\\x1b\[2J:1:1: the name has characters that no address has; rename",
    ),
    "a stray": (written("briefings/x.txt", ""), "check", 1, "x.txt: no briefing; a briefing is a folder"),
    "a day to come": (
        written(BRIEFING, "title: x\nupdated:\n- 2000-01-01\n- 2999-01-01\n"),
        "check",
        1,
        r"briefing.yml:4:3: updated\[1\]: is a day that is still to come",
    ),
    "no model": (lambda _: None, "install", 1, "no.argosmodel: there is no such file"),
    "no browser": (lambda _: None, "pdf", 1, "/nowhere: there is no such program; --browser"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_has_its_status_and_says_what_to_do(project: Path, case: str) -> None:
    wrong, verb, status, words = CASES[case]
    wrong(project)
    result = run(*VERBS[verb])
    assert result.exit_code == status, result.output
    assert re.search(words, result.output, re.DOTALL), result.output


EVERYWHERE: dict[str, Break] = {
    "languages.yml empty": written(LANGUAGES, ""),
    "languages.yml binary": written(LANGUAGES, b"\0\xff"),
    "ui/ a file": file("site_config/ui"),
    "briefing hostile": written(BRIEFING, f'"{HOSTILE}": 1\n'),
    "catalog binary": written(CATALOG, b"\0\xff"),
    "briefings/ secret": secret("briefings"),
    "briefings/ a link to itself": link("briefings", "briefings"),
    "articles/ a file": file("briefings/talks/articles"),
    "talks/ cannot be written": secret("briefings/talks", 0o555),
    "site_config/ gone": gone("site_config"),
}


@pytest.mark.parametrize("case", EVERYWHERE)
def test_no_verb_is_at_fault_whatever_is_wrong(project: Path, case: str) -> None:
    EVERYWHERE[case](project)
    for name, arguments in VERBS.items():
        assert run(*arguments).exit_code in {0, 1, 2}, name
    secret("briefings", 0o755)(project) if case == "briefings/ secret" else None


def test_misspelt_commands_name_the_nearest(project: Path) -> None:
    assert project.is_dir()
    for arguments, words in {
        ("transalte",): "No such command 'transalte'. Did you mean 'translate'?",
        ("status", "--srtings"): "--strings",
        ("status", "--fail-on", "mising"): "there is no state 'mising'; there are: ",
        ("draft", "--workers", "0"): "0 is not in the range",
        ("translate", "--workers", "2", "--dask", "tcp://x"): "give --workers or --dask, not both",
    }.items():
        result = run(*arguments)
        assert result.exit_code == 2, result.output
        assert words in result.output
    for arguments, words in {
        ("status", "tolks"): "there is no briefing 'tolks'; did you mean 'talks'?",
        ("translate", "-l", "fr"): "there is no language 'fr'; there are: en, pt",
        ("proofread", "briefings/tolks/"): "there is no briefing 'tolks'; did you mean 'talks'?",
    }.items():
        result = run(*arguments)
        assert result.exit_code == 1, result.output
        assert words in result.output
    assert run("status", "briefings/talks/").exit_code == 0


def fail(_: object, __: object) -> str:
    raise KeyError(f"sides{HOSTILE}")


def test_a_fault_of_ours_is_told_as_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "show", fail)
    result = run("show", str(project / ARTICLE))
    assert result.exit_code == 70
    assert re.search(
        r"This is a fault of Dragoman's, and none of yours:\n"
        r"  KeyError: .*\\x1b\[2J.*, in test_exit_statuses.py:\d+\n.*--debug.*\(Dragoman [\d.]+, Python",
        result.output,
        re.DOTALL,
    ), result.output


def test_a_fault_in_a_part_of_the_work_is_told_as_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("more", "other"):
        (project / "briefings" / slug).mkdir()
        shutil.copytree(
            project / "briefings" / "talks" / "articles", project / "briefings" / slug / "articles"
        )
    monkeypatch.setattr(pipeline, "draft", lambda folder: {}[folder.name])
    result = run("draft", "--workers", "1")
    assert result.exit_code == 70
    assert result.output.count("this is a mistake in the program (KeyError: ") == 2
    assert "Traceback" in CliRunner().invoke(main, ["draft", "--workers", "1", "--debug"]).output


@pytest.mark.parametrize("place", [0, 1, 2])
def test_debug_shows_the_traceback_before_the_verb_and_behind_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    arguments = ["show", str(project / ARTICLE)]
    arguments.insert(place, "--debug")
    for wrong, status in ((KeyError("x"), 70), (OSError(28, "No space", "/x"), 1)):

        def stop(_: object, __: object, wrong: Exception = wrong) -> str:
            raise wrong

        monkeypatch.setattr(articles, "show", stop)
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == status
        assert re.search(r"Traceback .*raise wrong\n.*\n(Error: /x: there is no space|This is a fault)",
                         result.output, re.DOTALL), result.output  # fmt: skip
    assert "DRAGOMAN_DEBUG" not in os.environ


def test_the_statuses_are_documented() -> None:
    told = CliRunner().invoke(main, ["--help"]).output
    guide = (ROOT / "docs" / "maintaining.md").read_text()
    for status in MEANINGS:
        assert re.search(rf"^ +{status} ", told, re.MULTILINE), status
        assert f"| {status.value} |" in guide, status


def test_a_message_keeps_to_a_screen_and_to_one_line_for_each_mistake() -> None:
    problems = [Problem(Path("a\nb.yml"), n, 1, "x" * 900, "m" * 9000) for n in range(1, 400)]
    error = InvalidFileError(problems)
    lines = told(error).splitlines()
    assert sum(-(-len(line) // 80) for line in lines) <= 24
    assert lines[0].startswith(r"a\nb.yml:1:1: xxx")
    assert lines[-1].endswith(
        f"and {400 - len(lines)} more; `dragoman check` lists mistakes in files, --debug tells all"
    )
    assert len(str(error).splitlines()) == 399


# --- as processes of their own


def process(script: str, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    lines = ("import os, signal, sys, time", script, "from generator.cli import main", "main()")
    command = [sys.executable, "-c", "\n".join(lines), *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **options)


@pytest.mark.parametrize(("number", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_ends_a_command_with_a_line(project: Path, number: str, status: int) -> None:
    script = f"""
from generator import articles
signal.signal(signal.SIGINT, signal.default_int_handler)
def show(*_):
    os.kill(os.getpid(), signal.{number})
    time.sleep(20)
articles.show = show
"""
    done = process(script, "show", str(project / ARTICLE), stdout=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (status, b"Interrupted\n")


def test_a_closed_pipe_ends_a_command_quietly(project: Path) -> None:
    script = "from generator import articles\narticles.show = lambda *_: 'words ' * 100_000"
    reading, writing = os.pipe()
    os.close(reading)
    done = process(script, "show", str(project / ARTICLE), stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (Ending.PIPE_CLOSED, b"")


def test_a_full_disk_behind_standard_output_is_an_error(project: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = process("", "show", str(project / ARTICLE), stdout=full)
    assert done.returncode == 1
    assert (
        done.stderr == b"Error: there is no space left on the disk; make room, then run the command again\n"
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_of_few_letters_gets_plain_ones(project: Path, encoding: str) -> None:
    (project / ARTICLE).write_text("Про\n\n“Nobody” came – today.\n", "utf-8")
    result = CliRunner(charset=encoding).invoke(main, ["show", ARTICLE])
    assert result.exit_code == 0, result.exception
    shown = result.stdout_bytes.decode(encoding)
    assert r"01:1  # \u041f\u0440\u043e" in shown
    assert ('"Nobody" came - today' if encoding == "ascii" else "“Nobody” came – today") in shown


def test_a_package_that_is_missing_is_named(project: Path) -> None:
    script = """
from click.testing import CliRunner
from generator.cli import main
sys.modules["polib"] = None
helped = CliRunner().invoke(main, ["--help"])
print(helped.exit_code, helped.output)
"""
    done = process(script, "status", cwd=project, stdout=subprocess.PIPE)
    assert done.returncode == 1
    assert re.fullmatch(
        rb"Error: the package polib is missing or does not fit: .*polib.*\n`dragoman doctor` tells .*\n",
        done.stderr,
    ), done.stderr
    assert re.match(rb"0 .*  check .*Look for.*  status +Cannot be loaded: .*polib", done.stdout, re.DOTALL)


# --- builds


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that can be built, as the working directory."""
    project = make_project(tmp_path / "site")
    monkeypatch.chdir(project)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setattr(sys, "warnoptions", ["error"])  # else mkdocs changes what warnings do
    return project


def build(*options: str) -> Result:
    with as_anybody():
        return CliRunner().invoke(mkdocs, ["build", *options])


SLUG = "briefings/river-talks"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (gone(LANGUAGES), "languages.yml: is missing; it lists"),
        (secret(WORDS), "en.yml: permission denied; give"),
        (
            written(f"{SLUG}/briefing.yml", HUNDREDS),
            r"key0: .*… and \d+ more; `dragoman check` lists mistakes",
        ),
        (written(f"{SLUG}/briefing.yml", b"\xff"), "briefing.yml:1:1: this is not UTF-8"),
        (link("briefings", "briefings"), "briefings'?: is a link to itself"),
        (renamed(SLUG, b"a\xff\n"), r"a\\xff\\n:1:1: the name has characters that no address has"),
        (written("templates/briefing.html", "{{ x"), "briefing.html:1: unexpected end"),
    ],
)
def test_a_build_tells_mistakes_without_a_traceback(site: Path, wrong: Break, words: str) -> None:
    wrong(site)
    result = build()
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert re.search(words, result.output, re.DOTALL), result.output
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


def stop(_: object) -> None:
    raise KeyError("sides")


def test_a_build_tells_a_fault_of_ours_as_one(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert site.is_dir()
    monkeypatch.setattr(edition.Edition, "gather", stop)
    plain, full = build(), build("--verbose")
    for result in (plain, full):
        assert result.exit_code == 70
        assert "This is a fault of Dragoman's, and none of yours:\n  KeyError: 'sides', in" in result.output
        assert "`mkdocs build --verbose`" in result.output
    assert "Traceback" not in plain.output
    assert 'raise KeyError("sides")' in full.output


def test_a_fault_of_somebody_else_is_left_to_mkdocs(site: Path) -> None:
    (site / "hook.py").write_text("def on_files(*_, **__):\n    raise KeyError('theirs')\n")
    (site / "mkdocs.yml").write_text((site / "mkdocs.yml").read_text() + "\nhooks: [hook.py]\n")
    result = build()
    assert isinstance(result.exception, KeyError)
    assert "fault of Dragoman" not in result.output
