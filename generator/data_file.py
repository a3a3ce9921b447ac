"""The program's own lists and rules, which are YAML."""

from typing import Any

import yaml

# where PyYAML was built with libyaml, that takes a tenth of the time
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """The data of a file that comes with the program."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe
