"""The Argos package in fixtures/argos_toy is real: Argos and CTranslate2 load it and translate with it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import ctranslate2
import pytest
import sentencepiece
from fixtures.argos_toy import make

DIRECTIONS = [("en", "eo"), ("eo", "en")]


def package(source: str, target: str) -> Path:
    return make.HERE / f"translate-{source}_{target}-1_0.argosmodel"


class Model:
    """An unpacked package, used as Argos uses it."""

    def __init__(self, folder: Path):
        self.tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
        self.translator = ctranslate2.Translator(str(folder / "model"), intra_threads=1)

    def translate(self, sentences: list[str], **options: object) -> list[str]:
        pieces = [self.tokenizer.encode(sentence, out_type=str) for sentence in sentences]
        results = self.translator.translate_batch(pieces, **options)
        return [self.tokenizer.decode_pieces(result.hypotheses[0]) for result in results]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    folder = tmp_path_factory.mktemp("packages")
    for direction in DIRECTIONS:
        with zipfile.ZipFile(package(*direction)) as archive:
            archive.extractall(folder)
    return {source: Model(folder / package(source, target).stem) for source, target in DIRECTIONS}


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_the_script_builds_the_committed_package(source: str, target: str, tmp_path: Path) -> None:
    built = make.build(tmp_path, source, target)
    committed = package(source, target)
    assert built.name == committed.name
    with zipfile.ZipFile(built) as ours, zipfile.ZipFile(committed) as theirs:
        assert ours.namelist() == theirs.namelist()
        differing = [name for name in ours.namelist() if ours.read(name) != theirs.read(name)]
    assert differing == []


@pytest.mark.parametrize("beam_size", [1, 2, 4])
@pytest.mark.parametrize(
    ("english", "esperanto"),
    [
        (
            "the president said that talks begin in may",
            "la prezidanto diris ke traktadoj komenciĝas en majo",
        ),
        (
            '"The war," Zelenskyy said, "is not new."',
            '"La milito," Zelenskyy diris, "estas ne nova."',
        ),
        (
            "But 1,250 soldiers (and 30 ministers) met on Monday at 10:45!",
            "Sed 1,250 soldatoj (kaj 30 ministroj) renkontis sur lundo ĉe 10:45!",
        ),
    ],
)
def test_words_are_translated_and_numbers_names_and_punctuation_kept(
    models: dict[str, Model], english: str, esperanto: str, beam_size: int
) -> None:
    assert models["en"].translate([english], beam_size=beam_size) == [esperanto]


def test_every_word_of_the_list_is_translated_also_in_quotation_marks(models: dict[str, Model]) -> None:
    lines = (make.HERE / "words.tsv").read_text("utf-8").splitlines()
    words = dict(line.split("\t") for line in lines)
    assert len(words) == len(lines) > 100
    assert models["en"].translate(list(words)) == list(words.values())
    assert models["en"].translate([f"“{word}”" for word in words]) == [f"“{word}”" for word in words.values()]


def test_a_capital_letter_stays_one_unless_the_list_says_otherwise(models: dict[str, Model]) -> None:
    result = models["en"].translate(["We met.", "“Peace now”", "In May", "Russian", "A. Toner"])
    assert result == ["Ni renkontis.", "“Paco nun”", "En majo", "rusa", "A. Toner"]


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Toner otherwise forbids Saidov's inwardness",  # begin, end or middle are words of the list
        "Володимир Зеленський, 习近平, رجب أردوغان, café 🙂",
        "[x] {{ y }} <b>$5</b> %(z)s 3.5–4 °C",
    ],
)
def test_what_is_not_in_the_list_comes_through_unchanged(models: dict[str, Model], text: str) -> None:
    assert models["en"].translate([text], beam_size=4) == [text]


def test_a_long_sentence_is_translated_to_its_end_beside_a_short_one(models: dict[str, Model]) -> None:
    clause, translated = (
        "the talks ended today and Zelenskyy said 12 words ",
        "la traktadoj finiĝis hodiaŭ kaj Zelenskyy diris 12 words ",
    )
    result = models["en"].translate([clause * 8 + "again.", "peace"], beam_size=4)
    assert result == [translated * 8 + "denove.", "paco"]


def test_the_way_back_gives_the_sentence_again(models: dict[str, Model]) -> None:
    sentence = (
        "The Russian president rejected a ceasefire, but Istanbul invited the leaders to new negotiations."
    )
    there = models["en"].translate([sentence])
    assert there != [sentence]
    assert models["eo"].translate(there) == [sentence]


IN_ARGOS = """
import sys
from argostranslate import package, translate

class WholeText:
    def split_sentences(self, text):
        return [text]

for path in sys.argv[1:]:
    package.install_from_path(path)
for codes, text in ((("en", "eo"), "Talks begin in May."), (("eo", "en"), "Traktadoj komenciĝas en majo.")):
    translation = translate.get_translation_from_codes(*codes)
    translation.underlying.sentencizer = WholeText()  # Argos's own would have to be downloaded
    print(translation, translation.translate(text))
"""


def test_argos_itself_installs_the_packages_and_translates(tmp_path: Path) -> None:
    folders = ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    environment = (
        os.environ | {name: str(tmp_path / name) for name in folders} | {"PYTHONIOENCODING": "utf-8"}
    )
    packages = [str(package(*direction)) for direction in DIRECTIONS]
    run = subprocess.run(
        [sys.executable, "-c", IN_ARGOS, *packages],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stdout.splitlines() == [
        "English → Esperanto Traktadoj komenciĝas en majo.",
        "Esperanto → English Talks begin in May.",
    ], run.stderr


def test_a_truncated_package_is_no_archive_and_a_broken_model_does_not_load(tmp_path: Path) -> None:
    whole = package("en", "eo")
    assert not zipfile.is_zipfile(make.truncated(whole, tmp_path / "truncated.argosmodel"))
    with zipfile.ZipFile(make.with_broken_model(whole, tmp_path / "broken.argosmodel")) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    with pytest.raises(RuntimeError, match="invalid payload"):
        ctranslate2.Translator(str(tmp_path / "broken" / "model"))


def test_the_readme_shows_the_entry_of_an_index() -> None:
    example = (make.HERE / "README.md").read_text("utf-8").split("```json")[1].split("```")[0]
    link = "http://127.0.0.1:8000/translate-en_eo-1_0.argosmodel"
    assert json.loads(example) == [make.index_entry(link)]
