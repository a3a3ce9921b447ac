"""The glossary: its file, what it asks of translations, what a changed entry redoes, what it lacks."""

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import polib
import pytest
import yaml
from click.testing import CliRunner

from generator import briefing_file, pipeline, translation
from generator.briefing import Briefing, Quote, Reaction, Side, State, Statement
from generator.cli import main
from generator.config import Project
from generator.errors import InvalidFileError
from generator.translation import catalog, glossary, suggestions
from generator.translation.glossary import Term, Terms
from generator.translation.proofreading import doubts

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "briefings" / "istanbul-talks"


def read(text: str, folder: Path) -> glossary.Glossary:
    (folder / "glossary.yml").write_text(text)
    return glossary.load(folder / "glossary.yml")


def terms(language: str, text: str) -> Terms:
    """Terms from YAML, as they would stand below a language."""
    found = {
        name: Term(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})
        for name, entry in yaml.safe_load(text).items()
    }
    return Terms(found, language)


class Fake:
    """An engine that answers from a function."""

    name = "fake"

    def __init__(self, answer: Callable[[str], str] = str.upper, model: str = "1") -> None:
        self.answer, self.model = answer, model
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.asked += sentences
        return [self.answer(sentence) for sentence in sentences]


# --- the file ------------------------------------------------------------------------------------


def test_terms_stand_in_categories_or_not(tmp_path: Path) -> None:
    loaded = read(
        "pt:\n  Hamas: {keep: true}\n  terms: {}\n"
        "  places:\n    Kyiv: {use: Kiev, forms: [kievit*], avoid: [Kiew]}\n"
        "pt-PT: {Kyiv: {use: Quieve}}\nno: {Kyiv: {use: Kyiv}}\n",
        tmp_path,
    )
    assert loaded["pt"] == {
        "Hamas": Term(keep=True),
        "Kyiv": Term("Kiev", forms=("kievit*",), avoid=("Kiew",)),
    }
    assert Terms.of(loaded, "pt-BR").form("Kyiv") == "Kiev"
    assert (Terms.of(loaded, "pt-PT").form("Kyiv"), Terms.of(loaded, "pt-PT").form("Hamas")) == (
        "Quieve",
        "Hamas",
    )
    assert set(loaded) == {"pt", "pt-PT", "no"}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("pt:\n  Kyiv: {uze: Kiev}", "2:10: pt.Kyiv.uze: unknown key; did you mean 'use'"),
        ("pt:\n  places:\n    Kyiv: {uze: Kiev}", "3:12: pt.places.Kyiv.uze: unknown key"),
        ("pt:\n  place:\n    Kyiv: {use: x}", "2:3: pt.place: no category of terms; did you mean 'places'"),
        ("pt:\n  Kyiv: {use: Kiev, keep: true}", "2:10: pt.Kyiv.use: a term has use or keep: true, not both"),
        ("pt:\n  Kyiv: {}", "2:3: pt.Kyiv: expected use: form, keep: true or avoid:"),
        ("pt:\n  Kyiv: {forms: [Kiev]}", "2:10: pt.Kyiv.forms: forms stand beside the usual one"),
        ("pt:\n  Kyiv: {use: Kiev, avoid: Kiew}", "2:28: pt.Kyiv.avoid: expected a list"),
        ("pt:\n  Kyiv: {use: Kiev, avoid: [x, Kiev]}", "2:32: pt.Kyiv.avoid[1]: 'Kiev' is to be avoided"),
        ("pt:\n  Kyiv: {keep: true, avoid: [Kyiv]}", "2:30: pt.Kyiv.avoid[0]: 'Kyiv' is to be avoided"),
        ("uk:\n  Kyiv: {use: Київ, forms: [Києв*], avoid: [Києва]}", "as 'Києв*'; remove one"),
        ("uk:\n  Kyiv: {use: Київ, avoid: [Киї*]}", "2:29: uk.Kyiv.avoid[0]: 'Киї*' is to be avoided"),
        ("pt:\n  Kyiv: {use: Kiev}\n  Kyiv: {use: Quieve}", "3:3: pt.Kyiv: this key stands here twice"),
        (
            "pt:\n  people:\n    Kyiv: {use: Kiev}\n  places:\n    Kyiv: {use: Kiev}",
            "5:5: pt.places.Kyiv: 'Kyiv' stands here twice, first in line 3",
        ),
        (
            "pt:\n  Kyiv: {use: Kiev}\n  places:\n    Kiew: {use: Kiev, also: [Kyiv]}",
            "4:30: pt.places.Kiew.also[0]: 'Kyiv' stands here twice, first in line 2",
        ),
        ("uk:\n  Kyiv: {use: Київ, forms: ['*']}", "2:29: uk.Kyiv.forms[0]: a * stands for the rest"),
        ("uk:\n  Kyiv: {use: Київ, avoid: [К*їв]}", "2:29: uk.Kyiv.avoid[0]: a * stands for the rest"),
        ("uk:\n  Kyiv: {use: Киї*}", "2:15: uk.Kyiv.use: a * has a meaning in forms and avoid only"),
        ("ua:\n  Kyiv: {use: Київ}", "1:1: ua: not a language that CLDR knows"),
        ("pt: Kiev", "1:5: pt: expected terms, such as Kyiv: {use: …}; found 'Kiev'"),
        ("pt:\n  Kyiv: {use: '  '}", "2:15: pt.Kyiv.use: is blank"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as error:
        read(text + "\n", tmp_path)
    assert mistake in str(error.value)
    assert len(error.value.problems) == 1


def test_all_mistakes_are_told_at_once_and_by_check(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "site_config", tmp_path / "site_config")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    text = "pt:\n  Kyiv: {}\n  Rafah: {use: Rafah, avoid: [Rafah]}\n  places: {Kyiv: {use: Kiev}}\n"
    (tmp_path / "site_config" / "glossary.yml").write_text(text)
    told = "\n".join(pipeline.problems(Project(tmp_path)))
    assert re.findall(r"glossary\.yml:(\d+:\d+): (\S+):", told) == [
        ("2:3", "pt.Kyiv"),
        ("3:31", "pt.Rafah.avoid[0]"),
        ("4:12", "pt.places.Kyiv"),
    ]


# --- terms in a source ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Kyiv's men", ["Kyiv"]),
        ("the men of Kyiv’s army", ["Kyiv"]),
        ("[Kyiv] said", ["Kyiv"]),
        ("Kiev said", ["Kyiv"]),
        ("Kyivan Rus", []),
        ("kyiv", []),
        ("Two strikes", ["strike"]),
        ("Strikes hit two parties", ["party", "strike"]),
        ("The parties’ plan", ["party"]),
        ("A hunger strike", ["hunger strike"]),
        ("A hunger strike and a strike", ["hunger strike", "strike"]),
        ("striking", []),
        ("talks’ end", ["talks"]),
        ("he talked", []),
    ],
)
def test_a_term_is_found_with_its_plural_and_possessive_and_the_longest_wins(
    source: str, found: list[str]
) -> None:
    known = terms(
        "pt",
        "{Kyiv: {use: Kiev, also: [Kiev]}, strike: {use: ataque}, hunger strike: {use: greve de fome},"
        " party: {use: partido}, talks: {use: conversas}}",
    )
    assert sorted(known.within(source)) == found
    assert bool(known.digest(source)) is bool(found)


