#!/usr/bin/python3
"""Makes torch_works.json: training traces of the benchmark's works (mlp, cnn, vae, gan, gpt, ddpm, ddpm_sample, lstm,
gcn, gcn_sparse) from weights and data given by formulas, so that our engine can follow them from the same start.
The networks themselves are in works.py.

    /usr/bin/python3 tests/reference/torch_works.py > tests/reference/torch_works.json      (about two minutes)

Every number comes from a hash of its position (row-major index i) and a salt, all arithmetic modulo 2^32:
    h = i * 0x9E3779B1 + salt * 0x85EBCA77 + 0x165667B1
    h ^= h >> 15;  h *= 0x2C1B3C6D;  h ^= h >> 12;  h *= 0x297A2D39;  h ^= h >> 15
    uniform(i, salt) = h / 2^32        signed(i, salt) = 2 uniform(i, salt) - 1        index(i, salt, n) = h mod n
(Sines at a steady frequency, as torch_training.py has them, would make every matrix one of rank two.)

File: {"torch", "works": [case]}; a case is one work in one size:
  work, size      "full" is the benchmark's own size, "small" the same network with a few units
  settings        what the architecture is built from, optimiser and rate, "clip" = largest gradient norm
  parameters      in PyTorch's order (for gan: first the generator's g.*, then the discriminator's d.*), each {name, shape,
                  salt, scale, offset}: value[i] = offset + scale * signed(i, salt), computed in double, then rounded
  inputs          the same at every step, each {name, shape, salt, kind, ...}:
                    uniform   uniform(i, salt)
                    signed    scale * signed(i, salt)
                    index     index(i, salt, n)
                    mask      uniform(i, salt) < p ? value : 0
                    stride    (i * stride) mod n
  double, float   losses before each step (17 digits); gan has pairs [discriminator, generator]
  gradient_norm, gradient_norms   2-norm of all gradients and of each parameter's, double, first step, before clipping;
                  gan's are the discriminator's after its backward pass and the generator's after its own
  float_from_double   largest relative distance of PyTorch's own float losses from its double ones in the first 20 and in
                  all steps: what single precision leaves, not a tolerance to be met. PyTorch 2.6 gives the double losses
                  to 1e-14 and the float ones to 5e-7, but for gan in full size: there the float losses of PyTorch's own
                  two versions are 1e-4 apart at step 20 (4e-6 at step 3), because Adam gives elements whose gradient is
                  rounding noise the same step as all others
What the works compute beyond the layers of the parameters:
  cnn, gan        NCHW; pooling 2x2; leaky slope 0.2; batch norm with batch statistics, epsilon 1e-5; gan per step: fake =
                  G(z); D: bce(D(real), 1) + bce(D(fake), 0), step; G: bce(D(fake), 1) with the new D, step; Adam betas 0.5, 0.999
  vae             z = mu + noise exp(logvar / 2); loss = (bce with logits summed - 0.5 sum(1 + lv - mu^2 - e^lv)) / batch
  gpt             pre-norm blocks, q | k | v from one product, causal, exact GELU, AdamW with weight decay 0.01 on everything
  ddpm            ab = cumulative product of 1 - linspace(1e-4, 0.02, T) and x_t = sqrt(ab[t]) x0 + sqrt(1 - ab[t]) noise in
                  double, then rounded; features [x_t, sin(t f), cos(t f)] with f = exp(linspace(0, -ln 10000, 16)) in
                  double, then rounded; target = noise, mean squared error
  ddpm_sample     x = start; for i = T - 1 .. 0: x = (x - beta_i / sqrt(1 - ab_i) e(x, i)) / sqrt(1 - beta_i), then for i > 0
                  x += sqrt(beta_i) noise; noise of step i: sqrt(3) signed(k, noise_salt + i) over x's elements k; factors
                  in double, then rounded. The "losses" are pairs [mean of x, mean of x^2] after every tenth of the steps
  lstm            PyTorch's gate order i, f, g, o
  gcn             edges (from, to), (to, from) and (n, n) for every node, repeated ones added up; degree d = row sum;
                  A_ij / sqrt(d_i d_j); X = mask, rows divided by max(1, row sum); o = A (mask * relu(A X W1 + b1)) W2 + b2;
                  cross-entropy over `rows`; gcn_sparse is the same sum with X held sparse
"""
import json
import math
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from works import WORKS, DdpmSample, Gan, parameter_specs, signed, start

