"""What a build leaves of the one before it is, to the byte, what a build from nothing would write."""

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from generator.cache import Digests

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "pt", "ar", "zh")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in git with two briefings and their catalogs, which nobody translates."""
    folder = tmp_path / "project"
    for name in ("templates", "site_config"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    _set_languages(folder, LANGUAGES)
    sources = sorted((ROOT / "tests/fixtures/site/briefings").iterdir())
    for source in (ROOT / "briefings/istanbul-talks", *sources):
        shutil.copytree(source, folder / "briefings" / source.name)
    _git(folder, "init", "-q", "-b", "main")
    _commit(folder)
    return folder


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True)


def _commit(folder: Path) -> None:
    (folder / ".gitignore").write_text("site/\n.cache/\n")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "--allow-empty", "-m", "State")


def _set_languages(folder: Path, codes: tuple[str, ...]) -> None:
    data = {"default": codes[0], "languages": {code: {"engine": "none"} for code in codes}}
    (folder / "site_config/languages.yml").write_text(yaml.dump(data, sort_keys=False))


def build(project: Path) -> None:
    mkdocs_build(load_config(str(project / "mkdocs.yml")))


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def assert_as_from_nothing(project: Path) -> None:
    """Build again, and a copy from nothing; sites and catalogs are the same."""
    copy = project.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("site", ".cache"), symlinks=True)
    build(copy)
    build(project)
    for name in ("site", "briefings"):
        one, other = files(project / name), files(copy / name)
        assert one.keys() == other.keys()
        assert [path for path in one if one[path] != other[path]] == []


# --- what people do to a project


class Editor:
    """Changes a project at random; each method is one edit, its name says which."""

    def __init__(self, project: Path, seed: int) -> None:
        self.project, self.random = project, random.Random(seed)  # noqa: S311 - no secret
        self.count = 0

    def edits(self) -> list[Callable[[], None]]:
        return [getattr(self, name) for name in sorted(dir(Editor)) if name.startswith("edit_")]

    def edit(self) -> str:
        self.count += 1
        chosen = self.random.choice(self.edits())
        chosen()
        return chosen.__name__

    def pick(self, pattern: str) -> Path | None:
        found = sorted(self.project.glob(pattern))
        return self.random.choice(found) if found else None

    def change(self, path: Path | None, pattern: str, by: Callable[[re.Match[str]], str]) -> None:
        """Replace one match of a pattern in a file."""
        if path is None:
            return
        text = path.read_text("utf-8")
        if matches := list(re.finditer(pattern, text, re.MULTILINE)):
            match = self.random.choice(matches)
            path.write_text(text[: match.start()] + by(match) + text[match.end() :], "utf-8")

    @property
    def briefing(self) -> Path | None:
        return self.pick("briefings/*/briefing.yml")

    def word(self) -> str:
        return f"word{self.count}"

    # briefings

    def edit_a_statement(self) -> None:
        self.change(
            self.briefing, r"^( +(?:- )?text: (?:>-\n +)?)(\w+)", lambda m: f"{m[1]}{self.word()} {m[2]}"
        )

    def edit_a_title(self) -> None:
        self.change(self.briefing, r"^title: ", lambda m: f"{m[0]}New{self.word()} ")

    def edit_a_day(self) -> None:
        self.change(self.briefing, r"^date: .*", lambda _: f"date: {self.random.randrange(2019, 2023)}-03-04")

    def edit_a_status(self) -> None:
        def turned(match: re.Match[str]) -> str:
            return "status: draft" if "reviewed" in match[0] else "status: reviewed"

        self.change(self.briefing, r"^status: .*", turned)

    def edit_topics(self) -> None:
        topics = self.random.sample(("diplomacy", "war in Ukraine", "money", "rivers"), 2)
        self.change(self.briefing, r"^topics: .*", lambda _: f"topics: [{', '.join(topics)}]")

    def edit_an_article(self) -> None:
        if path := self.pick("briefings/*/articles/*.txt"):
            path.write_text(path.read_text("utf-8") + f"\n\nAnother paragraph, {self.word()}.\n", "utf-8")

    def edit_by_adding_an_article(self) -> None:
        if path := self.pick("briefings/*/articles"):
            (path / f"more{self.count}.txt").write_text(
                f"Something else happened on Monday, {self.word()}.\n"
            )

    def edit_by_removing_a_briefing(self) -> None:
        if len(list(self.project.glob("briefings/*"))) > 1:
            shutil.rmtree(self.pick("briefings/*") or "")

    def edit_by_renaming_a_briefing(self) -> None:
        if path := self.pick("briefings/*"):
            path.rename(path.with_name(f"renamed-{self.count}"))

    def edit_by_copying_a_briefing(self) -> None:
        if path := self.pick("briefings/*"):
            shutil.copytree(path, path.with_name(f"copied-{self.count}"))

    # catalogs

    def edit_a_translation(self) -> None:
        if path := self.pick("briefings/*/*.po"):
            catalog = polib.pofile(str(path))
            entry = self.random.choice(catalog)
            entry.msgstr, entry.flags = f"{self.word()} {entry.msgid}", []
            catalog.save()

    def edit_by_emptying_a_translation(self) -> None:
        if path := self.pick("briefings/*/*.po"):
            catalog = polib.pofile(str(path))
            self.random.choice(catalog).msgstr = ""
            catalog.save()

    def edit_by_removing_a_catalog(self) -> None:
        if path := self.pick("briefings/*/*.po"):
            path.unlink()

    # templates and theme

    def edit_a_template(self) -> None:
        if path := self.pick("templates/*.html"):
            path.write_text(path.read_text("utf-8") + f"\n<!-- {self.word()} -->\n", "utf-8")

    def edit_the_theme(self) -> None:
        main = self.project / "templates/theme/main.html"
        self.change(main, r'^<p class="dm-masthead"', lambda m: f"<!-- {self.word()} -->{m[0]}")

    def edit_an_override(self) -> None:
        path = self.project / "templates/theme/partials/copyright.html"
        if path.exists() and self.random.random() < 0.5:
            path.unlink()
        else:
            path.write_text(f"<p>{self.word()} {{{{ page.title }}}} {{{{ nav | length }}}}</p>\n")

    def edit_the_styles(self) -> None:
        if path := self.pick("templates/theme/assets/stylesheets/*.css"):
            path.write_text(path.read_text("utf-8") + f"/* {self.word()} */\n", "utf-8")

    # configuration

    def edit_an_address(self) -> None:
        line = self.random.choice(
            ("# site_url:", f"site_url: https://{self.word()}.example/", "site_url: https://e.example/n/")
        )
        self.change(self.project / "mkdocs.yml", r"^(# )?site_url:.*", lambda _: line)

    def edit_where_the_project_is_kept(self) -> None:
        line = self.random.choice(("# repo_url:", f"repo_url: https://{self.word()}.example/repo"))
        self.change(self.project / "mkdocs.yml", r"^(# )?repo_url:.*", lambda _: line)

    def edit_a_feature(self) -> None:
        line = self.random.choice(("    - navigation.top", "    - header.autohide"))
        self.change(
            self.project / "mkdocs.yml", r"^    - (navigation\.top|header\.autohide)$", lambda _: line
        )

    def edit_how_addresses_look(self) -> None:
        path = self.project / "mkdocs.yml"
        text = re.sub(r"^use_directory_urls:.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        path.write_text(text + self.random.choice(("", "use_directory_urls: false\n")), "utf-8")

    def edit_what_is_published(self) -> None:
        line = f"      publish: {self.random.choice(('all', 'reviewed'))}"
        self.change(self.project / "mkdocs.yml", r"^      publish:.*", lambda _: line)

    def edit_the_languages(self) -> None:
        codes = self.random.sample(("en", "pt", "ar", "zh", "ru"), self.random.randrange(2, 5))
        _set_languages(self.project, tuple(codes))

    def edit_a_word(self) -> None:
        self.change(
            self.pick("site_config/ui/*.yml"),
            r"^(home|sources|draft|site_name): .*",
            lambda m: f"{m[1]}: {self.word()}",
        )

    def edit_the_glossary(self) -> None:
        path = self.project / "site_config/glossary.yml"
        self.change(path, r"^  places:\n", lambda m: f"{m[0]}    {self.word()}: {{use: {self.word()}}}\n")

    def edit_a_page(self) -> None:
        if path := self.pick("site_config/pages/*.md"):
            path.write_text(path.read_text("utf-8") + f"\n{self.word()}\n", "utf-8")

    def edit_by_adding_a_page(self) -> None:
        (self.project / f"site_config/pages/page{self.count % 3}.md").write_text(
            f"# {self.word()}\n\nText.\n"
        )

    def edit_by_removing_a_page(self) -> None:
        if path := self.pick("site_config/pages/page*.md"):
            path.unlink()

    # besides

    def edit_by_committing(self) -> None:
        _commit(self.project)

    def edit_nothing(self) -> None:
        pass

    def edit_a_file_of_the_site(self) -> None:
        if path := self.pick("site/**/*.html"):
            path.write_text("<p>Not the page.</p>")

    def edit_by_removing_a_file_of_the_site(self) -> None:
        if path := self.pick("site/**/*.*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)

    def edit_by_dropping_a_file_into_the_site(self) -> None:
        (self.project / "site" / "stray").mkdir(exist_ok=True, parents=True)
        (self.project / "site" / "stray" / f"{self.word()}.html").write_text("Stray.")

    def edit_the_cache(self) -> None:
        path = self.project / ".cache/build.sqlite"
        if self.random.random() < 0.5:
            shutil.rmtree(path.parent, ignore_errors=True)
        elif path.exists():
            data = bytearray(path.read_bytes())
            start = self.random.randrange(len(data))
            data[start : start + 4000] = os.urandom(min(4000, len(data) - start))
            path.write_bytes(data)


def run(project: Path, seed: int, edits: int) -> None:
    editor, done = Editor(project, seed), []
    for _ in range(edits):
        done.append(editor.edit())
        try:
            assert_as_from_nothing(project)
        except AssertionError as error:
            raise AssertionError(f"after {done}") from error


def test_after_random_edits(project: Path) -> None:
    run(project, 1, 6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_after_a_hundred_random_edits(project: Path, seed: int) -> None:
    run(project, seed, 100)


# --- what is touched, and what is left


def times(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_only_what_changes_is_touched(project: Path) -> None:
    build(project)
    build(project)  # the first one wrote catalogs
    before = times(project / "site")
    build(project)
    assert times(project / "site") == before
    path = project / "briefings/istanbul-talks/zh.po"
    catalog = polib.pofile(str(path))
    entry = next(entry for entry in catalog if len(entry.msgid) > 80)
    entry.msgstr, entry.flags = "完全不同的句子。", []
    catalog.save()
    build(project)
    touched = changed(before, times(project / "site"))
    assert "zh/istanbul-talks/index.html" in touched
    assert {path.split("/")[0] for path in touched} == {"zh"}


def test_a_build_that_fails_leaves_the_site_as_it_was(project: Path) -> None:
    build(project)
    before = times(project / "site")
    for name in ("templates/briefing.html", "templates/theme/main.html"):
        path = project / name
        text = path.read_text("utf-8")
        path.write_text(text + "{% if %}")
        with pytest.raises(Abort):
            build(project)
        assert times(project / "site") == before
        assert not list((project / ".cache").glob(".dragoman-building-*"))
        path.write_text(text)
    assert_as_from_nothing(project)


def hook(project: Path, program: str) -> None:
    """Give a project a hook."""
    (project / "hook.py").write_text(program)
    with (project / "mkdocs.yml").open("a") as file:
        file.write("\nhooks: [hook.py]\n")


def test_with_a_hook_every_page_is_made_again(project: Path) -> None:
    hook(
        project,
        "from pathlib import Path\n"
        "def on_post_page(output, **_):\n"
        "    return output + Path(__file__).with_name('said').read_text()\n",
    )
    for number in range(2):
        (project / "said").write_text(f"<!-- {number} -->")
        build(project)
        pages = sorted((project / "site").rglob("index.html"))
        assert {page.read_text("utf-8")[-10:].strip() for page in pages} == {f"<!-- {number} -->"}
    assert_as_from_nothing(project)


def test_what_lies_hidden_at_the_root_of_the_site_stays(project: Path) -> None:
    build(project)
    (project / "site/.git").mkdir()
    (project / "site/.git/HEAD").write_text("ref: refs/heads/pages\n")
    (project / "site/CNAME").write_text("example.org")
    build(project)
    assert (project / "site/.git/HEAD").exists()
    assert not (project / "site/CNAME").exists()


MKDOCS = (sys.executable, "-P", "-m", "mkdocs", "build", "-q")


@pytest.mark.slow
def test_a_build_that_is_killed_tears_no_page(project: Path) -> None:
    build(project)
    chance = random.Random(7)  # noqa: S311
    for number in range(8):
        Editor(project, number).edit_the_styles()
        Editor(project, number).edit_a_template()
        process = subprocess.Popen(MKDOCS, cwd=project, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
        time.sleep(chance.uniform(0.3, 2.5))
        process.kill()
        process.wait()
        for page in (project / "site").rglob("*.html"):
            assert page.read_text("utf-8").rstrip().endswith("</html>"), page
    assert_as_from_nothing(project)


@pytest.mark.slow
def test_two_builds_at_once_do_no_harm(project: Path) -> None:
    for number in range(3):
        Editor(project, number).edit_a_template()
        Editor(project, number).edit_a_title()
        both = [subprocess.Popen(MKDOCS, cwd=project) for _ in range(2)]
        assert [process.wait() for process in both] == [0, 0]
    assert_as_from_nothing(project)


def test_what_belongs_to_briefings_that_are_no_more_is_forgotten(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Digests, "_STEP", -10_000_000_000)  # as if no file were new
    build(project)
    shutil.rmtree(project / "briefings/istanbul-talks")
    build(project)
    with sqlite3.connect(project / ".cache/build.sqlite") as database:
        rows = database.execute("SELECT kind, name FROM kept").fetchall()
    database.close()
    assert [row for row in rows if "istanbul-talks" in row[1]] == []


def confirm(project: Path, slug: str, number: int, text: str) -> None:
    """A person translates one of a briefing's strings."""
    catalog = polib.pofile(str(project / "briefings" / slug / "pt.po"))
    entry = [entry for entry in catalog if not entry.obsolete][number]
    entry.msgstr, entry.flags = text, []
    catalog.save()


def test_peoples_texts_travel_between_catalogs_as_in_a_build_from_nothing(project: Path) -> None:
    folder = project / "briefings"
    for slug in ("a", "m", "z"):
        shutil.copytree(folder / "river-talks", folder / slug)
    shutil.rmtree(folder / "river-talks")
    build(project)
    for slug, number, text in (("m", 4, "M dois"), ("z", 4, "Z dois"), ("z", 3, "Z um"), ("m", 3, "M um")):
        confirm(project, slug, number, text)
        assert_as_from_nothing(project)
    shutil.rmtree(folder / "m")
    assert_as_from_nothing(project)
    (folder / "z").rename(folder / "b")
    assert_as_from_nothing(project)
    confirm(project, "b", 4, "")
    assert_as_from_nothing(project)


def test_what_pages_show_of_each_other_is_part_of_what_they_are_made_from(project: Path) -> None:
    theme = project / "templates/theme"
    build(project)
    about = project / "site_config/pages/about.en.md"
    about.write_text("---\nstatus: new\nicon: material/account\n---\n" + about.read_text("utf-8"), "utf-8")
    assert_as_from_nothing(project)
    icon = theme / ".icons/own/logo.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1"/></svg>')
    settings = project / "mkdocs.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("logo: material/forum-outline", "logo: own/logo"), "utf-8"
    )
    assert_as_from_nothing(project)
    icon.write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M2 2"/></svg>')
    assert_as_from_nothing(project)
    (theme / "partials/copyright.html").write_text(
        "{% for page in nav %}{{ page.meta.description }} {{ page.content | length }}{% endfor %}"
    )
    build(project)
    build(project)
    assert_as_from_nothing(project)


