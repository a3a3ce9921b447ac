"""While a site is served: a build that writes catalogs is no reason for another one."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from generator.cache import signature_of

# seconds without a further edit, after which a site is built; mkdocs waits for 0.1
_PAUSE = 0.02
# seconds that reading the settings takes at the most
_RECENT = 5


class Watch:
    """Knows whether somebody else has changed a file since a build began."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._before: dict[str, str] = {}
        self._left: dict[str, str] | None = None
        self._places: tuple[str, ...] = ()

    def begin(self, settings: str, places: Iterable[str]) -> None:
        """A build begins.

        Args:
            settings: the path of mkdocs.yml, which has been read before.
            places: the files and folders whose changes are to be followed.
        """
        self._places, self._left = (settings, *places), None
        self._before = dict(_signatures(self._places))
        if time.time() - Path(settings).stat().st_mtime < _RECENT:
            del self._before[settings]  # it may have changed since it was read

    def end(self, wrote: Mapping[str, str]) -> None:
        """It ends, and has written some files, whose signatures are given by path."""
        after = dict(_signatures(self._places))
        ours = {path: own for path, own in wrote.items() if after.get(path) == own}
        if {**self._before, **ours} == after:
            self._left = after

    def attach(self, server: LiveReloadServer) -> LiveReloadServer:
        """Have a server build soon, and only where somebody has changed something."""
        build: Callable[[], None] = server.builder

        def build_if_changed() -> None:
            if self._left is None or self._left != dict(_signatures(self._places)):
                build()

        server.builder, server.build_delay = build_if_changed, _PAUSE
        return server


def _signatures(places: Iterable[str]) -> Iterator[tuple[str, str]]:
    for place in places:
        if Path(place).is_file():
            yield place, signature_of(Path(place).stat())
        for folder, _, names in os.walk(place, followlinks=True):
            for name in names:
                path = f"{folder}{os.sep}{name}"
                try:
                    yield path, signature_of(os.stat(path))  # noqa: PTH116 - of all files of an archive
                except FileNotFoundError:  # a link to nowhere, or it went meanwhile
                    yield path, ""
