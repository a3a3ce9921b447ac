"""Inputs that nobody would write: made by grammars of each format, and mutations of real files."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
REGRESSIONS = TESTS / "fixtures" / "fuzz"
# longer seeds take longer without meeting more code
_LONGEST_SEED = 6000
_MOST_MUTATIONS = 6

Make = Callable[[Random], bytes]
# what means something to one of the formats, or to those who read them
_TOKENS: dict[str, list[str]] = json.loads(Path(__file__).with_name("fuzz_tokens.json").read_text("utf-8"))

# --- seeds ---------------------------------------------------------------------------------------


@cache
def seeds(*patterns: str) -> tuple[bytes, ...]:
    """The beginnings of the project's files that fit one of the patterns."""
    paths = sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())
    return tuple(path.read_bytes()[:_LONGEST_SEED] for path in paths)


def regressions(folder: str) -> list[Path]:
    """The inputs that once broke a reader."""
    return sorted((REGRESSIONS / folder).glob("*")) if (REGRESSIONS / folder).is_dir() else []


# --- mutations -----------------------------------------------------------------------------------

_ODD = _TOKENS["odd"]
_REPEATED = "([{<>}])\"'`\\&#*_-=~.,:;!?|%@ \n\taA1é中\u200b\u0301\u064b"
_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "cp1251",
    "gb18030",
    "shift_jis",
    "utf-8-sig",
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"+/v8")


def _place(random: Random, data: Sequence[object]) -> int:
    return random.randint(0, len(data))


def _span(random: Random, data: Sequence[object]) -> tuple[int, int]:
    start = _place(random, data)
    return start, min(len(data), start + int(random.paretovariate(0.7)))


def _length(random: Random) -> int:
    """Mostly small, at times tens of thousands."""
    return min(30_000, int(2 * random.paretovariate(0.5)))


def _with_bytes(  # noqa: PLR0911 - one for each kind
    random: Random, data: bytes, tokens: Sequence[str], others: Sequence[bytes]
) -> bytes:
    """Some change that cares for no characters."""
    start, end = _span(random, data)
    kind = random.randrange(9)
    if kind == 0:
        return data[:start]
    if kind == 1:
        return data[start:]
    if kind == 2 and data:
        at = random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
    if kind == 3:
        return data[:start] + random.randbytes(end - start) + data[end:]
    if kind == 4:
        return data[:start] + data[end:]
    if kind == 5:
        return random.choice(_MARKS) + data
    if kind == 6:
        other = random.choice(others) if others else b""
        from_, to = _span(random, other)
        return data[:start] + other[from_:to] + data[start:]
    if kind == 7:
        other = random.choice(others) if others else b""
        return data[:start] + other[_place(random, other) :]
    token = random.choice(tokens or _ODD).encode("utf-8", "surrogatepass")
    return data[:start] + token + data[start:]


def _with_text(random: Random, text: str, tokens: Sequence[str]) -> str:
    """Some change of characters, lines or blocks of lines."""
    kind = random.randrange(10)
    start, end = _span(random, text)
    if kind == 0:
        return text[:start] + random.choice(_ODD) + text[end:]
    if kind <= 2:
        return text[:start] + random.choice(tokens or _ODD) + text[start:]
    if kind == 3:
        return text[:start] + random.choice(_REPEATED) * _length(random) + text[start:]
    if kind == 4:
        return text[:start] + random.choice(tokens or _ODD) * min(2000, _length(random)) + text[start:]
    lines = text.splitlines(keepends=True)
    first, last = _span(random, lines)
    block = lines[first:last]
    if kind == 5:
        lines[first:last] = block * min(50, _length(random))
    elif kind == 6:
        lines[first:last] = []
    elif kind == 7:  # nest
        lines[first:last] = [random.choice(("  ", "- ", "> ", "\t", " ")) + line for line in block]
    elif kind == 8:
        where = _place(random, lines)
        lines[where:where] = block
    else:
        ends = random.choice(("\r\n", "\r", "\u2028", "\x85", ""))
        lines = [line.rstrip("\n") + (ends if random.random() < 0.7 else "\n") for line in lines]
    return "".join(lines)


def _mutated(random: Random, data: bytes, tokens: Sequence[str], others: Sequence[bytes]) -> bytes:
    for _ in range(min(_MOST_MUTATIONS, int(random.paretovariate(1)))):
        if random.random() < 0.25:
            data = _with_bytes(random, data, tokens, others)
        else:
            text = data.decode("utf-8", "surrogateescape")
            data = _with_text(random, text, tokens).encode("utf-8", "surrogateescape")
        data = data[:200_000]
    if random.random() < 0.04:
        data = data.decode("utf-8", "replace").encode(random.choice(_ENCODINGS), "replace")
    return data


