"""Has Google's Lighthouse judge the pages of the sample, at home on this machine: `make lighthouse`."""

import gzip
import json
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from itertools import product
from pathlib import Path
from typing import Any

import click
from loopback import serve
from mkdocs.commands.build import build
from mkdocs.config import load_config

from generator.errors import DragomanError

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "web_validators" / "lighthouse"
LIGHTHOUSE = FOLDER / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = Path("/usr/bin/chromium")

PAGES = tuple(f"{language}{page}" for page in ("", "istanbul-talks/") for language in ("", "ar/", "zh/"))
DEVICES = ("mobile", "desktop")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")

# what no page may fall below, of 100; the time a page takes is that of a simulated slow phone
LEAST = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}


@dataclass(frozen=True, slots=True)
class Fault:
    """What Lighthouse would have better.

    Attributes:
        category: one of CATEGORIES.
        audit: its id.
        weight: its share in the figure of the category; 0 where it is advice.
        text: its title and value.
    """

    category: str
    audit: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one page as one kind of device shows it.

    Attributes:
        page: its path.
        device: one of DEVICES.
        scores: of 100, by category.
        faults: the audits that fell short.
    """

    page: str
    device: str
    scores: dict[str, int]
    faults: tuple[Fault, ...]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("pages", nargs=-1)
@click.option("--device", "devices", type=click.Choice(DEVICES), multiple=True, help="Only this.")
@click.option("--advice", is_flag=True, help="List also what counts for no figure.")
def main(pages: tuple[str, ...], devices: tuple[str, ...], advice: bool) -> None:
    """Build the sample, serve it on this machine, judge PAGES: paths such as ar/istanbul-talks/.

    Without PAGES: the home page and the sample briefing in English, Arabic and Chinese.
    """
    for needed, remedy in (
        (LIGHTHOUSE, f"npm ci --prefix {FOLDER.relative_to(ROOT)}"),
        (CHROMIUM, "on Debian: apt-get install chromium"),
    ):
        if not needed.exists():
            raise click.ClickException(f"{needed} is missing; {remedy}")
    click.echo(f"{'':32}{''.join(f'{name:>16}' for name in CATEGORIES)}")
    faults: dict[Fault, list[str]] = defaultdict(list)
    low, views = False, 0
    try:
        for verdict in judge(pages or PAGES, devices or DEVICES):
            figures = "".join(f"{verdict.scores[name]:16}" for name in CATEGORIES)
            click.echo(f"{f'/{verdict.page}':24}{verdict.device:8}{figures}")
            views += 1
            low |= any(verdict.scores[name] < least for name, least in LEAST.items())
            for fault in verdict.faults:
                faults[fault].append(f"/{verdict.page} {verdict.device}")
    except DragomanError as error:
        raise click.ClickException(str(error)) from None
    for fault, where in sorted(faults.items(), key=lambda item: -item[0].weight):
        if fault.weight or advice:
            click.echo(f"\n{fault.category}, weight {fault.weight:g}: {fault.audit}: {fault.text}")
            click.echo(f"  {', '.join(where) if len(where) < views else 'all of them'}")
    least = ", ".join(f"{name} {figure}" for name, figure in LEAST.items())
    click.echo(f"\nat least {least}: {'NOT MET' if low else 'met'}")


def judge(pages: Iterable[str], devices: Iterable[str]) -> Iterator[Verdict]:
    """Build the sample for the address that it is served at, and judge its pages.

    Raises:
        DragomanError: Lighthouse failed.
    """
    with tempfile.TemporaryDirectory() as folder, serve(_handler(folder)) as address:
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=folder, site_url=address))
        for page, device in product(pages, devices):
            yield _verdict(page, device, _run(address + page, device))


def _handler(folder: str) -> type[SimpleHTTPRequestHandler]:
    """Serves a folder as hosts of static sites do: texts packed."""

    class Packed(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=folder)

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.send_error(404)
                return
            packed = gzip.compress(path.read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_: object) -> None: ...

    return Packed


def _run(url: str, device: str) -> dict[str, Any]:
    flags = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", "--disable-quic"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    command = [
        *(str(LIGHTHOUSE), url, "--quiet", "--output=json", "--no-enable-error-reporting"),
        *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(flags)}"),
        *(["--preset=desktop"] if device == "desktop" else []),
    ]
    environment = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise DragomanError(f"{url}: Lighthouse failed: {done.stderr.strip()}")
    report: dict[str, Any] = json.loads(done.stdout)
    if "runtimeError" in report:
        raise DragomanError(f"{url}: Lighthouse failed: {report['runtimeError']['message']}")
    return report


def _verdict(page: str, device: str, report: dict[str, Any]) -> Verdict:
    scores, faults = {}, []
    for name in CATEGORIES:
        category = report["categories"][name]
        scores[name] = round(100 * category["score"])
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            # some are for information only and have no score
            if audit["score"] is not None and audit["score"] < 0.9:
                faults.append(Fault(name, audit["id"], reference["weight"], audit["title"]))
    return Verdict(page, device, scores, tuple(faults))


if __name__ == "__main__":
    main()
