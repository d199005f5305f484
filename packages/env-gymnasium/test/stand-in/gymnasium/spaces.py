"""Spaces, with the attributes that the documentation names."""
import numpy as np


class Space:
    def __init__(self, shape=None, dtype=None):
        self.shape = None if shape is None else tuple(shape)
        self.dtype = None if dtype is None else np.dtype(dtype)

    def __repr__(self):
        return f"{type(self).__name__}({self.shape}, {self.dtype})"


class Box(Space):
    def __init__(self, low, high, shape=None, dtype=np.float32):
        super().__init__(np.shape(low) if shape is None else shape, dtype)
        self.low = np.full(self.shape, low, dtype=dtype) if np.ndim(low) == 0 else np.asarray(low, dtype=dtype)
        self.high = np.full(self.shape, high, dtype=dtype) if np.ndim(high) == 0 else np.asarray(high, dtype=dtype)


class Discrete(Space):
    def __init__(self, n, start=0):
        super().__init__((), np.int64)
        self.n = np.int64(n)
        self.start = np.int64(start)

    def contains(self, x):
        return self.start <= x < self.start + self.n


class MultiBinary(Space):
    def __init__(self, n):
        super().__init__((n,) if np.ndim(n) == 0 else n, np.int8)
        self.n = n


class MultiDiscrete(Space):
    def __init__(self, nvec, dtype=np.int64, start=None):
        self.nvec = np.asarray(nvec, dtype=dtype)
        self.start = np.zeros(self.nvec.shape, dtype) if start is None else np.asarray(start, dtype=dtype)
        super().__init__(self.nvec.shape, dtype)


class Text(Space):
    def __init__(self, max_length):
        super().__init__(dtype=str)
        self.max_length = max_length


class Dict(Space):
    def __init__(self, spaces):
        super().__init__()
        self.spaces = dict(sorted(spaces.items()))


class Tuple(Space):
    def __init__(self, spaces):
        super().__init__()
        self.spaces = tuple(spaces)
