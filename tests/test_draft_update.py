"""`dragoman draft --update`: new articles on a briefing that a person has edited."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from preparing import prepare

from generator import drafting, pipeline
from generator.briefing import Briefing, Source, Statement
from generator.cli import main
from generator.config import Language, Languages, Project

ARTICLES = Path(__file__).parent / "fixtures" / "drafting" / "mackerel" / "articles"
EDITED = """\
# the desk's own
title: Who may fish for mackerel   # to be shortened
status: draft
sources:
  "01": {title: One}

summary: ["It is about mackerel."]   # in a line
background:
  # - Left out.
  - text: Old.
    sources: ["01:2"]
    # who says so?

# nothing below is certain
outlook:
"""
NEW = Briefing(
    "-",
    sources={"02": Source("Two")},
    background=(Statement("New.", None, ("02:2",)),),
)
ADDED = """\
  - text: New.
    sources: ["02:2"]
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["draft", "--update", *map(str, arguments)])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a briefing that an editor has changed, and an article that has come since."""
    folder = tmp_path / "briefings" / "mackerel"
    shutil.copytree(ARTICLES, folder / "articles")
    (folder / "briefing.yml").write_text(EDITED)
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(project: Path) -> Path:
    return project / "briefings" / "mackerel"


def drafts(
    monkeypatch: pytest.MonkeyPatch, new: Briefing, meanwhile: Callable[[], object] = lambda: None
) -> None:
    """Let the station draft certain additions; what it finds in articles is its own tests' matter."""

    def update(*_: object) -> Briefing:
        meanwhile()
        return new

    monkeypatch.setattr(drafting, "update", update, raising=False)


