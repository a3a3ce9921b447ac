"""Files ▶ articles: formats, numbering, metadata, and what cannot be read."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.articles import read, read_folder, show, webpage
from generator.briefing import Paragraph
from generator.errors import ArticleError, InvalidFileError

FIXTURES = Path(__file__).parent / "fixtures" / "articles"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("shown", sorted(FIXTURES.glob("*/shown.txt")), ids=lambda p: p.parent.name)
def test_an_article_reads_as_in_its_fixture(shown: Path) -> None:
    source = next(shown.parent.glob("input.*"))
    assert show(read(source), removed=True) == shown.read_text("utf-8")


def test_without_removed_only_what_is_left_is_shown() -> None:
    shown = show(read(FIXTURES / "wire" / "input.txt"), removed=False)
    assert "input:4  Norland and Sudland agreed" in shown
    assert "Reporting by" not in shown


def test_a_removed_block_keeps_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "It rained on Monday.\n\nAdvertisement\n\nIt snowed on Tuesday.\n")
    assert [p.number for p in read(path).paragraphs] == [1, 3]


def test_each_item_of_a_list_is_a_paragraph(tmp_path: Path) -> None:
    items = [
        f"{mark} tax number {mark} falls by two points in the next year," for mark in ("-", "*", "•", "1.")
    ]
    path = written(tmp_path, "a.txt", "The minister named four taxes today.\n\n" + "\n".join(items) + "\n")
    assert [p.text for p in read(path).paragraphs][1:] == items


def test_only_white_space_is_changed_in_what_is_left(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.txt", "\ufeffThe\u00a0min\u00adister’s “plan”\u200b —\t as  ever — failed.\r\n"
    )
    assert read(path).paragraphs == (Paragraph(1, "The minister’s “plan” — as ever — failed."),)


def test_letters_that_persian_joins_stay_apart(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "او می\u200cخواهد برود.\n")
    assert read(path).paragraphs[0].text == "او می\u200cخواهد برود."


def test_the_front_matter_goes_before_the_dateline(tmp_path: Path) -> None:
    text = "---\npublisher: Lowford Post\ndate: 2025-05-12\n---\nLOWFORD, May 11 (AFP) — It rained all day.\n"
    article = read(written(tmp_path, "a.md", text))
    assert (article.publisher, article.date, article.place) == ("Lowford Post", "2025-05-12", "Lowford")


def test_mistakes_in_the_front_matter_name_their_lines_and_the_nearest_key(tmp_path: Path) -> None:
    path = written(tmp_path, "a.md", "---\ntitel: Rain\n\ndate: 2025-02-30\n---\nIt rained.\n")
    with pytest.raises(InvalidFileError) as caught:
        read(path)
    first, second = str(caught.value).split("\n")
    assert first.startswith(f"{path}:2:1: titel: unknown key; did you mean 'title'?")
    assert second.startswith(f"{path}:4:7: date: there is no such day")


def test_front_matter_without_an_end_is_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, "a.md", "---\ntitle: Rain\n\nIt rained.\n")
    with pytest.raises(InvalidFileError, match=r"a\.md:1:1: .*three hyphens"):
        read(path)


def test_lines_without_blank_lines_between_are_paragraphs_in_markdown_too(tmp_path: Path) -> None:
    long = "The ministers met in Lowford on Friday, and both of them said that the weather had been good " * 2
    path = written(tmp_path, "a.md", f"{long}there.\n{long}too.\n")
    assert [p.number for p in read(path).paragraphs] == [1, 2]


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    article = read(FIXTURES / "web-page" / "input.html")
    assert any("café" in p.text for p in article.paragraphs)
    assert article.url == "https://example.org/ferries"


def test_a_page_that_is_not_in_its_encoding_is_an_error(tmp_path: Path) -> None:
    page = (FIXTURES / "web-page" / "input.html").read_bytes().replace(b"windows-1252", b"utf-8")
    with pytest.raises(ArticleError, match=r"a\.html: the page is not in the encoding that it declares"):
        read(written(tmp_path, "a.html", page))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "there is no text in the file"),
        ("a.txt", b" \n\n", "there is no text in the file"),
        ("a.md", b"---\ntitle: Rain\n---\n", "there is no text in the file"),
        ("a.txt", b"It rained.\nCaf\xe9 closed.\n", r"a\.txt:2: this is not UTF-8"),
        ("a.txt", "It rained.".encode("utf-16"), "this is text in UTF-16"),
        ("a.txt", b"\x00\x01\x02", "this is no text"),
        ("a.txt", b"%PDF-1.7 \xff", "this is a PDF"),
        ("a.txt", b"<!DOCTYPE html><html><p>Rain", r"this is a web page; give the file the ending \.html"),
        ("a.txt", b"x" * 1_000_001, "more than 1 MB"),
        ("a.html", b"Rain", "no web page"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
        ("a.docx", b"PK", r"articles end in \.txt, \.md, \.html or \.htm"),
    ],
)
def test_what_is_no_article_is_an_error_that_names_the_file(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(ArticleError, match=message) as caught:
        read(written(tmp_path, name, content))
    assert str(tmp_path / name) in str(caught.value)


def test_a_file_of_which_cleaning_leaves_nothing_is_an_error_that_names_the_rules(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "Leave a Comment\n\nShare on Facebook\n\nPost a Comment\n")
    with pytest.raises(ArticleError, match=r"nothing but comments \(2\), sharing buttons \(1\)") as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_a_page_that_cannot_be_repaired_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ValueError("odd page")

    monkeypatch.setattr(webpage, "repair", fail)
    with pytest.raises(ArticleError, match=r"a\.html: this page cannot be read \(odd page\)"):
        read(written(tmp_path, "a.html", "<html><body><p>It rained.</p></body></html>"))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"01\.txt: the file cannot be read: No such file"):
        read(tmp_path / "01.txt")


def test_a_folder_is_read_by_name_and_work_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", ".DS_Store", "b.txt~", "c.tmp", ".a.md.swp"):
        written(tmp_path, name, "It rained.")
    (tmp_path / "b_files").mkdir()
    assert [article.id for article in read_folder(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("01.txt", "02.docx"), r"02\.docx: articles end in"),
        (("01.md", "01.txt"), r"01\.txt: 01\.md has the same name"),
        (("Rain: a report - Post.html",), r"rename the file, for example to rain-a-report-post\.html"),
    ],
)
def test_a_folder_with_a_file_that_cannot_be_an_article_is_an_error(
    tmp_path: Path, names: tuple[str, ...], message: str
) -> None:
    for name in names:
        written(tmp_path, name, "It rained.")
    with pytest.raises(ArticleError, match=message):
        read_folder(tmp_path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="the folder of articles cannot be listed"):
        read_folder(tmp_path / "articles")


@given(st.text(), st.sampled_from(["a.txt", "a.md", "a.html"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused_with_a_message(tmp_path: Path, text: str, name: str) -> None:
    path = written(tmp_path, name, f"<p>{text}" if name.endswith("html") else text)
    try:
        article = read(path)
    except (ArticleError, InvalidFileError) as error:
        assert str(path) in str(error)  # noqa: PT017 — either is right
    else:
        assert all(paragraph.text for paragraph in article.paragraphs)


def test_plain_text_is_read_without_heavy_libraries() -> None:
    path = FIXTURES / "wire" / "input.txt"
    script = (
        "import sys; from pathlib import Path; from generator.articles import read\n"
        f"read(Path({str(path)!r}))\n"
        "print({'trafilatura', 'lxml', 'markdown_it', 'spacy', 'dateparser'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
