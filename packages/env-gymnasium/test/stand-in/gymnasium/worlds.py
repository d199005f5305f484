"""Worlds for the tests: one that is known, and many that misbehave."""
import ctypes
import math
import os
import re
import sys
import time

import numpy as np

from . import spaces
from .core import Env
from .registration import register


class CartPole(Env):
    """Barto, Sutton and Anderson's cart and pole; explicit Euler steps of 20 ms."""

    def __init__(self, force=10.0):
        reach = np.array([4.8, np.inf, 24 * math.pi / 180, np.inf], dtype=np.float32)
        self.observation_space = spaces.Box(-reach, reach, dtype=np.float32)
        self.action_space = spaces.Discrete(2)
        self.force = force
        self.state = None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        low, high = (options or {}).get("low", -0.05), (options or {}).get("high", 0.05)
        self.state = self.np_random.uniform(low, high, size=4)
        return np.array(self.state, dtype=np.float32), {}

    def step(self, action):
        assert self.action_space.contains(action)
        x, v, angle, spin = self.state
        push = self.force if action == 1 else -self.force
        cosine, sine = np.cos(angle), np.sin(angle)
        inner = (push + 0.05 * spin**2 * sine) / 1.1
        spin_change = (9.8 * sine - cosine * inner) / (0.5 * (4 / 3 - 0.1 * cosine**2 / 1.1))
        v_change = inner - 0.05 * spin_change * cosine / 1.1
        self.state = np.array([x + 0.02 * v, v + 0.02 * v_change, angle + 0.02 * spin, spin + 0.02 * spin_change])
        fallen = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 12 * 2 * math.pi / 360
        return np.array(self.state, dtype=np.float32), 1.0, bool(fallen), False, {}


class Trivial(Env):
    """Next to no work in a step: what remains is the bridge."""

    observation_space = spaces.Box(-1.0, 1.0, (4,))
    action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.observation = np.zeros(4, dtype=np.float32)
        return self.observation, {}

    def step(self, action):
        return self.observation, 1.0, False, False, {}


class Walk(Env):
    """A walk on the integers 3 … 7 by −1, 0 or 1, actions counted from −1; ends at both ends."""

    observation_space = spaces.Discrete(5, start=3)
    action_space = spaces.Discrete(3, start=-1)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.place = int(self.np_random.integers(4, 7))
        return self.place, {"place": self.place}

    def step(self, action):
        self.place += int(action)
        ended = self.place in (3, 7)
        return self.place, float(self.place == 7), ended, ended, {"place": self.place}


class Echo(Env):
    """Shows the last action as its observation, in the space that is asked for."""

    def __init__(self, kind="box"):
        self.action_space = {
            "box": lambda: spaces.Box(-2.0, 2.0, (2, 3)),
            "scalar": lambda: spaces.Box(-1.0, 1.0, ()),
            "double": lambda: spaces.Box(np.array([-1.0, 0.0]), np.array([1.0, np.inf]), dtype=np.float64),
            "image": lambda: spaces.Box(0, 255, (4, 5, 3), np.uint8),
            "half": lambda: spaces.Box(-1.0, 1.0, (2,), np.float16),
            "long": lambda: spaces.Box(-1000, 1000, (2,), np.int64),
            "binary": lambda: spaces.MultiBinary(3),
            "multi": lambda: spaces.MultiDiscrete([2, 3], start=[5, -1]),
            "large": lambda: spaces.MultiDiscrete([2, 1000]),
            "dict": lambda: spaces.Dict({"turn": spaces.Discrete(3, start=1), "push": spaces.Box(-1.0, 1.0, (2,))}),
            "tuple": lambda: spaces.Tuple([
                spaces.MultiBinary(2), spaces.Dict({"deep": spaces.Box(0, 9, (1,), np.int32)}), spaces.Discrete(2),
            ]),
            "text": lambda: spaces.Text(8),
        }[kind]()
        self.observation_space = self.action_space
        self.kind = kind

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return _lowest(self.action_space), {"kind": self.kind, "options": options}

    def step(self, action):
        return action, 0.0, False, False, {"type": _type_names(action)}


