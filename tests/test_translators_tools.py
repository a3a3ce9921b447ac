"""Catalogs go through the tools that translators use, and come back with every text and who wrote it."""

import codecs
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import factory
from translate.storage.pypo import pofile
from translate.tools.pomerge import mergestores

from generator import briefing_file, translation
from generator.briefing import Briefing, Reaction, Side, State, Statement, Translated
from generator.translation import catalog
from generator.translation.engines import engine_for

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "briefings" / "istanbul-talks"
NOWHERE = ROOT / "no models"

STRIKE = "The union called a 48-hour strike from 3 March."
TALKS = "Talks between the crews' union and the ferry company broke down on Friday, and no date was set."
BEFORE = "Ferry crews will not sail on Monday, and the ports stay open until the evening."
NOW = "Ferry crews will not sail on Tuesday, and the ports stay open until the evening."
CALM = "Iceland called for calm."
OFFER = '[Okoye] said the offer was "far too low" for anybody.'
GONE = "A second strike is planned for April."
TITLE = "Ferry talks fail again"


def briefing(*summary: str) -> Briefing:
    return Briefing(
        title=TITLE,
        topics=("ferries",),
        summary=tuple(map(Statement, summary)),
        sides=(Side("Norway", ("Amina Okoye",), (Statement(OFFER, "Amina Okoye"),)),),
        reactions=(Reaction("Iceland", (Statement(CALM),)),),
    )


BRIEFING = briefing(STRIKE, TALKS, NOW)
# what the page shows where the earlier wording is lost: the checks find another day in the text
UNSURE = {NOW: Translated(NOW, State.WITHHELD)}
WITHHELD = "O sindicato convocou uma greve de 40 horas a partir de 3 de março."


def entries(po: Path) -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in catalog.read(po, "pt") if not entry.obsolete}


def texts(po: Path, *, obsolete: bool = False) -> dict[str, str]:
    """What stands in a file, read without Dragoman's help."""
    units = (u for u in pofile.parsefile(str(po)).units if not u.isheader() and u.isobsolete() is obsolete)
    return {str(unit.source): str(unit.target) for unit in units}


def shown(po: Path, of: Briefing = BRIEFING, language: str = "pt") -> Mapping[str, Translated]:
    return translation.load(of, po, language).strings


