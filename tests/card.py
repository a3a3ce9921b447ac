"""Makes the picture that stands for the site in previews of links, from card.svg: `make card`."""

import sys
from pathlib import Path

from conftest import chromium

from generator.site.metadata import CARD, CARD_HEIGHT, CARD_WIDTH

DRAWING = Path(__file__).with_name("card.svg")
PICTURE = Path(__file__).parents[1] / "templates" / "theme" / CARD


def main() -> None:
    """Draw it at the size that the pages name."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": CARD_WIDTH, "height": CARD_HEIGHT})
        page.goto(DRAWING.as_uri())
        page.screenshot(path=str(PICTURE))


if __name__ == "__main__":
    sys.exit(main())
