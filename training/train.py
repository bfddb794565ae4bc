"""Train a LoRA adapter on prompts and answers; the same script on a CPU and on a GPU.

The data is JSON lines, each a `prompt` and its `answer`. The loss is on the answers only. A checkpoint
holds all that is needed to go on: weights, optimiser, random state, place in the data. The schedule
follows the steps, so pauses do not eat it; a run resumed with fewer `--steps` decays sooner. Under
`torchrun` a step is a batch in every process, their gradients averaged: on two cores two processes of
one thread are a third faster than one of two.
"""

import argparse
import itertools
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import torch
import torch.distributed as dist
from tokenizers import Tokenizer
from torch import Tensor
from torch.autograd.function import FunctionCtx
from torch.nn.utils import clip_grad_norm_
from transformers import Gemma3ForCausalLM

from lora import adapter_state, load_adapter, load_model

BOS, EOS, PAD = 2, 1, 0
POOL = 2048
"""Examples that are sorted by length together."""
LOG_EVERY = 10
CPU_ROWS, GPU_ROWS = 128, 4096
"""Places whose logits are computed at once: a core's cache, 1.6 GB of a GPU."""


@dataclass(slots=True)
class Example:
    """A prompt and its answer as tokens, and at each place the token to predict: -1 within the prompt."""

    ids: list[int]
    labels: list[int]

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.ids)


class AnswerLoss(torch.autograd.Function):
    """Mean cross-entropy over a large vocabulary with a frozen output layer.

    Loss and gradient are computed a few rows at a time, so the logits never exist as a whole.
    """

    @staticmethod
    def forward(ctx: FunctionCtx, hidden: Tensor, weight: Tensor, targets: Tensor, smoothing: float) -> Tensor:
        """Return the loss of `hidden @ weight.T` against targets, with label smoothing."""
        grad = torch.empty_like(hidden)
        total = torch.zeros((), dtype=torch.float32, device=hidden.device)
        size, rows = weight.shape[0], GPU_ROWS if hidden.is_cuda else CPU_ROWS
        for part, into, gold in zip(hidden.split(rows), grad.split(rows), targets.split(rows), strict=True):
            logits = (part @ weight.T).float()
            top = logits.amax(1, keepdim=True)
            logits -= top
            picked = logits.gather(1, gold[:, None])
            mean = logits.mean(1, keepdim=True) if smoothing else 0.0
            scores = logits.exp_()
            norm = scores.sum(1, keepdim=True)
            total += (norm.log() - (1 - smoothing) * picked - smoothing * mean).sum()
            scores /= norm
            if smoothing:
                scores -= smoothing / size
            scores.scatter_add_(1, gold[:, None], torch.full_like(picked, smoothing - 1))
            into.copy_(scores.to(hidden.dtype) @ weight)
        ctx.save_for_backward(grad)
        return total / len(targets)

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, None, None, None]:
        """Scale the gradient that `forward` has computed."""
        (grad,) = ctx.saved_tensors
        return grad * (upstream / len(grad)), None, None, None


def build_example(prompt: list[int], answer: list[int]) -> Example:
    """A prompt and its answer, one after the other; each place predicts the next one."""
    return Example(prompt + answer, [-1] * (len(prompt) - 1) + [*answer, -1])


def read_examples(path: Path, tokenizer: Tokenizer, limit: int) -> list[Example]:
    """Tokenize a data file, leaving out what is longer than `limit` tokens."""

    def encode(texts: list[str]) -> list[list[int]]:
        return [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]

    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    prompts, answers = (encode([row[key] for row in rows]) for key in ("prompt", "answer"))
    examples = (build_example([BOS, *p], [*a, EOS]) for p, a in zip(prompts, answers, strict=True))
    return [example for example in examples if len(example) <= limit]


def grouped(ordered: list[Example], tokens: int) -> list[list[Example]]:
    """Cut examples sorted by length into batches of at most `tokens`, padding included."""
    groups: list[list[Example]] = []
    for example in ordered:
        if not groups or len(example) * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(example)
    return groups


