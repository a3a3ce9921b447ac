"""Runs commands at the same time, and an editor who saves files meanwhile.

    PYTHONPATH=tests python -m endurance.races --runs 100 --seed 1

In most runs a build or two, `dragoman translate` and sometimes `dragoman draft --update` are at work in one
project while somebody edits its briefing and its catalogs, saving as editors do: over the old file, all at
once or bit by bit; beside it and renamed; with the old file moved away first. The commands dawdle where it
hurts most: between looking at a file and replacing it. Each edit must be there at the end, each file whole
whenever the editor opens it, and a build from scratch must give the site that the next build gives. In the
other runs two commands do the same thing at once. One table; exit status 1 where something was lost or torn.
"""

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib
import yaml

from endurance import kills
from endurance.kills import FIXTURES, TOY, Ended, launch, left, run, tree, wait, warm_up

MKDOCS = ("mkdocs", "build", "-q")
TRANSLATE = ("dragoman", "translate", "--workers", "1")
UPDATE = ("dragoman", "draft", "--update", "--workers", "1")
INSTALL = ("dragoman", "models", "install", str(TOY))
# what a command may say when it gives way to somebody
_GIVES_WAY = re.compile("changed meanwhile|was made meanwhile|keeps changing|another build has changed")
_PAUSE = 0.03  # seconds at most that a command waits where it hurts


def dawdle() -> None:
    """Have this process wait in the moments in which an edit could be lost."""
    chance = random.Random(os.getpid())  # noqa: S311

    def hear(event: str, args: tuple[object, ...]) -> None:
        is_exchange = event == "ctypes.dlsym" and "rename" in str(args[1])
        looks_after = event == "open" and str(args[0]).endswith(".swap")
        if is_exchange or looks_after or (event == "os.rename" and str(args[0]).endswith((".tmp", ".swap"))):
            time.sleep(chance.random() * _PAUSE)

    sys.addaudithook(hear)


# --- the editor


