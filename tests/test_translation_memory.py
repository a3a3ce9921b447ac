"""Over all briefings of a project: each string is translated once, and a person's text serves all."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from preparing import prepare

from generator import briefing_file, translation
from generator.batch import translations
from generator.briefing import Briefing, Quote, Reaction, Side, State, Statement
from generator.config import Language, Languages, Project
from generator.errors import DragomanError
from generator.translation.catalog import digest
from generator.translation.memory import Once

LANGUAGES = Languages("en", {"en": Language(), "pt": Language()})
TALKS = "The talks will go on next week."
BY_HAND = "As conversas seguem na próxima semana."


PORTUGUESE = {
    TALKS: "As conversas continuarão na próxima semana.",
    "Kyiv waits": "Kyiv espera",
    "Nobody came.": "Ninguém veio.",
    "Prices rose again.": "Os preços voltaram a subir.",
    "Talks": "Conversas",
    "Talks go on": "As conversas continuam",
    "Talks went well": "As conversas correram bem",
    "The army left.": "O exército saiu.",
    "The army's men left": "Os homens do exército saíram",
    "The talks go on.": "As conversas continuam.",
    "They lost 30 men": "Perderam 30 homens",
}


class Fake:
    """An engine that knows a few sentences."""

    name = "fake"

    def __init__(self, model: str = "1", answers: Mapping[str, str] = MappingProxyType({})) -> None:
        self.model, self.answers, self.asked = model, {**PORTUGUESE, **answers}, list[str]()

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.asked += sentences
        return [self.answers.get(sentence, "?") for sentence in sentences]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    (tmp_path / "site_config").mkdir()
    return Project(tmp_path)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Fake | None], Fake | None]:
    def engine(fake: Fake | None) -> Fake | None:
        monkeypatch.setattr(translation, "engine_for", lambda *_: fake)
        return fake

    return engine


def write(project: Project, slug: str, title: str, *texts: str, language: str = "en") -> None:
    (project.briefings / slug).mkdir(parents=True, exist_ok=True)
    path = project.briefings / slug / "briefing.yml"
    path.unlink(missing_ok=True)
    briefing_file.write(Briefing(title=title, language=language, summary=tuple(map(Statement, texts))), path)


def run(project: Project, *slugs: str, languages: Languages = LANGUAGES) -> list[str]:
    slugs = slugs or project.slugs()
    return list(translations.translate(project, languages, slugs, languages.codes, lambda *_: None))


def entry(project: Project, slug: str, text: str, code: str = "pt") -> polib.POEntry:
    found = polib.pofile(str(project.briefings / slug / f"{code}.po")).find(text)
    assert found is not None, text
    return found


def by_hand(project: Project, slug: str, source: str, text: str, *, code: str = "pt") -> None:
    """A person's edit, as an editor makes it."""
    path = project.briefings / slug / f"{code}.po"
    entries = polib.pofile(str(path))
    edited = entries.find(source)
    edited.msgstr, edited.flags = text, []
    entries.save(str(path))


def shown(project: Project, slug: str, text: str, code: str = "pt") -> tuple[str, State, str | None]:
    folder = project.briefings / slug
    string = translation.load(briefing_file.load(folder / "briefing.yml"), folder / f"{code}.po", code)(text)
    return string.text, string.state, string.model


def snapshot(project: Project) -> dict[Path, tuple[int, bytes]]:
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in project.root.rglob("*") if p.is_file()}


# --- what an engine wrote ------------------------------------------------------------------------


def test_in_one_run_the_engine_is_asked_once_for_what_briefings_share(
    project: Project, use: Callable[[Fake], Fake]
) -> None:
    write(project, "a", "Talks go on", TALKS)
    write(project, "b", "Talks went well", TALKS)
    engine = use(Fake())
    assert run(project) == [
        "a ▶ pt: 2 translated; now 2 machine",
        "b ▶ pt: 1 translated, 1 taken over; now 2 machine",
    ]
    assert sorted(engine.asked) == ["Talks go on", "Talks went well", TALKS]
    first, second = entry(project, "a", TALKS), entry(project, "b", TALKS)
    assert first.comment.startswith("machine: fake 1 ")
    assert (first.msgstr, first.comment, first.flags) == (second.msgstr, second.comment, second.flags)


def test_over_time_too_and_the_other_briefing_is_not_touched(
    project: Project, use: Callable[[Fake], Fake]
) -> None:
    write(project, "z", "Talks go on", TALKS)
    use(Fake())
    run(project)
    before = snapshot(project)
    write(project, "b", "Talks went well", TALKS)
    engine = use(Fake())
    run(project, "b")
    assert engine.asked == ["Talks went well"]
    assert entry(project, "b", TALKS).comment == entry(project, "z", TALKS).comment
    after = snapshot(project)
    assert {path: after[path] for path in before} == before


