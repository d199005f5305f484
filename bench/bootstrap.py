"""Times bootstrap intervals of the interquartile mean in NumPy. One JSON request a line in, one JSON answer a line out; CPU time.

`best`: many replicates at once, in chunks that stay in the cache: float32, indices of 16 bits, gather, sort, mean. `plain`: one
replicate after another in float64, with SciPy's trim_mean. `sorted`: the same with a sort in trim_mean's place, which is faster
where its checks cost more than the work.
"""
import json
import sys
import time

import numpy as np
from scipy.stats import trim_mean

CHUNK = 200
LEVEL = (0.025, 0.975)
kept = {}
generator = np.random.Generator(np.random.SFC64(1))


def best_of(scores, resamples):
    """One method; scores [T, N]."""
    tasks, runs = scores.shape
    size = tasks * runs
    flat = np.ascontiguousarray(scores, np.float32).ravel()
    start = np.repeat(np.arange(tasks, dtype=np.intp) * runs, runs)
    replicates = np.empty(resamples, np.float32)
    for first in range(0, resamples, CHUNK):
        count = min(CHUNK, resamples - first)
        index = generator.integers(0, runs, (count, size), dtype=np.uint16) + start
        drawn = flat.take(index, mode="clip")
        drawn.sort(axis=1)
        replicates[first:first + count] = drawn[:, size // 4:size - size // 4].mean(axis=1)
    return np.quantile(replicates, LEVEL)


def one_by_one(scores, resamples, statistic):
    tasks, runs = scores.shape
    values = np.ascontiguousarray(scores.T)
    column = np.arange(tasks)
    replicates = [statistic(values[generator.integers(0, runs, (runs, tasks)), column]) for _ in range(resamples)]
    return np.quantile(replicates, LEVEL)


def sorted_middle(sample):
    ordered = np.sort(sample, axis=None)
    quarter = ordered.size // 4
    return ordered[quarter:ordered.size - quarter].mean()


programs = {
    "best": best_of,
    "plain": lambda scores, resamples: one_by_one(scores, resamples, lambda sample: trim_mean(sample, 0.25, axis=None)),
    "sorted": lambda scores, resamples: one_by_one(scores, resamples, sorted_middle),
}


def run(name):
    return [programs[name](scores, kept[name]).tolist() for scores in kept["methods"]]


def timed(name, count):
    """Of one method: the next of them at each call."""
    start = time.process_time_ns()
    for _ in range(count):
        kept["at"] = (kept.get("at", -1) + 1) % len(kept["methods"])
        programs[name](kept["methods"][kept["at"]], kept[name])
    return (time.process_time_ns() - start) / count


for line in sys.stdin:
    request = json.loads(line)
    if "set" in request:
        kept.update(request["set"]["resamples"], methods=np.array(request["set"]["methods"]))
        answer = {"intervals": {name: run(name) for name in request["set"].get("show", [])}}
    else:
        answer = {"nanoseconds": timed(request["run"], request["count"])}
    print(json.dumps(answer), flush=True)
