"""Tiny real models, built where they are used: a Gemma 3, a T5, a Marian and an NLLB.

They know a handful of sentences by heart: trained (a second each, seeded) rather than random, so that answers end,
differ and survive int8.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    MarianTokenizer,
    NllbTokenizer,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

from ringkas.prepare.conversion import convert_gemma
from ringkas.types import WeightsSpec

PAIRS = {
    "Harga beras naik lima persen.": "Rice prices rose five percent.",
    "Warga tidak marah.": "Residents are not angry.",
    "Bupati membuka pasar baru di Kediri.": "The regent opened a new market in Kediri.",
    "Hujan turun.": "Rain fell.",
}
"""What the models know."""

SENTENCES = [*PAIRS, *PAIRS.values()]
GEMMA = {
    "block_count": 6,
    "attention.head_count": 2,
    "attention.head_count_kv": 1,
    "attention.key_length": 64,
    "attention.sliding_window": 512,
    "attention.layer_norm_rms_epsilon": 1e-6,
    "rope.freq_base": 1_000_000.0,
}
STEPS = 80
CODES = {"source_code": "ind_Latn", "target_code": "eng_Latn"}


def spec(engine: str, architecture: str, **more: Any) -> WeightsSpec:  # noqa: ANN401
    """A row for one of the models."""
    if architecture == "nllb":
        more = CODES | more
    return WeightsSpec(
        name=f"tiny-{architecture}",
        engine=engine,
        architecture=architecture,
        source="path",
        licence="Apache-2.0",
        data_terms="none",
        commercial="allowed",
        context=64,
        **more,
    )


def train(model: Any, pairs: list[tuple[list[int], list[int]]], pad: int) -> None:  # noqa: ANN401
    """Learn (input ids, label ids) by heart."""
    torch.set_num_threads(1)
    inputs, labels = ([torch.tensor(ids) for ids in side] for side in zip(*pairs, strict=True))
    batch = {
        "input_ids": pad_sequence(inputs, batch_first=True, padding_value=pad),
        "attention_mask": pad_sequence([torch.ones_like(ids) for ids in inputs], batch_first=True),
        "labels": pad_sequence(labels, batch_first=True, padding_value=-100),
    }
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    model.train()
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 1e-2 * (1 - step / STEPS)
        optimizer.zero_grad()
        model(**batch).loss.backward()
        optimizer.step()
        model.get_input_embeddings().weight.data[pad] = 0  # as in Marian's own models, which begin an answer with it
    model.eval()


def _tokenizer(special: list[str], template: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.Fuse()])
    tokenizer.train_from_iterator(SENTENCES, trainers.BpeTrainer(vocab_size=120, special_tokens=special))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template, special_tokens=[(token, index) for index, token in enumerate(special)]
    )
    return tokenizer


def pieces_of(tokenizer: Tokenizer) -> list[str]:
    """The vocabulary, a piece at its id."""
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def _save(model: Any, tokenizer: Tokenizer, folder: Path, **tokens: str) -> Path:  # noqa: ANN401
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **tokens).save_pretrained(folder)  # type: ignore[no-untyped-call]
    return folder


def gemma(folder: Path) -> Path:
    """A Gemma 3 of six blocks, the last of them with global attention, in transformers' format.

    Its matrices are as wide as the groups in which int8 is scaled, so that OpenVINO computes it as the embedded model.
    """
    torch.manual_seed(1)
    tokenizer = _tokenizer(["<pad>", "<eos>", "<bos>", "<unk>"], "<bos> $A")
    head = int(GEMMA["attention.key_length"])
    model = Gemma3ForCausalLM(
        Gemma3TextConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=128,
            intermediate_size=128,
            num_hidden_layers=int(GEMMA["block_count"]),
            num_attention_heads=int(GEMMA["attention.head_count"]),
            num_key_value_heads=int(GEMMA["attention.head_count_kv"]),
            head_dim=head,
            query_pre_attn_scalar=head,
            sliding_window=int(GEMMA["attention.sliding_window"]),
            rope_parameters={
                "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
                "full_attention": {"rope_type": "default", "rope_theta": GEMMA["rope.freq_base"]},
            },
            pad_token_id=0,
            eos_token_id=1,
            bos_token_id=2,
        )
    )
    pairs = []
    for source, target in PAIRS.items():
        prompt = tokenizer.encode(source).ids
        answer = [*tokenizer.encode(" " + target, add_special_tokens=False).ids, 1]
        pairs.append((prompt + answer, [-100] * len(prompt) + answer))
    train(model, pairs, pad=0)
    return _save(model, tokenizer, folder, bos_token="<bos>", eos_token="<eos>", pad_token="<pad>")


def gemma_weights(source: Path) -> dict[str, Any]:
    """Its tensors, as they are converted."""
    model = Gemma3ForCausalLM.from_pretrained(source)
    return {name: value.numpy().copy() for name, value in model.state_dict().items() if name != "lm_head.weight"}


def gemma_converted(source: Path, folder: Path, quantization: str, weights: dict[str, Any] | None = None) -> Path:
    """The same, or one of other weights, in OpenVINO's format, written as the embedded model is."""
    folder.mkdir(exist_ok=True)
    convert_gemma(weights or gemma_weights(source), GEMMA, folder, quantization)
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
    return folder


