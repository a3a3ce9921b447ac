"""A process that opens a model and translates a sentence with it, for `install`.

The engines are native code, which a broken model may crash. Here that ends this process alone, which may take
only so much time and memory, and writes no file.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from generator.errors import ModelError
from generator.translation.engines import Engine, argos, firefox, use_cores

# of processor time; a large model takes three
_SECONDS = 120
_PATIENCE = 5
# bytes beside the model's own, which an engine may unpack to numbers of four bytes
_MEMORY, _TIMES = 4 * 1024**3, 8
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def run(engine: str, source: str, target: str, folder: Path, seconds: int = _SECONDS) -> str | None:
    """Try a model.

    Args:
        engine: ``argos`` or ``firefox``.
        source: code of the source language.
        target: code of the target language.
        folder: the model's.
        seconds: of processor time that it may take; on a busy machine it has more.

    Returns:
        What is wrong with it; None where it translates.
    """
    command = [sys.executable, "-B", "-P", "-m", "generator.translation.trial"]
    command += [engine, source, target, str(folder), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            capture_output=True,
            timeout=_PATIENCE * seconds,
            check=False,
            env=os.environ | _ONE_THREAD,
        )
    except subprocess.TimeoutExpired:
        return f"it translates no sentence within {_PATIENCE * seconds} seconds"
    if done.returncode < 0:
        number = -done.returncode
        name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
        return f"the engine crashed over it, {name}"
    if done.returncode == 0:
        return None
    try:
        return str(json.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        return f"the engine ended over it, with status {done.returncode}"


def _limit(folder: Path, seconds: int) -> None:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    limits = {"AS": _MEMORY + _TIMES * size, "CPU": seconds, "FSIZE": 0, "CORE": 0}
    for name, value in limits.items():
        with contextlib.suppress(OSError, ValueError):  # a lower limit is set already, or the system has none
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def _engine(name: str, source: str, target: str, folder: Path) -> Engine:
    if name == "firefox":
        return firefox.Firefox(firefox.Model(source, target, folder))
    return argos.Argos(argos.read(folder))


def main(name: str, source: str, target: str, place: str, seconds: str) -> None:
    """Try a model; what is wrong with it goes to standard output, as a JSON string."""
    folder = Path(place)
    _limit(folder, int(seconds))
    use_cores(1)
    try:
        _engine(name, source, target, folder).translate(["Test."])
    except ModelError as error:
        print(json.dumps(str(error).partition("; ")[0].removeprefix(f"{folder}: ")))
    except Exception as error:  # whatever the libraries raise at what they were never meant to read
        print(json.dumps(f"{type(error).__name__}: {error}"))
    else:
        return
    sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