def run(po: Path, of: Briefing = BRIEFING, language: str = "pt") -> None:
    """A run that brings the catalog up to date, and one that must find nothing to do."""
    translation.translate(of, po, language, engine=None)
    before = po.read_bytes()
    translation.translate(of, po, language, engine=None)
    assert po.read_bytes() == before


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the bundled model and a person made of a briefing that has changed since: every state."""
    po = tmp_path_factory.mktemp("made") / "ferries" / "pt.po"
    engine = engine_for("pt", "auto", NOWHERE)
    translation.translate(briefing(STRIKE, TALKS, BEFORE, GONE), po, "pt", engine=engine)
    file = polib.pofile(str(po))
    by_source = {entry.msgid: entry for entry in file}
    for source, text in ((BEFORE, "As tripulações não navegam na segunda."), (GONE, "Segunda greve: abril.")):
        by_source[source].msgstr = text
        catalog.set_fuzzy(by_source[source], False)
    by_source[OFFER].msgstr = '[Okoye] disse: "baixa demais".'  # the flag stays, as in a plain editor
    catalog.set_fuzzy(by_source[CALM], False)
    by_source[CALM].tcomment = "Ada: looked at, and found good enough to be shown to everybody who reads it."
    catalog.set_machine_text(by_source[STRIKE], WITHHELD, "firefox", engine.model, "the number 48 is lost")
    catalog.set_machine_text(by_source["ferries"], "balsas", "memory", "istanbul-talks")
    file.save()
    translation.translate(BRIEFING, po, "pt", engine=engine)
    return po


@pytest.fixture
def po(made: Path, tmp_path: Path) -> Path:
    (tmp_path / "ferries").mkdir()
    return Path(shutil.copy(made, tmp_path / "ferries"))


def test_the_catalog_of_these_tests_has_every_state(po: Path) -> None:
    states = {source: string.state for source, string in shown(po).items()}
    assert states == {
        TITLE: State.MACHINE,
        "ferries": State.MACHINE,
        STRIKE: State.WITHHELD,
        TALKS: State.MACHINE,
        NOW: State.OUTDATED,
        "Norway": State.STANDARD,
        "Amina Okoye": State.STANDARD,
        OFFER: State.EDITED,
        "Iceland": State.STANDARD,
        CALM: State.EDITED,
    }
    assert shown(po)["ferries"].model == "memory istanbul-talks"
    assert texts(po, obsolete=True)[GONE] == "Segunda greve: abril."


# --- tools that write the file anew --------------------------------------------------------------


def toolkit(po: Path) -> None:
    """The Translate Toolkit, with which Weblate and Pootle read and write."""
    po.write_bytes(bytes(pofile.parsefile(str(po))))


def toolkit_on_libgettextpo(po: Path) -> None:
    try:
        from translate.storage import cpo  # noqa: PLC0415 - needs a library of the system
    except ImportError:
        pytest.skip("libgettextpo is not installed")
    po.write_bytes(bytes(cpo.pofile.parsefile(str(po))))


def gnu(*command: str) -> Callable[[Path], None]:
    def rewrite(po: Path) -> None:
        if not shutil.which(command[0]):
            pytest.skip("GNU gettext is not installed")
        po.write_bytes(po.read_bytes().removeprefix(codecs.BOM_UTF8))  # which it refuses
        subprocess.run([*command, "-o", po, po], check=True, capture_output=True)

    return rewrite


def merged_by_gnu(po: Path) -> None:
    if not shutil.which("msgmerge"):
        pytest.skip("GNU gettext is not installed")
    old = po.with_name("old.po")
    po.rename(old)
    old.write_bytes(old.read_bytes().removeprefix(codecs.BOM_UTF8))
    subprocess.run(["msgmerge", "-q", "--previous", "-o", po, old, old], check=True)


def header(**fields: str) -> Callable[[Path], None]:
    """A tool that writes into the header, and wraps the lines anew."""

    def rewrite(po: Path) -> None:
        store = pofile.parsefile(str(po))
        store.updateheader(add=True, **fields)
        po.write_bytes(bytes(store))

    return rewrite


def poedit(po: Path, language: str = "pt_BR") -> None:
    header(
        project_id_version="",
        po_revision_date="2025-05-12 10:00+0200",
        last_translator="Ada Example <ada@example.org>",
        language_team="",
        language=language,
        plural_forms="nplurals=2; plural=(n > 1);",
        x_generator="Poedit 3.5",
        x_poedit_bookmarks="1,-1,-1",
    )(po)


def weblate(po: Path, language: str = "pt_BR") -> None:
    header(
        project_id_version="Briefings 1.0",
        language=language,
        plural_forms="nplurals=2; plural=n > 1;",
        language_team="Portuguese <https://weblate.example.org/projects/briefings/ferries/pt/>",
        x_generator="Weblate 5.13",
    )(po)


def text(change: Callable[[str], str]) -> Callable[[Path], None]:
    def rewrite(po: Path) -> None:
        po.write_text(change(po.read_text(encoding="utf-8")), encoding="utf-8", newline="")

    return rewrite


def comments_in_another_order(content: str) -> str:
    blocks = content.split("\n\n")
    for number, block in enumerate(blocks[1:], 1):
        lines = block.split("\n")
        first = next(i for i, line in enumerate(lines) if not re.match(r"#[ .:,]", line))
        comments = sorted(lines[:first], key=lambda line: line[:2], reverse=True)
        blocks[number] = "\n".join([*comments, *lines[first:]])
    return "\n\n".join(blocks)


def comments_rewrapped(content: str) -> str:
    return re.sub(r"(?m)^#\. (\S+ \S+) (.*)$", r"#. \1\n#. \2", content)


def comments_joined(content: str) -> str:
    return re.sub(r"\n#\. withheld:", " withheld:", content)


REWRITERS = {
    "toolkit": toolkit,
    "toolkit on libgettextpo": toolkit_on_libgettextpo,
    "msgcat --width": gnu("msgcat", "--width=40"),
    "msgcat --no-wrap": gnu("msgcat", "--no-wrap"),
    "msgcat --sort-output": gnu("msgcat", "--sort-output", "--no-location"),
    "msgcat --strict": gnu("msgcat", "--strict"),
    "msgattrib": gnu("msgattrib"),
    "msgmerge": merged_by_gnu,
    "Poedit": poedit,
    "Weblate": weblate,
    "Windows": text(lambda content: content.replace("\n", "\r\n")),
    "byte order mark": lambda po: po.write_bytes(
        codecs.BOM_UTF8 + po.read_bytes().removeprefix(codecs.BOM_UTF8)
    ),
    "no final newline": text(str.rstrip),
    "comments in another order": text(comments_in_another_order),
    "comments rewrapped": text(comments_rewrapped),
    "comments joined": text(comments_joined),
    "#,fuzzy": text(lambda content: content.replace("#, fuzzy", "#,fuzzy")),
    "#, fuzzy, no-wrap": text(lambda content: content.replace("#, fuzzy", "#, fuzzy, no-wrap")),
    "#, no-wrap, fuzzy": text(lambda content: content.replace("#, fuzzy", "#, no-wrap\n#, fuzzy")),
    "#|msgid": text(lambda content: content.replace("#| msgid", "#|msgid")),
    "#remark": text(lambda content: content.replace("# Ada", "#Ada")),
}


@pytest.mark.parametrize("tool", REWRITERS)
def test_a_tool_that_writes_the_file_anew_changes_no_text_and_no_provenance(tool: str, po: Path) -> None:
    before, written_before = shown(po), texts(po)
    REWRITERS[tool](po)
    written = po.read_bytes()
    assert shown(po) == before
    if tool in {"Windows", "byte order mark", "no final newline", "Poedit"}:  # nothing to do, nothing written
        translation.translate(BRIEFING, po, "pt", engine=None)
        assert po.read_bytes() == written
    run(po)
    assert shown(po) == before
    assert texts(po) == written_before
    assert "looked at, and found good enough" in " ".join(entries(po)[CALM].tcomment.split())
    assert texts(po, obsolete=True)[GONE] == "Segunda greve: abril."
    assert entries(po)[NOW].previous_msgid == BEFORE


@pytest.mark.parametrize("tool", ["toolkit", "msgcat --width", "Poedit", "Weblate", "Windows"])
@pytest.mark.parametrize("language", sorted(path.stem for path in SAMPLE.glob("*.po")))
def test_the_samples_catalogs_survive_the_tools(tool: str, language: str, tmp_path: Path) -> None:
    po = Path(shutil.copy(SAMPLE / f"{language}.po", tmp_path))
    sample = briefing_file.load(SAMPLE / "briefing.yml")
    before = shown(po, sample, language)
    if tool in {"Poedit", "Weblate"}:  # they name the language as they know it
        {"Poedit": poedit, "Weblate": weblate}[tool](po, f"{language}_XX")
    else:
        REWRITERS[tool](po)
    run(po, sample, language)
    assert shown(po, sample, language) == before


def test_what_a_header_holds_stays(po: Path) -> None:
    poedit(po)
    translation.translate(briefing(STRIKE, TALKS, NOW, "A new text."), po, "pt", engine=None)
    metadata = polib.pofile(str(po)).metadata
    assert (metadata["X-Generator"], metadata["Language"]) == ("Poedit 3.5", "pt_BR")
    assert metadata["Last-Translator"] == "Ada Example <ada@example.org>"


@pytest.mark.parametrize("tool", ["pocount", "pofilter"])
def test_the_toolkits_reports_run(tool: str, po: Path, tmp_path: Path) -> None:
    more = [tmp_path / "filtered.po"] if tool == "pofilter" else []
    done = command(tool, po, *more)
    assert "Traceback" not in done.stdout + done.stderr


def test_gnu_gettext_finds_no_mistake(po: Path) -> None:
    if not shutil.which("msgfmt"):
        pytest.skip("GNU gettext is not installed")
    done = subprocess.run(["msgfmt", "--check-format", "-o", "-", po], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def command(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the Translate Toolkit as a translator does."""
    program = Path(sys.executable).with_name(name)
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True)


