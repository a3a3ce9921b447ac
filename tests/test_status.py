"""`dragoman status`: what is translated, what is not, and where a translator finds it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator import briefing_file
from generator.briefing import Briefing, Reaction, State, Statement
from generator.cli import main
from generator.translation.catalog import digest

ROOT = Path(__file__).parents[1]
HEAD = 'msgid ""\nmsgstr "Language: pt\\n"\n\n'
WITHHELD = "Perderam 13 homens"
CATALOG = f"""{HEAD}\
#. machine: fake 1 {digest("Conversas")}
#, fuzzy
msgid "Talks"
msgstr "Conversas"

msgid "The army left."
msgstr "O exército saiu."

#. machine: fake 1 {digest(WITHHELD)}
#. withheld: the number 30 is lost
#, fuzzy
msgid "They lost 30 men"
msgstr "{WITHHELD}"

#, fuzzy
#| msgid "Nobody came today."
msgid "Nobody came."
msgstr "Hoje não veio ninguém."

msgid "Prices rose."
msgstr ""
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    root = tmp_path / "project"
    (root / "site_config").mkdir(parents=True)
    (root / "mkdocs.yml").touch()
    (root / "site_config" / "languages.yml").write_text("languages: {en: {}, pt: {}, uk: {}}\n")
    texts = ("The army left.", "They lost 30 men", "Nobody came.", "Prices rose.", "It rained.")
    briefing = Briefing(title="Talks", summary=tuple(map(Statement, texts)), reactions=(Reaction("Germany"),))
    for slug in ("a", "b"):
        (root / "briefings" / slug).mkdir(parents=True)
        briefing_file.write(briefing, root / "briefings" / slug / "briefing.yml")
    (root / "briefings" / "a" / "pt.po").write_text(CATALOG)
    (root / "briefings" / "new" / "articles").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["status", *arguments])


def result(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, ["status", "--json", *arguments])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def counts(**states: int) -> dict[str, int]:
    return {state.value: states.get(state.value, 0) for state in State}


A = counts(machine=1, edited=1, withheld=1, outdated=1, missing=2, standard=1)
B = counts(missing=6, standard=1)


@pytest.mark.usefixtures("project")
def test_each_briefing_is_counted_in_each_language_and_each_language_in_all() -> None:
    languages = result()["languages"]
    assert list(languages) == ["en", "pt", "uk"]
    assert languages["pt"]["briefings"] == {"a": A, "b": B}
    assert languages["pt"]["total"] == {state: A[state] + B[state] for state in A}
    assert languages["en"]["total"] == counts(source=14)
    assert languages["uk"]["total"] == counts(missing=12, standard=2)


@pytest.mark.usefixtures("project")
def test_the_table_has_a_row_for_each_catalog_and_each_total() -> None:
    lines = [line.split() for line in run("-l", "pt").output.splitlines()]
    assert lines[0] == ["language", "briefing", *State]
    assert lines[1] == ["pt", "a", "–", "1", "1", "1", "1", "2", "1"]
    assert lines[2] == ["pt", "b", "–", "1", "–", "–", "–", "6", "–"]
    assert lines[3] == ["pt", "total", "–", "2", "1", "1", "1", "8", "1"]


@pytest.mark.usefixtures("project")
def test_languages_and_briefings_may_be_chosen() -> None:
    found = result("a", "-l", "pt")["languages"]
    assert found == {"pt": {"total": A, "briefings": {"a": A}}}
    assert len(run("a", "-l", "pt").output.splitlines()) == 2  # one briefing is its own total
    assert result("a", "a", "-l", "pt", "-l", "pt")["languages"] == found
    assert "there is no language 'pr'; there are: en, pt, uk" in run("-l", "pr").output
    assert "there is no briefing 'c'; there are: a, b, new" in run("c").output


def test_strings_are_listed_with_their_place_and_reason(project: Path) -> None:
    output = run("a", "-l", "pt", "--strings").output.splitlines()[2:]
    assert run("a", "-l", "pt", "-v").output.splitlines()[2:] == output
    assert output == [
        "briefings/a/pt.po:12: summary[1].text: withheld: the number 30 is lost",
        "briefings/a/pt.po:18: summary[2].text: outdated",
        "briefings/a/pt.po:23: summary[3].text: missing",
        "briefings/a/pt.po: summary[4].text: missing",
    ]
    lines = (project / "briefings" / "a" / "pt.po").read_text().splitlines()
    assert 'msgid "They lost 30 men"' in lines[11:16]
    assert 'msgid "Nobody came."' in lines[17:20]
    assert lines[22] == 'msgid "Prices rose."'