def _lowest(space):
    if isinstance(space, spaces.Discrete):
        return space.start
    if isinstance(space, spaces.Box):
        return space.low.copy()
    if isinstance(space, spaces.MultiBinary):
        return np.zeros(space.shape, np.int8)
    if isinstance(space, spaces.MultiDiscrete):
        return space.start.copy()
    if isinstance(space, spaces.Dict):
        return {key: _lowest(inner) for key, inner in space.spaces.items()}
    return tuple(_lowest(inner) for inner in space.spaces)


def _type_names(action):
    if isinstance(action, dict):
        return {key: _type_names(value) for key, value in action.items()}
    if isinstance(action, tuple):
        return [_type_names(value) for value in action]
    return f"{type(action).__name__} {getattr(action, 'dtype', '')}".strip()


class Informed(Trivial):
    """Gives infos of all kinds."""

    def step(self, action):
        info = {
            "none": None, "flag": np.bool_(True), "count": np.int64(-7), "real": np.float32(0.5), "name": "ä",
            "list": [1, (2.5, {"deep": True})], "vector": np.arange(3), "mask": np.array([True, False]),
            "half": np.ones(1, np.float16), "huge": 2**60, "object": object(), "large": 2**53 - 1, 7: "key",
        }
        return self.observation, 1.0, False, False, info


class Troubled(Trivial):
    """Misbehaves in the third step of an episode, in the way that is asked for."""

    def __init__(self, trouble="raise_error"):
        self.trouble = trouble

    def reset(self, *, seed=None, options=None):
        self.elapsed = 0
        return super().reset(seed=seed, options=options)

    def step(self, action):
        self.elapsed += 1
        if self.elapsed == 3:
            result = getattr(self, self.trouble)()
            if result is not None:
                return result
        return super().step(action)

    def raise_error(self):
        raise RuntimeError("the wheel came off")

    def print_much(self):
        print("stray", "x" * 200_000)
        os.write(1, b"straight to the descriptor\n")
        sys.stdout.flush()
        os.system("echo from a child of ours")
        assert sys.stdin.read() == ""

    def exit(self):
        print("last words")
        os._exit(7)

    def leave(self):
        sys.exit(5)

    def kill(self):
        os.kill(os.getpid(), 9)

    def crash(self):
        ctypes.string_at(0)

    def hang(self):
        self.wait_forever()

    def wait_forever(self):
        while True:
            time.sleep(0.01)

    def spin(self):
        while True:
            pass

    def hold_lock(self):
        """Native code that never gives the interpreter lock back."""
        re.match("(a+)+$", "a" * 64 + "b")

    def wrong_shape(self):
        return np.zeros(3, dtype=np.float32), 1.0, False, False, {}

    def no_tuple(self):
        return np.zeros(4), 1.0, False, {}

    def no_reward(self):
        return self.observation, "much", False, False, {}

    def large_info(self):
        return self.observation, 1.0, False, False, {"pixels": np.zeros(4_000_000, np.uint8)}


class BadClose(Trivial):
    def __init__(self, how="raise"):
        self.how = how

    def close(self):
        if self.how == "raise":
            raise RuntimeError("cannot be closed")
        while True:
            time.sleep(0.01)


def slow_start(seconds=60):
    time.sleep(seconds)
    return Trivial()


def lacking():
    import no_such_simulator

    return no_such_simulator.make()


def register_all():
    register("CartPole-v1", CartPole, 500)
    register("Trivial-v0", Trivial)
    register("Walk-v0", Walk, 20)
    register("Echo-v0", Echo)
    register("Informed-v0", Informed)
    register("Troubled-v0", Troubled)
    register("BadClose-v0", BadClose)
    register("SlowStart-v0", slow_start)
    register("Lacking-v0", lacking)