def _maker(grammar: Callable[[Random], str] | None, tokens: Sequence[str], *patterns: str) -> Make:
    """A maker of inputs of a text format, of which some stay as the grammar made them."""

    def make(random: Random) -> bytes:
        known = seeds(*patterns)
        if grammar and (not known or random.random() < 0.5):
            data = grammar(random).encode("utf-8", "surrogatepass")
            if random.random() < 0.4:
                return data
        else:
            data = random.choice(known)
        return _mutated(random, data, tokens, known)

    return make


# --- words ---------------------------------------------------------------------------------------

_WORDS = _TOKENS["words"]


def _sentence(random: Random) -> str:
    words = random.choices(_WORDS, k=random.randint(1, 24))
    return " ".join(words).capitalize() + random.choice((".", ".", "!", "?", "", "。", "...", ".”", ":"))


def _prose(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(random.randint(1, 6)))


_FURNITURE = _TOKENS["furniture"]


def _article(random: Random) -> str:
    blocks = []
    for _ in range(random.randint(1, 15)):
        made = random.choice(
            (_prose, _prose, _sentence, lambda r: r.choice(_FURNITURE), lambda r: r.choice(_ODD))
        )
        block = made(random)
        if random.random() < 0.1:  # wrapped
            block = "\n".join(block[i : i + 70] for i in range(0, len(block), 70))
        blocks.append(block)
    return random.choice(("\n\n", "\n", "\r\n\r\n", " ")).join(blocks)


_MARKDOWN = _TOKENS["markdown"]


def _markdown(random: Random) -> str:
    head = ""
    if random.random() < 0.5:
        head = (
            "---\n" + yaml_text(random, ("title", "publisher", "url", "date", "language", "author")) + "---\n"
        )
    parts = random.choices(_MARKDOWN, k=random.randint(0, 12))
    body = _article(random).split("\n")
    return head + "\n".join(
        part + line for part, line in zip([*parts, *[""] * len(body)], body, strict=False)
    )


# --- HTML ----------------------------------------------------------------------------------------

_TAGS = _TOKENS["tags"]
_ATTRIBUTES = _TOKENS["attributes"]
_HTML = _TOKENS["html"]


def _element(random: Random, depth: int) -> str:
    if depth <= 0 or random.random() < 0.3:
        return random.choice((_prose, _sentence, lambda r: r.choice(_ODD), lambda r: r.choice(_HTML)))(random)
    tag = random.choice(_TAGS)
    said = "".join(" " + random.choice(_ATTRIBUTES) for _ in range(random.choice((0, 0, 1, 1, 2, 5))))
    inner = "".join(_element(random, depth - 1) for _ in range(random.choice((0, 1, 1, 2, 3, 5))))
    if random.random() < 0.02:
        count = min(3000, _length(random))
        return f"<{tag}{said}>" * count + inner + f"</{tag}>" * (count if random.random() < 0.5 else 0)
    return f"<{tag}{said}>{inner}" + (f"</{tag}>" if random.random() < 0.9 else "")


def _page(random: Random) -> str:
    head = "".join(_element(random, 1) for _ in range(random.randint(0, 4)))
    prose = "".join(f"<p>{_prose(random)}</p>" for _ in range(random.randint(0, 6)))
    body = "".join(_element(random, random.randint(1, 5)) for _ in range(random.randint(0, 4)))
    return f"<html><head>{head}</head><body><article>{prose}{body}</article></body></html>"


# --- YAML ----------------------------------------------------------------------------------------

_YAML = _TOKENS["yaml"]
_SCALARS = _TOKENS["scalars"]


_USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        "Ships left.",
        "It’s “quoted”",
        ">-\n      folded\n      text",
        '"a: b"',
        "'no'",
        "港口关闭了。",
        "no",
        "12:30",
    ),
    "sources": ('["01:1"]', '["01:2", "01:3"]', "[]", "['01:1']"),
    "kind": ("fact", "claim", "view"),
    "date": ("2025-05-11", "2024-02-29"),
    "language": ("en", "pt-BR", "zh", "uk"),
    "original": ("{language: uk, text: A}", "{language: pt, text: A, machine: m}"),
    "engine": ("auto", "none", "firefox", "argos"),
    "keep": ("true",),
    "forms": ("[a, 'b*']", "[Київ, 'києв*']"),
    "avoid": ("[a, 'b*']", "[x]"),
    "also": ("[Kiev]",),
    "theme": ("pt-BR",),
    "url": ("https://example.org/",),
}


