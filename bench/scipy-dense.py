"""Times dense linear algebra in NumPy and SciPy. One JSON request a line in, one JSON answer a line out; CPU time."""
import json
import sys
import time

import numpy as np
import scipy.linalg as linalg

candidates = {}


def product(name, rows, columns, inner, dtype):
    left = np.linspace(-1, 1, rows * inner, dtype=dtype).reshape(rows, inner)
    right = np.linspace(-1, 1, inner * columns, dtype=dtype).reshape(inner, columns)
    out = np.empty((rows, columns), dtype)
    candidates[name] = lambda: np.matmul(left, right, out=out)


def definite(name, size):
    """Diagonally dominant, as in the candidate in JavaScript; factor and one solution."""
    index = np.arange(size)
    matrix = np.sin(np.add.outer(index, index).astype(float))
    matrix[index, index] = size
    right = np.ones(size)
    candidates[name] = lambda: linalg.cho_solve(linalg.cho_factor(matrix, lower=True, check_finite=False), right, check_finite=False)


makers = {"product": product, "definite": definite}


def timed(run, count):
    start = time.process_time_ns()
    for _ in range(count):
        run()
    return (time.process_time_ns() - start) / count


for line in sys.stdin:
    request = json.loads(line)
    if "set" in request:
        makers[request["set"].pop("kind")](**request["set"])
        answer = {}
    else:
        answer = {"nanoseconds": timed(candidates[request["run"]], request["count"])}
    print(json.dumps(answer), flush=True)