@pytest.mark.usefixtures("project")
def test_strings_are_listed_in_json_too_on_request() -> None:
    assert list(result("a", "-l", "pt")) == ["languages", "errors"]
    found = result("a", "-l", "pt", "--strings")["strings"]
    assert found[0] == {
        "language": "pt",
        "briefing": "a",
        "file": "briefings/a/pt.po",
        "line": 12,
        "field": "summary[1].text",
        "source": "They lost 30 men",
        "state": "withheld",
        "why": "the number 30 is lost",
    }
    assert [(s["state"], s["line"], s["why"]) for s in found[1:]] == [
        ("outdated", 18, None),
        ("missing", 23, None),
        ("missing", None, None),
    ]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("slug", "states", "code", "message"),
    [
        ("a", "missing,withheld,outdated", 1, "Error: 1 outdated, 2 missing, 1 withheld"),
        ("a", "withheld", 1, "Error: 1 withheld"),
        ("b", "withheld, outdated", 0, ""),
        ("a", "source", 0, ""),
        ("a", "machine", 1, "Error: 1 machine"),
        ("a", "withheld,lost", 2, "there is no state 'lost'; there are: source, standard, machine, edited"),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_exit_status_tells_whether_such_strings_exist(
    slug: str, states: str, code: int, message: str, form: tuple[str, ...]
) -> None:
    done = run(slug, "-l", "pt", "--fail-on", states, *form)
    assert done.exit_code == code
    assert message in done.stderr
    if form and code != 2:
        assert json.loads(done.stdout)["languages"]["pt"]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_broken_catalog_is_named_and_the_others_are_shown(project: Path, form: tuple[str, ...]) -> None:
    (project / "briefings" / "b" / "pt.po").write_text(f'{HEAD}msgid "Talks"\nmsgstr "Conversas\n')
    done = run("-l", "pt", "-l", "uk", *form)
    assert done.exit_code == 1
    mistake = "b/pt.po:5:1: not valid PO"
    assert mistake in done.stderr
    if not form:
        assert [line.split()[:2] for line in done.stdout.splitlines()[1:]] == [
            ["pt", "a"],
            ["uk", "a"],
            ["uk", "b"],
            ["uk", "total"],
        ]
        return
    found = json.loads(done.stdout)
    assert len(found["errors"]) == 1
    assert mistake in found["errors"][0]
    assert found["languages"]["pt"]["briefings"] == {"a": A}
    assert list(found["languages"]["uk"]["briefings"]) == ["a", "b"]


def test_a_broken_briefing_is_named_and_the_others_are_shown(project: Path) -> None:
    (project / "briefings" / "b" / "briefing.yml").write_text("titel: T\n")
    done = run("-l", "pt", "--json")
    assert done.exit_code == 1
    assert "b/briefing.yml:1:1: titel" in done.stderr
    assert list(json.loads(done.stdout)["languages"]["pt"]["briefings"]) == ["a"]


def test_without_briefings_there_is_nothing_to_count(project: Path) -> None:
    (project / "briefings").rename(project / "elsewhere")
    assert result() == {
        "languages": {code: {"total": counts(), "briefings": {}} for code in ("en", "pt", "uk")},
        "errors": [],
    }
    assert run("--fail-on", "missing").exit_code == 0


LOOK = """
import sys
from generator.cli import main

main(["status", "--strings"], standalone_mode=False)
heavy = {"spacy", "argostranslate", "ctranslate2", "fxtranslate", "sentencepiece", "trafilatura", "mkdocs"}
print("loaded:", sorted(heavy & set(sys.modules)))
"""


def test_nothing_is_written_and_no_engine_is_loaded(project: Path) -> None:
    def snapshot() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in project.rglob("*")}

    before = snapshot()
    done = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=False, cwd=project
    )
    assert done.stdout.endswith("loaded: []\n"), done.stderr
    assert snapshot() == before


def test_the_sample_is_counted_as_the_site_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    languages = result("istanbul-talks", "--fail-on", "missing,outdated,withheld")["languages"]
    assert languages["ar"]["total"]["machine"] == 0
    assert languages["pt"]["total"]["machine"] > 0
    assert len({sum(language["total"].values()) for language in languages.values()}) == 1
