"""What a batch reads: directories, globs, files, lists; names and collisions."""

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from ringkas.batch.inputs import Input, count_articles, list_inputs, read_list, refuse_collisions
from ringkas.errors import InputNotFound, InputUnreadable, NamesCollide, OutputConflict


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small archive, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "arsip/b.txt",
        "arsip/a.txt",
        "arsip/2023/c.html",
        "arsip/.git/config",
        "arsip/.rahasia.txt",
        "lain.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("isi")
    return tmp_path


def paths(*arguments: str, leave_out: tuple[Path, ...] = ()) -> list[str | None]:
    return [item.path for item in list_inputs(arguments, leave_out=leave_out)]


def test_a_directory_is_read_with_all_below_it_sorted_and_without_what_is_hidden() -> None:
    found = list_inputs(["arsip"])
    assert [item.path for item in found] == ["arsip/2023/c.html", "arsip/a.txt", "arsip/b.txt"]
    assert [item.name for item in found] == ["2023/c.html", "a.txt", "b.txt"]


def test_a_hidden_directory_that_is_named_is_read() -> None:
    assert paths("arsip/.git", "arsip/.rahasia.txt") == ["arsip/.git/config", "arsip/.rahasia.txt"]


def test_links_to_files_are_read_and_links_to_directories_are_not(folder: Path) -> None:
    (folder / "arsip/z-berkas.txt").symlink_to(folder / "lain.txt")
    (folder / "arsip/z-lingkar").symlink_to(folder / "arsip")
    (folder / "arsip/z-putus.txt").symlink_to("tidak-ada")
    assert paths("arsip")[3:] == ["arsip/z-berkas.txt", "arsip/z-putus.txt"]
    assert len(paths("arsip/z-lingkar")) == 5, "a link that is named is followed"


def test_what_is_no_file_is_listed_so_that_it_gets_a_record(folder: Path) -> None:
    os.mkfifo(folder / "arsip/2023/pipa")
    assert "arsip/2023/pipa" in paths("arsip")


def test_a_deep_tree_is_no_matter(folder: Path) -> None:
    deep = folder / "dalam"
    here = os.getcwd()  # noqa: PTH109
    deep.mkdir()
    os.chdir(deep)
    for _ in range(1_020):
        os.mkdir("d")  # noqa: PTH102
        os.chdir("d")
    Path("a.txt").write_text("isi")
    os.chdir(here)
    # A path of 2,000 characters is still one that the system opens.
    assert [item.name.count("/") for item in list_inputs(["dalam"])] == [1_020]
    subprocess.run(["rm", "-r", "dalam"], check=True)  # more levels than pytest can clear away


def test_files_are_named_as_given_and_once() -> None:
    found = list_inputs(["./lain.txt", "lain.txt", "arsip/a.txt", "arsip"])
    assert [item.name for item in found] == ["lain.txt", "arsip/a.txt", "2023/c.html", "b.txt"]


def test_names_are_below_the_root_that_is_given() -> None:
    found = list_inputs(["arsip", "lain.txt"], root=Path())
    assert [item.name for item in found] == ["arsip/2023/c.html", "arsip/a.txt", "arsip/b.txt", "lain.txt"]
    assert [item.name for item in list_inputs(["arsip/2023"], root=Path("arsip"))] == ["2023/c.html"]


def test_globs_are_expanded_in_order_without_hidden_files() -> None:
    assert paths("arsip/*.txt") == ["arsip/a.txt", "arsip/b.txt"]
    assert paths("**/*.html") == ["arsip/2023/c.html"]
    assert paths("arsip/20*") == ["arsip/2023/c.html"], "a directory that matches is read"
    assert [item.name for item in list_inputs(["arsip/20*"])] == ["arsip/2023/c.html"]


def test_a_name_that_exists_is_no_glob(folder: Path) -> None:
    (folder / "[ab].txt").write_text("isi")
    assert paths("[ab].txt") == ["[ab].txt"]


@pytest.mark.parametrize("name", ["tidak-ada", "*.pdf", "", "x" * 5_000])
def test_what_does_not_exist_is_refused_at_once(name: str) -> None:
    with pytest.raises(InputNotFound):
        list_inputs(["arsip", name])


def test_a_list_may_name_what_is_gone_and_its_names_are_no_globs(folder: Path) -> None:
    (folder / "*.txt").write_text("isi")
    assert [item.path for item in list_inputs([], listed=["tidak-ada", "*.txt", "arsip/2023"])] == [
        "tidak-ada",
        "*.txt",
        "arsip/2023/c.html",
    ]


def test_lists_hold_a_name_a_line_or_separated_by_nuls() -> None:
    assert read_list(b"a.txt\n\nb c.txt\r\nd.txt") == ["a.txt", "b c.txt", "d.txt"]
    assert read_list(b"a\nb.txt\0c.txt\0") == ["a\nb.txt", "c.txt"]
    assert os.fsencode(read_list(b"\xff.txt")[0]) == b"\xff.txt"


def test_standard_input_is_an_input_and_once() -> None:
    assert list_inputs(["-", "-"]) == [Input(None)]
    assert Input(None).name == "standard-input"


def test_the_output_is_no_input(folder: Path) -> None:
    out = folder / "arsip/hasil.jsonl"
    out.write_text("")
    assert paths("arsip", "arsip/hasil.jsonl", leave_out=(out,)) == paths("arsip/2023", "arsip/a.txt", "arsip/b.txt")
    out.unlink()
    tree = folder / "arsip/2023"
    assert paths("arsip", "arsip/2023", "arsip/2023/c.html", leave_out=(tree,)) == ["arsip/a.txt", "arsip/b.txt"]


def test_an_output_that_holds_all_inputs_is_refused(folder: Path) -> None:
    for arguments in (["arsip"], ["arsip/2023"], ["arsip/a.txt"]):
        with pytest.raises(OutputConflict):
            list_inputs(arguments, leave_out=(folder / "arsip",))


def test_a_directory_that_cannot_be_listed_is_refused_when_named_and_gets_a_record_when_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scandir = os.scandir

    def refusing(path: str) -> "os._ScandirIterator[str]":
        if str(path).endswith("2023"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert paths("arsip") == ["arsip/2023", "arsip/a.txt", "arsip/b.txt"]
    with pytest.raises(InputUnreadable, match=r"arsip/2023.*Permission denied"):
        list_inputs(["arsip/2023"])


def test_two_inputs_of_one_name_are_refused(folder: Path) -> None:
    (folder / "2023").mkdir()
    (folder / "2023/a.txt").write_text("isi")
    inputs = list_inputs(["arsip", "2023"])
    with pytest.raises(NamesCollide, match=r"arsip/a\.txt and 2023/a\.txt would both be a\.txt") as caught:
        refuse_collisions(inputs, str)
    assert "--root" in caught.value.hint
    refuse_collisions(list_inputs(["arsip", "2023"], root=Path()), str)


def test_articles_are_counted_by_files_and_lines(folder: Path) -> None:
    (folder / "banyak.jsonl").write_text("{}\n" * 7)
    assert count_articles(list_inputs(["arsip", "banyak.jsonl"])) == 10
    (folder / "banyak.jsonl").unlink()
    assert count_articles([Input("banyak.jsonl")]) == 1
    (folder / "banyak.jsonl.gz").write_bytes(gzip.compress(b"{}\n"))
    assert count_articles(list_inputs(["banyak.jsonl.gz"])) is None
    assert count_articles([Input(None)]) is None