# --- terms in a translation ----------------------------------------------------------------------

PORTUGUESE = "{Kyiv: {use: Kiev, avoid: [Kiew]}, strike: {use: ataque, avoid: [greve]}, NATO: {use: OTAN}}"
UKRAINIAN = """
Kyiv: {use: Київ, forms: [Києв*], avoid: [Кіїв*]}
Moscow: {use: Москва}
NATO: {use: НАТО}
Verkhovna Rada: {use: Верховна Рада}
"""
ARABIC = """
Kyiv: {use: كييف, avoid: [كيف]}
ceasefire: {use: وقف إطلاق النار}
United Nations: {use: الأمم المتحدة}
"""
CHINESE = "{Kyiv: {use: 基辅, avoid: [基輔]}, SpaceX: {keep: true}}"


@pytest.mark.parametrize(
    ("language", "known", "source", "target"),
    [
        ("pt", PORTUGUESE, "Kyiv spoke.", "Kiev falou."),
        ("pt", PORTUGUESE, "The strikes began.", "Os ataques começaram."),
        ("pt", PORTUGUESE, "Strike!", "Ataque!"),
        ("pt", PORTUGUESE, "The walkout ended.", "A greve acabou."),
        ("pt", "{earlier truces: {use: tréguas anteriores}}", "earlier truces", "as anteriores tréguas"),
        ("pt", "{negotiation: {use: negociação}}", "negotiations", "negociações"),
        ("pt", "{truce: {use: trégua, avoid: [cessar-fogo]}, ceasefire: {use: cessar-fogo}}",
         "A truce, then a ceasefire", "Uma trégua, depois um cessar-fogo"),
        ("pt", "{Security Council: {use: Conselho de Segurança}}",
         "the Security Council", "ao Conselho da Segurança"),
        ("fr", "{United Nations: {use: Nations unies}}", "the United Nations", "l’ONU, les Nations Unies"),
        ("uk", UKRAINIAN, "Kyiv, Moscow and NATO", "У Києві, Москві й НАТО"),
        ("uk", UKRAINIAN, "the Verkhovna Rada", "рішення Верховної Ради"),
        ("ar", ARABIC, "Kyiv's ceasefire", "وقفًا كاملًا ودائمًا لإطلاق النار لكييف"),
        ("ar", ARABIC, "the United Nations in Kyiv", "للأمم المتحدة وبكييف"),
        ("zh", CHINESE, "SpaceX in Kyiv", "在基辅的SpaceX"),
        ("ja", "{Kyiv: {use: キーウ}}", "in Kyiv", "彼はキーウで"),
    ],
)  # fmt: skip
def test_a_translation_may_inflect_a_term_as_its_language_does(
    language: str, known: str, source: str, target: str
) -> None:
    assert list(terms(language, known).problems(source, target)) == []