# --- a person works with a tool ------------------------------------------------------------------


def edited(text: str) -> Translated:
    return Translated(text, State.EDITED)


def test_texts_that_are_edited_and_confirmed_in_weblate_are_a_persons(po: Path) -> None:
    before = dict(shown(po))
    store = pofile.parsefile(str(po))
    units = {unit.source: unit for unit in store.units}
    units[TITLE].target = "Fracassam de novo as negociações"
    units[TITLE].addnote("Shorter than the original.", origin="translator")
    units[STRIKE].target = "O sindicato convocou uma greve de 48 horas."
    for source in (TITLE, STRIKE, TALKS, NOW):
        units[source].markfuzzy(False)
    po.write_bytes(bytes(store))
    run(po)
    assert shown(po) == before | {
        TITLE: edited("Fracassam de novo as negociações"),
        STRIKE: edited("O sindicato convocou uma greve de 48 horas."),
        TALKS: edited(before[TALKS].text),
        NOW: edited(before[NOW].text),
    }
    assert entries(po)[TITLE].tcomment == "Shorter than the original."


def test_a_confirmed_text_belongs_to_the_wording_that_it_was_confirmed_for(po: Path) -> None:
    store = pofile.parsefile(str(po))
    store.findunit(NOW).markfuzzy(False)
    po.write_bytes(bytes(store))
    assert "#| msgid" in po.read_text(encoding="utf-8")  # the toolkit leaves the earlier wording there
    run(po, briefing(STRIKE))
    run(po, briefing(STRIKE, BEFORE, NOW))
    now = shown(po, briefing(STRIKE, BEFORE, NOW))
    assert now[NOW] == edited("As tripulações não navegam na segunda.")


