from datetime import date
from pathlib import Path

import pytest

from generator.errors import InvalidFileError, SiteError
from generator.site import locales, ui
from generator.site.render import initial

ENGLISH = """
title: "Briefings"
as_of: "As of {day}"
count.one: "{count} source"
count.other: "{count} sources"
"""


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "en.yml").write_text(ENGLISH, "utf-8")
    for code, text in files.items():
        (tmp_path / f"{code}.yml").write_text(text, "utf-8")
    return tmp_path


def test_a_text_takes_the_plural_form_of_its_language(tmp_path: Path) -> None:
    russian = (
        'count.one: "{count} источник"\ncount.few: "{count} источника"\ncount.many: "{count} источников"'
    )
    words = ui.load(folder(tmp_path, ru=russian), "ru")
    assert [words("count", count=n) for n in (1, 3, 5, 21)] == [
        "1 источник",
        "3 источника",
        "5 источников",
        "21 источник",
    ]


def test_a_missing_text_is_shown_in_english_with_english_plurals(tmp_path: Path) -> None:
    words = ui.load(folder(tmp_path, fr='title: "Dossiers"'), "fr")
    assert words("title") == "Dossiers"
    # French would count 0 as singular
    assert words("count", count=0) == "0 sources"


def test_braces_in_what_is_filled_in_stay_as_they_are(tmp_path: Path) -> None:
    assert ui.load(folder(tmp_path), "en")("as_of", day="{count}") == "As of {count}"


def test_a_text_that_no_file_has_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="no text 'tittle'"):
        ui.load(folder(tmp_path), "en")("tittle")


def test_check_names_missing_unknown_and_mistyped_texts_with_their_lines(tmp_path: Path) -> None:
    arabic = 'titel: "موجزات"\nas_of: "{dai}"\ncount.one: "مصدر واحد"\n'
    found = [str(p).split("ar.yml:")[1] for p in ui.check(folder(tmp_path, ar=arabic), "ar")]
    assert any(p.startswith("1:1: titel: unknown key; did you mean 'title'?") for p in found)
    assert any(p.startswith("2:8: as_of: there is no placeholder {dai}") for p in found)
    assert {p.split(" ")[1] for p in found if "is missing" in p} == {
        "title:",
        "count.zero:",
        "count.two:",
        "count.few:",
        "count.many:",
        "count.other:",
    }


def test_words_of_the_theme_may_be_replaced_in_one_language_alone(tmp_path: Path) -> None:
    arabic = 'title: "موجزات"\nas_of: "{day}"\nmaterial.tabs: "الأقسام"\n'
    assert not [p for p in ui.check(folder(tmp_path, ar=arabic), "ar") if "material" in str(p)]
    assert ui.load(tmp_path, "ar").get("material.tabs", "") == "الأقسام"


def test_a_file_that_is_no_list_of_texts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError, match=r"fr\.yml:1:8: title: expected text"):
        ui.load(folder(tmp_path, fr="title: [Dossiers]"), "fr")


def test_all_texts_of_the_repository_are_complete() -> None:
    words = Path(__file__).parents[1] / "site_config" / "ui"
    problems = [str(p) for file in words.glob("*.yml") for p in ui.check(words, file.stem)]
    assert problems == []


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("2025", "en", "2025"),
        ("2025-05", "uk", "травень 2025\u202fр."),
        ("2025-05-11", "ar", "11 مايو 2025"),
        ("2025-05-11", "zh", "2025年5月11日"),
        ("2025-05", "pt-BR", "maio de 2025"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(value: str, code: str, expected: str) -> None:
    assert locales.partial_date(value, code) == expected


def test_a_day_is_written_out() -> None:
    assert locales.day(date(2025, 5, 11), "es") == "11 de mayo de 2025"


def test_languages_are_named_by_themselves_and_by_the_reader() -> None:
    assert [locales.autonym(c) for c in ("uk", "ar", "zh")] == ["Українська", "العربية", "中文"]
    assert locales.language_name("en", "ru") == "английский"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Estados Unidos", "E"),
        ("European leaders", "E"),
        ("الاتحاد", "ا"),
        ("瑞士", "瑞"),
        ("[Erdogan]", "E"),
    ],
)
def test_a_badge_shows_the_first_letter_of_a_name(name: str, expected: str) -> None:
    assert initial(name) == expected