def t5(folder: Path) -> Path:
    """A T5 of two blocks on each side."""
    torch.manual_seed(1)
    tokenizer = _tokenizer(["<pad>", "</s>", "<unk>"], "$A </s>")
    model = T5ForConditionalGeneration(
        T5Config(  # type: ignore[call-arg]
            vocab_size=tokenizer.get_vocab_size(),
            d_model=32,
            d_kv=16,
            d_ff=64,
            num_layers=2,
            num_heads=2,
            dropout_rate=0.0,
            decoder_start_token_id=0,
            tie_word_embeddings=True,
        )
    )
    train(model, [(tokenizer.encode(source).ids, tokenizer.encode(target).ids) for source, target in PAIRS.items()], 0)
    return _save(model, tokenizer, folder, eos_token="</s>", pad_token="<pad>", unk_token="<unk>")


def nllb(folder: Path) -> Path:
    """An NLLB of two blocks on each side, told the languages by codes."""
    learnt = json.loads(_tokenizer(["<s>", "<pad>", "</s>", "<unk>"], "$A </s>").to_str())["model"]
    merges: Any = [tuple(merge) for merge in learnt["merges"]]
    tokenizer = NllbTokenizer(
        vocab=learnt["vocab"], merges=merges, src_lang=CODES["source_code"], tgt_lang=CODES["target_code"]
    )
    torch.manual_seed(1)
    model = M2M100ForConditionalGeneration(
        M2M100Config(
            vocab_size=len(tokenizer),
            d_model=32,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            max_position_embeddings=128,
            dropout=0.0,
            attention_dropout=0.0,
            activation_dropout=0.0,
            encoder_layerdrop=0.0,
            decoder_layerdrop=0.0,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
            decoder_start_token_id=2,
        )
    )
    code = tokenizer.convert_tokens_to_ids(CODES["target_code"])
    pairs = [
        (tokenizer(source).input_ids, [code, *tokenizer(target, add_special_tokens=False).input_ids, 2])
        for source, target in PAIRS.items()
    ]
    train(model, pairs, pad=1)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def marian(folder: Path) -> Path:
    """A Marian model of two blocks on each side, with SentencePiece models instead of a tokenizer.json."""
    import sentencepiece

    folder.mkdir(parents=True, exist_ok=True)
    for side, sentences in (("source", list(PAIRS)), ("target", list(PAIRS.values()))):
        with (folder / f"{side}.spm").open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(sentences),
                model_writer=file,
                vocab_size=40,
                hard_vocab_limit=False,
                minloglevel=2,
            )
    pieces: dict[str, int] = {"</s>": 0, "<unk>": 1}
    for side in ("source", "target"):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        for index in range(3, processor.get_piece_size()):
            pieces.setdefault(processor.id_to_piece(index), len(pieces))
    pieces.setdefault(">>eng<<", len(pieces))
    pieces["<pad>"] = len(pieces)
    (folder / "vocab.json").write_text(json.dumps(pieces), encoding="utf-8")
    tokenizer = MarianTokenizer(str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json"))
    torch.manual_seed(1)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(pieces),
            d_model=32,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            max_position_embeddings=128,
            dropout=0.0,
            scale_embedding=True,
            pad_token_id=pieces["<pad>"],
            eos_token_id=0,
            forced_eos_token_id=None,
            decoder_start_token_id=pieces["<pad>"],
        )
    )
    pairs = [(tokenizer(source).input_ids, tokenizer(text_target=target).input_ids) for source, target in PAIRS.items()]
    train(model, pairs, pieces["<pad>"])
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
