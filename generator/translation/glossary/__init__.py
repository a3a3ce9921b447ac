"""site_config/glossary.yml: how names and terms are written in each language.

`load` reads it, `Terms` is what it says for one language.
"""

from generator.translation.glossary.file import CATEGORIES, EMPTY, Glossary, load
from generator.translation.glossary.terms import Term, Terms

__all__ = ["CATEGORIES", "EMPTY", "Glossary", "Term", "Terms", "load"]
