"""Work shared by processes: the same bytes as one process gives, whatever happens to the others."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import polib
import pytest
from click.testing import CliRunner, Result
from fixtures.argos_toy import make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import briefing_file, translation
from generator.batch import Alone, Failure, Workers, crew, drafts, strings, translations
from generator.batch.processes import Processes
from generator.briefing import Briefing, Kind, Message, Side, Statement
from generator.cli import main
from generator.config import Language, Languages, Project
from generator.errors import ModelError
from generator.translation import fill, machine
from generator.translation.engines import argos, engine_for, firefox
from generator.translation.glossary import Terms
from generator.translation.names import Namer

FIXTURES = Path(__file__).parent / "fixtures"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


# --- who does the work ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """A unit that squares a number; what else it does is for the test to say."""

    number: int
    what: str = ""
    place: Path = Path()

    @property
    def label(self) -> str:
        return f"number {self.number}"

    def do(self) -> tuple[int, int]:
        if self.what == "fail":
            raise ModelError("there is no model")
        if self.what == "err":
            raise ZeroDivisionError("of ours")
        if self.what == "print":
            print("said by a library")
        if self.what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "die once" and not self.place.exists():
            self.place.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "wait":
            self.place.with_name(str(os.getpid())).touch()
            time.sleep(300)
        return self.number**2, os.getpid()


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers import this module."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def test_processes_do_units_and_take_them_as_they_are_needed() -> None:
    taken: list[int] = []

    def units() -> Iterator[Work]:
        for number in count():
            taken.append(number)
            yield Work(number, "print" if number == 3 else "")

    found: dict[int, int] = {}
    workers: set[int] = set()
    with Processes(2, print) as processes:
        for unit, (square, process) in processes.run(units()):
            found[unit.number] = square
            workers.add(process)
            if len(found) >= 20 and len(workers) == 2:
                break
    assert all(square == number**2 for number, square in found.items())
    assert os.getpid() not in workers
    assert len(taken) <= len(found) + 4
    for process in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_lost_worker_loses_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    units = [Work(n, "die once" if n == 4 else "die" if n == 7 else "", tmp_path / "died") for n in range(12)]
    with Processes(2, told.append) as processes:
        found = {unit.number: made for unit, made in processes.run(units)}
    assert sorted(found) == list(range(12))
    assert all(found[n][0] == n**2 for n in found if n != 7)
    assert isinstance(found[7], Failure)
    assert (
        "number 7: two workers were lost over it, the second was killed, perhaps because" in found[7].message
    )
    assert sorted(told) == [
        f"number {n}: its worker was killed, perhaps because memory ran out; a new worker tries again"
        for n in (4, 7)
    ]


def test_mistakes_are_the_same_here_and_there() -> None:
    units = [Work(1, "fail"), Work(2, "err"), Work(3)]
    with Processes(2, print) as processes:
        there = dict(processes.run(units))
    here = dict(Alone().run(units))
    assert [there[unit] for unit in units[:2]] == [here[unit] for unit in units[:2]]
    assert here[units[0]] == Failure("there is no model")
    assert here[units[1]].message.startswith(
        "number 2: this is a mistake in the program (ZeroDivisionError: of ours, in test_batch.py:"
    )
    assert here[units[2]][0] == there[units[2]][0] == 9


WAITING = """
import signal
import sys
from pathlib import Path
from test_batch import Work
from generator.batch.processes import Processes

signal.signal(signal.SIGINT, signal.default_int_handler)
with Processes(2, print) as processes:
    for _ in processes.run(Work(n, "wait", Path(sys.argv[1])) for n in range(9)):
        pass
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_program(end: signal.Signals, tmp_path: Path) -> None:
    seen, temporary = tmp_path / "seen", tmp_path / "temporary"
    seen.mkdir()
    temporary.mkdir()
    command = [sys.executable, "-c", WAITING, str(seen / "x")]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as process:
        wait_until(lambda: len(list(seen.iterdir())) == 2)
        assert len(list(temporary.iterdir())) == 1
        process.send_signal(end)
        assert process.wait(30) in {-end, 1}
    for file in seen.iterdir():
        wait_until(lambda pid=int(file.name): not _runs(pid))
    assert not list(temporary.iterdir())


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # a zombie, where nobody waits for it
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_little_work_starts_no_process() -> None:
    for workers, most in ((Workers(4), 1), (Workers(4), 0), (Workers(1), 9)):
        with workers.crew(most) as found:
            assert isinstance(found, Alone)
    with Workers(2).crew(2) as several:
        assert isinstance(several, Processes)


