#!/usr/bin/python3
"""Makes torch_training.json: traces that the compute engine must follow (tests/core/nn).

Run with Debian's PyTorch:  /usr/bin/python3 tests/reference/torch_training.py > tests/reference/torch_training.json
 - optimisers: 50 steps on f(w) = sum((w - c)^2 * s) / 2 from given w, in double, for each optimiser
 - mlp: training losses of small networks from shared initial weights on shared data, in double and in float,
   for several activations, losses and optimisers
"""
import json
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


def numbers(n, phase):
    """The same deterministic numbers in C++: sin(1.3 i + phase) for i = 0, 1, ..."""
    return torch.tensor([math.sin(1.3 * i + phase) for i in range(n)], dtype=torch.float64)


OPTIMISERS = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    "nesterov": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True),
    "adagrad": lambda p, lr: torch.optim.Adagrad(p, lr=lr),
    "rmsprop": lambda p, lr: torch.optim.RMSprop(p, lr=lr),
    "adam": lambda p, lr: torch.optim.Adam(p, lr=lr),
    "adamw": lambda p, lr: torch.optim.AdamW(p, lr=lr),
}


def optimiser_traces():
    traces = {}
    for name, make in OPTIMISERS.items():
        w = nn.Parameter(numbers(6, 0.5).clone())
        target, scale = numbers(6, 2.0), numbers(6, 4.0).abs() + 0.1
        opt = make([w], 0.05)
        trace = []
        for _ in range(50):
            opt.zero_grad()
            (0.5 * ((w - target) ** 2 * scale).sum()).backward()
            opt.step()
            trace.append(w.detach().tolist())
        traces[name] = trace
    return traces


class Sine(nn.Module):
    def forward(self, x):
        return torch.sin(x)


ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "leaky-relu": nn.LeakyReLU, "gelu": nn.GELU,
               "silu": nn.SiLU, "sine": Sine, "softplus": nn.Softplus, "identity": nn.Identity}
LOSSES = {"mse": F.mse_loss, "half-mse": lambda z, y: 0.5 * F.mse_loss(z, y), "huber": F.huber_loss,
          "hinge": lambda z, y: torch.relu(1 - y * z).mean(),
          "bce": F.binary_cross_entropy_with_logits, "cross-entropy": F.cross_entropy}


def build(sizes, activation, dtype):
    layers, count = [], 0
    for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
        layer = nn.Linear(n, m).to(dtype)
        w = numbers(n * m + m, 0.1 + i) / math.sqrt(n)
        layer.weight.data = w[:n * m].view(m, n).to(dtype)
        layer.bias.data = w[n * m:].to(dtype)
        layers += [layer] + ([ACTIVATIONS[activation]()] if i + 2 < len(sizes) else [])
        count += n * m + m
    return nn.Sequential(*layers)


def mlp_trace(sizes, activation, loss, optimiser, lr, steps, batch, l1, l2, clip, dtype):
    model = build(sizes, activation, dtype)
    opt = OPTIMISERS[optimiser](model.parameters(), lr)
    x = (2 * numbers(batch * sizes[0], 3.0)).view(batch, sizes[0]).to(dtype)
    t = numbers(batch * sizes[-1], 5.0).view(batch, sizes[-1]).to(dtype)
    if loss == "hinge":
        t = torch.sign(t)
    if loss == "bce":
        t = (t > 0).to(dtype)
    if loss == "cross-entropy":
        t = torch.arange(batch) % sizes[-1]
    trace, norms = [], []
    for _ in range(steps):
        opt.zero_grad()
        value = LOSSES[loss](model(x), t)
        trace.append(float(value))
        for name, p in model.named_parameters():
            if name.endswith("weight"):
                value = value + l1 * p.abs().sum() + 0.5 * l2 * (p ** 2).sum()
        value.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(model.parameters(), clip if clip > 0 else 1e30)))
        opt.step()
    return {"trace": trace, "norms": norms, "weights": [v for p in model.parameters() for v in p.detach().flatten().double().tolist()]}


CASES = [
    # sizes, activation, loss, optimiser, rate, batch, l1, l2, clip
    ([2, 8, 8, 1], "tanh", "half-mse", "sgd", 0.1, 10, 0, 0, 0),
    ([2, 8, 8, 1], "relu", "mse", "adam", 0.01, 10, 0, 0, 0),
    ([2, 5, 1], "sigmoid", "bce", "momentum", 0.1, 16, 0, 0, 0),
    ([3, 7, 4], "leaky-relu", "cross-entropy", "nesterov", 0.05, 21, 0, 0, 0),
    ([2, 6, 2], "gelu", "huber", "rmsprop", 0.01, 11, 0, 0, 0),
    ([2, 20, 20, 20, 2], "silu", "mse", "adamw", 0.003, 33, 0, 0, 0),
    ([2, 6, 1], "sine", "mse", "adagrad", 0.05, 7, 0, 0, 0),
    ([2, 6, 1], "softplus", "hinge", "adam", 0.01, 12, 0, 0, 0),
    ([2, 8, 8, 1], "tanh", "half-mse", "sgd", 0.1, 10, 0.001, 0.01, 0.05),
    ([2, 4, 3], "identity", "mse", "sgd", 0.05, 9, 0, 0, 0),
    ([20, 96, 80, 5], "tanh", "cross-entropy", "adam", 0.002, 70, 0, 0, 0),
]


def main():
    cases = []
    for sizes, activation, loss, optimiser, lr, batch, l1, l2, clip in CASES:
        big = max(sizes) > 50
        case = {"sizes": sizes, "activation": activation, "loss": loss, "optimiser": optimiser, "rate": lr, "batch": batch,
                "l1": l1, "l2": l2, "clip": clip}
        for key, dtype in (("double", torch.float64), ("float", torch.float32)):
            run = mlp_trace(sizes, activation, loss, optimiser, lr, 101, batch, l1, l2, clip, dtype)
            if big or key == "float":
                del run["weights"]
            case[key] = run
        cases.append(case)
    print(json.dumps({"torch": torch.__version__, "optimisers": optimiser_traces(), "mlp": cases}))


main()