def _value_of(random: Random, key: str) -> str:
    """A value for a key: mostly one that it may have."""
    return random.choice(
        _USUAL.get(key, ("Ann Lee", "text", '"quoted"')) if random.random() < 0.9 else _SCALARS
    )


def yaml_text(random: Random, keys: Sequence[str], depth: int = 4, indent: str = "") -> str:
    """Lines of YAML with such keys, and some values of any kind."""
    lines, is_list = "", bool(indent) and random.random() < 0.25
    for key in random.sample(keys, random.randint(1, min(5, len(keys)))):
        named = key if random.random() < 0.97 else random.choice((*_SCALARS, *_ODD))
        start = f"{indent}- " if is_list else f"{indent}{named}: "
        kind = random.random()
        if depth and kind < 0.35:
            lines += f"{start.rstrip()}\n" + yaml_text(random, keys, depth - 1, indent + "  ")
        elif depth and kind < 0.5:
            items = "".join(f"{indent}  - {random.choice(_SCALARS)}\n" for _ in range(random.randint(1, 4)))
            lines += f"{start.rstrip()}\n{items}"
        else:
            lines += f"{start}{_value_of(random, key)}\n"
    return lines


def _statement(random: Random, indent: str) -> str:
    keys = random.sample(("speaker", "sources", "kind", "original"), random.randint(0, 4))
    keys += ["date"] if random.random() < 0.02 else []
    pairs = (f"{key}: {_value_of(random, key)}" for key in ["text", *keys])
    return f"{indent}- " + f"\n{indent}  ".join(pairs) + "\n"


_BRIEFING_KEYS = _TOKENS["briefing_keys"]


def _briefing(random: Random) -> str:
    text = 'title: Ships leave\nsources:\n  "01": {title: A}\n' if random.random() < 0.8 else ""
    for section in random.sample(("summary", "background", "developments", "outlook"), 2):
        text += f"{section}:\n" + "".join(_statement(random, "  ") for _ in range(random.randint(1, 3)))
    if random.random() < 0.5:
        side = _value_of(random, "name")
        text += f"sides:\n  - name: {side}\n    statements:\n{_statement(random, '      ')}"
        text += (
            f"contrasts:\n  - topic: a\n    positions: {{{side}: '01:1'}}\n" if random.random() < 0.3 else ""
        )
    if random.random() < 0.5:
        text += f"timeline:\n  - {{date: {_value_of(random, 'date')}, text: {_value_of(random, 'name')}}}\n"
        text += f"quotes:\n  - {{speaker: A, text: {_value_of(random, 'name')}}}\n"
        text += f"updated: {_value_of(random, 'date')}\n"
    return text + (yaml_text(random, _BRIEFING_KEYS) if random.random() < 0.2 else "")


def _languages(random: Random) -> str:
    text = f"default: {_value_of(random, 'language') if random.random() < 0.2 else 'en'}\nlanguages:\n  en:\n"
    for _ in range(random.randint(0, 5)):
        code = random.choice(("pt", "uk", "zh", "pt-BR", "ar", _value_of(random, "language")))
        text += f"  {code}: {{engine: {_value_of(random, 'engine')}}}\n"
    return text + (
        yaml_text(random, ("theme", "engine", "default", "languages")) if random.random() < 0.1 else ""
    )


def _glossary(random: Random) -> str:
    text = ""
    for code in random.sample(("pt", "ar", "zh", "uk", "de", random.choice(_SCALARS)), random.randint(1, 3)):
        text += f"{code}:\n"
        for _ in range(random.randint(1, 4)):
            field = random.choice(("forms", "avoid", "also"))
            name = random.choice(
                ("Kyiv", "Quill", "U.S.", "a ceasefire", "it's", "ال", _value_of(random, "name"))
            )
            use = random.choice(("b", "Київ", "يوم", "基辅", "\u064b", "'*'", "a's"))
            usual = ("['a*', b c]", "[\u064b]", "[ال]", "[x]", "['']")
            value = random.choice(usual if random.random() < 0.9 else _SCALARS)
            entry = f"{name}: {{use: {use}, {field}: {value}}}"
            text += f"  terms: {{{entry}}}\n" if random.random() < 0.1 else f"  {entry}\n"
    return text + (
        yaml_text(random, ("use", "keep", "forms", "avoid", "also")) if random.random() < 0.1 else ""
    )


def _words(random: Random) -> str:
    keys = ("site_name", "statements.one", "statements.other", "material.x", "title", "a.b.other")
    return yaml_text(random, keys, depth=1)


_SETTINGS = _TOKENS["settings"]


