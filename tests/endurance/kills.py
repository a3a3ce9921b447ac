"""Kills commands at chosen and at random moments, and looks at what they leave behind.

    PYTHONPATH=tests python -m endurance.kills --runs 500 --seed 1

Each command runs in a process of its own, forked from this one, which has imported everything: so the kills
fall into its work and not into its start. Most kills fall right before, or in the middle of, the n-th thing
that it does to a file; the others at a random moment. After each, every file must be the old one or the new
one, and the same command, run once more, must end with the files of a run that was never killed, and leave
nothing else. One table; exit status 1 where something was torn, lost or left.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polib
import yaml
from fixtures.argos_toy import make
from loopback import serve
from site_project import ROOT, make_project

from generator import parser
from generator.cli import main as dragoman
from generator.errors import DragomanError
from generator.translation import catalog

FIXTURES = ROOT / "tests" / "fixtures"
TOY = make.HERE / "translate-en_eo-1_0.argosmodel"
# what a program remembers of files, and makes anew
CACHES = {".cache", "checked.json"}
LEFT = re.compile(r"(?:^|/)\.(?:[^/]*\.(?:tmp|swap)$|(?:install|dragoman)-)")
# what processes say, and count, lies where they are not looked at
LOGS = Path(tempfile.gettempdir())
FAILED = 70  # status of a process that ended by a fault
Tree = Mapping[str, bytes]


# --- a command in a process of its own


@dataclass(frozen=True, slots=True)
class Kill:
    """When a command is killed: at the n-th thing that it does to a file, or after so many seconds.

    Attributes:
        at: which thing, from 1; 0 for none.
        halfway: whether the file is opened or half written by then.
        after: seconds; 0 for never.
    """

    at: int = 0
    halfway: bool = False
    after: float = 0.0


NEVER = Kill()
_DOES = {
    "os.rename",
    "os.remove",
    "os.link",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "os.truncate",
    "shutil.rmtree",
    "sqlite3.connect",
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class _Reaper:
    """Counts what this process does to the files below a folder, and ends it in time."""

    def __init__(self, root: Path, kill: Kill) -> None:
        self._root, self._kill, self.count = str(root), kill, 0
        self._is_busy = False
        self._fsync = os.fsync
        os.fsync = self._half_written  # type: ignore[assignment]
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if self._is_busy or not self._concerns(event, args):
            return
        self.count += 1
        if self.count == self._kill.at:
            self._is_busy = True
            if event == "open" and self._kill.halfway:
                with suppress(OSError):
                    os.close(os.open(args[0], args[2], 0o666))
            os.killpg(0, signal.SIGKILL)

    def _concerns(self, event: str, args: tuple[Any, ...]) -> bool:
        if event == "ctypes.dlsym":  # files are exchanged
            return "rename" in str(args[1])
        path = args[0] if args else None
        if event == "open":
            writes = isinstance(args[2], int) and args[2] & _WRITES
            if not writes and not str(path).endswith(".swap"):
                return False
        elif event not in _DOES:
            return False
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        name = os.fsdecode(path)
        return not name.startswith("/") or name.startswith(self._root)

    def _half_written(self, descriptor: int) -> None:
        self.count += 1
        if self.count == self._kill.at:
            with suppress(OSError):  # a folder, or a file that was opened to be read
                if self._kill.halfway:
                    os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)
            os.killpg(0, signal.SIGKILL)
        self._fsync(descriptor)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Attributes:
        status: its exit status; negative for a signal.
        said: all that it printed.
        count: how much it did to files; 0 where it was killed.
        seconds: it took.
    """

    status: int
    said: str
    count: int
    seconds: float


