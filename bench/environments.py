"""Times classic control in NumPy: one environment, and many at once. One JSON request a line in, one JSON answer a line out; CPU time.

The formulas are those of Gymnasium's CartPole-v1 and Pendulum-v1, written for this benchmark, without its wrappers and checks:
an environment that was wrapped as `gymnasium.make` does it would be slower.
"""
import json
import math
import sys
import time

import numpy as np

GRAVITY, POLE_MASS, TOTAL_MASS, HALF_LENGTH, FORCE, SECONDS = 9.8, 0.1, 1.1, 0.5, 10.0, 0.02
POSITION_LIMIT, ANGLE_LIMIT = 2.4, 12 * 2 * math.pi / 360
MAX_SPEED, MAX_TORQUE, PENDULUM_SECONDS, PENDULUM_GRAVITY = 8.0, 2.0, 0.05, 10.0


def check_action(action):
    """Gymnasium's CartPole asks its action space whether an action is in it; so do we through the Gym-like face."""
    if not isinstance(action, (int, np.integer)) or not 0 <= action < 2:
        raise ValueError(f"{action!r} is no action")


class CartPole:
    """One cart and its pole."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def reset(self):
        self.state = self.random.uniform(low=-0.05, high=0.05, size=(4,))
        return np.array(self.state, dtype=np.float32), {}

    def step(self, action):
        check_action(action)
        x, v, angle, omega = self.state
        force = FORCE if action == 1 else -FORCE
        cosine, sine = np.cos(angle), np.sin(angle)
        push = (force + POLE_MASS * HALF_LENGTH * np.square(omega) * sine) / TOTAL_MASS
        alpha = (GRAVITY * sine - cosine * push) / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * np.square(cosine) / TOTAL_MASS))
        acceleration = push - POLE_MASS * HALF_LENGTH * alpha * cosine / TOTAL_MASS
        x, v = x + SECONDS * v, v + SECONDS * acceleration
        angle, omega = angle + SECONDS * omega, omega + SECONDS * alpha
        self.state = np.array((x, v, angle, omega), dtype=np.float64)
        terminated = bool(x < -POSITION_LIMIT or x > POSITION_LIMIT or angle < -ANGLE_LIMIT or angle > ANGLE_LIMIT)
        return np.array(self.state, dtype=np.float32), 1.0, terminated, False, {}


class Pendulum:
    """One pendulum."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def observe(self):
        angle, omega = self.state
        return np.array([np.cos(angle), np.sin(angle), omega], dtype=np.float32)

    def reset(self):
        high = np.array([np.pi, 1.0])
        self.state = self.random.uniform(low=-high, high=high)
        return self.observe(), {}

    def step(self, action):
        angle, omega = self.state
        torque = np.clip(action, -MAX_TORQUE, MAX_TORQUE)[0]
        wrapped = ((angle + np.pi) % (2 * np.pi)) - np.pi
        cost = wrapped**2 + 0.1 * omega**2 + 0.001 * (torque**2)
        omega = omega + (3 * PENDULUM_GRAVITY / 2 * np.sin(angle) + 3.0 * torque) * PENDULUM_SECONDS
        omega = np.clip(omega, -MAX_SPEED, MAX_SPEED)
        self.state = np.array([angle + omega * PENDULUM_SECONDS, omega])
        return self.observe(), -cost, False, False, {}


class CartPoles:
    """Many at once; a column for each."""

    def __init__(self, seed, lanes):
        self.random, self.lanes = np.random.default_rng(seed), lanes

    def reset(self, which=None):
        if which is None:
            self.state = self.random.uniform(-0.05, 0.05, size=(4, self.lanes))
        else:
            self.state[:, which] = self.random.uniform(-0.05, 0.05, size=(4, int(which.sum())))
        return self.state.T.astype(np.float32)

    def step(self, action):
        x, v, angle, omega = self.state
        force = np.where(action == 1, FORCE, -FORCE)
        cosine, sine = np.cos(angle), np.sin(angle)
        push = (force + POLE_MASS * HALF_LENGTH * omega * omega * sine) / TOTAL_MASS
        alpha = (GRAVITY * sine - cosine * push) / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * cosine * cosine / TOTAL_MASS))
        acceleration = push - POLE_MASS * HALF_LENGTH * alpha * cosine / TOTAL_MASS
        self.state = np.stack((x + SECONDS * v, v + SECONDS * acceleration, angle + SECONDS * omega, omega + SECONDS * alpha))
        terminated = (np.abs(self.state[0]) > POSITION_LIMIT) | (np.abs(self.state[2]) > ANGLE_LIMIT)
        return self.state.T.astype(np.float32), np.ones(self.lanes), terminated