@dataclass(slots=True)
class Editor:
    """Somebody who edits a briefing and its catalogs, and remembers what she wrote.

    Attributes:
        folder: the briefing's.
        chance: decides what she does.
        wrote: the statements in the briefing.
        translated: by catalog and source, her last translation.
        faults: what she found torn or lost.
        saves: how often she saved, by the way she did.
        kept: how many of her files were kept beside others.
    """

    folder: Path
    chance: random.Random
    wrote: list[str] = field(default_factory=list)
    translated: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    saves: Counter[str] = field(default_factory=Counter)
    kept: int = 0

    def edit(self) -> None:
        """Open a file, change it, save it."""
        catalogs = sorted(self.folder.glob("*.po"))
        self.look()
        if not catalogs or self.chance.random() < 0.3:
            text = f"Boat {len(self.wrote)} has come in."
            path = self.folder / "briefing.yml"
            old = path.read_bytes()
            new = re.sub(rb"^summary:\n", f"summary:\n- {text}\n".encode(), old, count=1, flags=re.MULTILINE)
            self.save(path, new)
            self.wrote.append(text)
            return
        path = self.chance.choice(catalogs)
        entries = polib.pofile(path.read_bytes().decode())
        entry = self.chance.choice([entry for entry in entries if not entry.obsolete])
        entry.msgstr, entry.flags = f"Teksto {sum(self.saves.values())}", []
        self.save(path, f"{entries}".encode())
        self.translated[path.name, entry.msgid] = entry.msgstr

    def look(self) -> None:
        """Is everything there, and whole? An edit that a command has displaced is back in a moment."""
        for _ in range(20):
            if not (lost := list(self._lost())):
                return
            time.sleep(_PAUSE)
        self.faults += lost

    def _lost(self) -> Iterator[str]:
        kept = b"".join(path.read_bytes() for path in self.folder.glob("*.kept")).decode()
        self.kept = len(list(self.folder.glob("*.kept")))
        try:
            lines = yaml.safe_load((self.folder / "briefing.yml").read_bytes())["summary"]
            yield from (f"lost: {text}" for text in self.wrote if text not in lines and text not in kept)
            for path in self.folder.glob("*.po"):
                found = {entry.msgid: entry.msgstr for entry in polib.pofile(path.read_bytes().decode())}
                own = {text: mine for (name, text), mine in self.translated.items() if name == path.name}
                for text, mine in own.items():
                    if found.get(text) != mine and f'"{mine}"' not in kept:
                        yield f"lost: {path.name}: {mine}"
        except (ValueError, OSError, yaml.YAMLError, KeyError, TypeError) as error:
            yield f"a file is torn or gone: {error}"

    def save(self, path: Path, data: bytes) -> None:
        """Save a file, in one of the ways of editors."""
        ways: dict[str, Callable[[Path, bytes], None]] = {
            "over": self._over,
            "bit by bit": self._bit_by_bit,
            "without emptying": self._without_emptying,
            "renamed": self._renamed,
            "moved away": self._moved_away,
        }
        way = self.chance.choice(sorted(ways))
        self.saves[way] += 1
        ways[way](path, data)

    def _pause(self) -> None:
        if self.chance.random() < 0.5:
            time.sleep(self.chance.random() * 0.02)

    def _over(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def _bit_by_bit(self, path: Path, data: bytes) -> None:
        with path.open("wb", buffering=0) as file:
            for start in range(0, len(data), 512):
                file.write(data[start : start + 512])
                self._pause()

    def _without_emptying(self, path: Path, data: bytes) -> None:
        with path.open("r+b", buffering=0) as file:
            self._pause()
            file.write(data)
            file.truncate()

    def _renamed(self, path: Path, data: bytes) -> None:
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(data)
        self._pause()
        beside.replace(path)

    def _moved_away(self, path: Path, data: bytes) -> None:
        backup = path.with_name(f"{path.name}~")
        path.replace(backup)
        path.write_bytes(data)
        backup.unlink()


# --- runs


def newsroom(root: Path) -> None:
    """A site with a briefing that is partly translated and lacks an article; models are installed."""
    kills.site(root)
    kills._languages(root, pt="firefox", eo="argos")
    kills._ran(INSTALL, root)
    briefings = root / "project" / "briefings"
    shutil.rmtree(briefings)
    for slug, lines in kills.TEXTS.items():
        (briefings / slug).mkdir(parents=True)
        text = yaml.dump({"title": f"News of the {slug}", "summary": list(lines)}, sort_keys=False)
        (briefings / slug / "briefing.yml").write_text(text)
    shutil.copytree(FIXTURES / "drafting" / "ferry" / "articles", briefings / "harbour" / "articles")
    kills._ran((*TRANSLATE, "harbour"), root)
    for path in briefings.rglob("*.po"):
        entries = polib.pofile(str(path))
        for entry in entries[1:4]:
            entry.msgstr, entry.comment, entry.flags = "", "", []
        entries.save()


def commands(chance: random.Random) -> list[tuple[str, ...]]:
    """What is at work while the editor edits."""
    chosen: list[tuple[str, ...]] = [MKDOCS, TRANSLATE]
    if chance.random() < 0.3:
        chosen.append(MKDOCS)
    if chance.random() < 0.4:
        chosen.append(UPDATE)
    return chosen


def faults_of(ended: Ended) -> Iterator[str]:
    """What is wrong with how a command ended; it may give way to somebody, and say so."""
    if ended.status not in (0, 1) or "Traceback" in ended.said:
        yield f"status {ended.status}: {ended.said}"


def race(root: Path, before: Path, chance: random.Random) -> tuple[Editor, list[Ended], list[str]]:
    """Edits while commands are at work; the editor, how they ended, and what is wrong."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(before, root)
    processes = [launch(command, root, begin=dawdle) for command in commands(chance)]
    editor = Editor(root / "project" / "briefings" / "harbour", chance)
    ends: list[Ended] = []
    waiting = list(processes)
    while waiting:
        editor.edit()
        time.sleep(chance.random() * 0.1)
        for process in [
            one for one in waiting if os.waitid(os.P_PID, one, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        ]:
            ends.append(wait(process))
            waiting.remove(process)
    faults = [fault for ended in ends for fault in faults_of(ended)]
    for command in (TRANSLATE, MKDOCS):
        if (ended := run(command, root)).status:
            faults.append(f"afterwards, {' '.join(command)}: {ended.said}")
    editor.look()
    built = tree(root)
    for name in ("site", ".cache"):
        shutil.rmtree(root / "project" / name, ignore_errors=True)
    run(MKDOCS, root)
    anew = tree(root)
    changed = sorted(path for path in {*built, *anew} if built.get(path) != anew.get(path))
    faults += [f"{path} is another in a build from scratch" for path in changed]
    faults += [f"{path} is left" for path in left(root)]
    return editor, ends, [*editor.faults, *faults]


def twice(trial: kills.Trial, root: Path) -> tuple[list[Ended], list[str]]:
    """A command, two times at once; how both ended, and what is wrong."""
    trial.put(root)
    processes = [launch(trial.command, root, begin=dawdle) for _ in range(2)]
    ends = [wait(process) for process in processes]
    faults = [fault for ended in ends for fault in faults_of(ended)]
    faults += [ended.said for ended in ends if ended.status and not _GIVES_WAY.search(ended.said)]
    faults += kills.torn(trial.final, trial.final, tree(root))
    return ends, [*faults, *(f"{path} is left" for path in left(root))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--runs", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args(arguments)
    chance = random.Random(options.seed)  # noqa: S311
    doubles = [
        kills.trials()[name]
        for name in ("draft", "models install FILE", "models install, again", "translate")
    ]
    warm_up([trial.name for trial in doubles])
    counts: Counter[str] = Counter()
    saves: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="races-") as place:
        root, before = Path(place) / "now", Path(place) / "newsroom"
        for name in ("project", "models"):
            (before / name).mkdir(parents=True)
        newsroom(before)
        for trial in doubles:
            trial.ready(Path(place))
        for turn in range(options.runs):
            if turn % 5 == 4:
                kind, trial = "the same twice", doubles[turn // 5 % len(doubles)]
                ends, faults = twice(trial, root)
            else:
                kind = "with an editor"
                editor, ends, faults = race(root, before, random.Random(chance.random()))  # noqa: S311
                saves += editor.saves
                counts["kept"] += editor.kept
            counts[kind] += 1
            counts[f"{kind}, faulty"] += bool(faults)
            counts["gave way"] += sum(ended.status == 1 for ended in ends)
            for fault in faults:
                print(f"run {turn}, {kind}: {fault}", file=sys.stderr)
    for kind in ("with an editor", "the same twice"):
        print(f"{kind:<16}{counts[kind]:>6} runs{counts[f'{kind}, faulty']:>6} faulty")
    ways = ", ".join(f"{count} {way}" for way, count in sorted(saves.items()))
    print(f"{saves.total()} saves ({ways})")
    print(f"{counts['gave way']} commands gave way, {counts['kept']} files kept   --seed {options.seed}")
    return int(any(count for kind, count in counts.items() if kind.endswith("faulty")))


if __name__ == "__main__":
    sys.exit(main())
