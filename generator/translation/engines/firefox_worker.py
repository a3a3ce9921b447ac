"""A process that translates for `firefox.Firefox`; its arguments are the files of a model.

It reads sentences from standard input and writes their translations, each a line with a JSON string, until
the input ends. It imports nothing of this package, so that it starts fast.
"""

import json
import sys
from pathlib import Path


def main(files: list[str]) -> None:
    """Translate with a model; `files` as `firefox.Model.files` orders them."""
    from fxtranslate import Translator  # noqa: PLC0415 - whoever imports this module needs no engine

    translator = Translator(*(Path(file).read_bytes() for file in files))
    for line in sys.stdin:
        print(json.dumps(translator.translate(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