def test_a_warning_that_is_to_be_strict_leaves_the_site_as_it_was(project: Path) -> None:
    build(project)
    before = times(project / "site")
    with (project / "site_config/pages/about.en.md").open("a") as file:
        file.write("\n[nowhere](nowhere.md)\n")
    Editor(project, 1).edit_a_template()
    with pytest.raises(Abort):
        mkdocs_build(load_config(str(project / "mkdocs.yml"), strict=True))
    assert times(project / "site") == before
    build(project)
    assert times(project / "site") != before


def test_what_a_hook_writes_into_the_site_stays_there(project: Path) -> None:
    hook(
        project,
        "from pathlib import Path\n"
        "def on_config(config):\n    global site\n    site = config.site_dir\n"
        "def on_post_build(config):\n    Path(site, 'CNAME').write_text('example.org')\n",
    )
    for _ in range(2):
        build(project)
        assert (project / "site/CNAME").read_text() == "example.org"


def test_only_our_own_folder_is_cleared_of_what_killed_builds_left(project: Path) -> None:
    left = project / ".cache/.dragoman-building-left"
    left.mkdir(parents=True)
    others = project / ".dragoman-building-somebody"
    others.mkdir()
    for folder in (left, others):
        os.utime(folder, (0, 0))
    build(project)
    assert not left.exists()
    shutil.rmtree(project / ".cache")
    (project / ".cache").write_text("no folder")
    build(project)
    assert others.exists()


def test_a_link_that_leads_back_is_no_endless_way(project: Path) -> None:
    (project / "templates/theme/self").symlink_to(".")
    (project / "briefings/river-talks/up").symlink_to("..")
    assert_as_from_nothing(project)
