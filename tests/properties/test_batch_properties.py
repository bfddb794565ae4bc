"""What holds for a journal of any names, cut at any byte, and for shards of anything."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from batches import SIGNATURE, failed
from ringkas.batch.identity import Shard, Tally, identity_of
from ringkas.batch.output import Journal, Tree
from ringkas.report import jsonl

names = st.text(min_size=1, max_size=30).filter(lambda name: "\0" not in name)
hashes = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}") | st.just("")
file_names = names.filter(lambda name: "/" not in name)
articles = st.lists(st.tuples(names, hashes), max_size=5, unique=True)


@settings(deadline=None, max_examples=50)
@given(articles, st.floats(0, 1))
def test_a_journal_cut_anywhere_holds_its_whole_lines_and_goes_on(found: list[tuple[str, str]], share: float) -> None:
    made = [failed(name, sha256) for name, sha256 in found]
    content = "".join(map(jsonl, made)).encode()
    kept = content[: round(share * len(content))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.jsonl"
        path.write_bytes(kept)
        with Journal(path, signature=SIGNATURE) as journal:
            whole = made[: kept.count(b"\n")]
            assert journal.finished == {identity_of(one) for one in whole}
            for one in made[len(whole) :]:
                journal.put(one["id"], one)
        assert path.read_bytes() == content


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(file_names, hashes), max_size=5, unique=True))
def test_a_tree_gives_back_what_was_put_whatever_its_name(found: list[tuple[str, str]]) -> None:
    made = [failed(name, sha256, lines=True) for name, sha256 in found]
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            with Tree(Path(folder), signature=SIGNATURE) as tree:
                for one in made:
                    tree.put("baris.jsonl", one) if one["source"] else tree.put(one["id"], one)
        with Tree(Path(folder), signature=SIGNATURE) as tree:
            places = {tree.place(one["id"]) for one in made if not one["source"]}
            unread = sum(not one["source"] for one in made)
            assert len(tree.finished) == len(made) - unread + len(places)
            assert all(Path(folder) in path.parents for path in Path(folder).resolve().rglob("*"))


@settings(deadline=None, max_examples=50)
@given(articles, st.integers(1, 9))
def test_every_article_is_in_one_shard_and_the_tallies_add_up(found: list[tuple[str, str]], count: int) -> None:
    whole = Tally()
    for name, sha256 in found:
        assert sum(Shard(index, count).holds(name, sha256) for index in range(1, count + 1)) == 1
        whole.add(identity_of(failed(name, sha256)))
    backwards = Tally()
    for name, sha256 in reversed(found):
        backwards.add(identity_of(failed(name, sha256)))
    assert whole.summary() == backwards.summary()
    assert whole.articles == len(found)
