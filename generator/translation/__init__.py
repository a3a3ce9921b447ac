"""A briefing ▶ the same in another language.

`translate` fills a catalog, `load` reads it for the page, `status` counts its strings; `engine_for` finds
what translates into a language; `same_language` tells where nothing is to be translated; `check` reads a
catalog for its mistakes only. `translate_article` makes an article one that can be drafted.
"""

from generator.translation.article import translate_article
from generator.translation.catalog import check
from generator.translation.engines import Engine, engine_for
from generator.translation.fill import Report, translate
from generator.translation.lookup import load, same_language, status

__all__ = [
    "Engine",
    "Report",
    "check",
    "engine_for",
    "load",
    "same_language",
    "status",
    "translate",
    "translate_article",
]
