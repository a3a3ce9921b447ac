"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from generator import atomic


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    atomic.write_text(tmp_path / "sub" / "file", "ü\r\n")
    assert (tmp_path / "sub" / "file").read_bytes() == "ü\r\n".encode()
    assert (tmp_path / "sub" / "file").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o640)
    atomic.write_text(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    atomic.write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_new_file_is_never_written_over_an_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    atomic.write_text(path, "first", replace=False)

    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    for _ in range(2):  # the second time on a file system without hard links
        with pytest.raises(FileExistsError):
            atomic.write_text(path, "second", replace=False)
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    atomic.write_text(tmp_path / "other", "text", replace=False)
    assert (path.read_text(), (tmp_path / "other").read_text()) == ("first", "text")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        atomic.write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_saved_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pt.po"
    path.write_text("a person's", encoding="utf-8")
    assert not atomic.write_text(path, "ours", may_replace=lambda: path.read_text() == "what it was before")
    assert path.read_text(encoding="utf-8") == "a person's"
    assert atomic.write_text(path, "ours", may_replace=lambda: True)
    assert [file.name for file in tmp_path.iterdir()] == ["pt.po"]
