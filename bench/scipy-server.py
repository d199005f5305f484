"""Times value-iteration sweeps in SciPy. One JSON request a line in, one JSON answer a line out; CPU time of this process."""
import json
import sys
import time

import numpy as np
import scipy.sparse as sparse

candidates = {}


def set_problem(state_count, action_count, width, discount):
    """The same shape as the process that is timed in JavaScript; the numbers in it do not change the work."""
    generator = np.random.default_rng(0)
    row_count = state_count * action_count
    successor = generator.integers(0, state_count, row_count * width).astype(np.int32)
    probability = np.full(row_count * width, 1.0 / width)
    row_start = np.arange(0, row_count * width + 1, width, dtype=np.int32)
    transitions = sparse.csr_matrix((probability, successor, row_start), shape=(row_count, state_count))
    reward = generator.random(row_count)
    kept = {"value": np.zeros(state_count)}

    def sweep():
        value = kept["value"]
        action_value = reward + discount * (transitions @ value)
        next_value = action_value.reshape(state_count, action_count).max(axis=1)
        kept["value"] = next_value
        return np.abs(next_value - value).max()

    candidates["sweep"] = sweep
    candidates["product"] = lambda: transitions @ kept["value"]


def timed(run, count):
    start = time.process_time_ns()
    for _ in range(count):
        run()
    return (time.process_time_ns() - start) / count


for line in sys.stdin:
    request = json.loads(line)
    if "set" in request:
        set_problem(**request["set"])
        answer = {}
    else:
        answer = {"nanoseconds": timed(candidates[request["run"]], request["count"])}
    print(json.dumps(answer), flush=True)
