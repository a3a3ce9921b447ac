"""The browser that prints."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from generator.errors import SiteError

VARIABLE = "DRAGOMAN_BROWSER"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "brave-browser",
)
_MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
_WINDOWS_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
_WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
)


def find_browser(named: str | None = None) -> Path:
    """The browser that prints: the one that is named, else $DRAGOMAN_BROWSER, else one that is installed.

    Args:
        named: a path, or a name on the PATH.

    Raises:
        SiteError: the one that is named does not exist, or there is none.
    """
    if named := named or os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return Path(found)
        raise SiteError(f"{named}: there is no such program; --browser and {VARIABLE} name a browser to run")
    installed = filter(None, map(shutil.which, NAMES))
    if found := next(installed, None):
        return Path(found)
    for path in _usual_places():
        if path.is_file():
            return path
    raise SiteError(
        "no browser was found, and pages are printed by one. Looked for on the PATH: "
        f"{', '.join(NAMES)}; and for Chrome, Chromium, Edge and Brave where macOS and Windows keep them.\n"
        "  Debian:  sudo apt install chromium\n"
        "  macOS:   brew install --cask google-chrome\n"
        "  Windows: winget install Google.Chrome\n"
        f"One that is elsewhere is named with --browser PATH, or in {VARIABLE}. "
        "Nothing else of Dragoman needs a browser."
    )


def _usual_places() -> Iterator[Path]:
    """Where browsers are that are not on the PATH; on other systems these files do not exist."""
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (folder / f"{name}.app" / "Contents" / "MacOS" / name for name in _MAC_APPS)
    for folder in (Path(os.environ[name]) for name in _WINDOWS_FOLDERS if os.environ.get(name)):
        yield from (folder / program for program in _WINDOWS_PROGRAMS)