torch.set_num_threads(1)


def norms(parameters):
    return [float(p.grad.double().norm()) for p in parameters]


def gan_trace(m, steps):
    bce, s = F.binary_cross_entropy_with_logits, m.s
    og, od = [torch.optim.Adam(net.parameters(), lr=s["rate"], betas=(0.5, 0.999)) for net in (m.g, m.d)]
    one = torch.ones(s["batch"], 1, dtype=m.given["z"].dtype)
    losses, first = [], None
    for _ in range(steps):
        fake = m.g(m.given["z"])
        od.zero_grad(set_to_none=True)
        ld = bce(m.d(m.given["real"]), one) + bce(m.d(fake.detach()), 0 * one)
        ld.backward()
        of_d = norms(m.d.parameters())
        od.step()
        og.zero_grad(set_to_none=True)
        lg = bce(m.d(fake), one)
        lg.backward()
        first = first or norms(m.g.parameters()) + of_d
        og.step()
        losses.append([float(ld), float(lg)])
    return losses, first


def sample_trace(m, steps):
    s, x = m.s, m.given["start"]
    total, out = s["diffusion_steps"], []
    with torch.no_grad():
        for i in range(total - 1, -1, -1):
            beta, kept = float(m.beta[i]), float(m.kept[i])
            x = (x - beta / math.sqrt(1 - kept) * m.noise(x, torch.full((len(x),), i))) / math.sqrt(1 - beta)
            if i:
                x = x + math.sqrt(beta) * (math.sqrt(3) * signed(list(x.shape), s["noise_salt"] + i)).to(x.dtype)
            if i % (total // 10) == 0:
                out.append([float(x.double().mean()), float((x.double() ** 2).mean())])
    return out, None


def trace(kind, settings, dtype, steps):
    model = start(kind, settings, dtype)
    if kind in (Gan, DdpmSample):
        return (gan_trace if kind is Gan else sample_trace)(model, steps)
    optimiser = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[settings["optimiser"]](model.parameters(), lr=settings["rate"])
    losses, first = [], None
    for _ in range(steps):
        optimiser.zero_grad(set_to_none=True)
        loss = model.loss()
        loss.backward()
        first = first or norms(model.parameters())
        if "clip" in settings:
            nn.utils.clip_grad_norm_(model.parameters(), settings["clip"])
        optimiser.step()
        losses.append(float(loss))
    return losses, first


def distance(one, other):
    one, other = np.array(one), np.array(other)
    return float(np.max(np.abs(one - other) / np.abs(other)))


def case(work, kind, size, settings, steps):
    double, gradient_norms = trace(kind, settings, torch.float64, steps)
    single, _ = trace(kind, settings, torch.float32, steps)
    model = kind(settings)
    parameters = parameter_specs(model)
    out = {"work": work, "size": size, "settings": settings, "parameters": parameters, "inputs": model.inputs(settings),
           "double": double, "float": single, "float_from_double": [distance(single[:20], double[:20]), distance(single, double)]}
    if gradient_norms:
        out["gradient_norm"] = math.sqrt(sum(n * n for n in gradient_norms))
        out["gradient_norms"] = {p["name"]: n for p, n in zip(parameters, gradient_norms)}
    return out


def main():
    cases = []
    for work, (kind, full, small) in WORKS.items():
        rest = {k: full[k] for k in ("optimiser", "rate") if k in full}
        cases.append(case(work, kind, "small", {**rest, **small}, 100))
        cases.append(case(work, kind, "full", full, 20))
    print('{"torch": "%s", "works": [\n%s\n]}' % (torch.__version__, ",\n".join(json.dumps(c) for c in cases)))


main()