def test_a_build_takes_over_too(project: Project, use: Callable[[Fake], Fake]) -> None:
    write(project, "b", "Talks go on", TALKS)
    use(Fake())
    prepare(project, LANGUAGES)
    write(project, "a", "Talks go on")
    engine = use(Fake())
    entries = prepare(project, LANGUAGES)
    assert engine.asked == []
    assert entries[0].translations["pt"]("Talks go on").state is State.MACHINE


def test_another_models_text_is_not_taken_over(project: Project, use: Callable[[Fake], Fake]) -> None:
    write(project, "a", TALKS)
    use(Fake())
    run(project)
    write(project, "b", TALKS)
    engine = use(Fake("2"))
    run(project, "b")
    assert engine.asked == [TALKS]
    assert entry(project, "b", TALKS).comment.startswith("machine: fake 2 ")


def test_a_text_made_with_another_glossary_is_not_taken_over(
    project: Project, use: Callable[[Fake], Fake]
) -> None:
    write(project, "a", "Kyiv waits")
    use(Fake())
    run(project)
    (project.site_config / "glossary.yml").write_text("pt:\n  Kyiv: {use: Kiev}\n")
    write(project, "b", "Kyiv waits")
    engine = use(Fake())
    run(project, "b")
    assert engine.asked == ["Kyiv waits"]
    assert entry(project, "b", "Kyiv waits").msgstr == "Kiev espera"
    assert entry(project, "a", "Kyiv waits").msgstr == "Kyiv espera"


def test_what_is_withheld_is_not_taken_over(project: Project, use: Callable[[Fake], Fake]) -> None:
    write(project, "a", "They lost 30 men")
    use(Fake(answers={"They lost 30 men": "Perderam 13 homens"}))
    run(project)
    write(project, "b", "They lost 30 men")
    engine = use(Fake())
    run(project, "b")
    assert shown(project, "a", "They lost 30 men")[1] is State.WITHHELD
    assert engine.asked == ["They lost 30 men"]
    assert shown(project, "b", "They lost 30 men")[1] is State.MACHINE


def test_a_text_that_lost_a_name_which_only_this_briefing_knows_is_not_taken_over(
    project: Project, use: Callable[[Fake], Fake]
) -> None:
    text = "Okoye met the ministers today"
    write(project, "a", text)
    use(Fake(answers={text: "Ela encontrou hoje os ministros"}))
    run(project)
    assert shown(project, "a", text)[1] is State.MACHINE
    (project.briefings / "b").mkdir()
    briefing = Briefing(title=text, sides=(Side("Union", ("Amina Okoye",)),))
    briefing_file.write(briefing, project.briefings / "b" / "briefing.yml")
    engine = use(Fake(answers={text: "Okoye encontrou hoje os ministros"}))
    run(project, "b")
    assert text in engine.asked
    assert shown(project, "b", text)[0] == "Okoye encontrou hoje os ministros"


def test_strings_that_differ_by_typographic_marks_only_are_asked_for_once(
    project: Project, use: Callable[[Fake], Fake]
) -> None:
    others = [f"Part {number} of the talks." for number in range(40)]  # more than one batch
    write(project, "a", "The army's men left", *others, "The army’s men left")
    engine = use(Fake())
    run(project)
    assert engine.asked.count("The army's men left") == 1
    assert len(engine.asked) == len(set(engine.asked))
    for text in ("The army's men left", "The army’s men left"):
        assert entry(project, "a", text).msgstr == "Os homens do exército saíram"


def test_an_engine_that_is_asked_once_keeps_what_else_it_can_do() -> None:
    class Able(Fake):
        def alternatives(self, sentences: Sequence[str], count: int) -> list[list[str]]:
            return [[sentence] * count for sentence in sentences]

    engine = Able()
    once = Once(engine)
    assert once.translate(["Talks", "Talks"]) + once.translate(["Talks"]) == ["Conversas"] * 3
    assert engine.asked == ["Talks"]
    assert once.alternatives(["x"], 2) == [["x", "x"]]
    assert not hasattr(Once(Fake()), "alternatives")


# --- what a person wrote -------------------------------------------------------------------------


def test_a_persons_text_is_taken_over_as_not_confirmed_here(
    project: Project, use: Callable[[Fake | None], Fake | None]
) -> None:
    write(project, "a", "Talks go on", TALKS)
    use(None)
    run(project)
    by_hand(project, "a", TALKS, BY_HAND)
    write(project, "b", TALKS)
    engine = use(Fake())
    run(project, "b")
    assert engine is not None
    assert engine.asked == []
    taken = entry(project, "b", TALKS)
    assert (taken.comment, taken.flags) == (f"machine: memory a {digest(BY_HAND)}", ["fuzzy"])
    assert shown(project, "b", TALKS) == (BY_HAND, State.MACHINE, "memory a")
    assert shown(project, "a", TALKS) == (BY_HAND, State.EDITED, None)


