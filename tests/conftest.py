"""What all tests share: an environment of their own, no network, and the command line in a process."""

import os
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

from program import Program
from ringkas.prepare import prepare
from ringkas.registry import Registry
from ringkas.store import Store

settings.register_profile("shared machine", deadline=None)  # a wall clock tells nothing where others work too
settings.load_profile("shared machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Rewrite tests/golden/expected; refused where CI is set."
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused in CI: what is expected is decided by people.")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of its own, no setting from outside, no hub."""
    for name in [name for name in os.environ if name.startswith(("RINGKAS_", "XDG_", "HF_"))]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting anywhere is an error of the test."""

    def refused(_self: socket.socket, address: Any) -> NoReturn:  # noqa: ANN401
        raise AssertionError(f"a test connects to {address!r}")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket.socket, "connect_ex", refused)


TEST_STORE = os.environ.get("RINGKAS_TEST_STORE")
"""A store to prepare the embedded model in and keep it, read before the environment is scrubbed."""


@pytest.fixture(scope="session")
def embedded_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store in which the embedded model is prepared, once a session, or once for all with RINGKAS_TEST_STORE."""
    store = Store(Path(TEST_STORE) if TEST_STORE else tmp_path_factory.mktemp("store"))
    prepare(Registry.load().weights["gemma-270m-ringkas"], store, lambda _: None)
    return store


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The `ringkas` command in the test's own folder."""
    return Program(tmp_path)
