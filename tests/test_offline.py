"""Offline means offline: of all that the program does, nothing even tries to reach another machine."""

import os
import re
import shutil
import socket
import sys
import zipfile
from pathlib import Path

import no_network
import pytest
import yaml
from conftest import CHROMIUM, unavailable
from fixtures.argos_toy import make
from whole_way import STEPS

ROOT = Path(__file__).parents[1]
TOY = make.HERE / "translate-en_eo-1_0.argosmodel"
LANGUAGES = {"en": {}, "pt": {}, "eo": {"engine": "argos"}}
# read by the reader of saved pages, and translated from Portuguese by the bundled model
PAGE = """\
<!doctype html><html lang="pt"><head><title>Balsa encalha perto de Split</title></head><body><article>
<h1>Balsa encalha perto de Split</h1>
<p>A empresa Jadran disse no sábado que vai pagar o hotel e a viagem dos passageiros da balsa.</p>
<p>O porto de Split disse que a balsa encalhou por causa do vento, e que ninguém ficou ferido.</p>
</article></body></html>
"""


@pytest.fixture(autouse=True)
def _can_be_watched() -> None:
    if not no_network.supported():
        unavailable("only Linux can refuse sockets to a program and tell of it")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with articles and nothing else, one of its languages translated by Argos."""
    root = tmp_path / "project"
    for name in ("templates", "site_config/pages"):
        shutil.copytree(ROOT / name, root / name)
    articles = root / "briefings" / "ferry" / "articles"
    shutil.copytree(ROOT / "tests" / "fixtures" / "drafting" / "ferry" / "articles", articles)
    (articles / "02.html").write_text(PAGE, "utf-8")
    (root / "mkdocs.yml").write_text(
        (ROOT / "mkdocs.yml").read_text("utf-8") + "\nsite_url: https://example.org/\n", "utf-8"
    )
    languages = {"default": "en", "languages": LANGUAGES}
    (root / "site_config" / "languages.yml").write_text(yaml.dump(languages, sort_keys=False))
    (root / "site_config" / "ui").mkdir()
    for code, words in (("en", "en"), ("pt", "pt"), ("eo", "en")):
        shutil.copy(ROOT / "site_config" / "ui" / f"{words}.yml", root / "site_config" / "ui" / f"{code}.yml")
    with zipfile.ZipFile(TOY) as package:
        package.extractall(tmp_path / "models" / "argos")
    return root


def test_the_whole_way_asks_nobody_and_leaves_the_users_home_alone(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    note = tmp_path / "note"
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    environment = kept | {
        "HOME": str(home),
        "DRAGOMAN_MODELS": str(tmp_path / "models"),
        "PYTHONPATH": str(ROOT / "tests"),
    }
    browser = str(CHROMIUM) if CHROMIUM.is_file() else ""
    command = [sys.executable, "-m", "whole_way", str(note), browser]
    run = no_network.run(command, tmp_path / "output", project, environment, note)
    # Chromium looks at the network's devices, and asks the kernel for a way to an address without sending
    # anything there; without a name, which it is told never to look up, it has nobody to send to.
    harmless = rf"socket\((AF_NETLINK, \d+|AF_INET6?, {socket.SOCK_DGRAM}\d*)\) by .*chrom"
    attempts = [attempt for attempt in run.attempts if not (browser and re.match(harmless, attempt))]
    assert attempts == []
    assert run.status == 0, run.output
    assert "in the user's home: []\n" in run.output
    assert "\nloaded: []\n" in run.output
    for step in STEPS[:-1]:
        assert f"== {step}: " in run.output
    pt, eo = ((project / "briefings" / "ferry" / f"{code}.po").read_text() for code in ("pt", "eo"))
    assert "machine: firefox" in pt
    assert "machine: argos en-eo-1.0" in eo
    assert (project / "site" / "eo" / "feed.xml").is_file()
    assert (project / "site" / "pt" / "ferry" / "index.html").is_file()


# each by another way: Python's own, the C library's, a child's, a thread's, and past the usual system call
ATTEMPTS = {
    "urllib": "import urllib.request as u; u.urlopen('http://192.0.2.1/', timeout=1)",
    "names": "import socket; socket.getaddrinfo('example.org', 443)",
    "udp": "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'x', ('::1', 9))",
    "native": "import ctypes; ctypes.CDLL(None).socket(2, 1, 0)",
    "native names": "import ctypes; ctypes.CDLL(None).gethostbyname(b'example.org')",
    "child": "import os, socket; os.fork() or (os.fork() or socket.socket()); os.wait()",
    "program": f"import os; os.execv({sys.executable!r}, ['python', '-c', 'import socket; socket.socket()'])",
    "thread": "import socket, threading; threading.Thread(target=socket.socket).start()",
    "raw": "import ctypes; ctypes.CDLL(None).socket(17, 3, 0)",
    "interfaces": "import ctypes; ctypes.CDLL(None).socket(16, 3, 0)",
    "io_uring": "import ctypes; ctypes.CDLL(None).syscall(425, 1, 0)",
}


@pytest.mark.parametrize("way", ATTEMPTS)
def test_an_attempt_is_seen_and_fails(way: str, tmp_path: Path) -> None:
    run = no_network.run([sys.executable, "-I", "-S", "-c", ATTEMPTS[way]], tmp_path / "output")
    assert run.attempts
    assert all("python" in attempt for attempt in run.attempts)


def test_programs_of_this_machine_may_speak_with_each_other(tmp_path: Path) -> None:
    program = "import socket; socket.socketpair(); socket.socket(socket.AF_UNIX).bind('own'); print('done')"
    run = no_network.run([sys.executable, "-I", "-S", "-c", program], tmp_path / "output", tmp_path)
    assert (run.status, run.output, run.attempts) == (0, "done\n", [])