def launch(
    command: Sequence[str], root: Path, kill: Kill = NEVER, begin: Callable[[], object] = lambda: None
) -> int:
    """Start a command in the project of a folder; its number.

    Args:
        command: ``dragoman`` or ``mkdocs``, with arguments.
        root: the folder, with ``project`` and ``models``.
        kill: when it is to die.
        begin: called in the process first.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if process := os.fork():
        return process
    status = FAILED
    try:
        os.setsid()
        _settle(root)
        reaper = _Reaper(root, kill)
        begin()
        status = _run(command)
        (LOGS / f"count-{os.getpid()}").write_text(str(reaper.count))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _settle(root: Path) -> None:
    """Make this process at home in a folder, with a place for passing files and for what it says."""
    passing = root / "passing"
    passing.mkdir(exist_ok=True)
    tempfile.tempdir = str(passing)
    os.environ |= {
        "DRAGOMAN_MODELS": str(root / "models"),
        "TMPDIR": str(passing),
        "NO_MKDOCS_2_WARNING": "1",
    }
    os.environ.pop("CI", None)
    os.chdir(root / "project")
    said = os.open(LOGS / f"said-{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(old, new)


def _run(command: Sequence[str]) -> int:
    name, *arguments = command
    if name == "mkdocs":
        from mkdocs.__main__ import cli  # noqa: PLC0415 - imported before, for the most part

        entry: Any = cli
    else:
        entry = dragoman
    try:
        entry(arguments, prog_name=name)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def wait(process: int, kill: Kill = NEVER) -> Ended:
    """Wait for the end of a command that was launched, or bring it about."""
    began = time.monotonic()
    ended = 0
    while kill.after and not ended and time.monotonic() - began < kill.after:
        ended, status = os.waitpid(process, os.WNOHANG)
        time.sleep(0.0005)
    if not ended:
        if kill.after:
            with suppress(ProcessLookupError):  # in the moment after the fork there is no group yet
                os.killpg(process, signal.SIGKILL)
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
    seconds = time.monotonic() - began
    log, count = LOGS / f"said-{process}", LOGS / f"count-{process}"
    said = log.read_text("utf-8", "replace") if log.exists() else ""
    log.unlink(missing_ok=True)
    done = int(count.read_text()) if count.exists() else 0
    count.unlink(missing_ok=True)
    return Ended(os.waitstatus_to_exitcode(status), said, done, seconds)


def run(command: Sequence[str], root: Path, kill: Kill = NEVER) -> Ended:
    """Run a command to its end."""
    return wait(launch(command, root, kill), kill)


# --- what lies in a folder


def tree(root: Path) -> dict[str, bytes]:
    """The files of a project and of its models by path, but for the cache and for passing files."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for part in ("project", "models")
        for path in (root / part).rglob("*")
        if path.is_file() and CACHES.isdisjoint(path.parts)
    }


def left(root: Path) -> list[str]:
    """What killed processes left: files half written, passing folders."""
    found = (
        path.relative_to(root).as_posix()
        for part in ("project", "models")
        for path in (root / part).rglob("*")
    )
    return sorted(path for path in found if LEFT.search(path))


def torn(before: Tree, final: Tree, now: Tree) -> Iterator[str]:
    """Files that are neither old nor new; catalogs, which are written in steps, may be in between."""
    for path in sorted({*before, *final, *now}):
        if LEFT.search(path):
            continue
        old, new, found = before.get(path), final.get(path), now.get(path)
        if found in (old, new):
            continue
        if found is None:
            yield f"{path} is lost"
        elif not (path.endswith(".po") and _is_between(old, new, found)):
            yield f"{path} is neither the old file nor the new one ({len(found)} bytes)"
    models = {path.rpartition("/")[0] for path in (*before, *final) if path.startswith("models/")}
    for folder in sorted(models):
        states = [
            {
                path: data
                for path, data in one.items()
                if path.startswith(f"{folder}/") and not LEFT.search(path)
            }
            for one in (before, final, now)
        ]
        if states[2] not in states[:2]:
            yield f"{folder} is neither the old model nor the new one"


def _is_between(old: bytes | None, new: bytes | None, found: bytes) -> bool:
    """Whether each text of a catalog is that of the old one or of the new one, and none is missing."""
    try:
        return _has_known_texts(old, new, found)
    except (DragomanError, OSError, ValueError, KeyError):
        return False