class Pendulums:
    """Many at once; a column for each."""

    def __init__(self, seed, lanes):
        self.random, self.lanes = np.random.default_rng(seed), lanes

    def observe(self):
        angle, omega = self.state
        return np.stack((np.cos(angle), np.sin(angle), omega), axis=1).astype(np.float32)

    def reset(self, which=None):
        high = np.array([[np.pi], [1.0]])
        self.state = self.random.uniform(-high, high, size=(2, self.lanes))
        return self.observe()

    def step(self, action):
        angle, omega = self.state
        torque = np.clip(action, -MAX_TORQUE, MAX_TORQUE)
        wrapped = ((angle + np.pi) % (2 * np.pi)) - np.pi
        cost = wrapped * wrapped + 0.1 * omega * omega + 0.001 * (torque * torque)
        omega = omega + (3 * PENDULUM_GRAVITY / 2 * np.sin(angle) + 3.0 * torque) * PENDULUM_SECONDS
        omega = np.clip(omega, -MAX_SPEED, MAX_SPEED)
        self.state = np.stack((angle + omega * PENDULUM_SECONDS, omega))
        return self.observe(), -cost, np.zeros(self.lanes, dtype=bool)


def one(environment, actions, limit):
    """A call is one step; a new episode begins where one ended."""
    environment.reset()
    kept = {"at": 0, "elapsed": 0}

    def run(count):
        at, elapsed, size = kept["at"], kept["elapsed"], len(actions)
        step, reset = environment.step, environment.reset
        for _ in range(count):
            _, _, terminated, _, _ = step(actions[at])
            at = at + 1 if at + 1 < size else 0
            elapsed += 1
            if terminated or elapsed == limit:
                reset()
                elapsed = 0
        kept["at"], kept["elapsed"] = at, elapsed

    return run


def many(environment, actions, limit):
    """A call is one step of all; those that ended begin anew."""
    environment.reset()
    kept = {"at": 0, "elapsed": np.zeros(environment.lanes, dtype=np.int64)}

    def run(count):
        elapsed = kept["elapsed"]
        for _ in range(count):
            _, _, terminated = environment.step(actions[kept["at"]])
            kept["at"] = (kept["at"] + 1) % len(actions)
            elapsed += 1
            ended = terminated | (elapsed == limit)
            if ended.any():
                environment.reset(ended)
                elapsed[ended] = 0

    return run


def actions_of(world, lanes):
    generator = np.random.default_rng(1)
    if world == "cartPole":
        drawn = generator.integers(0, 2, size=(1009, lanes))
        return [int(row[0]) for row in drawn] if lanes == 1 else list(drawn)
    drawn = generator.uniform(-2, 2, size=(1009, lanes)).astype(np.float32)
    return list(drawn)


candidates = {}


def prepare(world, lanes):
    limit = 500 if world == "cartPole" else 200
    single, batch = (CartPole, CartPoles) if world == "cartPole" else (Pendulum, Pendulums)
    if lanes == 0:
        candidates[f"{world} 0"] = one(single(0), actions_of(world, 1), limit)
    else:
        candidates[f"{world} {lanes}"] = many(batch(0, lanes), actions_of(world, lanes), limit)


def first_steps(world):
    """Where the same actions lead, so that the two programs are known to compute the same."""
    environment = CartPole(7) if world == "cartPole" else Pendulum(7)
    shown = [environment.reset()[0].tolist()]
    for k in range(8):
        action = k % 2 if world == "cartPole" else np.array([1.5 - 0.25 * k], dtype=np.float32)
        observation, reward, _, _, _ = environment.step(action)
        shown.append([*observation.tolist(), float(reward)])
    return shown


for line in sys.stdin:
    request = json.loads(line)
    if "show" in request.get("set", {}):
        answer = {"steps": first_steps(request["set"]["show"])}
    elif "set" in request:
        prepare(**request["set"])
        answer = {}
    else:
        start = time.process_time_ns()
        candidates[request["run"]](request["count"])
        answer = {"nanoseconds": (time.process_time_ns() - start) / request["count"]}
    print(json.dumps(answer), flush=True)