@pytest.mark.parametrize("fuzzy", [False, True])
def test_only_msgstr_and_fuzzy_come_back_from_a_translation_platform(fuzzy: bool, po: Path) -> None:
    """Weblate's upload, `add as translation`; pomerge: the rest of the file is the project's own."""
    before = dict(shown(po))
    back = pofile()
    for source, words in ((TITLE, "Fracasso"), (CALM, before[CALM].text), (TALKS, before[TALKS].text)):
        unit = back.addsourceunit(source)
        unit.target = words
        unit.markfuzzy(fuzzy)
    po.write_bytes(bytes(mergestores(pofile.parsefile(str(po)), back, True, True, False)))
    run(po)
    # a mark of doubt takes back a confirmation, and says nothing about the author of a text
    assert shown(po)[TITLE] == edited("Fracasso")
    assert shown(po)[CALM].state is (State.MACHINE if fuzzy else State.EDITED)
    assert shown(po)[TALKS].state is (State.MACHINE if fuzzy else State.EDITED)
    assert {**shown(po), **{s: before[s] for s in (TITLE, CALM, TALKS)}} == before


def test_a_text_from_an_older_copy_keeps_the_machine_that_wrote_it(po: Path) -> None:
    old = pofile.parsefile(str(po))
    file = polib.pofile(str(po))
    newer = next(entry for entry in file if entry.msgid == STRIKE)
    catalog.set_machine_text(newer, "Uma greve.", "firefox", "newer-2", "the number 48 is lost")
    file.save()
    po.write_bytes(bytes(mergestores(pofile.parsefile(str(po)), old, True, True, True)))
    assert entries(po)[STRIKE].msgstr == WITHHELD
    assert shown(po)[STRIKE].state is State.WITHHELD
    file = polib.pofile(str(po))
    entry = next(entry for entry in file if entry.msgid == STRIKE)
    assert entry.comment.count("machine:") == 2
    origin = catalog.origin(entry)
    assert origin is not None
    assert origin.model.startswith("enpt")


def test_a_file_that_msgcat_joined_from_two_versions_is_refused(po: Path) -> None:
    if not shutil.which("msgcat"):
        pytest.skip("GNU gettext is not installed")
    other = po.with_name("other.po")
    other.write_text(po.read_text(encoding="utf-8").replace("Segunda", "Terça").replace("Norue", "Nurue"))
    done = subprocess.run(["msgcat", po, other], check=True, capture_output=True)
    po.write_bytes(done.stdout)
    with pytest.raises(translation.catalog.InvalidFileError, match="conflict marker"):
        shown(po)
    assert po.read_bytes() == done.stdout


# --- tools that drop or add what tells who wrote a text ------------------------------------------


def test_without_its_comments_a_machines_text_counts_as_a_persons_that_needs_work(po: Path) -> None:
    before = dict(shown(po))
    text(lambda content: re.sub(r"(?m)^#\..*\n", "", content))(po)
    run(po)
    after = shown(po)
    assert after[TITLE] == Translated(before[TITLE].text, State.OUTDATED)
    assert after[CALM] == before[CALM]
    assert after["Norway"].text == before["Norway"].text
    # what the checks doubt is not shown: a number in one is wrong, the other leaves out half of its source
    assert after[STRIKE] == before[STRIKE]
    assert after[OFFER] == Translated(OFFER, State.WITHHELD)
    assert after[NOW] == before[NOW]
    # no machine writes over it
    unchanged = texts(po)
    translation.translate(BRIEFING, po, "pt", engine=engine_for("pt", "auto", NOWHERE))
    assert texts(po) == unchanged


