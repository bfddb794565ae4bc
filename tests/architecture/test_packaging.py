"""models.toml and the package's data are reached from a wheel, an sdist's wheel and an editable install."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
from ringkas.registry import Registry
from ringkas.store import data_file
registry = Registry.load()
assert {"mini", "fake"} <= set(registry.profiles), registry.profiles
for spec in registry.weights.values():
    for name in filter(None, (spec.adapter, spec.vocabulary)):
        assert data_file(name).stat().st_size > 1000, name
print(sys.modules["ringkas"].__file__)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's files, the adapter cut to 2 kB: 30 MB would be packed again and again."""
    copy = tmp_path_factory.mktemp("project") / "ringkas"
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    ).stdout
    if not files:
        pytest.skip("not a checkout")
    for name in filter(None, files.decode().split("\0")):
        source, target = ROOT / name, copy / name
        if not source.exists() and not source.is_symlink():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".safetensors":
            target.write_bytes(source.read_bytes()[:2000])
        else:
            shutil.copy2(source, target, follow_symlinks=False)
    return copy


def run(*arguments: str | Path, cwd: Path) -> str:
    """What a command prints; its coverage is that of a copy, so it is not measured."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    finished = subprocess.run(
        list(map(str, arguments)), cwd=cwd, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def probe(*folders: Path) -> Path:
    """Where `ringkas` was imported from, after its data were reached, with only these folders to import from."""
    search = f"import sys; sys.path[:0] = {[str(folder) for folder in folders]!r}"
    return Path(run(sys.executable, "-I", "-c", f"{search}\n{PROBE}", cwd=folders[0]).strip())


def test_wheel_and_sdist_hold_all_that_is_needed(project: Path, tmp_path: Path) -> None:
    run(
        sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, project, cwd=project
    )  # sdist, then its wheel
    (sdist,) = tmp_path.glob("*.tar.gz")
    (wheel,) = tmp_path.glob("*.whl")
    run(
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        tmp_path / "direct",
        project,
        cwd=project,
    )
    (direct,) = (tmp_path / "direct").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed, zipfile.ZipFile(direct) as packed_directly:
        names = set(packed.namelist())
        assert names == set(packed_directly.namelist())
        packed.extractall(tmp_path / "installed")
        assert packed.read("ringkas/data/models.toml") == (project / "models.toml").read_bytes()
    dist_info = next(name.split("/")[0] for name in names if ".dist-info/" in name)
    assert {f"{dist_info}/licenses/LICENSE", f"{dist_info}/licenses/NOTICE", "ringkas/py.typed"} <= names
    assert not any(name.startswith(("tests", "training", "benchmarks")) for name in names)
    assert probe(tmp_path / "installed").is_relative_to(tmp_path / "installed")
    assert sdist.stat().st_size > 10_000


def test_an_editable_install_reaches_the_checkout(project: Path, tmp_path: Path) -> None:
    run(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index",
        "--target", tmp_path, "--editable", project, cwd=project,
    )  # fmt: skip
    (link,) = tmp_path.glob("*.pth")
    assert probe(Path(link.read_text().strip())) == project / "src" / "ringkas" / "__init__.py"