# --- catalogs ------------------------------------------------------------------------------------

_PO = _TOKENS["po"]


def _string(random: Random) -> str:
    text = random.choice((_sentence(random), random.choice(_ODD), random.choice(_SCALARS), "a", ""))
    text = text.replace("\\", "\\\\").replace('"', '\\"') if random.random() < 0.9 else text
    lines = text.split("\n")
    return "\n".join(f'"{line}"' for line in lines)


def _catalog(random: Random) -> str:
    text = 'msgid ""\nmsgstr ""\n"Language: eo\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    text = text if random.random() < 0.9 else random.choice(_PO)
    for number in range(random.randint(0, 6)):
        text += "".join(random.choice(_PO) for _ in range(random.choice((0, 0, 0, 1, 2))))
        mark = random.choice(("", "", "", "", "#~ "))
        comments = random.choice(
            ("", "", "#. machine: f m 0123456789ab\n#, fuzzy\n", "# who\n", "#: title:1\n")
        )
        source, target = _string(random), _string(random)
        source = source if random.random() < 0.2 else f'"{number} "\n{source}'
        lines = f"msgid {source}\nmsgstr {target}".split("\n")
        text += (
            comments + "".join(f"{mark}{line}\n" for line in lines) + random.choice(("\n", "\n", "", "\n\n"))
        )
    return text


# --- JSON, archives, databases, git ----------------------------------------------------------------

_JSON = _TOKENS["json"]
_VALUES = (
    "en",
    "eo",
    "pt",
    "pb",
    "1.0",
    "../x",
    "\ud800",
    "\x1b[2J",
    "",
    " ",
    None,
    1,
    1.5,
    True,
    [],
    {},
    ["a"],
    "9" * 50,
    "1\n2",
)


def _value(random: Random, depth: int = 3) -> object:
    if depth and random.random() < 0.1:
        return [_value(random, depth - 1) for _ in range(random.randint(0, 3))]
    if depth and random.random() < 0.1:
        return {str(random.choice(_VALUES)): _value(random, depth - 1) for _ in range(random.randint(0, 3))}
    return random.choice(_VALUES)


def _object(random: Random, usual: dict[str, object]) -> dict[str, object]:
    made = {key: value if random.random() < 0.8 else _value(random) for key, value in usual.items()}
    return {key: value for key, value in made.items() if random.random() < 0.95}


_METADATA: dict[str, object] = {
    "from_code": "en",
    "to_code": "eo",
    "package_version": "1.0",
    "target_prefix": "",
}
_RECORD: dict[str, object] = {
    "version": "1.0",
    "origin": "x",
    "files": {"model": {"size": 1, "sha256": "0" * 64}},
    "archive": "0" * 64,
}
_LINKED = _METADATA | {"to_code": "pt", "links": ["https://example.org/a", "http://["]}
_FIREFOX: dict[str, object] = {
    "name": "model.enpt.bin",
    "version": "2.1",
    "sourceLanguage": "en",
    "targetLanguage": "pt",
    "fromLang": "en",
    "toLang": "pt",
    "fileType": "model",
    "decompressedHash": "0" * 64,
    "attachment": {"hash": "0" * 64, "size": 1, "filename": "a", "location": "a/b", "mimetype": "x"},
}


def _json(shape: Callable[[Random], object]) -> Make:
    return _maker(lambda random: json.dumps(shape(random), ensure_ascii=random.random() < 0.5), _JSON)


def _index(random: Random) -> object:
    return [
        _object(random, _LINKED) if random.random() < 0.9 else _value(random)
        for _ in range(random.randint(0, 4))
    ]


@cache
def _toy() -> dict[str, bytes]:
    with zipfile.ZipFile(TESTS / "fixtures" / "argos_toy" / "translate-en_eo-1_0.argosmodel") as package:
        return {name: package.read(name) for name in package.namelist() if name[-1] != "/"}


_NAMES = _TOKENS["names"]


