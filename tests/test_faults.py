"""The checks of translations: faults are caught, good translations pass."""

import json
from collections import Counter
from pathlib import Path

import pytest
from benchmarks import faults
from benchmarks.faults import CAUGHT, FLAGGED, LANGUAGES, Report
from benchmarks.injectors import KINDS, Good, injected
from click.testing import CliRunner


@pytest.fixture(scope="module")
def report() -> Report:
    """What the checks say of the sample's translations and of our own, and of faults in them."""
    return faults.measure([*faults.sample(), *faults.own()])


def test_faults_are_caught(report: Report) -> None:
    missed = [f"{f.kind} {f.good.language}: {f.target}" for f in report.faults if not f.problem]
    assert report.caught >= CAUGHT, "\n".join([f"{report.caught:.1%}", *missed])


def test_good_translations_pass(report: Report) -> None:
    flagged = [f"{good.language} {problems}: {good.target}" for good, problems in report.good if problems]
    assert report.flagged <= FLAGGED, "\n".join([f"{report.flagged:.1%}", *flagged])


def test_there_are_many_faults_of_each_kind_and_in_each_language(report: Report) -> None:
    kinds = Counter(fault.kind for fault in report.faults)
    assert {kind: kinds[kind] for kind in KINDS if kinds[kind] < 10} == {}
    languages = Counter(fault.good.language for fault in report.faults)
    assert {code: languages[code] for code in LANGUAGES if languages[code] < 400} == {}
    assert (
        len({good.source for good, _ in report.good if good.origin == "own" and good.language == "pt"}) > 100
    )


@pytest.mark.slow
def test_of_news_that_professionals_translated(shared: Path, report: Report) -> None:
    assert shared.is_dir()
    news = faults.measure(faults.parallel(*faults.PARALLEL, "pt", 300))
    everything = Report(report.faults + news.faults, report.good + news.good)
    flagged = [f"{problems}: {good.target}" for good, problems in news.good if problems]
    missed = [f"{f.kind}: {f.target}" for f in news.faults if not f.problem]
    assert everything.flagged <= FLAGGED, "\n".join([f"{everything.flagged:.1%}", *flagged])
    assert everything.caught >= CAUGHT, "\n".join([f"{everything.caught:.1%}", *missed])
    # alone: nobody tells the checks who is who there, and people who translate freely leave things out
    assert news.flagged <= 0.04, "\n".join([f"{news.flagged:.1%}", *flagged])
    assert news.caught >= 0.87, "\n".join([f"{news.caught:.1%}", *missed])


GOOD = Good(
    "Two ships left Tarvo on May 3 with 40 tonnes of salt, Quill said.",
    "Dois navios partiram de Tarvo em 3 de maio com 40 toneladas de sal, disse Quill.",
    "pt",
    people={"Quill": "Quill"},
)


def test_a_fault_is_the_same_at_every_run() -> None:
    assert list(injected([GOOD])) == list(injected([GOOD]))


def test_faults_of_a_sentence() -> None:
    made = {kind: target for kind, _, target in injected([GOOD])}
    assert (
        made["name dropped"] == "Dois navios partiram de Tarvo em 3 de maio com 40 toneladas de sal, disse."
    )
    assert made["unit changed"].endswith("com 40 quilos de sal, disse Quill.")
    assert made["negation added"].count("não") == 1
    assert "maio" not in made["month changed"]
    assert "Dois" not in made["number word changed"]
    assert GOOD.target not in made.values()
    # nothing of that is in it
    assert not {"negation dropped", "quotation unmarked", "year changed", "percent changed"} & made.keys()


def test_a_good_translation_is_no_fault_of_another() -> None:
    other = Good(GOOD.source, GOOD.target.replace("disse Quill", "disse"), "pt")
    assert "name dropped" not in {kind for kind, _, _ in injected([GOOD, other])}


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    lines = {"en.txt": [GOOD.source, "It rained."], "pt.txt": [GOOD.target, "Choveu."]}
    for name, texts in lines.items():
        (tmp_path / name).write_text("\n".join(texts) + "\n", "utf-8")
    return [str(tmp_path / name) for name in lines]


def test_the_command_measures_two_files(files: list[str]) -> None:
    done = CliRunner().invoke(faults.main, ["--parallel", *files, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["good"] == {"pt": {"good": 2, "flagged": 0}}
    assert found["kinds"]["month changed"] == {"pt": {"injected": 1, "caught": 1}}


def test_the_command_prints_a_table_and_lists(files: list[str]) -> None:
    done = CliRunner().invoke(faults.main, ["--parallel", *files, "--missed", "--flagged", "--lines", "1"])
    assert done.exit_code == 0, done.output
    assert "good, but flagged" in done.output
    assert "at least 95%" in done.output
    assert "0/1" in done.output


def test_files_that_do_not_fit_are_named(files: list[str]) -> None:
    path = Path(files[1])
    path.write_text(GOOD.target, "utf-8")
    done = CliRunner().invoke(faults.main, ["--parallel", *files])
    assert done.exit_code == 1
    assert "pt.txt: 1 lines, but" in done.output
    done = CliRunner().invoke(faults.main, ["--parallel", *files, "--languages", "en", "xx"])
    assert "one of pt, uk" in done.output
