"""`dragoman proofread`: the checks look at what the catalogs hold already, machines' texts and people's."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest
from click.testing import CliRunner, Result

from generator import briefing_file, translation
from generator.briefing import Briefing, Reaction, Side, State, Statement
from generator.cli import main
from generator.errors import TranslationError
from generator.translation import catalog, glossary, lookup, proofreading
from generator.translation.catalog import digest
from generator.translation.proofreading import doubts, withhold

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "briefings" / "istanbul-talks"

MEN, ROSE, LEFT, RAIN = "They lost 30 men.", "Prices rose by 4%.", "The army left at 9.", "It rained."
BROKEN = "Perdieron 13 hombres."
TAKEN = "Los precios subieron un 5%."
BRIEFING = Briefing(
    title="Talks",
    summary=tuple(map(Statement, (MEN, ROSE, LEFT, RAIN, "Kyiv waits."))),
    reactions=(Reaction("Germany"),),
)
CATALOG = f"""\
msgid ""
msgstr "Language: es\\n"

#. machine: fake 1 {digest("Conversaciones")}
#, fuzzy
msgid "Talks"
msgstr "Conversaciones"

# Ada: who counted?
#. machine: fake 1 {digest(BROKEN)}
#: summary[0].text
#, fuzzy
msgid "{MEN}"
msgstr "{BROKEN}"

#. machine: memory b {digest(TAKEN)}
#, fuzzy
msgid "{ROSE}"
msgstr "{TAKEN}"

#, fuzzy
#| msgid "The army left at 8."
msgid "{LEFT}"
msgstr "El ejército salió a las 8."

msgid "{RAIN}"
msgstr "Llovió."

msgid "Kyiv waits."
msgstr "Kiew espera."

#. machine: cldr rule {digest("Alemania 3")}
msgid "Germany"
msgstr "Alemania 3"