def _has_known_texts(old: bytes | None, new: bytes | None, found: bytes) -> bool:
    texts = [{e.msgid: e.msgstr for e in polib.pofile((data or b"").decode())} for data in (old, new, found)]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "catalog.po")
        path.write_bytes(found)
        catalog.read(path, polib.pofile(found.decode()).metadata["Language"])
    return texts[2].keys() == texts[1].keys() and all(
        text in (texts[0].get(source, ""), texts[1][source], "") for source, text in texts[2].items()
    )


# --- what is tried


@dataclass(slots=True)
class Trial:
    """A command in a project.

    Attributes:
        name: for the table.
        command: to run.
        prepare: makes the folder that it runs in.
        share: how often it is tried, beside the others.
        before: the folder as it is before; made by `ready`.
        final: the files after a run that was not killed.
        old: the files before.
        count: what the command does to files.
        seconds: it takes.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[Path], None]
    share: int
    before: Path = Path()
    final: Tree = field(default_factory=dict)
    old: Tree = field(default_factory=dict)
    count: int = 0
    seconds: float = 0.0

    def ready(self, work: Path) -> None:
        """Prepare, and run the command once.

        Raises:
            AssertionError: it fails.
        """
        self.before, root = work / "before" / self.name, work / "now"
        for name in ("project", "models"):
            (self.before / name).mkdir(parents=True)
        self.prepare(self.before)
        self.put(root)
        ended = run(self.command, root)
        assert ended.status == 0, f"{self.name}: {ended}"
        self.old, self.final = tree(self.before), tree(root)
        assert self.old != self.final, self.name
        assert not left(root), left(root)
        self.count, self.seconds = ended.count, ended.seconds

    def put(self, root: Path) -> None:
        """Make a folder what it is before."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.before, root, symlinks=True)

    def kill(self, chance: random.Random) -> Kill:
        """A moment of its run."""
        if chance.random() < 0.3:
            return Kill(after=chance.uniform(0.001, self.seconds))
        return Kill(chance.randrange(1, self.count + 1), halfway=chance.random() < 0.5)


def _ran(command: Sequence[str], root: Path) -> None:
    ended = run(command, root)
    assert ended.status == 0, f"{command}: {ended}"
    shutil.rmtree(root / "passing")


def _languages(root: Path, **engines: str) -> None:
    path = root / "project" / "site_config" / "languages.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = {
        "default": "en",
        "languages": {"en": {}, **{code: {"engine": e} for code, e in engines.items()}},
    }
    path.write_text(yaml.dump(chosen, sort_keys=False))
    (root / "project" / "mkdocs.yml").touch()


def articles(root: Path) -> None:
    """Three folders of articles, to be drafted."""
    _languages(root)
    shutil.copy(ROOT / "site_config" / "glossary.yml", root / "project" / "site_config")
    for name in ("ferry", "mackerel", "takeover"):
        folder = root / "project" / "briefings" / name
        shutil.copytree(FIXTURES / "drafting" / name / "articles", folder / "articles")


def news(root: Path) -> None:
    """A briefing that a person has edited, and an article that is new to it."""
    articles(root)
    for name in ("ferry", "takeover"):
        shutil.rmtree(root / "project" / "briefings" / name)
    folder = root / "project" / "briefings" / "mackerel"
    (folder / "articles" / "02.txt").rename(root / "02.txt")
    _ran(("dragoman", "draft"), root)
    path = folder / "briefing.yml"
    path.write_text(path.read_text("utf-8") + "# a person's remark\n", "utf-8")
    (root / "02.txt").rename(folder / "articles" / "02.txt")


TEXTS = {
    "harbour": ("The harbour is closed.", "Talks begin in May.", "The war is not new.", "30 soldiers met."),
    "river": ("The president said that talks begin.", "Talks begin in May.", "The river is high."),
}


