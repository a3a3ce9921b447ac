"""A process that does units for `processes.Processes`: pickled ones from its input, until that ends.

Its argument is the folder of its temporary files, which it removes where its input ends: then whoever started
it has ended without doing so.
"""

import os
import pickle
import shutil
import sys
import threading
import traceback
from queue import SimpleQueue

from generator.batch.crew import Unit, attempt
from generator.translation import engines


def main() -> None:
    """Do units, one after the other, and write what each gives to standard output."""
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not come between
    engines.use_cores(1)
    units: SimpleQueue[Unit] = SimpleQueue()
    threading.Thread(target=_read, args=(units,), daemon=True).start()
    while True:
        pickle.dump(attempt(units.get()), results)
        results.flush()


def _read(units: "SimpleQueue[Unit]") -> None:
    """Read ahead, so that the end of the input, and of whoever wrote it, ends this process at any time."""
    try:
        while True:
            units.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the program that started this one
    except EOFError:
        shutil.rmtree(sys.argv[1], ignore_errors=True)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    main()