def test_comments_that_a_tool_dropped_come_back_from_the_file_as_it_was(po: Path) -> None:
    before, original = dict(shown(po)), Path(shutil.copy(po, po.with_name("before.po")))
    text(lambda content: re.sub(r"(?m)^#[.:|].*\n", "", content))(po)
    store = pofile.parsefile(str(po))
    store.findunit(TITLE).target = "Fracasso"
    po.write_bytes(bytes(store))
    command("pomerge", "--mergefuzzy=yes", "-t", original, "-i", po, "-o", po)
    assert shown(po) == before | {TITLE: edited("Fracasso")} | UNSURE


def test_everything_marked_fuzzy_is_unconfirmed_and_nothing_is_lost(po: Path) -> None:
    before = dict(shown(po))
    store = pofile.parsefile(str(po))
    for unit in store.units:
        unit.markfuzzy(True)
    po.write_bytes(bytes(store))
    run(po)
    model = before[TALKS].model
    assert shown(po) == before | {CALM: Translated(before[CALM].text, State.MACHINE, model)}


def test_a_new_translation_that_needs_work_is_kept_and_marked(po: Path) -> None:
    more = briefing(STRIKE, TALKS, NOW, "A new text.")
    translation.translate(more, po, "pt", engine=None)
    store = pofile.parsefile(str(po))
    unit = store.findunit("A new text.")
    unit.target = "Um texto novo?"
    unit.markfuzzy(True)
    po.write_bytes(bytes(store))
    translation.translate(more, po, "pt", engine=engine_for("pt", "auto", NOWHERE))
    assert shown(po, more)["A new text."] == Translated("Um texto novo?", State.OUTDATED)
    run(po, more)


# --- other formats, by the toolkit's converters --------------------------------------------------


def test_xliff_brings_texts_confirmations_and_provenance_back(po: Path, tmp_path: Path) -> None:
    before = dict(shown(po))
    xliff, back = tmp_path / "pt.xlf", tmp_path / "back.po"
    command("po2xliff", po, xliff)
    store = factory.getobject(str(xliff))
    units = {unit.source: unit for unit in store.units}
    units[TITLE].target = "Fracasso"
    units[TALKS].markfuzzy(False)
    units[TALKS].addnote("Checked by Ada.", origin="translator")
    store.save()
    command("xliff2po", xliff, back)
    command("pomerge", "--mergefuzzy=yes", "-t", po, "-i", back, "-o", po)
    assert shown(po) == before | {TITLE: edited("Fracasso"), TALKS: edited(before[TALKS].text)} | UNSURE
    assert entries(po)[NOW].previous_msgid is None  # XLIFF has no place for it
    assert entries(po)[TALKS].tcomment == "Checked by Ada."
    assert [entry.comment.count("machine:") for entry in entries(po).values()].count(2) == 0
    assert texts(po, obsolete=True)[GONE] == "Segunda greve: abril."
    after = shown(po)
    run(po)
    assert shown(po) == after


def test_csv_brings_texts_and_provenance_back_but_no_confirmation(po: Path, tmp_path: Path) -> None:
    store = pofile.parsefile(str(po))
    store.findunit(CALM).target = "- A Islândia, disse Ada, “pede\ncalma”."
    po.write_bytes(bytes(store))
    before = dict(shown(po))
    table, back = tmp_path / "pt.csv", tmp_path / "back.po"
    command("po2csv", "--no-escape-formulas", po, table)  # else “- A” comes back as “'- A”
    content = table.read_text(encoding="utf-8")
    assert before[TITLE].text in content
    table.write_text(content.replace(before[TITLE].text, "Fracasso"), encoding="utf-8")
    command("csv2po", "-t", po, table, back)
    shutil.move(back, po)
    assert shown(po) == before | {TITLE: edited("Fracasso")}
    assert entries(po)[NOW].previous_msgid == BEFORE
    assert texts(po, obsolete=True)[GONE] == "Segunda greve: abril."
    run(po)
    assert shown(po) == before | {TITLE: edited("Fracasso")}


