"""Briefings on paper: `dragoman pdf`."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner, Result
from loopback import serve
from site_project import ROOT

from generator import browser, pdf
from generator.cli import main
from generator.errors import SiteError

SLUG = "river-talks"
NO_PDF = "printed nothing; is it Chromium or one of its kin?"
# prints two empty pages, and keeps what it was told to print
PRINTER = """#!/bin/sh
printf '%s\\n' "$@" > "{kept}/arguments"
for argument; do
  case $argument in
    --print-to-pdf=*) printf '%%PDF-1.4 /Type /Pages /Type /Page /Type /Page' > "${{argument#*=}}" ;;
    file://*) cp "${{argument#file://}}" "{kept}/page.html" ;;
  esac
done
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["pdf", *map(str, arguments)])


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser: its PATH, its home."""
    for name in (browser.VARIABLE, "ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project in two languages as the working directory."""
    languages = "default: en\nlanguages: {en: {engine: none}, ar: {engine: none}}\n"
    (project / "site_config" / "languages.yml").write_text(languages)
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def printer(tmp_path: Path) -> Path:
    """Stands in for a browser where only what it is told matters."""
    kept = tmp_path / "kept"
    kept.mkdir()
    return program(kept / "printer", PRINTER.format(kept=kept))


def page(printer: Path) -> str:
    return (printer.parent / "page.html").read_text("utf-8")


def test_a_browser_is_found_on_the_path_before_the_usual_places(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = program(bare / "Programs" / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    monkeypatch.setenv("ProgramFiles", str(bare / "Programs"))
    assert browser.find_browser() == windows
    mac = program(bare / "Applications" / "Brave Browser.app" / "Contents" / "MacOS" / "Brave Browser")
    assert browser.find_browser() == mac
    for name in ("brave-browser", "google-chrome", "chromium"):
        found = program(bare / "bin" / name)
        assert browser.find_browser() == found


def test_the_browser_that_is_named_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "bin" / "chromium")
    mine, other = program(bare / "mine"), program(bare / "bin" / "other")
    monkeypatch.setenv(browser.VARIABLE, str(mine))
    assert browser.find_browser() == mine
    assert browser.find_browser("other") == other
    with pytest.raises(SiteError, match=r"^nowhere/chrome: there is no such program; --browser and DRAGOMAN"):
        browser.find_browser("nowhere/chrome")


def test_without_a_browser_the_message_says_how_to_get_one(bare: Path, here: Path) -> None:
    result = run(SLUG)
    assert result.exit_code == 1
    for words in (*browser.NAMES, "Debian: ", "macOS: ", "Windows: ", "--browser", "DRAGOMAN_BROWSER"):
        assert words in result.output
    assert "Nothing else of Dragoman needs a browser" in result.output
    assert not list(here.glob("*.pdf"))
    assert not (here / "site").exists()
    assert bare.is_dir()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["river-talk"], f"there is no briefing 'river-talk'; did you mean '{SLUG}'?"),
        ([SLUG, "-l", "ara"], "there is no language 'ara'; did you mean 'ar'?"),
        ([SLUG, "-l", "tlh"], "there is no language 'tlh'; there are: en, ar"),
        (
            [SLUG, "--all-languages", "-o", "a.pdf"],
            "a.pdf: is one file, and 2 are to be written; name a folder",
        ),
    ],
)
def test_what_does_not_exist_is_named_before_anything_is_built(
    here: Path, arguments: list[str], message: str
) -> None:
    result = run(*arguments, "--browser", "/nowhere")
    assert (result.exit_code, result.output) == (1, f"Error: {message}\n")
    assert not (here / "site").exists()


