"""Words in another language than the page's say so, for screen readers, fonts and direction.

The macros `words` and `attributes` of templates/parts.html do the same; for a template that shows many texts,
these are ten times as fast.
"""

from markupsafe import Markup, escape

from generator.site.locales import direction
from generator.site.parts import Shown


def words(shown: Shown, language: str) -> Markup:
    """A text on a page in a language."""
    text = escape(shown.text)
    return text if shown.language == language else Markup(f"<span{attributes(shown, language)}>{text}</span>")  # noqa: S704


def attributes(shown: Shown, language: str) -> Markup:
    """The same for a whole element: its attributes, with a space before them."""
    if shown.language == language:
        return Markup()
    towards = f' dir="{shown.direction}"' if shown.direction != direction(language) else ""
    return Markup(f' lang="{escape(shown.language)}"{towards}')  # noqa: S704