@pytest.mark.parametrize(
    ("language", "known", "source", "target", "told"),
    [
        ("pt", PORTUGUESE, "Kyiv spoke.", "A capital falou.", ["wants “Kiev” for “Kyiv”"]),
        ("pt", PORTUGUESE, "Kyiv spoke.", "Kiew falou.", ["wants “Kiev” for “Kyiv”", "avoids “Kiew”"]),
        ("pt", PORTUGUESE, "Kyiv spoke.", "Kiel falou.", ["wants “Kiev” for “Kyiv”"]),
        ("pt", PORTUGUESE, "Kyiv spoke.", "Kiev, ou Kiew, falou.", ["avoids “Kiew”"]),
        ("pt", PORTUGUESE, "A strike in Kyiv", "Greve em Kiev",
         ["wants “ataque” for “strike”", "avoids “Greve”"]),
        ("pt", PORTUGUESE, "NATO met.", "A Otanes reuniu-se.", ["wants “OTAN” for “NATO”"]),
        ("uk", UKRAINIAN, "in Kyiv", "у Кіїві", ["wants “Київ” for “Kyiv”", "avoids “Кіїві”"]),
        ("ar", ARABIC, "in Kyiv", "وكيف", ["wants “كييف” for “Kyiv”", "avoids “وكيف”"]),
        ("zh", CHINESE, "SpaceX in Kyiv", "太空探索在基輔",
         ["keeps “SpaceX”", "wants “基辅” for “Kyiv”", "avoids “基輔”"]),
        ("es", "{strike: {avoid: [huelga*]}}", "Missile strikes", "Huelgas de misiles", ["avoids “Huelgas”"]),
        ("pt", "{Kyiv: {use: Kiev-Centro, avoid: [Kiev]}}", "Kyiv", "Kiev-Centro", []),
    ],
)  # fmt: skip
def test_a_form_that_is_missing_or_to_avoid_is_told(
    language: str, known: str, source: str, target: str, told: list[str]
) -> None:
    assert list(terms(language, known).problems(source, target)) == [f"the glossary {what}" for what in told]


@pytest.mark.parametrize(
    ("language", "known", "source", "target", "result"),
    [
        ("pt", PORTUGUESE, "", "Kyiv e NATO", "Kiev e OTAN"),
        ("pt", PORTUGUESE, "Kyiv", "Kiew e Kiewer", "Kiev e Kiewer"),
        ("pt", PORTUGUESE, "the capital", "Kiew", "Kiew"),  # the term is not in the source
        ("pt", PORTUGUESE, "a strike", "a greve", "a greve"),  # another gender: “a ataque”
        ("pt", PORTUGUESE, "", "Strike", "Ataque"),
        ("pt", "{Hamas: {use: o Hamas}}", "", "o Hamas e Hamas", "o Hamas e o Hamas"),
        ("pt", "{Hamas: {keep: true, avoid: [Ramás]}}", "Hamas", "disse Ramás", "disse Hamas"),
        ("es", "{truce: {use: tregua, avoid: [tregüa, alto el fuego]}}", "a truce",
         "la tregüa, el alto el fuego", "la tregua, el alto el fuego"),
        ("fr", "{Beijing: {use: Pékin, avoid: [Ankara]}}", "Beijing", "d’Ankara", "d’Ankara"),  # elision
        ("uk", UKRAINIAN, "Kyiv, Moscow", "у Кіїві, Moscow", "у Кіїві, Москва"),  # a stem tells no case
        ("fr", "{force: {use: troupes}}", "strength", "la force", "la force"),
        ("zh", CHINESE, "in Kyiv", "在基輔", "在基辅"),
        ("ar", ARABIC, "in Kyiv", "في كيف وكيف", "في كييف وكيف"),
    ],
)  # fmt: skip
def test_what_was_left_or_is_to_be_avoided_gets_its_form_where_grammar_allows(
    language: str, known: str, source: str, target: str, result: str
) -> None:
    found = terms(language, known)
    assert found.apply(target, source) == result
    assert found.apply(result, source) == result


