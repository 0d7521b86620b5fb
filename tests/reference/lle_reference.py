#!/usr/bin/python3
"""Reference values for core/manifold and core/metrics/trustworthiness, computed by scikit-learn on data that C++ makes too
(uniforms of a 64-bit linear congruential generator; sines and cosines agree to rounding). Prints the tables that stand in
tests/core/manifold/lle_reference.h.

Run: /usr/bin/python3 tests/reference/lle_reference.py      (numpy, scikit-learn 1.2)
"""
import numpy as np
from sklearn.manifold import Isomap, LocallyLinearEmbedding, trustworthiness
from sklearn.manifold._locally_linear import barycenter_weights
from sklearn.neighbors import NearestNeighbors


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) * 2.0**-53


def swiss_roll(g, n):
    rows = []
    for _ in range(n):
        t, height = 1.5 * np.pi * (1 + 2 * g.uniform()), 21 * g.uniform()
        rows.append([t * np.cos(t), height, t * np.sin(t)])
    return np.array(rows)


def s_curve(g, n):
    rows = []
    for _ in range(n):
        t, height = 3 * np.pi * (g.uniform() - 0.5), 2 * g.uniform()
        rows.append([np.sin(t), height, (-1 if t < 0 else 1) * (np.cos(t) - 1)])
    return np.array(rows)


def cloud(g, n):  # 20 columns around a curved sheet: more columns than neighbours' directions
    rows = []
    for _ in range(n):
        a, b = g.uniform(), g.uniform()
        rows.append([np.cos(0.3 * j + 2 * a) + 0.1 * j * b + 0.05 * g.uniform() for j in range(20)])
    return np.array(rows)


def braces(values):
    return "{" + ", ".join(braces(v) if isinstance(v, (list, np.ndarray)) else repr(v.item() if hasattr(v, "item") else v) for v in values) + "}"


def case(name, make, seed, n, k, reg):
    x = make(Lcg(seed), n)
    lle = LocallyLinearEmbedding(n_neighbors=k, n_components=2, reg=reg, eigen_solver="dense").fit(x)
    found = NearestNeighbors(n_neighbors=k).fit(x).kneighbors(return_distance=False)
    weights = barycenter_weights(x, x, found, reg=reg)
    y = lle.embedding_ * np.sqrt(n)
    iso = Isomap(n_neighbors=k, n_components=2, eigen_solver="dense").fit_transform(x)
    print(f'{{"{name}", Shape::{make.__name__}, {seed}, {n}, {k}, {reg},')
    print(f" {braces(found[7][:5])}, {braces(weights[7][:5])},")
    print(f" {float(lle.reconstruction_error_)!r}, {trustworthiness(x, y, n_neighbors=12)!r}, {trustworthiness(x, x[:, :2], n_neighbors=5)!r},")
    print(f" {braces(y[:4])},")
    print(f" {braces(iso[:4])}}},")


case("swiss roll", swiss_roll, 1, 800, 12, 1e-3)
case("swiss roll, strong regularisation", swiss_roll, 2, 500, 8, 1e-1)
case("S-curve", s_curve, 3, 600, 10, 1e-3)
case("S-curve, weak regularisation", s_curve, 4, 300, 15, 1e-5)
case("cloud in 20 columns", cloud, 5, 400, 15, 1e-3)