#. machine: fake 1 {digest("Fue 1.")}
#, fuzzy
msgid "It was 2."
msgstr "Fue 1."
"""
GLOSSARY = "es: {Kyiv: {use: Kiev, avoid: [Kiew]}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    root = tmp_path / "project"
    (root / "site_config").mkdir(parents=True)
    (root / "mkdocs.yml").touch()
    (root / "site_config" / "languages.yml").write_text("languages: {en: {}, es: {}, pt: {}, uk: {}}\n")
    for slug in ("a", "b"):
        (root / "briefings" / slug).mkdir(parents=True)
        briefing_file.write(BRIEFING, root / "briefings" / slug / "briefing.yml")
    (root / "briefings" / "a" / "es.po").write_text(CATALOG)
    (root / "briefings" / "new" / "articles").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["proofread", *arguments])


def found(*arguments: str) -> list[dict[str, Any]]:
    told: dict[str, Any] = json.loads(run("--json", *arguments).stdout)
    assert told["errors"] == []
    listed: list[dict[str, Any]] = told["doubts"]
    return listed


def by_source(po: Path) -> dict[str, polib.POEntry]:
    return lookup.by_source(catalog.read(po, po.stem))


@pytest.mark.usefixtures("project")
def test_each_doubt_is_told_with_its_place_whose_text_it_is_and_both_texts() -> None:
    done = run()
    assert done.stdout.splitlines() == [
        "briefings/a/es.po:9: summary[0].text: the number 30 is lost (machine)",
        f"    {MEN}",
        f"    {BROKEN}",
        "briefings/a/es.po:16: summary[1].text: the number 4 is lost (machine, taken over from b)",
        f"    {ROSE}",
        f"    {TAKEN}",
        "briefings/a/es.po:21: summary[2].text: the number 9 is lost (outdated)",
        f"    {LEFT}",
        "    El ejército salió a las 8.",
    ]
    assert done.stderr == "Error: 3 doubtful: 2 machine, 1 outdated\n"
    assert done.exit_code == 1


def test_a_run_without_doubts_ends_well(project: Path) -> None:
    done = run("b")
    assert (done.exit_code, done.output) == (0, "nothing doubtful found\n")
    assert run("a", "-l", "uk", "-l", "en").exit_code == 0
    (project / "briefings").rename(project / "elsewhere")
    assert run().exit_code == 0


@pytest.mark.usefixtures("project")
def test_what_does_not_exist_is_told() -> None:
    assert "there is no language 'pr'; there are: en, es, pt, uk" in run("-l", "pr").output
    assert "there is no briefing 'c'; there are: a, b, new" in run("c").output


@pytest.mark.usefixtures("project")
def test_doubts_are_printed_as_json_too() -> None:
    assert found()[1] == {
        "language": "es",
        "briefing": "a",
        "file": "briefings/a/es.po",
        "line": 16,
        "field": "summary[1].text",
        "source": ROSE,
        "text": TAKEN,
        "state": "machine",
        "taken_from": "b",
        "problems": ["the number 4 is lost"],
        "withheld": False,
    }
    assert found("b") == []
    assert run("--json").exit_code == 1
    assert run("b", "--json").exit_code == 0


def test_every_breach_of_the_glossary_is_told_of_a_persons_text(project: Path) -> None:
    (project / "site_config" / "glossary.yml").write_text(GLOSSARY)
    last = found()[-1]
    assert (last["source"], last["state"]) == ("Kyiv waits.", "edited")
    assert last["problems"] == ["the glossary wants “Kiev” for “Kyiv”", "the glossary avoids “Kiew”"]


def test_nothing_is_changed_unless_asked_for(project: Path) -> None:
    def snapshot() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in project.rglob("*")}

    before = snapshot()
    run()
    run("--json")
    assert snapshot() == before


def test_only_machines_texts_that_nobody_touched_are_withheld(project: Path) -> None:
    po = project / "briefings" / "a" / "es.po"
    po.write_text(str(polib.pofile(str(po))))  # as the program itself would write it
    before = po.read_text().splitlines()
    done = run("--withhold")
    assert "the number 30 is lost (machine, withheld now)" in done.stdout
    assert done.stdout.count("withheld") == 1
    assert done.exit_code == 1
    after = po.read_text().splitlines()
    added = [line for line in after if line not in before]
    assert added == ["#. withheld: the number 30 is lost"]
    assert [line for line in after if line not in added] == before

    entry = by_source(po)[MEN]
    assert catalog.state(entry) is State.WITHHELD
    assert (entry.msgstr, entry.tcomment) == (BROKEN, "Ada: who counted?")
    shown = translation.load(BRIEFING, po, "es").strings
    assert (shown[MEN].text, shown[MEN].state) == (MEN, State.WITHHELD)

    assert [doubt["source"] for doubt in found()] == [ROSE, LEFT]
    again = po.stat().st_mtime_ns
    run("--withhold")
    assert po.stat().st_mtime_ns == again


def test_a_confirmed_or_mended_text_is_a_persons_and_is_not_withheld(project: Path) -> None:
    po = project / "briefings" / "a" / "es.po"
    file = polib.pofile(str(po))
    confirmed, changed = (next(e for e in file if e.msgid == source) for source in (MEN, "Talks"))
    confirmed.flags = []
    changed.msgstr = "Conversaciones 7"  # the flag stays, as in a plain editor
    file.save()
    before = po.read_bytes()
    done = run("--withhold")
    assert "the number 30 is lost (edited)" in done.stdout
    assert "title: " in done.stdout
    assert po.read_bytes() == before


def test_a_text_mended_while_the_checks_run_is_left_alone(project: Path) -> None:
    po = project / "briefings" / "a" / "es.po"
    told = doubts(BRIEFING, po, "es")
    po.write_text(po.read_text().replace(BROKEN, "Perdieron 30 hombres."))
    before = po.read_bytes()
    assert withhold(po, "es", told) == ()
    assert po.read_bytes() == before


def test_a_catalog_saved_while_it_is_marked_is_left_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    po = project / "briefings" / "a" / "es.po"
    told = doubts(BRIEFING, po, "es")
    edited = po.read_text() + '\nmsgid "New"\nmsgstr "Nuevo"\n'
    state = catalog.state

    def saved_meanwhile(entry: polib.POEntry) -> State:
        po.write_text(edited)
        return state(entry)

    monkeypatch.setattr(proofreading.catalog, "state", saved_meanwhile)
    with pytest.raises(TranslationError, match=r"es\.po: was changed meanwhile"):
        withhold(po, "es", told)
    assert po.read_text() == edited


def test_a_later_entry_of_the_glossary_makes_an_earlier_text_doubtful(project: Path) -> None:
    assert not [doubt for doubt in found() if doubt["source"] == "Talks"]
    (project / "site_config" / "glossary.yml").write_text("es: {Talks: {use: Diálogo}}\n")
    assert [d["problems"] for d in found() if d["source"] == "Talks"] == [
        ["the glossary wants “Diálogo” for “Talks”"]
    ]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_broken_catalog_is_named_and_the_others_are_read(project: Path, form: tuple[str, ...]) -> None:
    (project / "briefings" / "b" / "es.po").write_text('msgid "Talks"\nmsgstr "Conver\n')
    done = run(*form)
    assert done.exit_code == 1
    assert "b/es.po:2:1: not valid PO" in done.stderr
    assert "3 doubtful: 2 machine, 1 outdated" in done.stderr
    assert BROKEN in done.stdout
    if form:
        assert len(json.loads(done.stdout)["errors"]) == 1


# --- the round trip ------------------------------------------------------------------------------

DEED = "The police accused the journalists of lying."
TURNED = "Os jornalistas acusaram a polícia de mentir."


def test_what_the_checks_pass_takes_the_round_trip_where_a_model_turns_it_back(tmp_path: Path) -> None:
    po = tmp_path / "pt.po"
    file = catalog.new("pt")
    for source, text in ((DEED, TURNED), (RAIN, "Choveu.")):
        file.append(polib.POEntry(msgid=source, msgstr=text))
    catalog.write(po, file)
    briefing = Briefing(title=DEED, summary=(Statement(RAIN),))
    assert doubts(briefing, po, "pt") == ()
    reverse = translation.engine_for("en", "auto", tmp_path, "pt")
    (doubt,) = doubts(briefing, po, "pt", reverse=reverse)
    assert (doubt.text, doubt.state) == (TURNED, State.EDITED)
    assert len(doubt.problems) == 1
    assert "police" in doubt.problems[0]


LOOK = """
import sys
from generator.cli import main