def test_a_translation_that_breaks_the_glossary_is_withheld(tmp_path: Path) -> None:
    known = read("pt:\n  strike: {use: ataque, avoid: [greve]}\n", tmp_path)
    briefing = Briefing(title="The strike began on Monday")
    engine = Fake(lambda _: "A greve começou na segunda-feira")
    report = translation.translate(briefing, tmp_path / "pt.po", "pt", engine=engine, glossary=known)
    assert report.withheld == (("title", "the glossary wants “ataque” for “strike”"),)


# --- a changed entry -----------------------------------------------------------------------------

BRIEFING = Briefing(
    title="Kyiv and Rafah expect talks",
    topics=("ceasefire",),
    summary=(Statement("Kyiv said no."), Statement("Rafah said no."), Statement("They met on Monday.")),
)


def filled(po: Path, engine: Fake, known: glossary.Glossary) -> dict[str, str]:
    """The catalog after a run: each entry as it stands in the file, by its source."""
    translation.translate(BRIEFING, po, "pt", engine=engine, glossary=known)
    return {entry.msgid: str(entry) for entry in polib.pofile(str(po))}


@pytest.mark.parametrize(
    ("first", "then", "redone"),
    [
        ("{}", "{Kyiv: {use: Kiev}}", {0, 2}),
        ("{Kyiv: {use: Kiev}}", "{}", {0, 2}),
        ("{Kyiv: {use: Kiev}}", "{Kyiv: {use: Quieve}}", {0, 2}),
        ("{Kyiv: {use: Kiev}}", "{Kyiv: {use: Kiev, avoid: [Kiew]}}", {0, 2}),
        ("{Kyiv: {use: Kiev}}", "{Kyiv: {use: Kiev}, Rafah: {keep: true}}", {0, 3}),
        ("{Kyiv: {use: Kiev}}", "{places: {Kyiv: {use: Kiev, also: [Kiev]}}, Lima: {keep: true}}", set()),
    ],
)
def test_a_changed_entry_redoes_just_the_strings_it_touches(
    first: str, then: str, redone: set[int], tmp_path: Path
) -> None:
    po = tmp_path / "pt.po"
    translate = {"Kyiv": "Kyiv", "Rafah": "Rafah"}
    engine = Fake(lambda s: " ".join(translate.get(w, w[::-1]) for w in s.split()))
    before = filled(po, engine, read(f"pt: {first}\n", tmp_path))
    strings = list(before)
    engine.asked.clear()
    after = filled(po, engine, read(f"pt: {then}\n", tmp_path))
    assert set(engine.asked) == {strings[0], strings[2], strings[3]} & {strings[i] for i in redone}
    assert {i for i, text in enumerate(strings) if before[text] != after[text]} == redone
    again = po.read_bytes()
    engine.asked.clear()
    filled(po, engine, read(f"pt: {then}\n", tmp_path))
    assert (engine.asked, po.read_bytes()) == ([], again)


def test_without_an_engine_or_an_entry_that_touches_a_catalog_stays_to_the_byte(tmp_path: Path) -> None:
    po = tmp_path / "pt.po"
    filled(po, Fake(), read("{}\n", tmp_path))
    assert "glossary:" not in po.read_text()
    before = po.read_bytes()
    filled(po, Fake(), read("pt: {Lima: {keep: true}}\nes: {Kyiv: {use: Kiev}}\n", tmp_path))
    assert po.read_bytes() == before
    translation.translate(
        BRIEFING, po, "pt", engine=None, glossary=read("pt: {Kyiv: {use: Kiev}}\n", tmp_path)
    )
    assert po.read_bytes() == before


