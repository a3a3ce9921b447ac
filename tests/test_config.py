"""languages.yml and the project's folders."""

from pathlib import Path

import pytest

from generator.config import Project, find_project, load_languages
from generator.errors import DragomanError, InvalidFileError


def languages(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "languages.yml"
    path.write_text(text)
    return path


def test_the_default_language_comes_first(tmp_path: Path) -> None:
    loaded = load_languages(languages(tmp_path, "default: fr\nlanguages: {en: {}, fr: {engine: none}}"))
    assert loaded.codes == ("fr", "en")
    assert loaded.languages["fr"].engine == "none"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "languages: {en: {motor: argos}}",
            r":1:18: languages\.en\.motor: unknown key.*known here: engine, theme",
        ),
        (
            "languages: {en: {engine: argus}}",
            r"expected one of auto, firefox, argos, none.*did you mean 'argos'",
        ),
        ("languages: {xx: {}}\ndefault: xx", "not a language that CLDR knows"),
        ("default: es\nlanguages: {en: {}}", r":1:10: default: 'es' is not among the languages"),
    ],
)
def test_a_mistake_in_languages_yml_is_explained(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidFileError, match=message):
        load_languages(languages(tmp_path, text))


def test_a_language_needs_no_settings(tmp_path: Path) -> None:
    assert load_languages(languages(tmp_path, "languages:\n  en:\n  de:\n")).codes == ("en", "de")


def test_a_project_is_found_from_any_folder_inside_it(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").touch()
    inside = tmp_path / "briefings" / "b" / "articles"
    inside.mkdir(parents=True)
    assert find_project(inside) == Project(tmp_path)
    assert find_project(inside).slugs() == ("b",)


def test_outside_a_project_the_error_says_where_to_be(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match=r"no mkdocs\.yml here or above"):
        find_project(tmp_path)
