"""PyTorch, one thread: eagerly, and after `torch.compile`."""

import warnings
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

import torch
from torch.nn.functional import cross_entropy, linear, relu

from benchmarks.rivals.by_numpy import parts
from benchmarks.small_gpt import EMBEDDING, HEAD_SIZE, HEADS
from benchmarks.tasks import Digits, Documents, Layers, Moons
from benchmarks.timing import Step

with warnings.catch_warnings(action="ignore"):  # PyTorch warns of its own parts
    import torch._inductor.compile_fx  # which torch.compile would import at its first call
    from torch._inductor import config as inductor

Tensor = torch.Tensor
Loss = Callable[..., Tensor]


def moons(task: Moons, compiled: bool = False) -> Step:
    """`linear`, `relu`, `backward` and SGD."""
    one_thread()
    weights = parameters(task.layers())
    inputs, signs = map(torch.from_numpy, task.samples())

    def loss() -> Tensor:
        short = 1.0 - signs * scores(weights, inputs)[:, 0]
        return relu(short).mean() + task.penalty * sum((p * p).sum() for p in weights)

    return stepping(loss, torch.optim.SGD(weights, task.rate), compiled)


def digits(task: Digits) -> Step:
    """The same, with cross entropy."""
    one_thread()
    weights = parameters(task.layers())
    batches = cycle([(torch.from_numpy(x), torch.from_numpy(classes)) for x, classes in task.batches()])

    def loss(x: Tensor, classes: Tensor) -> Tensor:
        return cross_entropy(scores(weights, x), classes)

    step = stepping(loss, torch.optim.SGD(weights, task.rate))
    return lambda: step(*next(batches))


def documents(task: Documents, compiled: bool = False) -> Step:
    """The small GPT, fused Adam; query, key and value are one product."""
    one_thread()
    w = {name: torch.from_numpy(part.copy()) for name, part in parts(task.parameters()).items()}
    w["qkv"] = torch.cat([w.pop(name) for name in ("query", "key", "value")])
    weights = [p.requires_grad_() for p in w.values()]
    optimizer = torch.optim.Adam(weights, task.rate, task.betas, task.epsilon, fused=True)
    masks = {n: torch.full((n, n), -torch.inf, dtype=torch.float64).triu(1) for n in task.lengths}
    turns, counter = cycle([(torch.tensor(d[:-1]), torch.tensor(d[1:])) for d in task.documents()]), count()

    def loss(tokens: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
        n = len(tokens)
        x0 = normalized(w["tokens"][tokens] + w["positions"][:n])
        q, k, v = linear(normalized(x0), w["qkv"]).reshape(n, 3, HEADS, HEAD_SIZE).permute(1, 2, 0, 3)
        attended = (q @ k.transpose(1, 2) * HEAD_SIZE**-0.5 + mask).softmax(2) @ v
        x2 = linear(attended.transpose(0, 1).reshape(n, EMBEDDING), w["output"]) + x0
        x4 = linear(relu(linear(normalized(x2), w["widen"])), w["narrow"]) + x2
        return cross_entropy(linear(x4, w["head"]), targets)

    step = stepping(loss, optimizer, compiled)

    def next_step() -> float:
        tokens, targets = next(turns)
        optimizer.param_groups[0]["lr"] = task.rate_of(next(counter))
        return step(tokens, targets, masks[len(tokens)])

    return next_step


def one_thread() -> None:
    """As all the others; and torch.compile starts afresh."""
    torch.set_num_threads(1)
    torch.compiler.reset()
    inductor.fx_graph_cache = False
    inductor.compile_threads = 1


def parameters(layers: Layers) -> list[Tensor]:
    """Weight and bias of each layer."""
    return [torch.from_numpy(p).requires_grad_() for layer in layers for p in layer]


def scores(weights: list[Tensor], x: Tensor) -> Tensor:
    """What the last layer gives."""
    pairs = list(zip(weights[::2], weights[1::2]))
    for weight, bias in pairs[:-1]:
        x = relu(linear(x, weight, bias))
    return linear(x, *pairs[-1])


def normalized(x: Tensor) -> Tensor:
    """Each row divided by its root mean square."""
    return x * torch.rsqrt((x * x).mean(1, keepdim=True) + 1e-5)


def stepping(loss: Loss, optimizer: torch.optim.Optimizer, compiled: bool = False) -> Callable[..., float]:
    """Forward, backward and update; `compiled` by torch.compile, each shape by itself."""
    function = torch.compile(loss, dynamic=False) if compiled else loss

    def step(*batch: Tensor) -> float:
        result: Any = function(*batch)
        optimizer.zero_grad()
        result.backward()
        optimizer.step()
        return float(result.item())

    return step