def batches(examples: list[Example], tokens: int, seed: int) -> Iterator[list[Example]]:
    """Batches of similar length in random order, epoch after epoch, the same for the same seed."""
    for epoch in itertools.count():
        rng = random.Random(f"{seed} {epoch}")
        order = rng.sample(examples, len(examples))
        for begin in range(0, len(order), POOL):
            groups = grouped(sorted(order[begin : begin + POOL], key=len), tokens)
            rng.shuffle(groups)
            yield from groups


def loss_of(model: Gemma3ForCausalLM, batch: list[Example], smoothing: float = 0.0) -> tuple[Tensor, int]:
    """The loss of a batch and its number of answer tokens.

    Padding is on the right and attention is causal, so no mask is needed. No position passes the sliding window.
    """
    width = max(map(len, batch))

    def padded(rows: list[list[int]], value: int) -> Tensor:
        return torch.tensor([row + [value] * (width - len(row)) for row in rows], device=model.device)

    ids, labels = padded([e.ids for e in batch], PAD), padded([e.labels for e in batch], -1)
    output = model.model(input_ids=ids, use_cache=False)
    answer = labels >= 0
    targets = labels[answer]
    return AnswerLoss.apply(output.last_hidden_state[answer], model.lm_head.weight, targets, smoothing), len(targets)


def mean_loss(model: Gemma3ForCausalLM, examples: list[Example], tokens: int) -> float:
    """The loss per answer token of a development set."""
    total, count = 0.0, 0
    with torch.no_grad():
        for group in grouped(sorted(examples, key=len), tokens):
            loss, size = loss_of(model, group)
            total += loss.item() * size
            count += size
    return total / count


def rate(progress: float, warmup: float, decay: float) -> float:
    """Linear warm-up, constant, linear decay to 0 (Hägele et al. 2024, arXiv:2405.18392).

    Unlike a cosine it can be cut short: the decay begins where the run is to end.
    """
    return max(0.0, min(1.0, progress / warmup, (1 - progress) / decay))


