"""The whole way: only what is missing is done, and what is left aside is named."""

import shutil
from pathlib import Path

import pytest
from preparing import prepare

from generator import pipeline
from generator.briefing import State
from generator.config import Language, Languages, Project
from generator.errors import DraftError, DragomanError
from generator.translation import status

ARTICLES = Path(__file__).parent / "fixtures" / "drafting"
LANGUAGES = Languages("en", {"en": Language(), "pt": Language(), "ar": Language()})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    shutil.copytree(ARTICLES / "ferry" / "articles", tmp_path / "briefings" / "ferry" / "articles")
    return Project(tmp_path)


def snapshot(project: Project) -> dict[Path, tuple[int, bytes]]:
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in project.briefings.rglob("*") if p.is_file()}


def test_articles_become_a_briefing_in_every_language_and_nothing_is_done_twice(project: Project) -> None:
    told: list[str] = []
    (entry,) = prepare(project, LANGUAGES, told.append)
    assert entry.briefing.title == "Ferry runs aground near Split, all passengers safe"
    assert set(status(entry.translations["pt"])) <= {State.MACHINE, State.STANDARD}
    assert set(status(entry.translations["ar"])) == {State.MISSING}
    assert told[0] == "drafting ferry from its articles"
    before = snapshot(project)
    assert prepare(project, LANGUAGES) == (entry,)
    assert snapshot(project) == before


def test_an_article_that_came_later_and_a_stray_file_are_named(project: Project) -> None:
    prepare(project, LANGUAGES)
    (project.briefings / "ferry" / "articles" / "02.txt").write_text(
        "The ferry was towed to Rijeka on Sunday."
    )
    (project.briefings / "loose.txt").write_text("Text.")
    told: list[str] = []
    prepare(project, LANGUAGES, told.append)
    assert "ferry: not among the sources of its briefing.yml: 02" in told
    assert any("loose.txt: has neither briefing.yml nor articles/" in line for line in told)


def test_a_briefing_that_another_build_made_meanwhile_is_used(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slower(folder: Path) -> Path:
        (folder / "briefing.yml").write_text("title: Made by the other\n")
        raise DraftError("was made meanwhile by somebody else; it is kept")

    monkeypatch.setattr(pipeline, "draft", slower)
    (entry,) = prepare(project, LANGUAGES)
    assert entry.briefing.title == "Made by the other"


def test_the_mistakes_of_all_briefings_are_told_at_once(project: Project) -> None:
    for name in ("a", "b"):
        (project.briefings / name).mkdir()
        (project.briefings / name / "briefing.yml").write_text("titel: T\n")
    (project.briefings / "c" / "articles").mkdir(parents=True)
    with pytest.raises(DragomanError) as caught:
        prepare(project, LANGUAGES)
    for mistake in ("a/briefing.yml:1:1: titel", "b/briefing.yml:1:1: titel", "c/articles: no articles"):
        assert mistake in str(caught.value)