def texts(root: Path) -> None:
    """Two briefings to be translated with two engines; a person has begun with one."""
    _languages(root, pt="firefox", eo="argos")
    _ran(("dragoman", "models", "install", str(TOY)), root)
    for slug, lines in TEXTS.items():
        path = root / "project" / "briefings" / slug / "briefing.yml"
        path.parent.mkdir(parents=True)
        path.write_text(yaml.dump({"title": f"News of the {slug}", "summary": list(lines)}))
    _ran(("dragoman", "translate", "--workers", "1", "-l", "pt", "harbour"), root)
    path = root / "project" / "briefings" / "harbour" / "pt.po"
    entries = polib.pofile(str(path))
    for entry in entries[1:3]:
        entry.msgstr, entry.comment, entry.flags = "", "", []
    entries[3].msgstr, entries[3].flags = "O que uma pessoa escreveu.", []
    entries.save()


def untranslated(root: Path) -> None:
    """A briefing that people translate without a machine; one catalog is not there yet."""
    _languages(root, pt="none", eo="none", uk="none")
    path = root / "project" / "briefings" / "river" / "briefing.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.dump({"title": "News of the river", "summary": list(TEXTS["river"])}))
    _ran(("dragoman", "translate", "-l", "pt", "-l", "eo"), root)
    entries = polib.pofile(str(path.with_name("pt.po")))
    entries[0].msgstr = "O que uma pessoa escreveu."
    entries.save()
    path.write_text(path.read_text("utf-8") + "background: [More came later.]\n")


def site(root: Path) -> None:
    """A project whose site was never built."""
    shutil.rmtree(root / "project")
    project = make_project(root / "project")
    _languages(root, pt="none", ar="none")
    settings = project / "mkdocs.yml"
    settings.write_text((ROOT / "mkdocs.yml").read_text("utf-8"), "utf-8")


def edited(root: Path) -> None:
    """A site that is built, after which a style, a title and an article were edited and a briefing moved."""
    site(root)
    _ran(("mkdocs", "build", "-q"), root)
    project = root / "project"
    style = next((project / "templates/theme/assets/stylesheets").glob("*.css"))
    style.write_text(style.read_text("utf-8") + "/* edited */\n", "utf-8")
    path = project / "briefings" / "river-talks" / "briefing.yml"
    path.write_text(re.sub(r"^title: .*", "title: Another title", path.read_text("utf-8"), count=1), "utf-8")
    (project / "briefings" / "harbour-strike").rename(project / "briefings" / "harbour")


def older(root: Path) -> None:
    """An older model of the pair that is to be installed."""
    _languages(root, eo="argos")
    package = root / "older.argosmodel"
    with zipfile.ZipFile(TOY) as new, zipfile.ZipFile(package, "w") as old:
        for name in new.namelist():
            data = new.read(name)
            if name.endswith("metadata.json"):
                data = json.dumps(json.loads(data) | {"package_version": "0.9"}).encode()
            old.writestr(name, data)
    _ran(("dragoman", "models", "install", str(package)), root)
    package.unlink()


def trials() -> dict[str, Trial]:
    """Everything that is tried, by name."""
    build, install = ("mkdocs", "build", "-q"), ("dragoman", "models", "install")
    translate, alone = ("dragoman", "translate"), ("--workers", "1")
    found = (
        Trial("draft", ("dragoman", "draft", *alone), articles, 4),
        Trial("draft, workers", ("dragoman", "draft", "--workers", "2"), articles, 1),
        Trial("draft --update", ("dragoman", "draft", "--update", *alone), news, 4),
        Trial("translate", (*translate, *alone), texts, 6),
        Trial("translate, workers", (*translate, "--workers", "2"), texts, 1),
        Trial("catalogs", (*translate, *alone), untranslated, 1),
        Trial("first build", build, site, 4),
        Trial("build", build, edited, 6),
        Trial("models install FILE", (*install, str(TOY)), partial(_languages, eo="argos"), 3),
        Trial("models install, again", (*install, str(TOY)), older, 4),
        Trial("models install, index", (*install, "eo", "--engine", "argos"), older, 3),
    )
    return {trial.name: trial for trial in found}