# --- any order of all that -----------------------------------------------------------------------


@dataclass
class Entry:
    """What must be known about a text after any number of steps; written down without the program's help."""

    text: str
    fuzzy: bool
    machines: str | None = None  # the text as the machine wrote it
    model: str | None = None
    withheld: bool = False
    rule: bool = False

    def shown(self, source: str) -> Translated:
        if self.machines == self.text:
            if self.rule:
                return Translated(self.text, State.STANDARD)
            if self.fuzzy and self.withheld:
                return Translated(source, State.WITHHELD)
            if self.fuzzy:
                return Translated(self.text, State.MACHINE, self.model)
        return Translated(self.text, State.OUTDATED if self.is_unsure else State.EDITED)

    @property
    def is_unsure(self) -> bool:
        """Whether nothing says who wrote it. If the earlier wording is lost too, checks may hold it back."""
        return self.fuzzy and self.machines is None


def known(po: Path) -> dict[str, Entry]:
    result: dict[str, Entry] = {}
    before = shown(po)
    for source, entry in entries(po).items():
        state = before[source].state
        own = source not in {OFFER, NOW}  # those a person wrote
        result[source] = Entry(
            entry.msgstr,
            entry.fuzzy,
            entry.msgstr if own else "another" if source == OFFER else None,
            before[source].model or before[TALKS].model,
            state is State.WITHHELD,
            state is State.STANDARD,
        )
    return result


words = st.text("aé ж中\"'\\\n\t%{}#[]”’\u00a0", min_size=1, max_size=30).map(lambda s: f"Pessoa {s}.")
places = st.integers(0, 9)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("write"), places, words),
        st.tuples(st.just("overwrite"), places, words),
        st.tuples(st.just("confirm"), places, st.just("")),
        st.tuples(st.just("doubt"), places, st.just("")),
        st.tuples(st.just("remark"), places, st.text("abc .,", min_size=1, max_size=100)),
        st.tuples(st.sampled_from(["run", *REWRITERS]), st.just(0), st.just("")),
    ),
    max_size=12,
)
SKIPPED = {"toolkit on libgettextpo", "comments rewrapped"}


@settings(max_examples=20, deadline=None)
@given(steps=actions)
def test_no_order_of_edits_tools_and_runs_loses_or_misattributes_a_text(
    steps: list[tuple[str, int, str]], made: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any") / "ferries"
    folder.mkdir()
    po = Path(shutil.copy(made, folder))
    expected, remarks = known(po), set[str]()
    sources = list(expected)
    gettext = shutil.which("msgcat")
    for what, place, value in steps:
        if what == "run":
            translation.translate(BRIEFING, po, "pt", engine=None)
        elif what in REWRITERS:
            if what not in SKIPPED and (gettext or not what.startswith("msg")):
                REWRITERS[what](po)
        else:
            source = sources[place]
            by_hand(po, source, what, value, expected[source])
            remarks |= {" ".join(value.split())} if what == "remark" else set()
        assert texts(po) == {source: entry.text for source, entry in expected.items()}
        assert_shown(po, expected)
    run(po)
    assert_shown(po, expected)
    kept = " ".join(" ".join(entry.tcomment.split()) for entry in entries(po).values())
    assert all(remark in kept for remark in remarks)


def assert_shown(po: Path, expected: Mapping[str, Entry]) -> None:
    now = shown(po)
    held = {s for s, e in expected.items() if e.is_unsure and now[s] == Translated(s, State.WITHHELD)}
    assert {s: now[s] for s in now.keys() - held} == {
        source: entry.shown(source) for source, entry in expected.items() if source not in held
    }


def by_hand(po: Path, source: str, what: str, value: str, entry: Entry) -> None:
    """What a person does to one text in an editor; `entry` is told."""
    store = pofile.parsefile(str(po))
    unit = next(unit for unit in store.units if unit.source == source and not unit.isobsolete())
    if what in {"write", "overwrite"}:
        unit.target = entry.text = value
    if what == "remark":
        unit.addnote(value, origin="translator")
    if what in {"write", "confirm", "doubt"}:  # who overwrites leaves the flag as it is
        entry.fuzzy = what == "doubt"
        unit.markfuzzy(entry.fuzzy)
    po.write_bytes(bytes(store))
