"""What commands cost that run in processes of their own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import DragomanError

TESTS = Path(__file__).parents[1]
# what is measured is the tree that this file is in
_PATH = os.pathsep.join(filter(None, (str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH"))))
# Python keeps what it compiled, as it does for whoever installs the program, but not in the tree
_COMPILED = tempfile.TemporaryDirectory()
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONPATH": _PATH,
    "PYTHONPYCACHEPREFIX": _COMPILED.name,
}
# not from the folder where it runs, which has a site/ that Python would take for a module of its own
MKDOCS = (sys.executable, "-P", "-m", "mkdocs")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took, its own children and all of its threads included.

    Attributes:
        cpu: seconds of CPU, the user's and the system's.
        wall: seconds.
        peak: the most memory that was in use, in bytes; at least what this process took when it began.
        output: what it printed.
    """

    cpu: float
    wall: float
    peak: int
    output: str


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder.

    Raises:
        DragomanError: it failed.
    """
    with tempfile.TemporaryFile("w+") as output:
        start = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=ENVIRONMENT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise DragomanError(f"{' '.join(command[:6])} failed:\n{text.strip()[-2000:]}")
    peak = usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak, text)