main(["proofread", "b", "-l", sys.argv[1]], standalone_mode=False)
print("spacy" in sys.modules, "mkdocs" in sys.modules)
"""


@pytest.mark.parametrize(("language", "loaded"), [("es", False), ("pt", True)])
def test_the_parser_is_loaded_only_for_the_round_trip(project: Path, language: str, loaded: bool) -> None:
    text = {"es": "Llovió.", "pt": "Choveu."}[language]
    (project / "briefings" / "b" / f"{language}.po").write_text(f'msgid "{RAIN}"\nmsgstr "{text}"\n')
    done = subprocess.run(
        [sys.executable, "-c", LOOK, language], capture_output=True, text=True, check=False, cwd=project
    )
    assert f"{loaded} False" in done.stdout.splitlines(), done.stderr


# --- the sample ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "es", "fr", "pt", "ru", "uk", "zh"])
def test_a_changed_figure_is_found_in_any_language_of_the_sample(language: str, tmp_path: Path) -> None:
    briefing = briefing_file.load(SAMPLE / "briefing.yml")
    terms = glossary.load(ROOT / "site_config" / "glossary.yml")
    po = Path(shutil.copy(SAMPLE / f"{language}.po", tmp_path))
    before = {doubt.message.text for doubt in doubts(briefing, po, language, terms)}
    file = polib.pofile(str(po))
    digits = {ord(a): b for a, b in zip("0123456789٠١٢٣٤٥٦٧٨٩", "88888888888888888888", strict=True)}
    wrong = {e.msgid for e in file if not e.obsolete and e.msgstr.translate(digits) != e.msgstr}
    assert len(wrong) > 3
    for entry in file:
        if not entry.obsolete:
            entry.msgstr = entry.msgstr.translate(digits)
    file.save()
    after = {doubt.message.text for doubt in doubts(briefing, po, language, terms)}
    assert after >= wrong
    assert after == before | wrong


def test_the_samples_machine_texts_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert [d for d in found("istanbul-talks", "-l", "pt") if d["state"] == "machine"] == []


# --- texts of which nothing tells who wrote them -------------------------------------------------


def page(tmp_path: Path, source: str, text: str, *lines: str) -> tuple[str, State]:
    po = tmp_path / "pt.po"
    po.write_text("\n".join([*lines, "#, fuzzy", f'msgid "{source}"', f'msgstr "{text}"', ""]))
    before = po.read_bytes()
    string = translation.load(Briefing(title=source), po, "pt").strings[source]
    assert po.read_bytes() == before
    return string.text, string.state


@pytest.mark.parametrize(
    ("text", "lines", "shown", "state"),
    [
        ("Perderam 30 homens.", (), "Perderam 30 homens.", State.OUTDATED),
        ("Perderam 13 homens.", (), MEN, State.WITHHELD),
        # a person's, for an earlier wording
        ("Perderam 13 homens.", ('#| msgid "They lost 13 men."',), "Perderam 13 homens.", State.OUTDATED),
        # a person has changed a machine's
        ("Perderam 13 homens.", (f"#. machine: fake 1 {digest('x')}",), "Perderam 13 homens.", State.EDITED),
    ],
)
def test_a_text_of_unknown_origin_is_shown_only_if_the_checks_pass_it(
    text: str, lines: tuple[str, ...], shown: str, state: State, tmp_path: Path
) -> None:
    assert page(tmp_path, MEN, text, *lines) == (shown, state)


def test_a_name_as_a_person_writes_it_is_no_fault(tmp_path: Path) -> None:
    source, text = "Ada Byron met Amina Okoye.", "Ada Byron reuniu-se com Amina Ocoiê."
    briefing = Briefing(title="Talks", summary=(Statement(source),), sides=(Side("x", ("Amina Okoye",)),))
    po = tmp_path / "pt.po"
    unsure = f'#, fuzzy\nmsgid "{source}"\nmsgstr "{text}"\n'
    po.write_text(unsure)
    assert doubts(briefing, po, "pt")
    po.write_text(f'{unsure}\nmsgid "Amina Okoye"\nmsgstr "Amina Ocoiê"\n')
    assert doubts(briefing, po, "pt") == ()
    assert translation.load(briefing, po, "pt").strings[source].text == text
