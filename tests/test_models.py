"""Installing models: from an index, from a file, and never half."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from fixtures.argos_toy import make
from loopback import serve

from generator import translation
from generator.briefing import Briefing
from generator.config import Language, Languages
from generator.errors import ModelError
from generator.translation import records
from generator.translation.engines import engine_for
from generator.translation.install import _version, install
from generator.translation.models import models_dir, rows
from generator.translation.records import sha256
from generator.translation.unpack import unpack

TOY = make.HERE / "translate-en_eo-1_0.argosmodel"


class NoFirefox(BaseHTTPRequestHandler):
    """A list of Firefox's models that is empty."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"data": []}')

    def log_message(self, *_: object) -> None: ...


class BreaksOff(NoFirefox):
    """A server that closes the connection in the middle of a package."""

    def do_GET(self) -> None:
        content = TOY.read_bytes()
        if self.path.endswith("index.json"):
            host = self.headers["Host"]
            content = json.dumps([make.index_entry(f"http://{host}/toy.argosmodel")]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content if self.path.endswith("index.json") else content[: len(content) // 2])


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a package index on this machine; Firefox has no model at all."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    with serve(folder) as address, serve(NoFirefox) as firefox:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", firefox)
        (folder / "old.argosmodel").write_bytes(b"an older version, never asked for")
        (folder / "new.argosmodel").write_bytes(TOY.read_bytes())
        entries = [
            make.index_entry(address + "old.argosmodel") | {"package_version": "0.9"},
            make.index_entry(address + "new.argosmodel")
            | {"links": ["file:///etc/hostname", address + "gone.argosmodel", address + "new.argosmodel"]},
        ]
        (folder / "index.json").write_text(json.dumps(entries))
        yield folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def left(models: Path) -> list[Path]:
    """What is in the folder of the models, if it is there."""
    return [path for path in models.rglob("*") if path.is_file()] if models.exists() else []


# --- what works ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("mirror")
def test_a_package_from_an_index_translates_a_briefing(models: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    assert install("eo", models, progress=lambda *size: seen.append(size)) == "argos en-eo-1.0"
    assert seen[-1] == (TOY.stat().st_size, TOY.stat().st_size)
    briefing = Briefing(title="The president wants peace")
    translation.translate(briefing, tmp_path / "eo.po", "eo", engine=engine_for("eo", "auto", models))
    page = translation.load(briefing, tmp_path / "eo.po", "eo")
    assert page(briefing.title).text == "La prezidanto volas paco"
    record = json.loads((models / "argos" / "en_eo" / "installed.json").read_text())
    assert record["origin"].endswith("/new.argosmodel")
    assert list(record["sha256"].values()) == [sha256(TOY)]


def test_a_package_from_a_file_replaces_the_one_before(models: Path, tmp_path: Path) -> None:
    install(str(TOY), models)
    newer = tmp_path / "newer.argosmodel"
    with zipfile.ZipFile(TOY) as archive:
        files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
    files["metadata.json"] = json.dumps(
        json.loads(files["metadata.json"]) | {"package_version": "2.0"}
    ).encode()
    make.write_package(newer, files)
    assert install(str(newer), models) == "argos en-eo-2.0"
    assert [path.name for path in models.rglob("metadata.json")] != []
    assert [path.name for path in (models / "argos").iterdir()] == ["en_eo"]
    assert {path.name for path in models.iterdir()} == {"argos"}


def test_the_table_of_models_tells_engine_version_size_origin_and_score(models: Path) -> None:
    install(str(TOY), models)
    languages = Languages(
        "en", {"en": Language(), "pt": Language(), "eo": Language(), "fr": Language(), "ru": Language("none")}
    )
    pt, eo, fr, ru = rows(languages, models)
    assert (pt.engine, pt.version, pt.origin, pt.score) == ("firefox", "1693087644", "bundled", 50.3)
    assert pt.size is not None
    assert 20_000_000 < pt.size < 30_000_000
    assert (eo.engine, eo.model, eo.version, eo.score) == ("argos", "en-eo-1.0", "1.0", None)
    assert eo.origin == str(TOY)
    assert (fr.engine, fr.size, ru.engine) == (None, None, None)


def test_the_table_of_models_tells_which_one_is_broken(models: Path) -> None:
    install(str(TOY), models)
    broken = models / "argos" / "en_fr"
    broken.mkdir()
    (broken / "metadata.json").write_text("{")
    eo, fr = rows(Languages("en", {"en": Language(), "eo": Language(), "fr": Language()}), models)
    assert (eo.engine, fr.engine) == ("argos", None)
    assert fr.origin is not None
    assert fr.origin.startswith(f"broken: {broken}: no usable metadata.json")


def test_the_folder_of_the_models_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("DRAGOMAN_MODELS", raising=False)
    assert models_dir() == tmp_path / "dragoman" / "models"
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "own"))
    assert models_dir() == tmp_path / "own"


