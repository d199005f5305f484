"""Fitted Q-iteration with scikit-learn's extremely randomized trees. One JSON request a line in, one JSON answer a line out;
CPU time of this process."""
import json
import resource
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesRegressor

kept = {}


def load(path, count, held_out, state_size, action_count):
    """Rows of state, action, reward, next state, discount; the last ones are held out."""
    rows = np.fromfile(path).reshape(count + held_out, 2 * state_size + 3)
    state, action, reward, following, discount = np.split(rows, np.cumsum([state_size, 1, 1, state_size]), axis=1)
    everything = {"state": state, "action": action[:, 0].astype(int), "reward": reward[:, 0], "next": following,
                  "discount": discount[:, 0]}
    kept["data"] = {name: np.ascontiguousarray(column[:count]) for name, column in everything.items()}
    kept["held out"] = {name: np.ascontiguousarray(column[count:]) for name, column in everything.items()}
    kept.update(forests=None, action_count=action_count)
    return {"version": sklearn.__version__}


def action_values(state):
    return np.stack([forest.predict(state) for forest in kept["forests"]], axis=1)


def targets(data):
    if kept["forests"] is None:
        return data["reward"]
    return data["reward"] + data["discount"] * action_values(data["next"]).max(axis=1)


def iterate(trees, minimum_split, seed):
    """One backup of all transitions and one forest for each action."""
    start = time.process_time_ns()
    data = kept["data"]
    target = targets(data)
    forests = []
    for action in range(kept["action_count"]):
        chosen = data["action"] == action
        forest = ExtraTreesRegressor(n_estimators=trees, max_features=1.0, min_samples_split=minimum_split, bootstrap=False,
                                     n_jobs=1, random_state=seed + action)
        forests.append(forest.fit(data["state"][chosen], target[chosen]))
    kept["forests"] = forests
    nanoseconds = time.process_time_ns() - start
    nodes = sum(tree.tree_.node_count for forest in forests for tree in forest.estimators_)
    return {"nanoseconds": nanoseconds, "nodes": nodes, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def judge():
    """Root mean square of the Bellman residual on transitions that were held out."""
    data = kept["held out"]
    said = action_values(data["state"])[np.arange(len(data["action"])), data["action"]]
    return {"error": float(np.sqrt(np.mean((targets(data) - said) ** 2)))}


commands = {"load": load, "iterate": iterate, "judge": judge}
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(commands[request.pop("do")](**request)), flush=True)
