#!/usr/bin/env python3
"""Writes sklearn_k_means.json beside itself: Lloyd runs of scikit-learn from given starts, and scores of the resulting split.

Run with scikit-learn >= 1.2: python3 tests/reference/sklearn_k_means.py
"""
import json
import os

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits, load_iris
from sklearn.metrics import adjusted_rand_score, silhouette_samples, silhouette_score


def run(name, x, start, truth=None):
    """tol = 0: until no label changes, as ours."""
    model = KMeans(len(start), init=start, n_init=1, algorithm="lloyd", tol=0, max_iter=300).fit(x)
    line = {"name": name, "start": start.tolist(), "inertia": model.inertia_, "iterations": int(model.n_iter_),
            "labels": model.labels_.tolist(), "centroids": model.cluster_centers_.tolist()}
    line["silhouette"] = silhouette_score(x, model.labels_)
    line["silhouette_first"] = silhouette_samples(x, model.labels_)[:5].tolist()
    if truth is not None:
        line["adjusted_rand"] = adjusted_rand_score(truth, model.labels_)
    return line


iris, digits = load_iris(), load_digits()
rng = np.random.default_rng(5)
small = np.concatenate([rng.normal(c, 0.4, (8, 2)) for c in ((0, 0), (4, 1), (1, 5))]).round(3)
runs = [
    run("iris", iris.data, iris.data[[0, 50, 100]], iris.target),
    run("iris", iris.data, iris.data[[0, 1, 2]], iris.target),
    run("iris", iris.data, iris.data[[100, 120, 140, 149]], iris.target),
    run("digits", digits.data, digits.data[:10], digits.target),
    # The third centroid begins far away and owns no point: it is put on the point farthest from its own centroid.
    run("small", small, np.array([[0.0, 0.0], [4.0, 1.0], [100.0, 100.0]])),
]
best = KMeans(3, n_init=50, random_state=0, tol=0).fit(iris.data).inertia_
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sklearn_k_means.json")
with open(path, "w") as file:
    json.dump({"scikit-learn": sklearn.__version__, "small": small.tolist(), "iris_best_of_50": best, "runs": runs}, file)
    file.write("\n")