@contextmanager
def index(folder: Path) -> Iterator[None]:
    """An index of Argos packages on this machine, in a process of its own."""
    folder.mkdir()
    shutil.copy(TOY, folder / TOY.name)
    reading, writing = os.pipe()
    if not (process := os.fork()):
        with serve(folder) as address:
            (folder / "index.json").write_text(json.dumps([make.index_entry(address + TOY.name)]))
            os.write(writing, address.encode())
            signal.pause()
    os.close(writing)
    os.environ["ARGOS_PACKAGE_INDEX"] = os.read(reading, 1000).decode()
    os.close(reading)
    try:
        yield
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def try_once(trial: Trial, kill: Kill, root: Path) -> tuple[bool, list[str]]:
    """Kill a command once; whether it was killed in time, and what is wrong then."""
    trial.put(root)
    first = run(trial.command, root, kill)
    if first.status >= 0 and first.status != 0:
        return False, [f"it failed: {first.said}"]
    faults = list(torn(trial.old, trial.final, tree(root)))
    shutil.rmtree(root / "passing", ignore_errors=True)
    again = run(trial.command, root)
    if again.status:
        faults.append(f"run again, it ends with status {again.status}: {again.said}")
    now = tree(root)
    changed = [path for path in {*now, *trial.final} if now.get(path) != trial.final.get(path)]
    faults.extend(
        f"{path} is not that of a run that was never killed"
        for path in sorted(changed)
        if not LEFT.search(path)
    )
    faults.extend(f"{path} is left" for path in left(root))
    return first.status == -signal.SIGKILL, faults


def warm_up(names: Sequence[str]) -> None:
    """Import what the commands need, so that their processes need not."""
    if set(names) == {"catalogs"}:
        return  # the command line has imported all
    import mkdocs.commands.build  # noqa: F401, PLC0415

    from generator import pipeline  # noqa: F401, PLC0415
    from generator.batch import drafts, translations  # noqa: F401, PLC0415
    from generator.site import plugin  # noqa: F401, PLC0415
    from generator.translation import install  # noqa: F401, PLC0415

    if any(name.startswith(("draft", "translate")) for name in names):
        parser.parser()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--runs", type=int, default=100, help="how many commands to kill")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument(
        "--only", action="append", choices=list(trials()), help="only this one; may be repeated"
    )
    options = asked.parse_args(arguments)
    chance = random.Random(options.seed)  # noqa: S311
    known = trials()
    chosen = [known[name] for name in options.only or known]
    warm_up([trial.name for trial in chosen])
    kills: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as place, index(Path(place) / "index"):
        for trial in chosen:
            trial.ready(Path(place))
        while kills.total() < options.runs and tried.total() < 2 * options.runs:
            # the first ones go to each in turn
            turn = tried.total()
            trial = (
                chosen[turn] if turn < len(chosen) else chance.choices(chosen, [t.share for t in chosen])[0]
            )
            kill = trial.kill(chance)
            was_killed, faults = try_once(trial, kill, Path(place) / "now")
            tried[trial.name] += 1
            kills[trial.name] += was_killed
            wrong[trial.name] += bool(faults)
            for fault in faults:
                print(f"{trial.name}, {kill}: {fault}", file=sys.stderr)
    print(f"{'command':<24}{'file operations':>16}{'kills':>8}{'faulty':>8}")
    for trial in chosen:
        print(f"{trial.name:<24}{trial.count:>16}{kills[trial.name]:>8}{wrong[trial.name]:>8}")
    print(f"{'all':<40}{kills.total():>8}{wrong.total():>8}   --seed {options.seed}")
    return int(wrong.total() > 0)


if __name__ == "__main__":
    sys.exit(main())
