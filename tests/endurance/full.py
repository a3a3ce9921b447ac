"""Runs commands on a disk that becomes full, and in folders that cannot be written to.

    PYTHONPATH=tests python -m endurance.full --runs 100 --seed 1
    PYTHONPATH=tests python -m endurance.full --read-only

For each run a file system in memory is made, which nobody else sees, and filled until some kilobytes are
left. The command must end with status 0, or with status 1 and a message that names a file and says what to
do; every file must be the old one or the new one; and when there is room again, the same command must end
with the files of a run that always had it. One table; exit status 1 where that is not so.
"""

import argparse
import ctypes
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from endurance.kills import Ended, Trial, index, launch, left, run, torn, tree, trials, wait, warm_up

_PAGE = 4096
_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_PRIVATE = 0x40000 | 0x4000  # MS_PRIVATE | MS_REC


def _call(name: str, *arguments: object) -> None:
    """Call the system.

    Raises:
        OSError: it refuses.
    """
    system = ctypes.CDLL(None, use_errno=True)
    if getattr(system, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def mount(place: Path, size: int) -> None:
    """Give this process, which must have one thread, a file system in memory that no other process sees.

    Args:
        place: a folder.
        size: in bytes.

    Raises:
        OSError: this user may not.
    """
    user, group = os.geteuid(), os.getegid()
    try:
        _call("unshare", _NEW_MOUNTS)
    except OSError:
        _call("unshare", _NEW_USER | _NEW_MOUNTS)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _call("mount", b"none", b"/", None, ctypes.c_ulong(_PRIVATE), None)
    _call("mount", b"tmpfs", os.fsencode(place), b"tmpfs", ctypes.c_ulong(0), f"size={size}".encode())


def without_privileges() -> None:
    """Have this process obey the permissions of files, even where its user is root."""
    if sys.platform.startswith("linux"):
        _call("capset", (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())


def apart(work: Callable[[], str]) -> str:
    """Do something in a process of its own, and give what it says."""
    reading, writing = os.pipe()
    if not (process := os.fork()):
        os.close(reading)
        said = "it ended early"
        try:
            said = work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, said.encode()[:60_000])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read().decode("utf-8", "replace")
    os.waitpid(process, 0)
    return said


def fill(trial: Trial, root: Path, room: int) -> str:
    """Run a command with so much room, then with enough; what is wrong, or else how it ended the first time.

    Args:
        trial: the command.
        root: a folder, in which the file system is made.
        room: bytes that the command may use.
    """
    mount(root, 400_000_000)
    trial.put(root / "now")
    (root / "now" / "passing").mkdir()
    ballast = root / "ballast"
    free = os.statvfs(root)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * _PAGE - room, _PAGE))
    first = run(trial.command, root / "now")
    faults = list(torn(trial.old, trial.final, tree(root / "now")))
    ballast.unlink()
    faults += [*_badly_said(first, "o space left"), *_once_more(trial, root / "now")]
    return "\n".join([*faults, first.said]) if faults else f"={first.status} {first.said.strip()}"


def _badly_said(ended: Ended, reason: str) -> Iterator[str]:
    if ended.status not in (0, 1):
        yield f"status {ended.status}"
    if "Traceback" in ended.said or "[Errno" in ended.said:
        yield "it says so in words that are not for people"
    if ended.status and reason not in ended.said:
        yield "it does not say what is wrong"


def _once_more(trial: Trial, root: Path) -> Iterator[str]:
    """What is wrong when the command is run again, with nothing in its way."""
    shutil.rmtree(root / "passing", ignore_errors=True)
    if (again := run(trial.command, root)).status:
        yield f"then, status {again.status}: {again.said}"
    now = tree(root)
    changed = [path for path in {*now, *trial.final} if now.get(path) != trial.final.get(path)]
    yield from (f"{path} is not that of a run with nothing in its way" for path in sorted(changed))
    yield from (f"{path} is left" for path in left(root))


# by folder, the commands for which it does not matter that it cannot be written to
_READ_ONLY = {
    "project/.cache": {"first build", "build", "translate"},
    "project/site": {"translate"},
    "project/briefings": {"models install, again"},
    "models": {"translate", "draft"},
}


def forbid(trial: Trial, root: Path, folder: str) -> str:
    """Run a command with a folder that cannot be written to; what is wrong, or else how it ended."""
    trial.put(root)
    (root / "passing").mkdir()
    (root / folder).mkdir(exist_ok=True)
    places = [path for path in (root / folder, *(root / folder).rglob("*")) if path.is_dir()]
    for path in places:
        path.chmod(0o555)
    before = tree(root)
    first = wait(launch(trial.command, root, begin=without_privileges))
    faults = list(torn(before, trial.final, tree(root)))
    for path in places:
        path.chmod(0o755)
    faults += _badly_said(first, "ermission denied")
    if first.status and trial.name in _READ_ONLY[folder]:
        faults.append("it should have worked")
    if not first.status and trial.name not in _READ_ONLY[folder] and tree(root) == before:
        faults.append("it says that all is well, and did nothing")
    faults += _once_more(trial, root)
    return "\n".join([*faults, first.said]) if faults else f"={first.status} {first.said.strip()}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--runs", type=int, default=100, help="how often a disk becomes full")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument(
        "--only", action="append", choices=list(trials()), help="only this one; may be repeated"
    )
    asked.add_argument("--read-only", action="store_true", help="folders that cannot be written to, instead")
    options = asked.parse_args(arguments)
    chance = random.Random(options.seed)  # noqa: S311
    known = trials()
    chosen = [known[name] for name in options.only or known]
    warm_up([trial.name for trial in chosen])
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="full-") as place, index(Path(place) / "index"):
        (disk := Path(place) / "disk").mkdir()
        for trial in chosen:
            trial.ready(Path(place))
        for folder, trial in ((f, t) for f in _READ_ONLY for t in chosen) if options.read_only else ():
            said = forbid(trial, Path(place) / "now", folder)
            wrong[trial.name] += said[:1] != "="
            tried[trial.name] += 1
            failed[trial.name] += said.startswith("=1")
            print(f"{trial.name:<24}{folder:<20}{said}")
        for turn in range(0 if options.read_only else options.runs):
            trial = chosen[turn % len(chosen)]
            new = sum(len(data) + _PAGE for path, data in trial.final.items() if trial.old.get(path) != data)
            room = int(chance.random() ** 2 * (1.8 * new // _PAGE + 4)) * _PAGE
            said = apart(lambda trial=trial, room=room: fill(trial, disk, room))  # type: ignore[misc]
            tried[trial.name] += 1
            failed[trial.name] += said.startswith("=1")
            wrong[trial.name] += said[:1] != "="
            if said[:1] != "=":
                print(f"{trial.name}, {room // 1024} kB of room: {said}", file=sys.stderr)
    print(f"{'command':<24}{'runs':>8}{'failed':>8}{'faulty':>8}")
    for trial in chosen:
        name = trial.name
        print(f"{name:<24}{tried[name]:>8}{failed[name]:>8}{wrong[name]:>8}")
    print(f"{'all':<24}{tried.total():>8}{failed.total():>8}{wrong.total():>8}   --seed {options.seed}")
    return int(wrong.total() > 0)


if __name__ == "__main__":
    sys.exit(main())
