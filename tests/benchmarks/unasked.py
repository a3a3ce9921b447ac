"""What a build loads and whom it speaks to that it should not: the parser, an engine, a host."""

import json
import runpy
import sys
from pathlib import Path

from benchmarks.process import run

MODULES = {"spacy", "argostranslate", "ctranslate2", "fxtranslate", "sentencepiece", "torch"}
_CALLS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def found(project: Path) -> list[str]:
    """The names of modules, and the calls with their first values, of a build of a project.

    Raises:
        DragomanError: the build fails.
    """
    made = run([sys.executable, "-P", "-m", __name__, "build", "-q"], project)
    names: list[str] = json.loads(made.output.strip().rpartition("\n")[2])
    return names


def _main() -> None:
    calls: list[str] = []

    def hear(event: str, values: tuple[object, ...]) -> None:
        if event in _CALLS:
            calls.append(f"{event} {values[-1] if event.startswith('socket.c') else values[:2]}")

    sys.addaudithook(hear)
    try:
        runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
    finally:
        loaded = {name.partition(".")[0] for name in sys.modules} & MODULES
        print(json.dumps([*sorted(loaded), *calls]))


if __name__ == "__main__":
    _main()
