"""A project of a few small files, and what may be wrong with one."""

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ARTICLE, BRIEFING, CATALOG = (
    f"briefings/talks/{name}" for name in ("articles/01.txt", "briefing.yml", "pt.po")
)
LANGUAGES, WORDS = "site_config/languages.yml", "site_config/ui/en.yml"
_FILES = {
    "mkdocs.yml": "site_name: x\ndocs_dir: site_config/pages\ntheme: material\nplugins: [dragoman]\n",
    LANGUAGES: "languages: {en: {}, pt: {engine: none}}\n",
    "site_config/pages/index.md": "# Home\n",
    "site_config/glossary.yml": "{}\n",
    ARTICLE: "Talks begin\n\nNobody came today.\n",
    BRIEFING: 'title: Talks begin\nsummary:\n- {text: Nobody came today., sources: ["01:2"]}\n',
    CATALOG: 'msgid ""\nmsgstr ""\n\nmsgid "Nobody came today."\nmsgstr "Ninguém veio hoje."\n',
}


def tiny(root: Path) -> Path:
    """Make the project, in which nothing is wrong."""
    for name, text in _FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (root / WORDS).parent.mkdir()
    for code in ("en", "pt"):
        shutil.copy(Path(__file__).parents[1] / "site_config" / "ui" / f"{code}.yml", (root / WORDS).parent)
    return root


@contextmanager
def as_anybody() -> Iterator[None]:
    """Without the right of root to read and write everything."""
    if os.geteuid() != 0:
        yield
        return
    library = ctypes.CDLL(None, use_errno=True)
    header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert library.capget(header, rights) == 0
    before = rights[0]
    rights[0] &= ~0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert library.capset(header, rights) == 0
    try:
        yield
    finally:
        rights[0] = before
        assert library.capset(header, rights) == 0
