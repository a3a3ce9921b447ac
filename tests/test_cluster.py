"""Work sent to a Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import unavailable
from test_batch import FIXTURES, catalogs, drafted, languages, project, started, wait_until, write

from generator.batch.cluster import Cluster, _about
from generator.cli import main
from generator.config import Project
from generator.errors import DragomanError

__all__ = ["languages", "project"]  # fixtures


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_without_the_extra_the_error_says_how_to_get_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    for verb in ("draft", "translate"):
        result = run(verb, "--dask", "tcp://127.0.0.1:1")
        assert result.exit_code == 1
        assert result.output == (
            "Error: --dask needs the package distributed; in the project's folder: "
            ".venv/bin/pip install -e '.[cluster]'\n"
        )
    assert not drafted(project)


@pytest.fixture
def _dask() -> None:
    """Skips where the extra is not installed."""
    if not find_spec("distributed"):
        unavailable("distributed is not installed; pip install -e '.[cluster]'")


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(_dask: None, tmp_path: Path) -> Iterator[Start]:
    """Starts a part of a cluster; all end with the test."""
    parts: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> "subprocess.Popen[bytes]":
        log = (tmp_path / f"part-{len(parts)}.log").open("wb")
        command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        with log:
            # what a killed worker leaves goes with the test
            environment = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(tmp_path)}
            parts.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path, env=environment))
        return parts[-1]

    yield begin
    for part in parts:
        part.kill()
        part.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def scheduler(start: Start) -> str:
    port = free_port()
    start("scheduler", "--port", str(port))

    def listens() -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", port)) == 0

    wait_until(listens)
    return f"tcp://127.0.0.1:{port}"


def worker(start: Start, scheduler: str, name: str) -> "subprocess.Popen[bytes]":
    return start("worker", scheduler, "--name", name, "--nthreads", "1", "--no-nanny")


@pytest.mark.usefixtures("_dask")
def test_a_scheduler_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.batch.cluster._TIMEOUT", 1)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense://x", "tcp://:"):
        with (
            pytest.raises(DragomanError, match=r"no scheduler answers .*Beyond one machine"),
            Cluster(address, print),
        ):
            pass


@pytest.mark.usefixtures("_dask")
def test_a_worker_with_other_versions_is_refused() -> None:
    cluster = Cluster("tcp://127.0.0.1:1", print)
    cluster._check({"tcp://127.0.0.1:2": _about()})
    with pytest.raises(DragomanError, match=r"but tcp://127\.0\.0\.1:3 has Dragoman 0; .*the same on all"):
        cluster._check({"tcp://127.0.0.1:2": _about(), "tcp://127.0.0.1:3": "Dragoman 0"})


@pytest.mark.slow
def test_drafts_of_a_cluster_are_those_of_one_process(project: Path, start: Start, scheduler: str) -> None:
    for name in ("1", "2"):
        worker(start, scheduler, name)
    result = run("draft", "--dask", scheduler)
    assert result.exit_code == 1  # for the two that cannot be drafted
    found, output = drafted(project), result.output
    schema = b"# yaml-language-server: $schema=../../site_config/briefing.schema.json\n"
    assert sorted(found) == ["ferry", "mackerel", "takeover"]
    for name, content in found.items():
        assert content == schema + (FIXTURES / "drafting" / name / "briefing.yml").read_bytes()
        (project / "briefings" / name / "briefing.yml").unlink()
    assert run("draft", "--workers", "1").output == output


@pytest.mark.slow
def test_a_worker_that_is_killed_on_the_way_loses_nothing(
    languages: Project, start: Start, scheduler: str
) -> None:
    for number in range(6):
        texts = [f"Harbour {n} of region {number} is closed until the end of the month." for n in range(40)]
        write(languages, f"more-{number}", texts, [])
    parts = [worker(start, scheduler, name) for name in ("1", "2")]
    process = started("translate", "--dask", scheduler)
    wait_until(lambda: any(b"machine: firefox" in content for content in catalogs(languages).values()))
    parts[0].send_signal(signal.SIGKILL)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert re.search(r"the worker tcp://127\.0\.0\.1:\d+ is lost; another does its work", said)
    shared = catalogs(languages)
    for path in languages.briefings.glob("*/*.po"):
        path.unlink()
    assert run("translate", "--workers", "1").exit_code == 0
    assert catalogs(languages) == shared
    assert len(shared) == 20


@pytest.mark.usefixtures("languages")
def test_models_that_a_worker_lacks_are_told(
    start: Start, scheduler: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DRAGOMAN_MODELS", str(tmp_path / "none"))
        worker(start, scheduler, "1")
    result = run("translate", "--dask", scheduler, "-l", "eo")
    assert result.exit_code == 1
    assert "the worker has other models (none) than this machine (argos en-eo-1.0" in result.output
