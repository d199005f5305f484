"""Env and Wrapper: seeds come by reset, as documented."""
import numpy as np


def np_random(seed=None):
    """A generator of PCG64, and the seed that it came from."""
    sequence = np.random.SeedSequence(seed)
    return np.random.Generator(np.random.PCG64(sequence)), sequence.entropy


class Env:
    spec = None
    observation_space = None
    action_space = None
    _np_random = None

    @property
    def np_random(self):
        if self._np_random is None:
            self._np_random, _ = np_random()
        return self._np_random

    def reset(self, *, seed=None, options=None):
        if seed is not None:
            self._np_random, _ = np_random(seed)

    def step(self, action):
        raise NotImplementedError

    def close(self):
        pass

    @property
    def unwrapped(self):
        return self


class Wrapper(Env):
    def __init__(self, env):
        self.env = env
        self.spec = env.spec
        self.observation_space = env.observation_space
        self.action_space = env.action_space

    def reset(self, *, seed=None, options=None):
        return self.env.reset(seed=seed, options=options)

    def step(self, action):
        return self.env.step(action)

    def close(self):
        return self.env.close()

    @property
    def unwrapped(self):
        return self.env.unwrapped


class TimeLimit(Wrapper):
    def __init__(self, env, max_episode_steps):
        super().__init__(env)
        self.max_episode_steps = max_episode_steps
        self.elapsed = 0

    def reset(self, *, seed=None, options=None):
        self.elapsed = 0
        return super().reset(seed=seed, options=options)

    def step(self, action):
        observation, reward, terminated, truncated, info = super().step(action)
        self.elapsed += 1
        return observation, reward, terminated, truncated or self.elapsed >= self.max_episode_steps, info


class Autoreset(Wrapper):
    """Only so that the bridge can refuse it."""
