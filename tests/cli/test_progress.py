"""What a batch says of how far it has come."""

import time
from collections import Counter

import pytest

from ringkas.batch.work import Counts
from ringkas.cli.progress import progress, summary


def test_a_summary_names_what_there_is() -> None:
    assert summary(Counts(), 10) == "0 done"
    assert summary(Counts(done=1_200), 60) == "1,200 done, 1,200 a minute"
    counts = Counts(
        done=7, failed=Counter(InputEmpty=1, InputBinary=2), skipped=30, failed_before=4, repeated=5, elsewhere=6
    )
    assert summary(counts, 30) == (
        "7 done, 3 failed (InputBinary 2, InputEmpty 1), 30 were there (4 of them had failed), 5 named twice, "
        "6 of other shards, 20 a minute"
    )


def test_without_a_terminal_a_line_comes_every_so_often(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with progress(lambda: 1_000, quiet=False) as show:
        now = 29.0
        show(Counts(done=10))
        assert capsys.readouterr().err == ""
        now = 30.0
        show(Counts(done=20, skipped=5))
        assert capsys.readouterr().err == "ringkas: 25 of 1,000: 20 done, 5 were there, 40 a minute, 0:24:22 left\n"
        now = 59.0
        show(Counts(done=30))
        assert capsys.readouterr().err == ""
    with progress(lambda: None, quiet=False) as show:
        now = 119.0
        show(Counts(skipped=3))
        assert capsys.readouterr().err == "ringkas: 3: 0 done, 3 were there\n"


def test_quiet_shows_nothing_and_counts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def expected() -> int:
        raise AssertionError

    with progress(expected, quiet=True) as show:
        show(Counts(done=1))
    assert capsys.readouterr() == ("", "")
