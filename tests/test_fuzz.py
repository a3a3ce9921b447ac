"""Hostile inputs: a result or an error for people; `python -m endurance.fuzz` is the long run."""

import zipfile
from pathlib import Path

import pytest
from endurance import fuzz, fuzz_readers
from endurance.fuzz_inputs import MAKERS, REGRESSIONS, made
from endurance.fuzz_readers import READERS

from generator import articles, briefing_file
from generator.errors import ArticleError, InvalidFileError, ModelError, told
from generator.translation import catalog
from generator.translation.unpack import unpack
from generator.yaml_file import YamlFile

# many of the cheap ones
COUNTS = {
    "git": 900,
    "metadata": 1100,
    "index": 900,
    "installed": 300,
    "records": 300,
    "cache": 300,
    "firefox": 50,
    "history": 30,
    "languages": 200,
    "glossary": 100,
    "words": 150,
    "briefing": 120,
    "po": 600,
    "package": 60,
    "mkdocs": 3,
    "md": 40,
    "txt": 25,
    "html": 15,
}


def test_thousands_of_inputs_are_read_or_told() -> None:
    assert sum(COUNTS.values()) >= 5000
    tallies = fuzz.run(COUNTS, seed=7, together=True)
    assert {name: tally.faults for name, tally in tallies.items() if tally.faults} == {}, fuzz.table(tallies)
    assert sum(tally.inputs for tally in tallies.values()) == sum(COUNTS.values())
    # an input that is refused at the door tries nothing
    assert sum(tally.results for tally in tallies.values()) > 0.25 * sum(COUNTS.values())
    assert [name for name, tally in tallies.items() if name != "firefox" and not tally.results] == []


def test_every_reader_has_inputs_that_are_the_same_at_every_run() -> None:
    assert MAKERS.keys() == READERS.keys()
    assert [made(name, 1, 2) for name in MAKERS] == [made(name, 1, 2) for name in MAKERS]
    assert len({made("po", 1, number) for number in range(50)}) > 40


@pytest.mark.parametrize(
    "path", sorted(REGRESSIONS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_what_once_broke_a_reader(path: Path, tmp_path: Path) -> None:
    assert fuzz_readers.read(path.parent.name, path.read_bytes(), tmp_path) in {"result", "told"}


# --- the fuzzer itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("crash", "crash SIGSEGV"),
        ("hang", "hang"),
        ("memory", "memory"),
        ("KeyError", "uncaught KeyError"),
        ("unnamed", "uncaught BrokenError does not name its file"),
    ],
)
def test_what_goes_wrong_is_seen(said: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "input"
    path.write_text(said)
    seconds = 3 if said == "memory" else 0.3
    assert fuzz.outcome_of("broken", path, seconds=seconds).startswith(fault)


def test_the_next_process_goes_on_behind_a_crash() -> None:
    tally = fuzz.run({"broken": 8}, seed=1, seconds=0.3)["broken"]
    assert tally.inputs == 8
    assert sum(map(len, tally.faults.values())) == 8
    assert tally.count("crash") >= 1


def test_an_input_is_made_smaller() -> None:
    assert fuzz.smaller(b"many bytes, of which few count" * 9, lambda data: b"few" in data) == b"few"


def test_an_error_that_fills_the_screen_or_moves_the_cursor_is_a_fault() -> None:
    fuzz_readers.fits_a_screen("x.yml:1: is wrong\n" * 20)
    for text in ("x\n" * 30, "x" * 5000, "x \x1b[2J", "x \u202e"):
        with pytest.raises(fuzz_readers.BrokenError):
            fuzz_readers.fits_a_screen(text)


# --- what is too large -----------------------------------------------------------------------------


def test_files_far_too_large_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "briefing.yml"
    path.write_text("title: a\n" + "# remark\n" * 150_000)
    with pytest.raises(InvalidFileError, match=r"briefing.yml:1:1: the file has more than 1 MB"):
        briefing_file.load(path)
    po = tmp_path / "eo.po"
    po.write_text('msgid ""\nmsgstr ""\n\n' + "x\n" * 1_000_000)
    with pytest.raises(InvalidFileError) as error:
        catalog.read(po, "eo")
    assert len(error.value.problems) == 100
    assert told(error.value).count("\n") < 24


def test_a_large_file_with_something_unusual_in_it_is_no_hang(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("[" + "a," * 60_000 + "]")
    assert len(YamlFile(path).data) == 60_000
    path.write_text("[" + "a," * 60_000 + "]\t")
    with pytest.raises(InvalidFileError, match="a file of more than 50000 values must have no tab"):
        YamlFile(path)


PROSE = "<p>The harbour of Tarvo was closed on Monday, Quill said, and no ship left it.</p>"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (PROSE * 60_000, "too large for an article"),
        ("<p>a" * 30_000, "too many parts for an article"),
        ("<p " + " ".join(f"a{number}=b" for number in range(50_000)) + ">", "too large for an article"),
    ],
)
def test_pages_that_would_take_minutes_are_refused(page: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body><article>{page}</article></body></html>")
    with pytest.raises(ArticleError, match=words):
        articles.read(path)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("line", ["a\n", "Ships leave Tarvo.\n\n"])
def test_a_text_of_too_many_paragraphs_is_refused(name: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(line * (60_000 if line == "a\n" else 5_100))
    with pytest.raises(ArticleError, match=rf"{name}: the file has too many paragraphs"):
        articles.read(path)


def test_pictures_in_a_saved_page_do_not_make_it_too_large(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    picture = f'<img src="data:image/png;base64,{"iVBOR" * 1_000_000}">'
    path.write_text(f"<html><body><article><h1>Ships</h1>{PROSE}{picture}{PROSE * 3}</article></body></html>")
    assert any("harbour of Tarvo" in paragraph.text for paragraph in articles.read(path).paragraphs)


def test_a_bomb_of_a_package_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("toy/model/model.bin", bytes(120_000_000))
    with pytest.raises(ModelError, match="far larger than a model"):
        unpack(path, tmp_path)


# --- real articles ---------------------------------------------------------------------------------


def test_every_article_of_the_test_data_is_read(shared: Path) -> None:
    folders = sorted((shared / "gold" / "dev").glob("*/articles"))
    read = [article for folder in folders for article in articles.read_folder(folder)]
    assert len(folders) >= 5
    assert all(len(article.paragraphs) > 3 for article in read)