# --- what cannot be had --------------------------------------------------------------------------


@pytest.mark.usefixtures("mirror")
def test_a_language_that_no_index_has_is_told(models: Path) -> None:
    with pytest.raises(ModelError, match="no Argos package from en into fr"):
        install("fr", models)
    with pytest.raises(ModelError, match="Firefox has no model from en into fr"):
        install("fr", models, engine="firefox")
    assert left(models) == []


def test_without_a_connection_the_message_tells_the_way_by_hand(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:1/")
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:1/")
    with pytest.raises(ModelError, match=r"Without a connection: get the \.argosmodel file elsewhere"):
        install("fr", models, engine="argos")
    with pytest.raises(ModelError, match=r"Without a connection: .*firefox/en-fr"):
        install("fr", models, engine="firefox")
    assert left(models) == []


def test_a_download_that_breaks_off_leaves_nothing(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(BreaksOff) as address:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
        with pytest.raises(ModelError, match="the connection broke off after"):
            install("eo", models, engine="argos")
    assert left(models) == []


def test_an_interrupted_download_leaves_nothing(models: Path, mirror: Path) -> None:  # noqa: ARG001
    def interrupt(_done: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install("eo", models, progress=interrupt)
    assert left(models) == []


@pytest.mark.parametrize("renames", [1, 2])
def test_an_interrupt_between_two_models_leaves_one_of_them(
    renames: int, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(str(TOY), models)
    real, done = Path.rename, []

    def rename(path: Path, target: Path) -> Path:
        result = real(path, target)
        done.append(target)
        if len(done) == renames:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        install(str(TOY), models)
    assert engine_for("eo", "argos", models) is not None


def test_a_file_that_is_not_there_is_told(models: Path) -> None:
    with pytest.raises(ModelError, match="there is no such file"):
        install("gone.argosmodel", models)


def test_asking_for_the_usual_index_leaves_the_users_home_alone(tmp_path: Path) -> None:
    program = (
        "import os; from generator.translation.install import _index_address\n"
        "before = dict(os.environ); print(_index_address())\n"
        "assert {k: v for k, v in os.environ.items() if k.startswith('XDG')} == "
        "{k: v for k, v in before.items() if k.startswith('XDG')}\n"
    )
    left_out = ("XDG_", "ARGOS_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(left_out)} | {
        "HOME": str(tmp_path)
    }
    run = subprocess.run([sys.executable, "-c", program], check=True, env=environment, capture_output=True)
    assert run.stdout.decode().strip().endswith("/index.json")
    assert list(tmp_path.iterdir()) == []


# --- packages that must not get in ---------------------------------------------------------------


def test_a_truncated_package_is_refused(models: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a whole zip archive"):
        install(str(make.truncated(TOY, tmp_path / "half.argosmodel")), models)
    assert left(models) == []


def test_a_broken_package_is_refused_and_the_installed_one_stays(models: Path, tmp_path: Path) -> None:
    install(str(TOY), models)
    before = sorted((path, path.read_bytes()) for path in left(models))
    with pytest.raises(ModelError, match="cannot be opened"):
        install(str(make.with_broken_model(TOY, tmp_path / "broken.argosmodel")), models)
    assert sorted((path, path.read_bytes()) for path in left(models)) == before


def evil(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], keep: bool = True) -> Path:
    with zipfile.ZipFile(TOY) as toy, zipfile.ZipFile(path, "w") as archive:
        for name in toy.namelist() if keep else ():
            archive.writestr(name, toy.read(name))
        for member, content in members:
            archive.writestr(member, content)
    return path


def special(name: str, kind: int = stat.S_IFLNK) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    return info


def packed(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    return info


METADATA = '{"from_code": "en", "to_code": "eo", "package_version": "1.0"}'


@pytest.mark.parametrize(
    ("members", "keep", "words"),
    [
        ([("../outside", b"x")], True, "leads out of the folder"),
        ([("translate-en_eo-1_0/../../outside", b"x")], True, "leads out of the folder"),
        ([("/outside", b"x")], True, "leads out of the folder"),
        ([("a\\..\\outside", b"x")], True, "leads out of the folder"),
        ([("C:/outside", b"x")], True, "leads out of the folder"),
        ([(special("translate-en_eo-1_0/link"), b"/etc")], True, "is a link or a device"),
        ([(special("translate-en_eo-1_0/disk", stat.S_IFBLK), b"")], True, "is a link or a device"),
        ([(special("translate-en_eo-1_0/pipe", stat.S_IFIFO), b"")], True, "is a link or a device"),
        ([(packed("translate-en_eo-1_0/a", zipfile.ZIP_LZMA), b"x")], True, "in a way that no Argos package"),
        ([("translate-en_eo-1_0/METADATA.json", b"{}")], True, "METADATA.json' is in it twice"),
        ([("translate-en_eo-1_0/metadata.json/a", b"x")], True, "metadata.json' is in it twice"),
        ([("Translate-en_eo-1_0/a", b"x")], True, "expected one folder"),
        ([("translate-en_eo-1_0/" + "a" * 300, b"x")], True, "cannot be unpacked"),
        ([("other/file", b"x")], True, "expected one folder"),
        ([("file", b"x")], False, "expected one folder"),
        ([("a/model", b"x")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"[")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"[1]")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"[" * 100_000)], False, "no usable metadata.json"),
        ([("a/metadata.json", b"\xff")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"{}")], False, "names no from_code"),
        ([("a/metadata.json", METADATA.replace('"1.0"', "1").encode())], False, "names no from_code"),
        ([("a/metadata.json", METADATA.encode())], False, "has no model/model.bin"),
        (
            [
                ("a/metadata.json", METADATA.replace("eo", "../x").encode()),
                ("a/model/model.bin", b""),
                ("a/bpe.model", b""),
            ],
            False,
            "is no language code",
        ),
        (
            [
                ("a/metadata.json", METADATA.replace("1.0", "1\\n#, fuzzy").encode()),
                ("a/model/model.bin", b""),
                ("a/bpe.model", b""),
            ],
            False,
            "is no version",
        ),
        (
            [("a/metadata.json", METADATA.encode()), ("a/model/model.bin", b"x"), ("a/bpe.model", b"x")],
            False,
            "cannot be opened",
        ),
        ([(f"a/{n}", b"") for n in range(1001)], False, "far larger than a model"),
    ],
)
def test_a_malicious_or_foreign_archive_is_refused(
    members: list[tuple[str | zipfile.ZipInfo, bytes]], keep: bool, words: str, models: Path, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match=words):
        install(str(evil(tmp_path / "evil.argosmodel", *members, keep=keep)), models)
    assert left(models) == []
    assert not list(tmp_path.rglob("outside"))


def with_size(archive: Path, size: int) -> Path:
    """The archive whose directory says that each file has so many bytes."""
    content = bytearray(archive.read_bytes())
    at = content.find(b"PK\1\2")
    while at >= 0:
        content[at + 24 : at + 28] = size.to_bytes(4, "little")
        at = content.find(b"PK\1\2", at + 4)
    archive.write_bytes(content)
    return archive


def test_an_archive_that_would_fill_the_disk_is_refused_before_it_is_unpacked(
    models: Path, tmp_path: Path
) -> None:
    bomb = with_size(evil(tmp_path / "bomb.argosmodel"), 2**32 - 2)
    with pytest.raises(ModelError, match="far larger than a model"):
        install(str(bomb), models)
    assert left(models) == []


def test_an_archive_is_unpacked_no_further_than_it_says(models: Path, tmp_path: Path) -> None:
    info = packed("a/zeros", zipfile.ZIP_DEFLATED)
    bomb = with_size(evil(tmp_path / "bomb.argosmodel", (info, bytes(50_000_000)), keep=False), 10)
    with pytest.raises(ModelError, match="not a whole zip archive"):
        install(str(bomb), models)
    assert left(models) == []


def test_no_damage_to_an_archive_is_more_than_a_message(models: Path, tmp_path: Path) -> None:
    whole, file = TOY.read_bytes(), tmp_path / "damaged.argosmodel"
    directory = whole.rfind(b"PK\5\6") - 1500
    places = [*range(0, 100, 7), *range(directory, len(whole), 13)]
    (tmp_path / "into").mkdir()
    refused = 0
    for place in places:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            unpack(file, tmp_path / "into")
        except ModelError as error:
            assert str(error).startswith("damaged.argosmodel: ")  # noqa: PT017 - not each damage is seen
            refused += 1
    assert refused > len(places) / 2
    assert {path.name for path in tmp_path.iterdir()} == {"damaged.argosmodel", "into"}
    assert left(models) == []


def test_a_package_for_other_languages_than_asked_is_refused(models: Path, mirror: Path) -> None:
    install(str(TOY), models)
    before = sorted((path, path.read_bytes()) for path in left(models))
    entries = json.loads((mirror / "index.json").read_text())
    (mirror / "index.json").write_text(json.dumps([entry | {"to_code": "fr"} for entry in entries]))
    with pytest.raises(ModelError, match="is a package from en into eo, not from en into fr"):
        install("fr", models)
    assert sorted((path, path.read_bytes()) for path in left(models)) == before


@pytest.mark.parametrize(
    "index",
    [
        "{}",
        "[" * 100_000,
        "5",
        '[{"from_code": "en", "to_code": "eo", "links": 5}]',
        '[{"from_code": "en", "to_code": "eo", "links": "http://a/b"}]',
        '[{"from_code": "en", "to_code": "eo", "links": ["http://[", null, "file:///etc/hostname"]}]',
        '[{"from_code": "en", "to_code": "eo", "links": ["http://127.0.0.1:1/ü"]}]',
        '[{"from_code": "en", "to_code": "eo", "links": ["http://127.0.0.1:port/"]}]',
    ],
)
def test_a_broken_index_is_told(index: str, models: Path, mirror: Path) -> None:
    (mirror / "index.json").write_text(index, encoding="utf-8")
    with pytest.raises(ModelError, match=r"index\.json"):
        install("eo", models)
    assert left(models) == []


def test_an_index_far_larger_than_an_index_is_not_read(models: Path, mirror: Path) -> None:
    (mirror / "index.json").write_bytes(b" " * 40_000_000)
    with pytest.raises(ModelError, match="far larger than it can be"):
        install("eo", models)
    assert left(models) == []


@pytest.mark.parametrize("address", ["http://[/", "ftp://a/", "http://127.0.0.1:1/ü/", "index.json"])
def test_an_address_that_is_none_is_told(address: str, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
    with pytest.raises(ModelError, match="no Argos package could be downloaded"):
        install("eo", models, engine="argos")
    assert left(models) == []


def test_a_version_that_would_break_a_catalogs_comment_is_not_taken_over() -> None:
    known: list[dict[str, str | None]] = [{"decompressedHash": "0a", "version": "1\n#, fuzzy"}]
    assert _version(known, {"model.bin": "0a"}) == "unknown"
    known[0]["version"] = "1.0a1"
    assert _version(known, {"model.bin": "0a"}) == "1.0a1"


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "[" * 100_000, '{"version": 1, "origin": 2, "sha256": 3}']
)
def test_a_broken_record_of_a_model_is_as_good_as_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "installed.json").write_text(content)
    assert records.read(tmp_path) is None
