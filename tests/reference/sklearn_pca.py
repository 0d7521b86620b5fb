#!/usr/bin/env python3
"""Writes sklearn_pca.json beside itself: principal components, scalings and rank correlation by scikit-learn and SciPy.

Signs are turned so that the largest loading of each component is positive (newer scikit-learn does so itself).
Run with scikit-learn >= 1.2: python3 tests/reference/sklearn_pca.py
"""
import json
import os

import numpy as np
import scipy.stats
import sklearn
from sklearn.datasets import load_digits, load_iris
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler


def components(x, count):
    model = PCA(count, svd_solver="full").fit(x)
    w = model.components_
    sign = np.sign(w[np.arange(count), np.abs(w).argmax(axis=1)])
    w = w * sign[:, None]
    scores = (x - model.mean_) @ w.T
    rebuilt = scores @ w + model.mean_
    return {"components": w.tolist(), "eigenvalues": model.explained_variance_.tolist(),
            "ratios": model.explained_variance_ratio_.tolist(), "scores_first": scores[:3].tolist(),
            "error": float(((x - rebuilt) ** 2).sum() / (len(x) - 1))}


iris, digits = load_iris().data, load_digits().data
rng = np.random.default_rng(7)
wide = (rng.normal(size=(12, 3)) @ rng.normal(size=(3, 30)) + 0.1 * rng.normal(size=(12, 30)) + 5).round(4)
ties = rng.integers(0, 6, size=(2, 40)).astype(float)
whitened = PCA(4, whiten=True, svd_solver="full").fit_transform(iris)
result = {
    "scikit-learn": sklearn.__version__,
    "iris": components(iris, 4),
    "iris_standardised": components(StandardScaler().fit_transform(iris), 2),
    "digits": components(digits, 10),
    "wide": {"x": wide.tolist(), **components(wide, 4)},
    "standardised_first": StandardScaler().fit_transform(iris)[:3].tolist(),
    "whitened_first_absolute": np.abs(whitened[:3]).tolist(),
    "spearman": {"a": ties[0].tolist(), "b": ties[1].tolist(), "rho": float(scipy.stats.spearmanr(ties[0], ties[1]).correlation),
                 "r": float(np.corrcoef(ties)[0, 1])},
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sklearn_pca.json")
with open(path, "w") as file:
    json.dump(result, file)
    file.write("\n")
