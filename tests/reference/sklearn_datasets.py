#!/usr/bin/env python3
"""Writes datasets/iris.csv and datasets/digits.csv from scikit-learn's copies, or with --check compares the files with them.

Run with scikit-learn >= 1.2 from the repository's top folder: python3 tests/reference/sklearn_datasets.py [--check]
"""
import sys

from sklearn.datasets import load_digits, load_iris


def iris():
    data = load_iris()
    yield "sepal length,sepal width,petal length,petal width,species"
    for row, kind in zip(data.data, data.target):
        yield ",".join(f"{value:g}" for value in row) + "," + data.target_names[kind]


def digits():
    data = load_digits()
    yield ",".join(f"r{i // 8 + 1}c{i % 8 + 1}" for i in range(64)) + ",digit"
    for row, digit in zip(data.data, data.target):
        yield ",".join(f"{value:g}" for value in row) + f",{digit}"


for name, lines in (("iris", iris()), ("digits", digits())):
    path = f"datasets/{name}.csv"
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        assert open(path).read() == text, f"{path} differs from scikit-learn's copy"
        print(path, "agrees")
    else:
        open(path, "w").write(text)
