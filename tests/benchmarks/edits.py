"""Edits as people make them, in the archive of `benchmarks.archive`."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polib

from generator import briefing_file
from generator.atomic import write_text
from generator.briefing import messages
from generator.errors import DragomanError
from generator.translation import catalog

# in small letters and within a sentence: no name
_WORD = re.compile(r"(?<= )[a-z]{6,}(?= )")


@contextmanager
def restored(folder: Path) -> Iterator[None]:
    """Puts back in the end what a folder's own files held."""
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    try:
        yield
    finally:
        for path in {path for path in folder.iterdir() if path.is_file()}.difference(before):
            path.unlink()
        for path, data in before.items():
            path.write_bytes(data)


class Edited:
    """A briefing with all its translations, one statement of which is edited again and again.

    Each edit puts a new word into it, and returns that word.

    Attributes:
        slug: the briefing's.
        codes: the languages that it is translated into.
        code: the one of them in which a translation is edited alone.
    """

    def __init__(self, folder: Path) -> None:
        """Choose a word of a statement that stands there alone.

        Raises:
            DragomanError: there is none.
        """
        self._path = folder / briefing_file.NAME
        self._catalogs = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.po"))}
        self.slug, self.codes = folder.name, tuple(self._catalogs)
        self.code = self.codes[0]
        self._field, self._text, self._word = self._choose()

    def _choose(self) -> tuple[str, str, str]:
        whole = self._path.read_text("utf-8")
        for message in messages(briefing_file.load(self._path)):
            if message.path.startswith("developments"):
                for word in _WORD.findall(message.text):
                    if len(re.findall(rf"\b{word}\b", whole)) == 1:
                        return message.path, message.text, word
        raise DragomanError(f"{self._path}: no word of its developments stands there alone")

    def reword(self) -> str:
        """The statement has another word; its translations are missing from now on."""
        new = f"zq{secrets.token_hex(4)}"
        write_text(self._path, re.sub(rf"\b{self._word}\b", new, self._path.read_text("utf-8")))
        self._word = new
        return new

    def reword_everywhere(self) -> str:
        """The statement has another word, and so have its translations."""
        new = self.reword()
        text = next(m.text for m in messages(briefing_file.load(self._path)) if m.path == self._field)
        for code, before in self._catalogs.items():
            path = self._path.with_name(f"{code}.po")
            write_text(path, before)
            found = catalog.read(path, code)
            entry = next(e for e in found if e.msgid == self._text)
            entry.msgid = text
            _translate(entry, new)
            catalog.write(path, found)
        return new

    def retranslate(self) -> str:
        """The translation of another text, in the language `code`, has another word."""
        new = f"zq{secrets.token_hex(4)}"
        path = self._path.with_name(f"{self.code}.po")
        found = catalog.read(path, self.code)
        _translate(next(e for e in found if e.occurrences[0][0] == "background[0].text"), new)
        catalog.write(path, found)
        return new


def _translate(entry: polib.POEntry, word: str) -> None:
    """A person's text, that of the machine with a word more."""
    entry.msgstr = f"{word} {entry.msgstr}"
    catalog.set_fuzzy(entry, False)