def test_a_persons_text_is_not_redone(tmp_path: Path) -> None:
    po = tmp_path / "pt.po"
    filled(po, Fake(), read("{}\n", tmp_path))
    entries = polib.pofile(str(po))
    by_text = {entry.msgid: entry for entry in entries}
    by_text["Kyiv said no."].msgstr = "Kiew disse não."
    by_text[BRIEFING.title].flags = []  # confirmed
    entries.save()
    after = filled(po, engine := Fake(), read("pt: {Kyiv: {use: Kiev}}\n", tmp_path))
    assert engine.asked == []
    assert "Kiew disse não." in after["Kyiv said no."]


def test_what_was_withheld_for_the_glossary_is_redone_when_the_entry_changes(tmp_path: Path) -> None:
    po = tmp_path / "pt.po"
    briefing = Briefing(title="The strike began on Monday")
    engine = Fake(lambda _: "A greve começou na segunda-feira")
    for entry, state in (("use: ataque", State.WITHHELD), ("use: greve", State.MACHINE)):
        known = read(f"pt:\n  strike: {{{entry}}}\n", tmp_path)
        translation.translate(briefing, po, "pt", engine=engine, glossary=known)
        assert translation.load(briefing, po, "pt")(briefing.title).state is state


def test_the_digest_is_read_however_a_tool_wraps_the_comment() -> None:
    entry = polib.POEntry(msgid="x")
    catalog.set_machine_text(entry, "y", "fake", "1", "“x” is lost", glossary="0a1b2c3d")
    for comment in (entry.comment, entry.comment.replace("\n", " "), entry.comment.replace(" ", "\n")):
        entry.comment = comment
        origin = catalog.origin(entry)
        assert origin
        assert (origin.glossary, origin.withheld) == ("0a1b2c3d", "“x” is lost")
    catalog.set_machine_text(entry, "y", "fake", "1", "“x” is lost")
    origin = catalog.origin(entry)
    assert origin
    assert (origin.glossary, origin.withheld) == ("", "“x” is lost")
    assert "glossary" not in entry.comment


# --- the sample -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["uk", "ru", "es", "fr", "pt", "ar", "zh"])
def test_the_projects_glossary_and_its_sample_agree(language: str, tmp_path: Path) -> None:
    loaded = glossary.load(ROOT / "site_config" / "glossary.yml")
    known = Terms.of(loaded, language)
    assert len(known.entries) > 5
    po = Path(shutil.copy(SAMPLE / f"{language}.po", tmp_path))
    briefing = briefing_file.load(SAMPLE / "briefing.yml")
    told = [problem for doubt in doubts(briefing, po, language, loaded) for problem in doubt.problems]
    assert not [problem for problem in told if "the glossary" in problem]
    engine = Fake()
    before = po.read_bytes()
    translation.translate(briefing, po, language, engine=engine, glossary=loaded)
    assert (engine.asked, po.read_bytes()) == ([], before)


# --- suggestions ---------------------------------------------------------------------------------


def suggested(language: str, known: str = "{}") -> dict[str, suggestions.Suggestion]:
    briefing = briefing_file.load(SAMPLE / "briefing.yml")
    loaded = translation.load(briefing, SAMPLE / f"{language}.po", language)
    return {s.name: s for s in suggestions.suggest({"sample": (briefing, loaded)}, terms(language, known))}


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("pt", {"Kyiv": {"Kiev": 4}, "Istanbul": {"Istambul": 5}, "Zelenskyy": {"Zelenskyy": 3}}),
        ("es", {"Istanbul": {"Estambul": 5}, "Vladimir Putin": {"Vladímir Putin": 3}}),
        ("fr", {"Putin": {"Poutine": 6}, "Moscow": {"Moscou": 3}}),
        ("uk", {"Kyiv": {"Київ": 3, "Києві": 1}, "NATO": {"НАТО": 2}}),
        ("ar", {"Kyiv": {"كييف": 4}, "Istanbul": {"إسطنبول": 5}}),
        ("zh", {"Kyiv": {"基辅": 4}, "Putin": {"普京": 6}, "Istanbul": {"伊斯坦布尔": 5}}),
    ],
)  # fmt: skip
def test_names_are_suggested_with_the_forms_that_the_catalog_has(
    language: str, forms: dict[str, dict[str, int]]
) -> None:
    found = suggested(language)
    assert {name: found[name].forms for name in forms} == {name: (group,) for name, group in forms.items()}