def test_it_prints_the_page_as_it_is_now_drafts_too_and_touches_nothing_else(
    here: Path, printer: Path
) -> None:
    settings = here / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("publish: all", "publish: reviewed"))
    path = here / "briefings" / SLUG / "briefing.yml"
    path.write_text(re.sub("(?m)^status:.*\n", "", path.read_text()) + "status: draft\n")
    (here / f"{SLUG}.en.pdf").write_text("old")
    before = sorted(here.glob("*"))
    result = run(f"briefings/{SLUG}/", "--browser", printer)
    assert (result.exit_code, result.output) == (0, f"{SLUG}.en.pdf (2 pages)\n")
    assert (here / f"{SLUG}.en.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(here.glob("*")) == before
    assert "dm-notice--draft" in page(printer)
    assert "@page { size: A4 }" in page(printer)


def test_languages_paper_and_the_place_can_be_chosen(here: Path, printer: Path) -> None:
    result = run(SLUG, "-l", "ar", "-l", "en", "-l", "ar", "-o", "a/b", "--browser", printer)
    assert result.output == f"a/b/{SLUG}.ar.pdf (2 pages)\na/b/{SLUG}.en.pdf (2 pages)\n"
    result = run(SLUG, "-l", "ar", "-o", "mine.PDF", "--paper", "Letter", "--browser", printer)
    assert result.output == "mine.PDF (2 pages)\n"
    assert (here / "mine.PDF").is_file()
    assert '<html dir="rtl" lang="ar"' in page(printer)
    assert "@page { size: Letter }" in page(printer)


@pytest.mark.parametrize(("address", "user"), [("", 0), ("site_url: https://example.org/news/\n", 1000)])
def test_neither_the_browser_nor_the_links_of_the_page_lead_astray(
    here: Path, printer: Path, address: str, user: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    settings = here / "mkdocs.yml"
    settings.write_text(f"{address}{settings.read_text()}")
    assert run(SLUG, "-l", "ar", "--browser", printer).exit_code == 0
    told = (printer.parent / "arguments").read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in told
    assert ("--no-sandbox" in told) == (user == 0)
    profile = Path(next(a for a in told if a.startswith("--user-data-dir=")).partition("=")[2])
    assert not profile.parent.exists()
    html = page(printer)
    logo = re.search(r'<a [^>]*\bclass="md-header__button md-logo"[^>]*>', html)
    assert logo
    # nowhere, where the site has no address
    assert ('href="https://example.org/news/ar/' if address else "<a title") in logo[0]
    assert 'href="#sources"' in html
    assert not re.search(r'<a [^>]*href="\.', html)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'dbus is missing' >&2; echo 'no display' >&2\n", NO_PDF + "\n  no display\n"),
        ("echo started >&2; exec sleep 60\n", "printed nothing within 1 seconds\n  started\n"),
        ('for a; do case $a in --print*) echo no > "${a#*=}";; esac; done\n', "did not print a PDF\n"),
    ],
)  # fmt: skip
def test_a_browser_that_fails_is_quoted_and_the_old_file_stays(
    here: Path, script: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 1.0)
    broken = program(here.parent / "broken", f"#!/bin/sh\n{script}")
    (here / "mine.pdf").write_text("old")
    result = run(SLUG, "-o", "mine.pdf", "--browser", broken)
    assert (result.exit_code, result.output) == (1, f"Error: {broken}: {message}")
    assert (here / "mine.pdf").read_text() == "old"


def test_a_program_that_cannot_be_run_is_named(here: Path) -> None:
    broken = program(here.parent / "broken", "no program\n")
    result = run(SLUG, "--browser", broken)
    assert (result.exit_code, result.output) == (1, f"Error: {broken}: cannot be run: Exec format error\n")


def test_mistakes_in_the_project_are_told_in_its_own_words(here: Path, printer: Path) -> None:
    settings, template = here / "mkdocs.yml", here / "templates" / "briefing.html"
    right, whole = settings.read_text(), template.read_text()
    settings.write_text(right.replace("publish: all", "publish: some"))
    output = run(SLUG, "--browser", printer).output
    assert output.startswith("Error: ")
    assert "publish" in output
    settings.write_text(right.replace("  - dragoman:\n", "  #\n").replace("      publish: all\n", ""))
    assert "plugins: dragoman is not among them" in run(SLUG, "--browser", printer).output
    settings.write_text(right)
    template.write_text("{% if %}" + whole)
    output = run(SLUG, "--browser", printer).output
    assert "briefing.html:1" in output
    assert "Traceback" not in output


