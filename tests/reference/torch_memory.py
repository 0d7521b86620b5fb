#!/usr/bin/python3
"""Adds to torch_memory.json: PyTorch's peak tensor memory of one training step of each of the benchmark's works.

    /usr/bin/python3 tests/reference/torch_memory.py tests/reference/torch_memory.json

Run once per PyTorch version: the file keeps one entry for each. The figure is that of torch.profiler with profile_memory,
which counts every allocation and release of PyTorch's CPU allocator: profiling begins before the model is made, two steps
bring gradients and optimiser state into being, and the peak is the largest running total within the third. What oneDNN and
OpenBLAS allocate by themselves is not in it, nor is the program.

File: {"how", "versions": {version: {work: {...}}}}, all in bytes:
  peak                    parameters, gradients, optimiser state, batch, activations, temporaries at the worst moment
  parameters, gradients, optimiser, batch   tensors that stay between the steps (gradients: until the next step begins)
"""
import json
import os
import sys
import torch
import torch.nn.functional as F
from works import WORKS, DdpmSample, Gan, Gcn, signed, start

torch.set_num_threads(1)
END = "end of the step"
HOW = "torch.profiler profile_memory, CPU, float32, one thread, eager; largest total within the third step (torch_memory.py)"


class Playground(torch.nn.Module):
    """2-8-8-1 tanh, half the mean squared error."""

    def __init__(self, batch):
        super().__init__()
        nn = torch.nn
        self.net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1), nn.Tanh())
        self.given = {"x": signed([batch, 2], 0).float(), "y": torch.sign(signed([batch, 1], 1)).float()}
        self.exact = {}

    def loss(self):
        return 0.5 * ((self.net(self.given["x"]) - self.given["y"]) ** 2).mean()


def plain_step(model, optimiser, settings):
    optimiser.zero_grad(set_to_none=True)
    model.loss().backward()
    if "clip" in settings:
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings["clip"])
    optimiser.step()


def gan_step(model, optimisers):
    bce, (og, od), one = F.binary_cross_entropy_with_logits, optimisers, model.given["one"]
    fake = model.g(model.given["z"])
    od.zero_grad(set_to_none=True)
    loss = bce(model.d(model.given["real"]), one) + bce(model.d(fake.detach()), model.given["zero"])
    loss.backward()
    od.step()
    og.zero_grad(set_to_none=True)
    bce(model.d(fake), one).backward()
    og.step()


@torch.no_grad()
def sample_steps(model):
    """Three of the thousand: they are all alike."""
    x = model.given["start"]
    for i in (999, 998, 997):
        noise = model.noise(x, torch.full((len(x),), i))
        x = (x - float(model.beta[i] / (1 - model.kept[i]).sqrt()) * noise) / float((1 - model.beta[i]).sqrt())
        x = x + float(model.beta[i].sqrt()) * torch.randn_like(x)


def prepared(work):
    """The model with nothing but what its steps need, its optimisers and the step."""
    if work.startswith("playground"):
        _, kind, batch = work.split("-")
        model = Playground(int(batch[1:]))
        optimiser = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[kind](model.parameters(), lr=0.03)
        return model, [optimiser], lambda: plain_step(model, optimiser, {})
    kind, settings, _ = WORKS[work]
    model = start(kind, settings, torch.float32)
    if work != "ddpm":
        model.exact = {}
    if kind is Gcn:
        for name in ("from", "to", "features"):
            del model.given[name]
        model.given["a"], model.given["x"] = model.a, model.x
    if kind is Gan:
        model.given["one"], model.given["zero"] = torch.ones(settings["batch"], 1), torch.zeros(settings["batch"], 1)
        optimisers = [torch.optim.Adam(net.parameters(), lr=settings["rate"], betas=(0.5, 0.999)) for net in (model.g, model.d)]
        return model, optimisers, lambda: gan_step(model, optimisers)
    if kind is DdpmSample:
        return model, [], lambda: sample_steps(model)
    optimiser = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[settings["optimiser"]](model.parameters(), lr=settings["rate"])
    return model, [optimiser], lambda: plain_step(model, optimiser, settings)


def size(tensor):
    if tensor is None:
        return 0
    if tensor.is_sparse:
        return size(tensor.indices()) + size(tensor.values())
    return tensor.numel() * tensor.element_size()


def measured(work):
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profile:
        model, optimisers, step = prepared(work)
        for _ in range(2):
            step()
        with torch.profiler.record_function("measured step"):
            step()
        with torch.profiler.record_function(END):
            pass
        moments = [v for o in optimisers for s in o.state.values() for v in s.values() if torch.is_tensor(v)]
        sizes = {"parameters": sum(map(size, model.parameters())), "gradients": sum(size(p.grad) for p in model.parameters()),
                 "optimiser": sum(map(size, moments)), "batch": sum(map(size, model.given.values()))}
    time = lambda event: event.start_ns() if hasattr(event, "start_ns") else event.start_us()
    events = sorted(profile.profiler.kineto_results.events(), key=time)
    total, peak, inside = 0, 0, False
    for event in events:
        if event.name() == "measured step":
            inside, peak = True, total
        elif event.name() == END:
            inside = False
        elif event.name() == "[memory]":
            total += event.nbytes()
            peak = max(peak, total) if inside else peak
    return {"peak": peak, **sizes}


def main():
    path = sys.argv[1]
    kept = json.load(open(path)) if os.path.exists(path) else {"how": HOW, "versions": {}}
    works = ["playground-sgd-b10", "playground-sgd-b64", "playground-adam-b10", "playground-adam-b64"] + list(WORKS)
    kept["versions"][torch.__version__] = {work: measured(work) for work in works}
    with open(path, "w") as file:
        json.dump(kept, file, indent=1)
        file.write("\n")


main()
