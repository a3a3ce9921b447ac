"""Where the time of a build goes: `python -m benchmarks.site --profile`.

A timer interrupts the build after each thousandth of a second of CPU; the time since the last interruption
is put down to the station whose code is on the stack. Unlike a profiler's, that slows no small function down.
"""

import json
import runpy
import signal
import sys
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

from benchmarks.process import run

_INTERVAL = 0.001  # s of CPU

START, REST = "start: Python, imports", "rest"

# station, end of a file's path, function or None for all; the outermost function that stands here tells
_STATIONS = (
    ("configuration", "mkdocs/config/base.py", None),
    ("configuration", "generator/site/ui.py", None),
    ("configuration", "generator/yaml_file.py", None),
    ("reading articles", "generator/pipeline.py", "read_articles"),
    ("reading briefing.yml", "generator/briefing_file.py", None),
    ("reading catalogs", "generator/catalogs.py", "load"),
    ("completing translations", "generator/pipeline.py", "_completed"),
    ("history", "generator/history/__init__.py", None),
    ("search index", "generator/site/search.py", None),
    ("feeds and sitemaps", "generator/site/feeds.py", None),
    ("feeds and sitemaps", "generator/site/crawlers.py", None),
    ("metadata, briefing.json", "generator/site/theme.py", "head"),
    ("metadata, briefing.json", "generator/site/export.py", None),
    ("views and body", "generator/site/content.py", None),
    ("views and body", "generator/site/listings.py", None),
    ("views and body", "generator/site/render.py", None),
    ("theme's frame", "generator/site/theme.py", None),
    ("theme's frame", "jinja2/environment.py", None),
    ("theme's frame", "generator/site/plugin.py", "_error_page"),
    ("caches", "generator/cache.py", None),
    ("caches", "generator/site/edition.py", "put"),
    ("caches", "generator/site/edition.py", "get"),
    ("views and body", "generator/site/cards.py", None),
    ("theme's frame", "generator/site/frame.py", None),
    ("writing files", "generator/site/outputs.py", None),
    ("writing files", "mkdocs/utils/__init__.py", "write_file"),
    ("writing files", "mkdocs/utils/__init__.py", "clean_directory"),
    ("writing files", "mkdocs/structure/files.py", "copy_static_files"),
    ("pages' addresses", "generator/site/pages.py", None),
    ("pages' addresses", "mkdocs/structure/files.py", None),
)
NAMES = (START, *dict.fromkeys(name for name, *_ in _STATIONS), REST)


def measure(project: Path) -> tuple[dict[str, float], float]:
    """Build a project; the seconds of CPU of each station, and of the whole.

    Raises:
        DragomanError: the build fails.
    """
    made = run([sys.executable, "-P", "-m", __name__, "build", "-q"], project)
    seconds: dict[str, float] = json.loads(made.output.strip().rpartition("\n")[2])
    # what the timer does not see: how Python itself starts and ends
    seconds[START] = seconds.get(START, 0) + max(0.0, made.cpu - sum(seconds.values()))
    return {name: seconds[name] for name in NAMES if name in seconds}, made.cpu


def _main() -> None:
    seconds: defaultdict[str, float] = defaultdict(float)
    last = 0.0

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        seconds[_station(frame)] += now - last
        last = now

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)
    try:
        runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(seconds))


def _station(frame: FrameType | None) -> str:
    found = REST
    while frame:
        name = _of_code(frame.f_code)
        if name == START:
            return START
        found, frame = name or found, frame.f_back
    return found


@cache
def _of_code(code: CodeType) -> str | None:
    if code.co_filename == "<frozen importlib._bootstrap>" and code.co_name == "_find_and_load":
        return START
    path = code.co_filename.replace("\\", "/")
    rules = (
        name for name, end, function in _STATIONS if path.endswith(end) and function in {None, code.co_name}
    )
    return next(rules, None)


if __name__ == "__main__":
    _main()