# --- with a real browser


@pytest.fixture
def at_root(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository as the working directory, on a machine with a browser."""
    assert browser.is_connected()
    monkeypatch.chdir(ROOT)


def words(reader: pypdf.PdfReader) -> str:
    """Its text without blanks; fonts that draw two characters alike, or join them, give other code points."""
    text = " ".join(each.extract_text() for each in reader.pages)
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.browser
@pytest.mark.usefixtures("at_root")
def test_the_sample_prints_on_two_pages_with_title_language_and_words(tmp_path: Path) -> None:
    result = run("istanbul-talks", "-l", "en", "-l", "ar", "-o", tmp_path)
    assert result.exit_code == 0, result.output
    for code in ("en", "ar"):
        with pypdf.PdfReader(tmp_path / f"istanbul-talks.{code}.pdf") as reader:
            assert len(reader.pages) == 2
            root, size = reader.trailer["/Root"], reader.pages[0].mediabox
            assert root["/Lang"] == code
            assert root["/MarkInfo"]["/Marked"]
            assert (round(size.width), round(size.height)) == (595, 842)
            assert reader.outline
            notes = [note.get_object() for each in reader.pages for note in each.get("/Annots", ())]
            assert notes
            assert "file:" not in str(notes)
            assert reader.metadata
            if code == "en":
                assert str(reader.metadata.title).startswith("Ukraine and Russia weigh direct talks in Ist")
                for word in ("UkraineandRussiaweighdirecttalks", "Wheretheydiffer", "[1¶2]", "2/2"):
                    assert word in words(reader)
            else:
                assert str(reader.metadata.title).startswith("أوكرانيا وروسيا")
                assert "إسطنبول" in words(reader)
    assert f"istanbul-talks.{code}.pdf (2 pages)" in result.output


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.usefixtures("at_root")
def test_the_sample_prints_on_two_pages_in_every_language(tmp_path: Path) -> None:
    result = run("istanbul-talks", "--all-languages", "-o", tmp_path)
    assert result.exit_code == 0, result.output
    printed = re.findall(r"\.(\w+)\.pdf \(2 pages\)", result.output)
    assert printed == ["en", "uk", "ru", "es", "fr", "pt", "ar", "zh"]
    with pypdf.PdfReader(tmp_path / "istanbul-talks.zh.pdf") as reader:
        assert "乌克兰和俄罗斯考虑" in words(reader)


@pytest.mark.browser
def test_paper_is_white_whatever_the_screen_shows_and_bears_no_controls(
    browser: Any, built_site: Path
) -> None:
    context = browser.new_context(color_scheme="dark")
    shown = context.new_page()
    with serve(built_site) as address:
        shown.goto(f"{address}{SLUG}/")
        shown.evaluate("document.body.dataset.mdColorScheme = 'slate'")
        colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        assert shown.evaluate(colours) != ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
        shown.emulate_media(media="print")
        assert shown.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
        for hidden in (
            ".md-header",
            ".md-footer",
            ".md-sidebar--secondary",
            ".md-search",
            ".dm-jump",
            ".dm-note",
        ):
            assert not shown.locator(hidden).first.is_visible(), hidden
        sizes = shown.eval_on_selector_all(
            ".dm-briefing p:not([class]), .dm-briefing td, .dm-statements li",
            "all => all.filter(e => e.offsetParent).map(e => parseFloat(getComputedStyle(e).fontSize))",
        )
        assert min(sizes) * 0.75 >= 9
        assert (
            shown.eval_on_selector(".dm-list li", "e => parseFloat(getComputedStyle(e).fontSize)") * 0.75 >= 8
        )
    context.close()