def test_workers_and_a_cluster_are_not_given_together(tmp_path: Path) -> None:
    result = run("draft", tmp_path, "--workers", "2", "--dask", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "give --workers or --dask, not both" in result.output
    assert run("draft", tmp_path, "--workers", "0").exit_code == 2


# --- drafts --------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with three folders of articles, and two that cannot be drafted."""
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    root = tmp_path / "project"
    shutil.copytree(FIXTURES.parents[1] / "site_config", root / "site_config")
    (root / "mkdocs.yml").touch()
    for name in ("ferry", "mackerel", "takeover"):
        shutil.copytree(FIXTURES / "drafting" / name / "articles", root / "briefings" / name / "articles")
    for name, file, content in (("empty", "01.txt", b""), ("pdf", "02.pdf", b"%PDF")):
        (root / "briefings" / name / "articles").mkdir(parents=True)
        (root / "briefings" / name / "articles" / file).write_bytes(content)
    monkeypatch.chdir(root)
    return root


def drafted(project: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in project.glob("briefings/*/briefing.yml")}


@pytest.mark.slow
def test_drafts_are_the_same_for_any_number_of_workers(project: Path) -> None:
    found, outputs = [], []
    for workers in (1, 2, 3):
        result = run("draft", "--workers", str(workers))
        assert result.exit_code == 1
        outputs.append(result.output)
        found.append(drafted(project))
        for path in project.glob("briefings/*/briefing.yml"):
            path.unlink()
    assert found[0] == found[1] == found[2]
    schema = b"# yaml-language-server: $schema=../../site_config/briefing.schema.json\n"
    for name in ("ferry", "mackerel", "takeover"):
        assert found[0][name] == schema + (FIXTURES / "drafting" / name / "briefing.yml").read_bytes()
    assert outputs[0] == outputs[1] == outputs[2]
    *lines, first, second = outputs[0].splitlines()
    assert lines == [str(project / "briefings" / name / "briefing.yml") for name in sorted(found[0])]
    assert first.startswith(f"Error: {project}/briefings/empty/articles/01.txt: there is no text in the file")
    assert second.startswith(f"{project}/briefings/pdf/articles/02.pdf: articles end in .txt")
    assert not list(project.rglob("*.tmp"))


def test_an_update_is_the_same_and_leaves_what_was_changed_meanwhile(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project / "briefings" / "mackerel"
    (folder / "articles" / "02.txt").rename(project / "02.txt")
    assert run("draft", folder).exit_code == 0
    before = (folder / "briefing.yml").read_bytes()
    assert run("draft", "--update", folder).output == f"{folder}: nothing to add\n"
    (project / "02.txt").rename(folder / "articles" / "02.txt")
    result = run("draft", "--update", folder)
    assert result.exit_code == 0
    assert result.output.startswith(f"{folder / 'briefing.yml'}: ")
    after = (folder / "briefing.yml").read_bytes()
    assert after != before
    real = drafts.Draft.do

    def edited_meanwhile(unit: drafts.Draft) -> drafts.Made:
        made = real(unit)
        (folder / "briefing.yml").write_bytes(before + b"# mine\n")
        return made

    (folder / "briefing.yml").write_bytes(before)
    monkeypatch.setattr(drafts.Draft, "do", edited_meanwhile)
    result = run("draft", "--update", folder)
    assert "was changed meanwhile, and is left as it is; run the command again" in result.output
    assert (folder / "briefing.yml").read_bytes() == before + b"# mine\n"
    (folder / "briefing.yml").unlink()
    assert "was made meanwhile by somebody else; it is kept" in run("draft", folder).output
    assert (folder / "briefing.yml").read_bytes() == before + b"# mine\n"


# Ctrl-C must reach it, also where the tests run in the background
VERB = """
import signal, sys
from generator.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main(sys.argv[1:])
"""


def started(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", VERB, *arguments], stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_an_interrupted_draft_goes_on_from_there(project: Path) -> None:
    for name in ("empty", "pdf"):
        shutil.rmtree(project / "briefings" / name)
    for number in range(20):
        shutil.copytree(project / "briefings" / "ferry", project / "briefings" / f"ferry-{number:02}")
    process = started("draft", "--workers", "2")
    wait_until(lambda: bool(drafted(project)) or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (
        130,
        "Interrupted; what was drafted is kept. The same command goes on from there.\n",
    )
    first = drafted(project)
    assert 0 < len(first) < 23
    assert not list(project.rglob("*.tmp"))
    times = {name: (project / "briefings" / name / "briefing.yml").stat().st_mtime_ns for name in first}
    assert run("draft", "--workers", "1").exit_code == 0
    assert len(drafted(project)) == 23
    for name, then in times.items():
        assert (project / "briefings" / name / "briefing.yml").stat().st_mtime_ns == then
    assert len({content for name, content in drafted(project).items() if name.startswith("ferry")}) == 1


# --- translations --------------------------------------------------------------------------------


def test_a_string_is_translated_the_same_by_itself_and_among_others(tmp_path: Path) -> None:
    """So it does not matter which strings a worker gets, nor after which others."""
    engine = engine_for("pt", "auto", tmp_path)
    assert engine is not None
    support = machine.support_for("pt", "auto", tmp_path, "en")
    texts = [
        "Peru's president said that talks would begin in May.",
        "The minister met Ana Prado. “It's over,” she said.",
        "Nobody Knows When The War Will End",
        "They lost 30 men in the siege of the city by the army.",
        "Prado refused.",
        "[Prado] said the deal was dead",
    ] + [f"Minister {n} met the fishermen of harbour {n} today; nobody else came." for n in range(8)]
    messages = [Message(f"summary[{n}].text", text, Kind.TEXT) for n, text in enumerate(texts)]
    messages.append(Message("speaker", "Ana Prado", Kind.NAME))
    small = frozenset({"when", "the", "war", "will", "end"})
    namer = Namer("en", "pt", Terms({}), frozenset({"Ana Prado", "Rui Castanho"}), small=small)
    together = machine.translate(messages, engine, namer, support)
    pair = strings.Pair("en", "pt", "auto", strings.described(engine, support), Terms({}))
    order = list(range(len(messages)))
    random.Random(1).shuffle(order)  # noqa: S311
    alone, supporting = strings.apart(engine, support)
    for number in order:
        string = strings.String.of(messages[number], namer)
        assert string.kept == (("Ana Prado",) if "Prado" in messages[number].text else ())
        made = string.translated(pair, alone, supporting)
        assert (made.text, made.problem) == (together[number].text, together[number].problem)
    unit = strings.Strings(1, "x", pair, tuple(strings.String.of(m, namer) for m in messages))
    monkey = pytest.MonkeyPatch()
    monkey.setenv("DRAGOMAN_MODELS", str(tmp_path))
    assert [(made.text, made.problem) for made in unit.do()] == [(o.text, o.problem) for o in together]
    other = strings.Strings(1, "x", strings.Pair("en", "pt", "auto", ("firefox 0",), Terms({})), unit.strings)
    with pytest.raises(ModelError, match="the worker has other models"):
        other.do()
    monkey.undo()


ENGLISH = (
    "Talks go on.",
    "Nobody came.",
    "The army left.",
    "They lost 30 men.",
    "Okoye left.",
    "Ana met Okoye.",
)
SLUGS = ("a", "b", "c", "d")


class Fake:
    """An engine that loses names and figures where the sentence before the last was long enough."""

    name, model = "fake", "1"

    def translate(self, sentences: Sequence[str]) -> list[str]:
        return [f"{s[:-1].replace('30', '13')} sim{s[-1]}".replace("Okoye", "Ela") for s in sentences]


class Shuffled:
    """A crew that does units in this process, and in an order of its own."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311

    def run(self, units: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        source, window = iter(units), self._random.randint(1, 9)
        waiting: list[Any] = []
        while True:
            while len(waiting) < window and (unit := next(source, None)):
                waiting.append(unit)
            if not waiting:
                return
            unit = waiting.pop(self._random.randrange(len(waiting)))
            yield unit, crew.attempt(unit)


@dataclass(frozen=True)
class Given:
    """Workers that are a crew of the test's."""

    found: Any

    def crew(self, _: int) -> AbstractContextManager[Any]:
        return nullcontext(self.found)


def write(project: Project, slug: str, texts: Sequence[str], people: Sequence[str]) -> None:
    (project.briefings / slug).mkdir(parents=True, exist_ok=True)
    statements = tuple(map(Statement, texts))
    briefing = Briefing(title="Talks go on", summary=statements, sides=(Side("Union", tuple(people)),))
    briefing_file.write(briefing, project.briefings / slug / "briefing.yml")


def catalogs(project: Project) -> dict[str, bytes]:
    return {
        str(p.relative_to(project.root)): p.read_bytes() for p in sorted(project.briefings.glob("*/*.po"))
    }


BRIEFINGS = st.fixed_dictionaries(
    {
        slug: st.tuples(
            st.lists(st.sampled_from(ENGLISH), unique=True),
            st.lists(st.sampled_from(("Ana Okoye", "Rui Okoye", "Ana Lima")), unique=True),
        )
        for slug in SLUGS
    }
)
EDITS = st.dictionaries(
    st.tuples(st.sampled_from(SLUGS), st.sampled_from(ENGLISH)), st.just("Sim."), max_size=4
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    briefings=BRIEFINGS,
    edits=EDITS,
    chosen=st.sets(st.sampled_from(SLUGS), min_size=1),
    seed=st.integers(0, 99),
)
def test_catalogs_are_the_same_in_whatever_order_units_are_done(  # noqa: PLR0913, PLR0917 - drawn ones
    briefings: dict[str, tuple[list[str], list[str]]],
    edits: dict[tuple[str, str], str],
    chosen: set[str],
    seed: int,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever briefings share, whatever is withheld, and whatever was translated or edited before."""
    monkeypatch.setattr(translation, "engine_for", lambda *_: Fake())
    monkeypatch.setattr("generator.catalogs.support_for", lambda *_: machine.ALONE)
    monkeypatch.setattr(strings, "_engines", lambda *_: strings.apart(Fake(), machine.ALONE))
    monkeypatch.setattr(translations, "_UNIT", 2)
    languages = Languages("en", {"en": Language(), "pt": Language(), "fr": Language()})
    first = Project(tmp_path_factory.mktemp("alone"))
    for slug, (texts, people) in briefings.items():
        write(first, slug, texts, people)

    def translate(project: Project, workers: Any, slugs: Sequence[str]) -> list[str]:
        found = translations.translate(
            project, languages, slugs, languages.codes, lambda *_: None, workers=workers
        )
        return list(found)

    translate(first, Workers(), sorted(chosen))
    for (slug, text), edit in edits.items():
        path = first.briefings / slug / "pt.po"
        if path.exists() and (entry := (entries := polib.pofile(str(path))).find(text)):
            entry.msgstr, entry.flags = edit, []
            entries.save(str(path))
    second = Project(tmp_path_factory.mktemp("shared"))
    shutil.copytree(first.root, second.root, dirs_exist_ok=True)
    lines = translate(first, Workers(), SLUGS)
    assert translate(second, Given(Shuffled(seed)), SLUGS) == lines
    assert catalogs(second) == catalogs(first)
    assert len(catalogs(first)) == 2 * len(SLUGS)


@pytest.fixture
def languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of briefings that share strings, with a model of each engine."""
    models = tmp_path / "models"
    monkeypatch.setenv("DRAGOMAN_MODELS", str(models))
    with zipfile.ZipFile(make.HERE / "translate-en_eo-1_0.argosmodel") as archive:
        archive.extractall(models / "argos")
    project = Project(tmp_path / "project")
    (project.root / "site_config").mkdir(parents=True)
    (project.root / "mkdocs.yml").touch()
    (project.site_config / "languages.yml").write_text("languages: {en: {}, pt: {}, eo: {}}\n")
    (project.site_config / "glossary.yml").write_text("pt:\n  fishermen: {use: pescadores}\n")
    for number, slug in enumerate(SLUGS):
        texts = [f"Minister {n} met the fishermen of harbour {n} today." for n in range(number, number + 20)]
        write(project, slug, texts, [f"Ana Lima{number}"])
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(translations, "_WORTH", 5)
    return project


def clean(project: Project) -> None:
    for path in project.briefings.glob("*/*.po"):
        path.unlink()


@pytest.mark.slow
def test_catalogs_are_the_same_for_any_number_of_workers(languages: Project) -> None:
    outputs, found = [], []
    for workers in (1, 2, 3):
        clean(languages)
        result = run("translate", "--workers", str(workers))
        assert result.exit_code == 0, result.output
        outputs.append(result.output)
        found.append(catalogs(languages))
    assert found[0] == found[1] == found[2]
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0].startswith("a ▶ pt: 22 translated; now ")
    assert len(found[0]) == 8
    assert all(b"machine: " in content for content in found[0].values())
    before = {path: path.stat().st_mtime_ns for path in languages.root.rglob("*.po")}
    assert run("translate", "--workers", "2").exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in languages.root.rglob("*.po")} == before


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_translation_goes_on_to_the_same_catalogs(
    end: signal.Signals, languages: Project
) -> None:
    for number in range(5):
        texts = [f"Harbour {n} of region {number} is closed until the end of the month." for n in range(40)]
        write(languages, f"more-{number}", texts, [])
    process = started("translate", "--workers", "2", "-l", "pt")
    wait_until(
        lambda: (
            any(b"machine: firefox" in content for content in catalogs(languages).values())
            or process.poll() is not None
        )
    )
    process.send_signal(end)
    _, said = process.communicate(timeout=60)
    if end == signal.SIGINT:
        assert process.returncode == 130
        assert said == "Interrupted; what was translated is kept. The same command goes on from there.\n"
    missing = [len(polib.pofile(str(path)).untranslated_entries()) for path in languages.root.rglob("pt.po")]
    assert sum(missing) > 0
    assert run("translate", "--workers", "3", "-l", "pt").exit_code == 0
    resumed = catalogs(languages)
    clean(languages)
    assert run("translate", "--workers", "1", "-l", "pt").exit_code == 0
    assert catalogs(languages) == resumed


def test_an_edit_made_while_workers_translate_is_kept(
    languages: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, real = "Minister 3 met the fishermen of harbour 3 today.", fill.Job.fill

    def edited(job: fill.Job, *arguments: Any) -> None:
        path = languages.briefings / "a" / "pt.po"
        entries = polib.pofile(str(path))
        entries.find(mine).msgstr = "Como eu quero."
        entries.save(str(path))
        monkeypatch.setattr(fill.Job, "fill", real)
        real(job, *arguments)

    monkeypatch.setattr(fill.Job, "fill", edited)
    assert run("translate", "--workers", "2", "-l", "pt").exit_code == 0
    entry = polib.pofile(str(languages.briefings / "a" / "pt.po")).find(mine)
    assert (entry.msgstr, entry.comment) == ("Como eu quero.", "")


def test_a_broken_model_is_told_once(languages: Project) -> None:
    folder = firefox_folder(languages.root.parent / "models" / "firefox" / "en-pt")
    for name in ("model.enpt.bin", "vocab.enpt.spm"):
        (folder / name).write_bytes(b"no model")
    for workers in ("1", "2"):
        result = run("translate", "--workers", workers, "-l", "pt", "-l", "eo")
        assert result.exit_code == 1
        assert result.output.count("this Firefox model cannot be opened") == 1
        assert "d ▶ eo: " in result.output


def firefox_folder(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_a_worker_keeps_the_models_of_one_pair_of_languages(
    languages: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("status").exit_code == 0
    strings._engines.cache_clear()
    engine, _ = strings._engines("en", "pt", "auto")
    assert engine is not None
    assert engine.translate(["Peace."]) == ["A paz."]
    assert firefox._here.translators
    other, _ = strings._engines("en", "eo", "auto")
    assert other is not None
    assert other.name == argos.Argos.name
    assert not hasattr(firefox._here, "translators")
    strings._engines.cache_clear()
    monkeypatch.setenv("DRAGOMAN_MODELS", str(languages.root / "none"))
    assert strings._engines("en", "eo", "auto") == (None, machine.ALONE)
    strings._engines.cache_clear()