def test_a_persons_text_needs_no_engine(project: Project, use: Callable[[None], None]) -> None:
    use(None)
    write(project, "a", TALKS)
    write(project, "b", TALKS)
    run(project)
    by_hand(project, "a", TALKS, BY_HAND)
    assert run(project) == [
        "a ▶ pt: 0 translated; now 1 edited",
        "b ▶ pt: 0 translated, 1 taken over; now 1 machine",
    ]


@pytest.mark.parametrize("way", ["translate", "build"])
def test_a_later_change_renews_what_nobody_touched(
    way: str, project: Project, use: Callable[[Fake], Fake]
) -> None:
    def renew() -> None:
        _ = run(project) if way == "translate" else prepare(project, LANGUAGES)

    for slug in ("a", "b", "c", "d"):
        write(project, slug, f"Title of {slug}", TALKS)
    use(Fake())
    renew()
    by_hand(project, "b", TALKS, BY_HAND)
    by_hand(project, "c", TALKS, "As conversas continuam.")
    renew()  # a machine's text gives way to a person's
    assert shown(project, "a", TALKS) == (BY_HAND, State.MACHINE, "memory b")
    assert shown(project, "d", TALKS) == (BY_HAND, State.MACHINE, "memory b")
    by_hand(project, "d", TALKS, BY_HAND)  # confirmed: the flag alone is gone
    by_hand(project, "b", TALKS, "As negociações seguem.")
    renew()
    assert shown(project, "a", TALKS) == ("As negociações seguem.", State.MACHINE, "memory b")
    assert shown(project, "c", TALKS) == ("As conversas continuam.", State.EDITED, None)
    assert shown(project, "d", TALKS) == (BY_HAND, State.EDITED, None)
    before = snapshot(project)
    renew()
    assert snapshot(project) == before


def test_what_was_withheld_gives_way_to_a_person_too(project: Project, use: Callable[[Fake], Fake]) -> None:
    use(Fake(answers={"They lost 30 men": "Perderam 13 homens"}))
    write(project, "a", "They lost 30 men")
    write(project, "b", "They lost 30 men")
    run(project)
    by_hand(project, "a", "They lost 30 men", "Perderam trinta homens")
    run(project)
    assert shown(project, "b", "They lost 30 men") == ("Perderam trinta homens", State.MACHINE, "memory a")


def test_a_text_that_was_taken_over_outlives_its_origin_and_the_glossary(
    project: Project, use: Callable[[Fake], Fake]
) -> None:
    use(Fake())
    write(project, "a", "Kyiv waits")
    write(project, "b", "Kyiv waits")
    run(project)
    by_hand(project, "a", "Kyiv waits", "Kiev está à espera")
    run(project)
    (project.briefings / "a" / "briefing.yml").unlink()
    (project.site_config / "glossary.yml").write_text("pt:\n  Kyiv: {use: Quieve}\n")
    run(project)
    assert shown(project, "b", "Kyiv waits") == ("Kiev está à espera", State.MACHINE, "memory a")


def test_a_person_decides_for_briefings_in_the_same_language_only(
    project: Project, use: Callable[[None], None]
) -> None:
    use(None)
    write(project, "a", "Radio", language="fr")
    write(project, "b", "Radio")
    run(project)
    by_hand(project, "a", "Radio", "Radiografia")
    run(project)
    assert shown(project, "b", "Radio") == ("Radio", State.MISSING, None)


def test_names_go_by_rule_whatever_another_briefing_says(
    project: Project, use: Callable[[None], None]
) -> None:
    use(None)
    for slug in ("a", "b"):
        (project.briefings / slug).mkdir(parents=True)
        briefing = Briefing(
            title=slug, reactions=(Reaction("Germany"),), quotes=(Quote("No", "Wall Street"),)
        )
        briefing_file.write(briefing, project.briefings / slug / "briefing.yml")
    run(project)
    by_hand(project, "a", "Germany", "RFA")
    by_hand(project, "a", "Wall Street", "Bolsa")  # no rule names it
    run(project)
    assert shown(project, "b", "Germany") == ("Alemanha", State.STANDARD, None)
    assert shown(project, "b", "Wall Street") == ("Bolsa", State.MACHINE, "memory a")


