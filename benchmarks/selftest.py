"""The self-test's reference log-probabilities, and how its tolerance was measured.

    python benchmarks/selftest.py --write     writes src/ringkas/data/selftest.json (torch float32; a minute, 2 GB)
    python benchmarks/selftest.py             compares sound models, also as AVX2 computes them, and broken ones

Run with --write whenever the adapter or the vocabulary changes. The deviation of a model is the mean difference over
the references between its mean log-probability a token and torch's. The tolerance must lie well above that of the
sound int8 model, however a processor computes it, and well below that of every broken one. Measured for this adapter:
float32 0.0000; int8 0.018 with AVX-512 and VNNI, 0.006 with activations left in float32, as on processors with AVX2 and
no VNNI; broken: 0.085 (one matrix of 126 zeroed), 0.29 (adapter scaled by two), 0.49 (no adapter), 7.3 (vocabulary
shifted), 18.2 (norms not shifted).
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ringkas.backends import open_generator, openvino
from ringkas.prepare import embedded, selftest
from ringkas.prepare.conversion import convert_gemma
from ringkas.registry import Registry

TOLERANCE = 0.05
SPEC = Registry.load().weights["gemma-270m-ringkas"]
DATA = Path(__file__).parents[1] / "src/ringkas/data" / selftest.REFERENCES

TRANSLATIONS = [
    (
        "Pemerintah Kota Surabaya menyiapkan anggaran Rp2,5 miliar untuk memperbaiki 14 puskesmas tahun ini.",
        "The Surabaya City Government has prepared a budget of Rp2.5 billion to repair 14 health centers this year.",
    ),
    (
        '"Kami belum menerima laporan adanya korban jiwa," kata Kepala BPBD Lumajang, Selasa.',
        '"We have not received any reports of casualties," said the head of the Lumajang disaster agency on Tuesday.',
    ),
    (
        "Harga cabai rawit di Pasar Bandar naik dari 45.000 menjadi 60.000 rupiah per kilogram.",
        "The price of bird's eye chili at Bandar Market rose from 45,000 to 60,000 rupiah per kilogram.",
    ),
    (
        "Para nelayan tidak melaut selama tiga hari karena ombak setinggi empat meter.",
        "The fishermen did not go to sea for three days because of four-meter-high waves.",
    ),
]
SUMMARIES = [
    (
        "Perpustakaan Daerah Kabupaten Sleman memperpanjang jam layanan hingga pukul 21.00 WIB mulai pekan depan. "
        "Kepala perpustakaan, Rina Wulandari, mengatakan langkah itu diambil karena jumlah pengunjung naik 30 persen. "
        "Sebagian besar pengunjung adalah mahasiswa yang baru bisa datang pada sore hari.",
        "Perpustakaan Daerah Kabupaten Sleman memperpanjang jam layanan hingga pukul 21.00 WIB mulai pekan depan. "
        "Langkah itu diambil karena jumlah pengunjung naik 30 persen.",
    ),
    (
        "Tim bulu tangkis putri SMA Negeri 3 Malang menjuarai turnamen antarpelajar se-Jawa Timur, Minggu. "
        "Mereka mengalahkan SMA Negeri 1 Jember dengan skor 3-1. Pelatih Agus Santoso mengaku puas dengan hasil itu.",
        "Tim bulu tangkis putri SMA Negeri 3 Malang menjuarai turnamen antarpelajar se-Jawa Timur. "
        "Mereka mengalahkan SMA Negeri 1 Jember dengan skor 3-1.",
    ),
    (
        "Jembatan gantung di Desa Sukamaju putus diterjang banjir pada Jumat malam. Sebanyak 120 keluarga kini harus "
        "memutar sejauh tujuh kilometer. Bupati berjanji membangun jembatan darurat dalam dua pekan.",
        "Jembatan gantung di Desa Sukamaju putus diterjang banjir. Sebanyak 120 keluarga harus memutar sejauh tujuh "
        "kilometer.",
    ),
    (
        "Bank Indonesia mempertahankan suku bunga acuan pada level 5,75 persen. Gubernur menyebut keputusan itu "
        "sejalan dengan upaya menjaga inflasi. Nilai tukar rupiah menguat tipis setelah pengumuman tersebut.",
        "Bank Indonesia mempertahankan suku bunga acuan pada level 5,75 persen untuk menjaga inflasi.",
    ),
]
PAIRS = [
    *((f"Indonesian: {source}\nEnglish:", f" {target}") for source, target in TRANSLATIONS),
    *(
        (f"Berita: {source}\nRingkasan ({target.count('. ') + 1} kalimat):", f" {target}")
        for source, target in SUMMARIES
    ),
]


def save_torch(merged: embedded.Merged, folder: Path) -> None:
    """Write the merged float32 model as a transformers folder."""
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    layers = merged.metadata["block_count"]
    head = merged.metadata["attention.key_length"]
    config = Gemma3TextConfig(
        vocab_size=len(merged.pieces),
        hidden_size=merged.metadata["embedding_length"],
        intermediate_size=merged.metadata["feed_forward_length"],
        num_hidden_layers=layers,
        num_attention_heads=merged.metadata["attention.head_count"],
        num_key_value_heads=merged.metadata["attention.head_count_kv"],
        head_dim=head,
        query_pre_attn_scalar=head,
        sliding_window=merged.metadata["attention.sliding_window"],
        rope_parameters={
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
            "full_attention": {"rope_type": "default", "rope_theta": merged.metadata["rope.freq_base"]},
        },
        tie_word_embeddings=True,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=2,
    )
    model = Gemma3ForCausalLM(config)
    missing = model.load_state_dict(
        {name: torch.from_numpy(value) for name, value in merged.weights.items()}, strict=False
    )
    if set(missing.missing_keys) > {"lm_head.weight"} or missing.unexpected_keys:
        raise SystemExit(f"the tensors do not fit: {missing}")
    model.save_pretrained(folder)
    merged.tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<bos>", "eos_token": "<eos>"})
    )


def write() -> None:
    """Score the pairs in torch, float32, and write them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        save_torch(embedded.merge(SPEC, folder), folder)
        generator = open_generator(replace(SPEC, engine="torch"), folder, threads=1, batch_tokens=1)
        references = [
            {"prompt": prompt, "answer": answer, "log_probability": round(generator.score(prompt, answer), 4)}
            for prompt, answer in PAIRS
        ]
    content = {"made_from": selftest.basis(SPEC), "tolerance": TOLERANCE, "references": references}
    DATA.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(references)} references -> {DATA}")