class Run:
    """A training run: the model, the optimiser, the place in the data, and their checkpoints."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.processes = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        torch.manual_seed(args.seed)
        tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
        dtype = getattr(torch, args.dtype)
        self.model = load_model(args.base, args.rank, args.alpha, dtype).to(args.device)
        if args.init:
            load_adapter(self.model, args.init)
        self.trained = adapter_state(self.model)
        self.optimiser = torch.optim.AdamW(self.trained.values(), weight_decay=0.0, fused=True)
        self.examples = read_examples(args.data, tokenizer, args.limit)
        self.dev = read_examples(args.dev, tokenizer, args.limit) if args.dev else []
        self.step = self.tokens = 0
        self.spent = 0.0
        if args.resume:
            self.load()
        first = self.step * self.processes + self.rank
        self.stream = itertools.islice(batches(self.examples, args.tokens, args.seed), first, None, self.processes)
        self.begin = time.time()
        self.log = args.out / "log.jsonl"

    @property
    def seconds(self) -> float:
        """How long the run has taken, those before a resumption included."""
        return self.spent + time.time() - self.begin

    @property
    def progress(self) -> float:
        """The share of the run that is over."""
        return self.step / self.args.steps

    def record(self, **row: object) -> None:
        """Append a row to the log, once for all processes."""
        if self.rank:
            return
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps({"step": self.step, "minutes": round(self.seconds / 60, 2), **row}) + "\n")

    def measure(self) -> None:
        """Log the loss on the development set, if there is one."""
        if self.dev and not self.rank:
            self.record(dev_loss=round(mean_loss(self.model, self.dev, self.args.tokens), 4))

    def save(self) -> None:
        """Write the checkpoint, replacing the last one, and log the development loss; once for all processes."""
        if self.rank:
            return
        state = {
            "adapter": {name: value.detach().cpu() for name, value in self.trained.items()},
            "optimiser": self.optimiser.state_dict(),
            "rng": torch.get_rng_state(),
            "step": self.step,
            "seconds": self.seconds,
            "tokens": self.tokens,
            "rank": self.args.rank,
            "alpha": self.args.alpha,
        }
        partial = self.args.out / "partial.pt"
        torch.save(state, partial)
        partial.replace(self.args.out / "last.pt")
        if self.args.keep:
            kept = {key: state[key] for key in ("adapter", "rank", "alpha")}
            torch.save(kept, self.args.out / f"step-{self.step}.pt")
        self.measure()

    def load(self) -> None:
        """Go back to the last checkpoint."""
        state = torch.load(self.args.out / "last.pt", weights_only=True)
        with torch.no_grad():
            for name, value in self.trained.items():
                value.copy_(state["adapter"][name])
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"])
        self.step, self.spent, self.tokens = state["step"], state["seconds"], state["tokens"]

    def update(self) -> tuple[float, float]:
        """Train on one batch a process; returns their mean loss and the norm of the gradient."""
        batch = next(self.stream)
        share = rate(self.progress, self.args.warmup, self.args.decay)
        for group in self.optimiser.param_groups:
            group["lr"] = self.args.lr * share
        loss, _ = loss_of(self.model, batch, self.args.smoothing)
        loss.backward()
        mean, tokens = self.gathered(loss.item(), sum(map(len, batch)))
        norm = clip_grad_norm_(self.trained.values(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        self.tokens += tokens
        return mean, norm.item()

    def gathered(self, loss: float, tokens: int) -> tuple[float, int]:
        """Average gradients and loss over all processes; returns the mean loss and the sum of the tokens."""
        if self.processes == 1:
            return loss, tokens
        grads = [value.grad for value in self.trained.values() if value.grad is not None]
        flat = torch.cat([*(grad.flatten() for grad in grads), grads[0].new_tensor([loss, tokens])])
        dist.all_reduce(flat)
        *means, loss_sum, token_sum = flat.split([*(grad.numel() for grad in grads), 1, 1])
        for grad, mean in zip(grads, means, strict=True):
            grad.copy_(mean.view_as(grad) / self.processes)
        return loss_sum.item() / self.processes, round(token_sum.item())

    def train(self) -> None:
        """Train for the given steps, with a checkpoint now and then and at the end."""
        self.record(examples=len(self.examples), arguments={k: str(v) for k, v in vars(self.args).items()})
        self.measure()
        saved, losses, mark = self.seconds, [], (self.seconds, self.tokens)
        while self.step < self.args.steps:
            loss, norm = self.update()
            losses.append(loss)
            if len(losses) == LOG_EVERY:
                pace = round((self.tokens - mark[1]) / (self.seconds - mark[0]))
                lr = self.optimiser.param_groups[0]["lr"]
                self.record(loss=round(fmean(losses), 4), norm=round(norm, 3), lr=lr, pace=pace, tokens=self.tokens)
                losses, mark = [], (self.seconds, self.tokens)
            if self.seconds - saved > 60 * self.args.save_every:
                self.save()
                saved = self.seconds
        self.save()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, required=True, help="trimmed transformers folder")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dev", type=Path, help="rows for a development loss")
    parser.add_argument("--init", type=Path, help="adapter to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true", help="go on from OUT/last.pt")
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--alpha", type=float, default=64)
    parser.add_argument("--lr", type=float, default=4e-4)
    parser.add_argument("--warmup", type=float, default=0.03, help="share of the run")
    parser.add_argument("--decay", type=float, default=0.4, help="share of the run")
    parser.add_argument("--smoothing", type=float, default=0.0)
    parser.add_argument("--tokens", type=int, default=2048, help="tokens a batch and process, with padding")
    parser.add_argument("--steps", type=int, required=True, help="how many the schedule is for")
    parser.add_argument("--limit", type=int, default=480, help="longest prompt with answer")
    parser.add_argument("--save-every", type=float, default=10, help="minutes between checkpoints")
    parser.add_argument("--keep", action="store_true", help="keep a copy of every checkpoint")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--dtype", default="float32", choices=("float32", "bfloat16"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("gloo")
    run = Run(args)
    if run.rank == 0:
        (args.out / "train.pid").write_text(str(os.getpid()))
    run.train()
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