def test_a_folder_with_a_space_in_its_name_is_named_in_one_word(
    project: Project, use: Callable[[None], None]
) -> None:
    use(None)
    write(project, "a b", TALKS)
    write(project, "c", TALKS)
    run(project)
    by_hand(project, "a b", TALKS, BY_HAND)
    run(project)
    assert shown(project, "c", TALKS) == (BY_HAND, State.MACHINE, "memory a_b")


# --- mistakes ------------------------------------------------------------------------------------


def test_a_mistake_is_told_when_all_else_is_done(project: Project, use: Callable[[Fake], Fake]) -> None:
    use(Fake())
    write(project, "a", TALKS)
    write(project, "b", "Talks went well", TALKS)
    (project.briefings / "a" / "pt.po").write_text('msgid "x"\nmsgstr "y\n')
    with pytest.raises(DragomanError, match=r"a/pt\.po:2:1"):
        run(project)
    assert shown(project, "b", TALKS)[1] is State.MACHINE


def test_a_mistake_in_another_briefing_hinders_nobody(project: Project, use: Callable[[Fake], Fake]) -> None:
    use(Fake())
    for slug in ("a", "b", "c"):
        write(project, slug, TALKS)
    (project.briefings / "a" / "pt.po").write_text('msgid "x"\nmsgstr "y\n')
    (project.briefings / "b" / "briefing.yml").write_text("titel: T\n")
    assert run(project, "c") == ["c ▶ pt: 1 translated; now 1 machine"]


def test_a_broken_model_hinders_nobody_where_people_alone_translate(project: Project) -> None:
    broken = project.root / "models" / "argos" / "eo_en"
    broken.mkdir(parents=True)
    (broken / "metadata.json").write_text("{")
    write(project, "a", TALKS)
    by_people = Languages("en", {"en": Language(), "eo": Language(engine="none")})
    (line,) = run(project, languages=by_people)
    assert line.startswith("a ▶ eo: 0 translated; now 1 missing")


# --- nothing to do -------------------------------------------------------------------------------

UNCHANGED = """
import sys
from generator.cli import main

main(["translate"], standalone_mode=False)
heavy = {"spacy", "argostranslate", "ctranslate2", "fxtranslate", "sentencepiece", "trafilatura", "mkdocs"}
print("loaded:", sorted(heavy & set(sys.modules)))
"""


def test_a_second_run_loads_nothing_and_touches_no_file(project: Project) -> None:
    (project.root / "mkdocs.yml").touch()
    (project.site_config / "languages.yml").write_text("languages: {en: {}, pt: {}, uk: {}}\n")
    for slug in ("a", "b"):
        write(project, slug, f"The talks of {slug}", TALKS, "They lost 30 men.")

    def translate() -> str:
        command = [sys.executable, "-c", UNCHANGED]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=project.root)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "loaded: ['fxtranslate'" in translate()
    before = snapshot(project)
    assert "loaded: []" in translate()
    assert snapshot(project) == before


STRINGS = ("The talks go on.", "Nobody came.", "The army left.", "Prices rose again.")
SLUGS = ("a", "b", "c")
EDITS = st.dictionaries(
    st.tuples(st.sampled_from(SLUGS), st.sampled_from(STRINGS)), st.sampled_from(("Sim.", "Não.", "Talvez."))
)
BRIEFINGS = st.fixed_dictionaries({slug: st.lists(st.sampled_from(STRINGS), unique=True) for slug in SLUGS})


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.tuples(BRIEFINGS, EDITS, st.sampled_from((None, "1", "2"))), max_size=3))
def test_no_persons_text_is_lost_or_given_to_another_and_a_second_run_changes_nothing(
    rounds: list[tuple[dict[str, list[str]], dict[tuple[str, str], str], str | None]],
    tmp_path_factory: pytest.TempPathFactory,
    use: Callable[[Fake | None], Fake | None],
) -> None:
    project = Project(tmp_path_factory.mktemp("project"))
    people: dict[tuple[str, str], str] = {}
    for briefings, drawn, model in rounds:
        use(Fake(model) if model else None)
        for slug, texts in briefings.items():
            write(project, slug, "Talks", *texts)
        run(project)
        edits = {(slug, text): edit for (slug, text), edit in drawn.items() if text in briefings[slug]}
        for (slug, text), edit in edits.items():
            by_hand(project, slug, text, edit)
        people |= edits
        run(project)
        before = snapshot(project)
        run(project)
        assert snapshot(project) == before
        now = {(slug, text): edit for (slug, text), edit in people.items() if text in briefings[slug]}
        for slug, texts in briefings.items():
            for text in texts:
                others = [now[other, text] for other in SLUGS if (other, text) in now]
                if (slug, text) in now:
                    assert shown(project, slug, text) == (now[slug, text], State.EDITED, None)
                elif others:
                    assert shown(project, slug, text)[:2] == (others[0], State.MACHINE)
