#!/usr/bin/python3
"""Reference values for core/metrics/mcmc_diagnostics: every formula of Vehtari et al. (2021) written out in the time
domain, on draws that C++ can make bit for bit (a 64-bit linear congruential generator, sums of twelve uniforms, an
autoregression). Prints the table that stands in tests/core/metrics/tst_mcmc_diagnostics.cpp.

Run: /usr/bin/python3 tests/reference/ess_reference.py      (numpy, scipy)
"""
import numpy as np
from scipy.stats import norm, rankdata


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) * 2.0**-53

    def bell(self):  # sum of twelve uniforms: mean 0, variance 1
        total = 0.0
        for _ in range(12):
            total += self.uniform()
        return total - 6.0


def draws(seed, chains, length, a, hold, shift):
    """AR(1) with coefficient a; with probability `hold` a draw repeats the one before; chain c is shifted by c * shift."""
    g = Lcg(seed)
    out = np.zeros((chains, length))
    for c in range(chains):
        x = g.bell()
        for t in range(length):
            if t > 0 and g.uniform() >= hold:
                x = a * x + g.bell()
            out[c, t] = x + c * shift
    return out


def halves(x):
    h = x.shape[1] // 2
    return np.vstack([x[:, :h], x[:, x.shape[1] - h:]])


def scores(x):
    return norm.ppf((rankdata(x.ravel()) - 3 / 8) / (x.size + 1 / 4)).reshape(x.shape)


def reduction(x):
    n = x.shape[1]
    within = np.mean([np.sum((r - r.mean()) ** 2) / (n - 1) for r in x])
    between = n * np.var([r.mean() for r in x], ddof=1)
    return np.sqrt(((n - 1) / n * within + between / n) / within)


def effective(x):
    m, n = x.shape
    centred = x - x.mean(axis=1, keepdims=True)
    lagged = np.array([np.mean([np.dot(r[:n - t], r[t:]) / (n - 1) for r in centred]) for t in range(n)])
    within = lagged[0]
    plus = (n - 1) / n * within + np.var(x.mean(axis=1), ddof=1)
    rho = 1 - (within - lagged) / plus
    rho[0] = 1
    pairs = []
    for k in range(n // 2):
        p = rho[2 * k] + rho[2 * k + 1]
        if p < 0:
            break
        pairs.append(p)
    last = 2 * len(pairs)
    tau = -1 + 2 * np.sum(np.minimum.accumulate(pairs))
    if last < n:
        tau += max(rho[last], 0)
    return m * n / max(tau, 1 / np.log10(m * n))


def row(name, *args):
    x = draws(*args)
    s = halves(x)
    bulk, folded = reduction(scores(s)), reduction(scores(np.abs(s - np.median(s))))
    tail = min(effective(halves((x <= np.quantile(x, q)).astype(float))) for q in (0.05, 0.95))
    mean_ess = effective(s)
    values = [max(bulk, folded), effective(scores(s)), tail, mean_ess, np.std(x, ddof=1) / np.sqrt(mean_ess), reduction(s)]
    print(f'{{"{name}", {{{", ".join(str(a) for a in args)}}}, {{{", ".join(repr(float(v)) for v in values)}}}}},')


row("white noise", 1, 4, 200, 0.0, 0.0, 0.0)
row("slow chain", 2, 4, 500, 0.9, 0.0, 0.0)
row("antithetic", 3, 2, 301, -0.6, 0.0, 0.0)
row("repeated draws", 4, 4, 400, 0.3, 0.7, 0.0)
row("apart", 5, 3, 250, 0.5, 0.0, 1.5)
row("one chain", 6, 1, 1000, 0.7, 0.2, 0.0)
