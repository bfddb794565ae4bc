"""What needs no model imports no library of models: they cost seconds, and the command line is to answer at once."""

import subprocess
import sys

import pytest

from articles import ARTICLE
from program import Program

HEAVY = (
    "torch",
    "transformers",
    "openvino",
    "ctranslate2",
    "numpy",
    "trafilatura",
    "sacrebleu",
    "gguf",
    "huggingface_hub",
)
BLOCKED = f"""
import sys
sys.modules.update(dict.fromkeys({HEAVY}))  # None: importing it is an ImportError
from ringkas.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--help",), 0, "Usage: ringkas"),
        (("run", "--help"), 0, "--no-abstract"),
        (("--version",), 0, "ringkas "),
        (("run", "--kalimat"), 2, "--kalimat"),
        (("run", "tiada.txt"), 3, "tiada.txt does not exist"),
        (("run", "berita.txt", "--no-abstract", "--no-translate"), 0, '"schema":"ringkas.record/1"'),
        (("run", "berita.txt", "--profile", "fake"), 0, '"schema":"ringkas.record/1"'),
        (("models", "list"), 0, "mini"),
    ],
)
def test_what_needs_no_model_runs_without_the_libraries(
    program: Program, arguments: tuple[str, ...], code: int, said: str
) -> None:
    program.write("berita.txt", ARTICLE)
    finished = subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments],
        cwd=program.folder,
        env=program.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == code, finished.stderr
    assert said in finished.stdout + finished.stderr


def test_completion_runs_without_the_libraries(program: Program) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", BLOCKED],
        env=program.environment()
        | {"_RINGKAS_COMPLETE": "complete_bash", "COMP_WORDS": "ringkas mod", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (finished.returncode, finished.stdout.split()) == (0, ["models"])


def test_the_block_blocks(program: Program) -> None:
    """That the tests above can fail."""
    program.write("berita.html", f"<html><body><article><p>{ARTICLE}</p></article></body></html>")
    finished = subprocess.run(
        [sys.executable, "-c", BLOCKED, "run", "berita.html", "--no-abstract", "--no-translate"],
        cwd=program.folder,
        env=program.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode != 0
    assert "trafilatura" in finished.stderr


def test_importing_the_library_imports_none_of_them() -> None:
    code = f"import sys, ringkas; ringkas.Settings, ringkas.read; sys.exit(len(set({HEAVY}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