def _package(random: Random) -> bytes:
    """An Argos package with something broken in it, or the archive of it."""
    files = dict(_toy())
    names = list(files)
    for _ in range(random.randint(0, 3)):
        name = random.choice(names)
        kind = random.randrange(6)
        if kind == 0:
            files.pop(name, None)
        elif kind == 1 and name in files:
            files[name] = files[name][: random.randint(0, len(files[name]))]
        elif kind == 2 and name in files:
            files[name] = _with_bytes(random, files[name], (), list(files.values()))
        elif kind == 3:
            files[name] = random.randbytes(random.randint(0, 400))
        elif kind == 4:
            files[random.choice((random.choice(_NAMES), f"toy/{random.choice(_NAMES)}"))] = b"x"
        else:
            meta = next(name for name in names if name.endswith("metadata.json"))
            files[meta] = json.dumps(_object(random, _METADATA)).encode()
    archive = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(archive, "w", method, compresslevel=1) as zipped:
        for name, data in files.items():
            member = zipfile.ZipInfo(name.encode("utf-8", "replace").decode() or "x")
            member.compress_type = method
            if random.random() < 0.02:
                member.external_attr = random.choice((0o120777, 0o060777, 0o10777)) << 16
            zipped.writestr(member, data)
    data = archive.getvalue()
    if random.random() < 0.4:
        # the directory of an archive stands at its end
        start = max(0, len(data) - 600) if random.random() < 0.6 else 0
        data = data[:start] + _with_bytes(random, data[start:], (), (data[-400:],))
    return data


@cache
def _database() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE TABLE kept (kind TEXT, name TEXT, key TEXT, value BLOB, sum INTEGER, "
        "PRIMARY KEY (kind, name)) WITHOUT ROWID"
    )
    rows = (("articles", f"slug-{n}", f"{n:032}", b"[]" * n, n) for n in range(200))
    database.executemany("INSERT INTO kept VALUES (?, ?, ?, ?, ?)", rows)
    database.commit()
    return database.serialize()


def _cache(random: Random) -> bytes:
    if random.random() < 0.1:
        return random.randbytes(random.randint(0, 5000))
    data = _database()
    for _ in range(random.randint(1, 4)):
        start = random.choice((0, 0, random.randrange(len(data)) if data else 0))
        data = (
            data[:start] + _with_bytes(random, data[start : start + 200], (), (data,)) + data[start + 200 :]
        )
    return data


def _log(random: Random) -> str:
    blob, none = "a" * 40, "0" * 40
    text = ""
    for _ in range(random.randint(0, 6)):
        text += random.choice((str(1_700_000_000 + random.randint(0, 10**6)), "9" * 30, "-1", "x", "")) + "\0"
        for _ in range(random.randint(0, 3)):
            change = random.choice(("A", "M", "D", "R090", "T", ""))
            text += f"\n:100644 100644 {none} {blob} {change}\0" if random.random() < 0.95 else ":\0"
            text += "".join(
                f"slug-{random.randint(0, 3)}/briefing.yml\0" for _ in range(1 + (change[:1] == "R"))
            )
    return text


_LOG = _TOKENS["log"]

MAKERS: dict[str, Make] = {
    "txt": _maker(
        _article, (*_FURNITURE, *_ODD), "tests/fixtures/articles/*/*.txt", "tests/fixtures/clusters/*/*.txt"
    ),
    "md": _maker(_markdown, (*_MARKDOWN, *_FURNITURE), "tests/fixtures/**/*.md", "briefings/*/articles/*.md"),
    "html": _maker(_page, _HTML, "tests/fixtures/**/*.html"),
    "briefing": _maker(
        _briefing, (*_YAML, *_SCALARS), "briefings/*/briefing.yml", "tests/fixtures/**/briefing.yml"
    ),
    "languages": _maker(_languages, (*_YAML, *_SCALARS), "site_config/languages.yml"),
    "glossary": _maker(_glossary, (*_YAML, *_SCALARS), "site_config/glossary.yml"),
    "words": _maker(_words, (*_YAML, "{count}", "{}"), "site_config/ui/*.yml"),
    "mkdocs": _maker(None, (*_SETTINGS, *(t for t in _YAML if "python" not in t)), "mkdocs.yml"),
    "po": _maker(_catalog, (*_PO, *_ODD), "tests/fixtures/**/*.po", "briefings/*/*.po"),
    "package": _package,
    "weights": _package,
    "install": _package,
    "metadata": _json(lambda random: _object(random, _METADATA)),
    "installed": _json(lambda random: _object(random, _RECORD)),
    "index": _json(_index),
    "records": _json(lambda r: {"data": [_object(r, _FIREFOX) for _ in range(r.randint(0, 3))]}),
    "firefox": lambda random: random.randbytes(random.randint(0, 2000)),
    "cache": _cache,
    "git": _maker(_log, _LOG),
    "history": _maker(_briefing, (*_YAML, *_SCALARS), "briefings/*/briefing.yml"),
    "broken": lambda random: random.choice((b"crash", b"hang", b"memory", b"unnamed", b"long", b"KeyError")),
}


def made(reader: str, seed: int, number: int) -> bytes:
    """An input for a reader, always the same for the same numbers."""
    return MAKERS[reader](Random(f"{reader} {seed} {number}"))  # noqa: S311 - no secret
