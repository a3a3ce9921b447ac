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

    def cannot(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    # then on file systems that can do less and less
    for number, (owner, missing) in enumerate(((atomic, "_sum"), (atomic, "_rename"), (Path, "hardlink_to"))):
        monkeypatch.setattr(owner, missing, cannot)
        with pytest.raises(FileExistsError):
            atomic.write_text(path, "second", replace=False)
        atomic.write_text(tmp_path / f"other-{number}", "text", replace=False)
    assert path.read_text() == "first"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "other-0", "other-1", "other-2"]


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
    assert not atomic.write_text(path, "ours", before=b"what it was before")
    assert path.read_text(encoding="utf-8") == "a person's"
    assert atomic.write_text(path, "ours", before=b"a person's")
    assert path.read_text(encoding="utf-8") == "ours"
    path.unlink()
    assert not atomic.write_text(path, "ours", before=b"ours")
    assert list(tmp_path.iterdir()) == []
