"""A briefing ▶ the same in another language.

`translate` fills a catalog, `load` reads it for the page, `status` counts its strings; `engine_for` finds
what translates into a language; `check` reads a catalog for its mistakes only.
"""

from generator.translation.catalog import read as check
from generator.translation.engines import Engine, engine_for
from generator.translation.fill import Report, translate
from generator.translation.lookup import load, status

__all__ = ["Engine", "Report", "check", "engine_for", "load", "status", "translate"]
