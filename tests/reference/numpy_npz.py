#!/usr/bin/python3
"""Writes numpy_stored.npz and numpy_compressed.npz: the same arrays of all kinds that our reader takes, by NumPy.

    /usr/bin/python3 tests/reference/numpy_npz.py tests/reference

Values are numbers(n)[i] = sin(1.3 i), times 100 and cut to whole numbers for the integer types; `fortran` is stored with
its first axis fastest; `big` is big-endian; `many` is long and repeats itself, so that it is really compressed.
"""
import sys
import numpy as np

folder = sys.argv[1]


def numbers(*shape):
    return np.sin(1.3 * np.arange(int(np.prod(shape)))).reshape(shape)


arrays = {
    "fc.weight": numbers(3, 4).astype(np.float32),
    "fc.bias": numbers(3),
    "half": numbers(5).astype(np.float16),
    "bytes": (numbers(7) * 100).astype(np.int8),
    "counts": np.abs(numbers(6) * 100).astype(np.uint16),
    "long": (numbers(2, 2) * 1e15).astype(np.int64),
    "flags": numbers(6) > 0,
    "scalar": np.float64(2.5),
    "empty": numbers(0, 3),
    "fortran": np.asfortranarray(numbers(2, 3, 4)),
    "big": numbers(4).astype(">f4"),
    "many": np.tile(numbers(10), 300),
}
np.savez(folder + "/numpy_stored.npz", **arrays)
np.savez_compressed(folder + "/numpy_compressed.npz", **arrays)
