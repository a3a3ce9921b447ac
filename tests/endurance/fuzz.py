"""Gives hostile inputs to every reader: python -m endurance.fuzz --inputs 200000 --seed 1.

An input passes if its reader returns a result, or an error for people that names the file and fits one
screen, within 5 seconds of CPU and 500 MB, and if both ways of reading it, where there are two, find the
same. The readers run in a process of their own, which may crash: then the next one goes on behind the input.
"""

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from endurance import fuzz_readers
from endurance.fuzz_inputs import MAKERS, ROOT, TESTS, made
from endurance.fuzz_readers import READERS

# of CPU, and of the clock where a reader waits for something
MOST_SECONDS, MOST_WAITING = 5, 60
MOST_MEMORY = 500_000_000  # bytes
# what a process may ask for at all, libraries and threads included: bytes
_ADDRESSES = 8_000_000_000
_PATIENCE = 15  # seconds to make an input smaller


# a reader, the number of its first input, and how many
Task = tuple[str, int, int]


@dataclass(slots=True)
class Tally:
    """What became of the inputs of a reader.

    Attributes:
        inputs: how many there were.
        results: how many were read.
        told: how many gave an error for people.
        spent: the CPU seconds of all.
        slowest: those of the slowest.
        peak: the most memory in use, in bytes.
        faults: what went wrong, by its kind and place, with the numbers of the inputs.
    """

    inputs: int = 0
    results: int = 0
    told: int = 0
    spent: float = 0.0
    slowest: float = 0.0
    peak: int = 0
    faults: dict[str, list[int]] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        """How many inputs had a fault of a kind."""
        return sum(len(numbers) for fault, numbers in self.faults.items() if fault.startswith(kind))


# --- in the process that may crash -----------------------------------------------------------------


def _attempt(reader: str, data: bytes, folder: Path) -> str:
    """``result``, ``told``, or what went wrong and where."""
    try:
        return fuzz_readers.read(reader, data, folder)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if Path(f.filename).is_relative_to(ROOT / "generator")] or frames
        broken = isinstance(error, fuzz_readers.BrokenError)
        what = re.sub(r"\d+", "N", str(error).split(":")[0][:60]) if broken else ""
        where = f"{Path(own[-1].filename).name}:{own[-1].lineno}"
        return f"uncaught {type(error).__name__} {what} {where}"


def _limited(seconds: float) -> None:
    """Begin to count: who takes longer is killed, whatever it is doing; 0 ends that."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, MOST_WAITING if seconds else 0)


def _peak() -> int:
    """The most memory that this process had, in bytes; getrusage would count that of its parent, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]


