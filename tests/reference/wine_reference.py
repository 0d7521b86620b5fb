#!/usr/bin/python3
"""Writes wine.csv and wine_reference.json beside itself: a table that no demo was made for, and what scikit-learn makes of it.

The table is UCI Wine (S. Aeberhard, M. Forina, 1991, https://doi.org/10.24432/C5PC7J, licence CC BY 4.0), as shipped with
scikit-learn. Run with scikit-learn >= 1.2: /usr/bin/python3 tests/reference/wine_reference.py
"""
import csv
import json
import os

import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.manifold import LocallyLinearEmbedding, trustworthiness
from sklearn.preprocessing import StandardScaler

here = os.path.dirname(os.path.abspath(__file__))
neighbours = 12


def figures(x):
    # Tight tolerance and many starts: the best optimum, not the first one that is good enough.
    kmeans = KMeans(3, n_init=50, tol=0, max_iter=1000, algorithm="lloyd", random_state=0).fit(x)
    pca = PCA(svd_solver="full").fit(x)
    lle = LocallyLinearEmbedding(n_neighbors=neighbours, n_components=2, reg=1e-3, eigen_solver="dense").fit(x)
    return {"k_means_inertia": float(kmeans.inertia_), "k_means_sizes": sorted(int((kmeans.labels_ == j).sum()) for j in range(3)),
            "pca_ratios": pca.explained_variance_ratio_.tolist(), "pca_discarded_after_2": float(pca.explained_variance_[2:].sum()),
            "lle_reconstruction_error": float(lle.reconstruction_error_),
            "lle_trustworthiness": float(trustworthiness(x, lle.embedding_, n_neighbors=neighbours))}


wine = load_wine()
with open(os.path.join(here, "wine.csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([name.replace("/", "_") for name in wine.feature_names] + ["cultivar"])
    for row, cultivar in zip(wine.data, wine.target):
        writer.writerow([repr(float(value)) for value in row] + [int(cultivar) + 1])
result = {"scikit-learn": sklearn.__version__, "neighbours": neighbours, "none": figures(wine.data),
          "standardise": figures(StandardScaler().fit_transform(wine.data))}
with open(os.path.join(here, "wine_reference.json"), "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