def test_an_article_that_came_later_adds_lines_and_changes_none(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    first, *told = result.output.splitlines()
    assert first == f"{folder / 'briefing.yml'}: {len(told)} added"
    assert told[0].startswith("  sources: 02 ")
    after = (folder / "briefing.yml").read_text()
    left = iter(after.splitlines())
    assert all(line in left for line in EDITED.splitlines())
    briefing = pipeline.briefing_file.load(folder / "briefing.yml")
    assert set(briefing.sources) == {"01", "02"}
    assert all(r.startswith("02:") for s in list(briefing.statements())[2:] for r in s.sources)

    result = run(folder)
    assert (result.exit_code, result.output) == (0, f"{folder}: nothing to add\n")
    assert (folder / "briefing.yml").read_text() == after


def test_what_was_added_is_printed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts(monkeypatch, NEW)
    assert run(folder).output.splitlines() == [
        f"{folder / 'briefing.yml'}: 2 added",
        "  sources: 02 Two",
        "  background: New. (02:2)",
    ]


def test_without_folders_every_briefing_of_the_project_is_looked_at(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(monkeypatch, NEW)
    old = project / "briefings" / "old"
    old.mkdir()
    (old / "briefing.yml").write_text("title: T\n")
    shutil.copytree(ARTICLES, project / "briefings" / "undrafted" / "articles")
    result = run()
    assert f"{folder / 'briefing.yml'}: 2 added" in result.output
    assert f"{old}: nothing to add" in result.output
    assert not (project / "briefings" / "undrafted" / "briefing.yml").exists()


def test_one_briefing_with_mistakes_does_not_keep_the_others_from_being_added_to(
    project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(monkeypatch, NEW)
    for name, text in (("a", "titel: T\n"), ("z", "# nothing yet\n")):
        (project / "briefings" / name).mkdir()
        (project / "briefings" / name / "briefing.yml").write_text(text)
    result = run()
    assert result.exit_code == 1
    assert f"{folder / 'briefing.yml'}: 2 added" in result.output
    assert "a/briefing.yml:1:1: titel: unknown key; did you mean 'title'?" in result.output
    assert "z/briefing.yml:1:1: title: is missing" in result.output
    assert (project / "briefings" / "a" / "briefing.yml").read_text() == "titel: T\n"


def test_a_folder_without_a_briefing_is_drafted(tmp_path: Path) -> None:
    shutil.copytree(ARTICLES, tmp_path / "articles")
    result = run(tmp_path)
    assert (result.exit_code, result.output) == (0, f"{tmp_path / 'briefing.yml'}\n")


@pytest.mark.parametrize(
    "text",
    [
        'title: T\nsources: {"01": {}, "02": {}}\n',
        'title: T\nsummary: [{text: a, sources: ["01:2"]}, {text: b, sources: ["02:2"]}]\n',
        'title: T\nsources: {"01": {}}\ntimeline: [{date: 2022, text: a, sources: ["02:2"]}]\n',
        'title: T\nsources: {"01": {}}\nquotes: [{text: a, speaker: A, sources: ["02:2"]}]\n',
        'title: T\nsources: {"01": {}}\nsides: [{name: A}]\ncontrasts: [{topic: a, positions: {A: "02:2"}}]',
    ],
)
def test_an_article_that_is_listed_or_cited_is_not_new(folder: Path, text: str) -> None:
    (folder / "briefing.yml").write_text(text)
    assert run(folder).output == f"{folder}: nothing to add\n"
    assert (folder / "briefing.yml").read_text() == text


def test_a_mark_line_ends_and_permissions_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts(monkeypatch, NEW)
    path = folder / "briefing.yml"
    before = (
        b'\xef\xbb\xbftitle: T\r\nsources: {"01": {}, "02": {}, "03": {}}\r\nbackground:\r\n- Old.  # end'
    )
    (folder / "articles" / "04.txt").write_text("It was said in the harbour on Friday.")
    path.write_bytes(before)
    path.chmod(0o640)
    assert run(folder).exit_code == 0
    assert path.read_bytes() == before + b'\r\n- text: New.\r\n  sources: ["02:2"]'
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in folder.iterdir()) == ["articles", "briefing.yml"]


def test_a_reviewed_briefing_stays_reviewed_and_the_editor_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(monkeypatch, NEW)
    (folder / "briefing.yml").write_text(EDITED.replace("status: draft", "status: reviewed"))
    last = run(folder).output.splitlines()[-1]
    assert last == "  status: reviewed, as before; nobody has reviewed what was added"
    assert "status: reviewed\n" in (folder / "briefing.yml").read_text()


def test_a_briefing_that_is_not_in_english_is_an_error(folder: Path) -> None:
    text = EDITED + "language: pt-BR\n"
    (folder / "briefing.yml").write_text(text)
    result = run(folder)
    assert result.exit_code == 1
    assert "briefing.yml: is in the language pt-BR; only English is drafted" in result.output
    assert (folder / "briefing.yml").read_text() == text


def test_an_article_that_is_not_in_english_is_an_error(folder: Path) -> None:
    (folder / "articles" / "03.txt").write_text("Die Fischer dürfen nicht mehr fischen.\n\nSie sind zornig.")
    result = run(folder)
    assert result.exit_code == 1
    assert "articles: article 03 does not read as English" in result.output
    assert (folder / "briefing.yml").read_text() == EDITED


def test_what_an_editor_saves_meanwhile_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "briefing.yml"
    drafts(monkeypatch, NEW, lambda: path.write_text("title: Saved just now\n"))
    result = run(folder)
    assert result.exit_code == 1
    assert f"{path}: was changed meanwhile, and is left as it is; run the command again" in result.output
    assert path.read_text() == "title: Saved just now\n"
    assert sorted(p.name for p in folder.iterdir()) == ["articles", "briefing.yml"]


@pytest.mark.parametrize("update", [False, True])
def test_nothing_is_written_where_a_link_leads_nowhere(folder: Path, update: bool) -> None:
    (folder / "briefing.yml").unlink()
    (folder / "briefing.yml").symlink_to(folder / "disk" / "briefing.yml")
    result = CliRunner().invoke(main, ["draft", *(["--update"] if update else []), str(folder)])
    assert result.exit_code == 1
    assert "briefing.yml, which does not exist; mend or remove the link" in result.output
    assert not (folder / "disk").exists()


def test_what_does_not_fit_the_articles_is_never_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(monkeypatch, Briefing("-", background=(Statement("New.", None, ("02:999",)),)))
    result = run(folder)
    assert result.exit_code == 1
    assert "background[1].sources[0]: article 02 has no paragraph 999" in result.output
    assert (folder / "briefing.yml").read_text() == EDITED


def test_a_layout_that_cannot_be_added_to_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts(monkeypatch, NEW)
    text = 'title: T\nsources: {"01": {}}\nbackground:\n- |+\n  Old.'
    (folder / "briefing.yml").write_text(text)
    result = run(folder)
    assert result.exit_code == 1
    assert "briefing.yml: is laid out so that nothing can be added" in result.output
    assert (folder / "briefing.yml").read_text() == text


def test_a_build_names_the_command_for_articles_that_came_later(project: Path, folder: Path) -> None:
    told: list[str] = []
    languages = Languages("en", {"en": Language()})
    prepare(Project(project), languages, told.append)
    assert f"mackerel: `dragoman draft --update {folder}` adds what they bring" in told
    cited = EDITED + 'quotes: [{text: a, speaker: A, sources: ["02:2"]}]\n'
    (folder / "briefing.yml").write_text(cited)
    told.clear()
    prepare(Project(project), languages, told.append)
    assert told == ["mackerel: not among the sources of its briefing.yml: 02"]
