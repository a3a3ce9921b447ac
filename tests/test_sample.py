"""The repository's own sample: complete, built offline, and installed from pinned files."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from generator import briefing_file, pipeline, translation
from generator.briefing import State
from generator.config import Project, load_languages

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "briefings" / "istanbul-talks"
BY_HAND = ("ar", "es", "fr", "ru", "uk", "zh")

OFFLINE_BUILD = """
import socket, sys

def refuse(*args, **kwargs):
    raise AssertionError("the build opened a network connection")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from mkdocs.commands.build import build
from mkdocs.config import load_config
build(load_config("mkdocs.yml", strict=True, site_dir=sys.argv[1]))
heavy = {"spacy", "argostranslate", "ctranslate2", "fxtranslate", "sentencepiece", "trafilatura"}
print(sorted(heavy & set(sys.modules)))
"""


def files() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (ROOT / "briefings").rglob("*")}


def test_a_build_with_nothing_missing_opens_no_connection_and_no_model_and_writes_no_source(
    tmp_path: Path,
) -> None:
    before = files()
    command = [sys.executable, "-c", OFFLINE_BUILD, str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    assert (tmp_path / "site" / "ar" / "istanbul-talks" / "index.html").is_file()
    assert files() == before


@pytest.mark.parametrize("language", [*BY_HAND, "pt"])
def test_the_sample_is_translated_completely(language: str) -> None:
    briefing = briefing_file.load(
        FOLDER / "briefing.yml", pipeline.paragraphs(pipeline.read_articles(FOLDER))
    )
    states = translation.status(translation.load(briefing, FOLDER / f"{language}.po", language))
    allowed = (
        {State.EDITED, State.STANDARD}
        if language in BY_HAND
        else {State.EDITED, State.STANDARD, State.MACHINE}
    )
    assert set(states) <= allowed


def test_the_site_has_words_and_pages_in_every_language() -> None:
    project = Project(ROOT)
    codes = load_languages(project.site_config / "languages.yml").codes
    assert set(codes) == {"en", "pt", *BY_HAND}
    for code in codes[1:]:
        assert (project.site_config / "ui" / f"{code}.yml").is_file()
        assert (project.site_config / "pages" / f"about.{code}.md").is_file()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_everything_that_is_installed_is_pinned_by_hash_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    packages = re.split(r"\n(?=[a-zA-Z0-9])", text.strip())
    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[\w.-]+==\S+", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]


def test_every_dependency_is_locked() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = (ROOT / "requirements.lock").read_text()
    for requirement in wanted["dependencies"]:
        name = re.split(r"[<>=]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", locked, re.M), name
