"""Makes docs/screenshot.png, the picture in the README, from the sample briefing: `make screenshot`."""

import sys
import tempfile
from pathlib import Path

from conftest import chromium
from loopback import serve
from mkdocs.commands.build import build
from mkdocs.config import load_config

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Build the site, open the sample, take its first screen."""
    with tempfile.TemporaryDirectory() as folder:
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=folder))
        with serve(Path(folder)) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": 1180, "height": 1000})
            page.goto(f"{address}istanbul-talks/", wait_until="networkidle")
            page.screenshot(path=str(ROOT / "docs" / "screenshot.png"))


if __name__ == "__main__":
    sys.exit(main())