def _work(tasks: Sequence[Task], seed: int, replay: Path | None, seconds: float) -> None:
    """Read inputs, and write of each a line: what became of it, the CPU seconds, the peak of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        # what is loaded once is not for an input to pay
        for reader in {reader for reader, _, _ in tasks if READERS[reader].share}:
            _attempt(reader, b"a", folder)
            _attempt(reader, made(reader, seed, 0), folder)
        for reader, first, count in tasks:
            for number in range(first, first + count):
                data = replay.read_bytes() if replay else made(reader, seed, number)
                _limited(seconds)
                start = time.process_time()
                outcome = _attempt(reader, data, folder)
                spent = time.process_time() - start
                _limited(0)
                peak = _peak()
                if peak > MOST_MEMORY and outcome in {"result", "told"}:
                    outcome = f"memory {peak / 1e6:.0f} MB"
                os.write(out, f"{json.dumps([outcome, spent, peak])}\n".encode())
                if peak > MOST_MEMORY:
                    return


# --- in the one that watches -----------------------------------------------------------------------


def _start(tasks: Sequence[Task], seed: int, replay: Path | None, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "endurance.fuzz", "--worker", json.dumps(tasks)]
    command += ["--seed", str(seed), "--seconds", str(seconds)]
    command += ["--replay", str(replay)] if replay else []
    path = os.pathsep.join(map(str, (ROOT, TESTS)))
    environment = os.environ | {"PYTHONPATH": path, "NO_MKDOCS_2_WARNING": "1", "OMP_NUM_THREADS": "1"}
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere, env=environment)


def _outcomes(
    tasks: Sequence[Task], seed: int, replay: Path | None = None, seconds: float = MOST_SECONDS
) -> Iterator[tuple[str, int, str, float, int]]:
    """Of each input: reader, number, what became of it, CPU seconds, peak of memory in bytes."""
    waiting = [(reader, number) for reader, first, count in tasks for number in range(first, first + count)]
    done = 0
    while done < len(waiting):
        left = [(reader, *_ends(group)) for reader, group in groupby(waiting[done:], lambda pair: pair[0])]
        before = done
        with _start(left, seed, replay, seconds) as worker:
            for line in worker.stdout or ():
                outcome, spent, peak = json.loads(line)
                yield (*waiting[done], outcome, spent, peak)
                done += 1
        code = worker.returncode
        if done < len(waiting) and code:
            if done == before and code > 0:
                raise SystemExit(f"the process that reads does not start: exit status {code}")
            name = {-signal.SIGPROF: "hang", -signal.SIGALRM: "hang, waiting"}.get(code)
            yield (
                *waiting[done],
                name or f"crash {signal.Signals(-code).name if code < 0 else code}",
                0.0,
                0,
            )
            done += 1


def _ends(group: Iterable[tuple[str, int]]) -> tuple[int, int]:
    numbers = [number for _, number in group]
    return numbers[0], len(numbers)


def run(
    counts: Mapping[str, int],
    seed: int,
    first: int = 1,
    *,
    together: bool = False,
    seconds: float = MOST_SECONDS,
) -> dict[str, Tally]:
    """Give each reader so many inputs.

    Args:
        counts: by reader.
        seed: of the inputs.
        first: the number of the first.
        together: whether all readers share a process, which starts faster; its memory is measured as one.
        seconds: of CPU that an input may take.
    """
    tasks = [(reader, first, count) for reader, count in counts.items()]
    tallies = {reader: Tally() for reader in counts}
    for group in [tasks] if together else [[task] for task in tasks]:
        for reader, number, outcome, spent, peak in _outcomes(group, seed, seconds=seconds):
            tally = tallies[reader]
            tally.inputs += 1
            tally.results += outcome == "result"
            tally.told += outcome == "told"
            tally.spent += spent
            tally.slowest, tally.peak = max(tally.slowest, spent), max(tally.peak, peak)
            if outcome not in {"result", "told"}:
                tally.faults.setdefault(outcome, []).append(number)
    return tallies


def outcome_of(reader: str, path: Path, seconds: float = MOST_SECONDS) -> str:
    """What becomes of a file that is given to a reader, in a process of its own."""
    [outcome] = _outcomes([(reader, 1, 1)], 0, path, seconds)
    return outcome[2]


def shared(inputs: int) -> dict[str, int]:
    """How many of the inputs each reader gets."""
    whole = sum(reader.share for reader in READERS.values())
    return {name: inputs * reader.share // whole for name, reader in READERS.items() if reader.share}


# --- small inputs ----------------------------------------------------------------------------------


def smaller(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """An input with all taken out that it does not need to fail: halves first, bytes last."""
    length, end = max(1, len(data) // 2), time.monotonic() + _PATIENCE
    while True:
        start = 0
        while start < len(data) and time.monotonic() < end:
            less = data[:start] + data[start + length :]
            if fails(less):
                data = less
            else:
                start += length
        if length == 1 or time.monotonic() >= end:
            return data
        length = max(1, length // 2)


def _keep(reader: str, seed: int, number: int, fault: str, folder: Path) -> Path:
    """Save an input, as small as it can be made."""
    data = made(reader, seed, number)
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(c if c.isalnum() or c in ".-" else "-" for c in fault)[:70]
    path = folder / f"{reader}-{name}-{number}"
    if fault.startswith("uncaught"):
        with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
            data = smaller(data, lambda less: _attempt(reader, less, Path(place)) == fault)
    else:

        def fails(less: bytes) -> bool:
            path.write_bytes(less)
            return outcome_of(reader, path).split()[0] == fault.split(maxsplit=1)[0]

        data = smaller(data, fails)
    path.write_bytes(data)
    return path


# --- the command -----------------------------------------------------------------------------------


def table(tallies: Mapping[str, Tally]) -> str:
    """What became of all inputs."""
    head = (
        f"{'reader':10} {'inputs':>7} {'results':>8} {'told':>7} {'uncaught':>9} {'crashes':>8} {'hangs':>6}"
    )
    lines = [f"{head} {'memory':>7} {'mean ms':>8} {'slowest s':>10} {'peak MB':>8}"]
    whole = Tally()
    for name, t in [*tallies.items(), ("all", whole)]:
        lines.append(
            f"{name:10} {t.inputs:7} {t.results:8} {t.told:7} {t.count('uncaught'):9} {t.count('crash'):8} "
            f"{t.count('hang'):6} {t.count('memory'):7} {1000 * t.spent / max(t.inputs, 1):8.1f} "
            f"{t.slowest:10.2f} {t.peak / 1e6:8.0f}"
        )
        whole.inputs, whole.spent = whole.inputs + t.inputs, whole.spent + t.spent
        whole.results, whole.told = whole.results + t.results, whole.told + t.told
        whole.slowest, whole.peak = max(whole.slowest, t.slowest), max(whole.peak, t.peak)
        whole.faults |= {f"{fault} {name}": numbers for fault, numbers in t.faults.items()}
    return "\n".join(lines)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--inputs", type=int, default=200_000, help="how many, over all readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the number of the first input of each reader")
    parser.add_argument("--reader", choices=MAKERS, help="only this one")
    parser.add_argument("--save", type=Path, help="a folder for the inputs that fail, made smaller")
    parser.add_argument("--replay", type=Path, help="one file for the reader, in place of random inputs")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="of CPU that an input may take")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        _work(json.loads(options.worker), options.seed, options.replay, options.seconds)
        return
    if options.replay:
        if not options.reader:
            parser.error("--replay needs --reader")
        outcome = outcome_of(options.reader, options.replay)
        print(outcome)
        raise SystemExit(outcome not in {"result", "told"})
    counts = {options.reader: options.inputs} if options.reader else shared(options.inputs)
    tallies = run(counts, options.seed, options.first, seconds=options.seconds)
    print(table(tallies))
    failed = [
        (reader, fault, numbers)
        for reader, tally in tallies.items()
        for fault, numbers in tally.faults.items()
    ]
    for reader, fault, numbers in failed:
        print(f"{reader}: {fault}: {len(numbers)} inputs, first number {numbers[0]} of seed {options.seed}")
        if options.save:
            print(f"  {_keep(reader, options.seed, numbers[0], fault, options.save)}")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
