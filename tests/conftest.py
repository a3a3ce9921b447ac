"""What several tests share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from site_project import build, make_project

CHROMIUM = Path("/usr/bin/chromium")


def unavailable(reason: str) -> None:
    """Skip, saying why; on the machine that checks every change, fail instead."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the checkout, which is no part of the project."""
    folder = Path(__file__).parents[1].parent / "shared"
    if not folder.is_dir():
        unavailable("the test data beside the checkout (../shared) are missing")
    return folder


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium that may only speak with this machine."""

    arguments = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-quic"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    if not CHROMIUM.is_file():
        unavailable(f"{CHROMIUM} is missing; on Debian: apt-get install chromium")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in five languages, built once for all tests; only to be read."""
    project = make_project(tmp_path_factory.mktemp("site"))
    build(project)
    return project / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of one's own, not yet built."""
    return make_project(tmp_path / "project")