def deviation(folder: Path) -> float:
    """The deviation of the model in `folder`."""
    expected = json.loads(DATA.read_text(encoding="utf-8"))["references"]
    return selftest.deviation(openvino.open_generator(SPEC, folder, threads=1, batch_tokens=1), expected)


def broken(merged: embedded.Merged, base: embedded.Merged) -> dict[str, Callable[[], dict[str, Any]]]:
    """Models with one fault each."""
    weights = merged.weights
    up = "model.layers.9.mlp.up_proj.weight"
    return {
        "without the adapter": lambda: base.weights,
        "adapter scaled by two": lambda: {n: 2 * w - base.weights[n] for n, w in weights.items()},
        "norms not shifted": lambda: {n: w + 1 if n.endswith("norm.weight") else w for n, w in weights.items()},
        "one matrix of 126 zeroed": lambda: weights | {up: 0 * weights[up]},
        "vocabulary shifted by one": lambda: {
            n: w[[*range(1, len(w)), 0]] if "embed" in n else w for n, w in weights.items()
        },
    }


def compare() -> None:
    """Print the deviations of sound and broken models."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        merged = embedded.merge(SPEC, folder)
        base = embedded.merge(replace(SPEC, adapter=None), folder)

        def converted(name: str, weights: dict[str, Any], quantization: str = "int8") -> Path:
            target = folder / name.replace(" ", "-")
            target.mkdir()
            convert_gemma(weights, merged.metadata, target, quantization)
            merged.tokenizer.save(str(target / "tokenizer.json"))
            return target

        print(f"{'float32':34} {deviation(converted('float32', merged.weights, 'float32')):.4f}")
        sound = converted("int8", merged.weights)
        print(f"{'int8':34} {deviation(sound):.4f}")
        group, openvino.GROUP = openvino.GROUP, 0
        print(f"{'int8, activations in float32':34} {deviation(sound):.4f}")
        openvino.GROUP = group
        for name, fault in broken(merged, base).items():
            print(f"{name:34} {deviation(converted(name, fault())):.4f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.write:
        write()
    else:
        compare()


if __name__ == "__main__":
    main()
