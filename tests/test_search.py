"""The search index is put together from parts that are kept; Chinese words are found as jieba finds them."""

import json
import random
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from site_project import FIXTURES, ROOT

from generator.cache import Cache
from generator.site import search, segmentation
from generator.site.segmentation import BREAK, HAN, Dictionary, Marker, Segmenter, finder
from generator.translation import catalog

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where jieba has not been compiled yet
    import jieba

NAME = "伊沃·马里奇"
PARTS = [
    ("", "大坝 & 河流", ("周一马里奇说水继续流淌。", "“<北方>”的代表，没有到场。")),
    ("side-1", NAME, ("马里奇 — 我们不会离开谈判桌。",)),
    ("empty", "没有段落", ()),
]
TAGS = ("外交", "水")


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Jieba itself, with all of its dictionary."""
    jieba.setLogLevel("ERROR")
    made = jieba.Tokenizer()
    made.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    made.initialize()
    return made


def chinese() -> Iterator[str]:
    """Real texts."""
    for path in sorted(ROOT.glob("briefings/*/zh.po")):
        yield from (entry.msgstr for entry in catalog.read(path, "zh"))
    for path in (FIXTURES / "translations" / "zh.yml", ROOT / "site_config" / "ui" / "zh.yml"):
        yield path.read_text("utf-8")
    yield (Path(__file__).parent / "fixtures" / "faults" / "pairs.yml").read_text("utf-8")
    yield from Locale("zh").territories.values()
    yield from Locale("zh").languages.values()


def runs() -> list[str]:
    return [run for text in chinese() for run in HAN.findall(text)]


# --- Chinese words


def test_chinese_words_are_those_that_jieba_finds(tokenizer: Any) -> None:
    found = runs()
    assert sum(map(len, found)) > 5000
    segmenter = Segmenter(Dictionary())
    for run in found:
        assert segmenter.words(run) == tokenizer.lcut(run)


@pytest.mark.parametrize("kind", ["words", "letters", "rare"])
def test_so_are_those_of_any_letters(tokenizer: Any, kind: str) -> None:
    dice = random.Random(1)  # noqa: S311 - no secret
    words = [word for word in sorted(tokenizer.FREQ) if HAN.fullmatch(word)]
    rare = [chr(n) for n in (*range(0x3400, 0x3420), *range(0x9FD0, 0x9FF0), *range(0x20000, 0x20010))]
    letters = sorted({letter for word in words for letter in word})
    pool = {"words": words, "letters": letters, "rare": rare + words[:9] + letters[:99]}[kind]
    segmenter = Segmenter(Dictionary())
    for _ in range(1500):
        run = "".join(dice.choices(pool, k=dice.randint(1, 10)))
        assert segmenter.words(run) == tokenizer.lcut(run)


def test_a_name_is_one_word_as_when_jieba_is_told_of_it(tokenizer: Any) -> None:
    texts = [run.replace("泽连斯基", "马里奇") for run in runs()] + ["周一马里奇说水继续流淌"]
    assert sum("马里奇" in text for text in texts) > 2
    told = jieba.Tokenizer()
    told.FREQ, told.total, told.initialized = dict(tokenizer.FREQ), tokenizer.total, True
    told.add_word("马里奇")
    segmenter = Segmenter(Dictionary(), ["马里奇"])
    for text in texts:
        assert segmenter.words(text) == told.lcut(text)
        assert ("马里奇" in segmenter.words(text)) == ("马里奇" in text)


def test_a_name_does_not_part_longer_words_of_the_dictionary() -> None:
    assert "阿布扎比" in Segmenter(Dictionary(), ["阿布"]).words("他在阿布扎比说")
    assert "乔治" in Marker(["乔·拜登"])("乔治说").split(BREAK)


def test_a_name_with_a_rare_letter_is_one_word() -> None:
    assert Segmenter(Dictionary(), ["王䶮"]).words("周一王䶮说") == ["周一", "王䶮", "说"]


def test_marks_are_beside_words_and_not_beside_punctuation() -> None:
    marked = Marker([NAME])("“周一，马里奇说(BBC)水。")
    assert marked == f"“周一，{BREAK}马里奇{BREAK}说{BREAK}(BBC){BREAK}水。"


def test_marks_do_not_depend_on_marks_that_a_text_has() -> None:
    mark = Marker([])
    for text in chinese():
        assert mark(mark(text)) == mark(text) == mark(BREAK.join(text))
        assert mark(text).replace(BREAK, "") == text


def test_names_that_are_not_in_a_text_change_nothing_in_it() -> None:
    few, many = (
        Marker(["马里奇"]),
        Marker(["马里奇", "马里", "奇说", "水继", "大坝会", *(f"周{c}" for c in "二三四")]),
    )
    text = "马里奇在星期一谈大坝。"
    assert not {name for name in many.names - few.names if name in text} - {"马里"}
    assert Marker(["马里奇", "马里"])(text) == many(text)


def test_a_finder_finds_what_occurs() -> None:
    words = ["马里奇", "大坝", "周一马里", "水流"]
    for text in [*chinese(), "周一马里奇说水继续流淌", "大", "大坝", "", "马里水", "周一马水"]:
        assert finder(words)(text) == any(word in text for word in words)
        assert not finder([])(text)


def test_what_is_kept_of_the_dictionary_gives_the_same_words(tmp_path: Path) -> None:
    texts = runs()[:99]
    plain = list(map(Segmenter(Dictionary()).words, texts))
    for _ in range(2):
        with Cache(tmp_path / "cache.sqlite") as cache:
            assert list(map(Segmenter(Dictionary(cache)).words, texts)) == plain
            assert set(cache.keys("jieba")) == {"places"}


def test_the_dictionary_is_read_anew_when_its_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dict.txt"
    monkeypatch.setattr(segmentation, "_package", lambda: tmp_path)
    with Cache(None) as cache:
        for lines in ("阿Q 9 nr\n天地 5 n\n天 3 n", "天地 5 n\n地 3 n\n地球 2 n\n天 7 n\n"):
            path.write_text(lines, "utf-8")
            found = Dictionary(cache)
            counts = {line.split()[0]: int(line.split()[1]) for line in lines.splitlines()}
            assert found.total == sum(counts.values())
            assert found.words("天地") == {"天地": 5}
            assert found.words("阿") == ({"阿Q": 9} if "阿Q" in counts else {})
            assert [found.count(x) for x in "天地球"] == [counts["天"], counts.get("地"), None]


def test_a_text_does_not_need_the_whole_dictionary() -> None:
    started = time.process_time()
    jieba.Tokenizer.gen_pfdict((Path(jieba.__file__).parent / "dict.txt").open("rb"))
    whole = time.process_time() - started
    texts = list(chinese())[:40]
    with Cache(None) as cache:
        Marker([], cache)("天")
        started = time.process_time()
        mark = Marker([], cache)
        for text in texts:
            mark(text)
        assert time.process_time() - started < whole / 4


# --- parts of the index


def test_an_index_of_fragments_is_the_json_of_all_entries() -> None:
    pages = [("a/", PARTS, TAGS), ("b/", [("", "Only “one” part", ("A\nB\t\\ é",))], ()), ("c/", [], ())]
    fragments = [search.fragment(*page).encode() for page in pages]
    data = json.loads(search.index("en", fragments))
    assert [doc["location"] for doc in data["docs"]] == ["a/", "a/#side-1", "a/#empty", "b/"]
    assert data["docs"][0] == {
        "location": "a/",
        "title": "大坝 &amp; 河流",
        "text": "<p>周一马里奇说水继续流淌。</p><p>“&lt;北方&gt;”的代表，没有到场。</p>",
        "tags": list(TAGS),
    }
    assert data["docs"][2]["text"] == ""
    whole = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    assert search.index("en", fragments).decode() == whole


def test_arabic_words_lose_every_article_and_preposition() -> None:
    text = "المفاوضات والسد وبالماء فكالنهر للقرية وللسلام قال الله لا اللبن إلى"
    entry = json.loads(search.fragment("a/", [("", text, ())], ()))
    assert entry["bare"] == "مفاوضات ماء نهر قرية سلام لبن"


def test_marking_a_fragment_is_the_same_as_making_it_with_marks() -> None:
    plain = search.fragment("a/", PARTS, TAGS)
    for names in ([], [NAME], [NAME, "北方的代表"]):
        mark = search.marker("zh-Hans", names)
        assert mark
        made = search.fragment("a/", PARTS, TAGS, mark)
        assert search.marked(plain, mark) == made != plain
        assert search.marked(search.fragment("a/", PARTS, TAGS, Marker(["河流说"])), mark) == made
    assert search.marker("en", [NAME]) is None


class Pages:
    """Fragments that count how often each is asked for."""

    def __init__(self) -> None:
        self.texts = {"a": "周一马里奇说水继续流淌。", "b": "大坝没有水。"}
        self.names: list[str] = []
        self.asked: list[str] = []

    def plain(self, name: str) -> bytes:
        self.asked.append(name)
        return search.fragment(f"{name}/", [("", self.texts[name], ())], ()).encode()

    def marked(self, cache: Cache) -> list[str]:
        """Which fragments were made anew; those that there are must be as if all were."""
        self.asked.clear()
        mark = Marker(self.names, cache)
        rows = [(name, text) for name, text in self.texts.items()]
        found = search.all_marked(cache, "marked zh", rows, self.plain, mark)
        parts = [[("", text, ())] for text in self.texts.values()]
        assert [fragment.decode() for fragment in found] == [
            search.fragment(f"{name}/", part, (), mark) for name, part in zip(self.texts, parts, strict=True)
        ]
        return list(self.asked)


def test_only_fragments_that_a_name_occurs_in_are_marked_anew(tmp_path: Path) -> None:
    pages = Pages()
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert pages.marked(cache) == ["a", "b"]
        assert pages.marked(cache) == []
        pages.names = [NAME]
        assert pages.marked(cache) == ["a"]
        pages.names = [NAME, "没有人"]
        assert pages.marked(cache) == []
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert pages.marked(cache) == []
        pages.texts["b"] += "马里奇没有来。"
        assert pages.marked(cache) == ["b"]
        pages.names, pages.texts["c"] = ["没有人"], "水。"
        assert pages.marked(cache) == ["a", "b", "c"]
        del pages.texts["a"]
        assert pages.marked(cache) == []


def test_fragments_that_were_marked_with_other_names_meanwhile_are_not_taken_for_ours(tmp_path: Path) -> None:
    pages, others = Pages(), Pages()
    with Cache(tmp_path / "cache.sqlite") as cache, Cache(tmp_path / "cache.sqlite") as theirs:
        pages.marked(cache)
        others.names = [NAME]
        del others.texts["b"]
        assert others.marked(theirs) == ["a"]
        pages.names = ["没有人"]
        assert pages.marked(cache) == ["a", "b"]


def test_a_page_of_chinese_is_marked_in_a_few_milliseconds() -> None:
    """The bound is ten times what it takes, as machines differ and are busy; jieba's method takes longer."""
    text = "。".join(runs())[:1500]
    mark = Marker([])
    mark(text)
    mark._cut.cache_clear()
    started = time.process_time()
    mark(text)
    assert time.process_time() - started < 0.015
