"""Asks public databases for known vulnerabilities of all that the lock files pin.

The only check of the project that needs a network, so nothing else depends on it. pip-audit, which asks for
Python's packages, takes what it cannot ask for as well; here that is told, and is no success.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-test.lock"  # which has all of requirements.lock
NPM = (ROOT / "tests" / "web_validators", ROOT / "tests" / "web_validators" / "lighthouse")
FOUND, UNKNOWN = 1, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What was learnt of one lock file.

    Attributes:
        lock: the file.
        asked: how many packages the database was asked for.
        unasked: why it could not be asked for others, one line each.
        found: the vulnerabilities, one line each.
    """

    lock: Path
    asked: int
    unasked: list[str]
    found: list[str]


def of_python(lock: Path, said: str) -> Answer:
    """What ``pip-audit -f json`` wrote about a lock file."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, LookupError, TypeError):
        return Answer(lock, 0, ["the database did not answer"], [])
    unasked = [package["skip_reason"] for package in packages if "skip_reason" in package]
    found = [
        f"{package['name']} {package['version']}: {one['id']}, "
        f"mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for package in packages
        for one in package.get("vulns", ())
    ]
    return Answer(lock, len(packages) - len(unasked), unasked, found)


def of_javascript(lock: Path, said: str) -> Answer:
    """What ``npm audit --json`` wrote about a lock file."""
    pinned = len(json.loads(lock.read_text("utf-8"))["packages"]) - 1
    try:
        packages = json.loads(said)["vulnerabilities"]
    except (ValueError, LookupError, TypeError):
        return Answer(lock, 0, [f"the database did not answer for {pinned} packages"], [])
    found = [f"{name} {package['range']}: {package['severity']}" for name, package in packages.items()]
    return Answer(lock, pinned, [], found)


def told(answers: list[Answer]) -> int:
    """Print the answers; returns the exit status."""
    for answer in answers:
        name = answer.lock.relative_to(ROOT)
        print(f"{name}: {answer.asked} asked for, {len(answer.unasked)} not, {len(answer.found)} found")
        for line in (*answer.found, *answer.unasked[:3]):
            print(f"  {line}")
    if any(answer.found for answer in answers):
        return FOUND
    if any(answer.unasked or not answer.asked for answer in answers):
        print("Nothing is known of what could not be asked for. Run it again where there is a network.")
        return UNKNOWN
    return 0


def main() -> int:
    """Ask; the exit status is 1 where something was found, 2 where something could not be asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pip-audit", default="pip-audit", help="the program")
    parser.add_argument("--npm", default="npm", help="the program")
    options = parser.parse_args()
    command = [options.pip_audit, "-r", str(LOCK), "--require-hashes", "--disable-pip", "-f", "json"]
    answers = [of_python(LOCK, _output([*command, "--progress-spinner", "off"]))]
    for folder in NPM:
        said = _output([options.npm, "audit", "--json", "--package-lock-only", "--prefix", str(folder)])
        answers.append(of_javascript(folder / "package-lock.json", said))
    return told(answers)


def _output(command: list[str]) -> str:
    """What a program writes; its exit status tells no more than that."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main())