def test_countries_peoples_titles_and_what_has_an_entry_are_not_suggested() -> None:
    found = suggested(
        "pt", "{Kyiv: {use: Kiev}, Dmitry Peskov: {keep: true}, Moskva: {use: Moscou, also: [Moscow]}}"
    )
    assert found.keys() == {
        *("Putin", "Zelenskyy", "Vladimir Putin", "Volodymyr Zelenskyy", "Donald Trump", "Emmanuel Macron"),
        *("Recep Tayyip Erdogan", "Istanbul", "Kremlin", "NATO"),
    }
    assert {s.category for name, s in found.items() if name in {"Putin", "Donald Trump"}} == {"people"}
    assert (found["Istanbul"].category, found["NATO"].category) == ("places", "organisations")


def test_peoples_days_and_what_only_opens_a_sentence_are_no_names() -> None:
    said = "The South Korean envoy and Russian officials met General Amina Okoye on Monday in Lower Halden."
    briefing = Briefing(title=said, summary=(Statement(f"Nobody came. {said}"), Statement("Nobody came.")))
    untranslated = translation.load(briefing, Path("none.po"), "pt")
    found = suggestions.suggest({"x": (briefing, untranslated)}, Terms({}, "pt"))
    assert {(s.name, s.category, s.texts) for s in found} == {
        ("Amina Okoye", "people", 2),
        ("Lower Halden", "places", 2),
    }


CITIES = Briefing(
    title="Talks in Kyiv",
    summary=tuple(Statement(f"Envoys of the Northern League met in Kyiv on day {n}.") for n in range(1, 4)),
    sides=(Side("Northern League", ("Amina Okoye",)),),
    reactions=(Reaction("European leaders"),),
    quotes=(Quote("We went to Kyiv", "Amina Okoye"),),
)


def project(folder: Path, texts: dict[str, str]) -> Path:
    """A project with one briefing and its Portuguese catalog."""
    shutil.copytree(ROOT / "site_config", folder / "site_config")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / "site_config" / "glossary.yml").write_text("pt: {}\n")
    briefing = folder / "briefings" / "cities"
    briefing.mkdir(parents=True)
    data = {
        "title": CITIES.title,
        "summary": [statement.text for statement in CITIES.summary],
        "sides": [{"name": "Northern League", "people": ["Amina Okoye"]}],
        "reactions": [{"actor": "European leaders"}],
        "quotes": [{"text": "We went to Kyiv", "speaker": "Amina Okoye"}],
    }
    (briefing / "briefing.yml").write_text(yaml.safe_dump(data))
    entries = catalog.new("pt")
    entries.extend(polib.POEntry(msgid=source, msgstr=text) for source, text in texts.items())
    entries.save(str(briefing / "pt.po"))
    return folder


TEXTS = {
    CITIES.title: "Conversas em Kiev",
    CITIES.summary[0].text: "Enviados da Liga do Norte reuniram-se em Kiev no dia 1.",
    CITIES.summary[1].text: "Enviados da Liga do Norte reuniram-se em Kiew no dia 2.",
    "Northern League": "Liga do Norte",
}


def test_a_name_in_two_forms_comes_first_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, TEXTS))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["glossary", "suggest", "-l", "pt"])
    assert done.exit_code == 0, done.output
    rows = [re.split(r"\s{2,}", line.strip()) for line in done.output.splitlines()]
    assert [row[:5] for row in rows[1:3]] == [
        ["Kyiv", "places", "5", "1", "! Kiev 2 | Kiew 1"],
        ["Northern League", "organisations", "4", "1", "Liga do Norte 3"],
    ]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_suggestions_as_yaml_can_be_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, TEXTS))
    done = CliRunner().invoke(main, ["glossary", "suggest", "-l", "pt", "-l", "uk", "--yaml", "--min", "4"])
    assert done.exit_code == 0, done.output
    assert "# Kyiv: {use: …}" in done.output  # no Ukrainian catalog
    pasted = read(done.output, tmp_path)
    assert pasted["pt"] == {"Kyiv": Term("Kiev", avoid=("Kiew",)), "Northern League": Term("Liga do Norte")}
    (tmp_path / "site_config" / "glossary.yml").write_text(done.output)
    again = CliRunner().invoke(main, ["glossary", "suggest", "-l", "pt", "--min", "4"])
    assert again.output == "pt: nothing to suggest\n"
