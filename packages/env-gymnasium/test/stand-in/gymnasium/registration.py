"""make and register. `module:id` imports the module first, as documented."""
import importlib
from dataclasses import dataclass, field
from typing import Any, Callable

from . import error
from .core import Autoreset, TimeLimit


@dataclass
class EnvSpec:
    id: str
    entry_point: Callable[..., Any]
    max_episode_steps: "int | None" = None
    kwargs: dict = field(default_factory=dict)


registry = {}


def register(id, entry_point, max_episode_steps=None, kwargs=None):
    registry[id] = EnvSpec(id, entry_point, max_episode_steps, kwargs or {})


def make(id, max_episode_steps=None, autoreset=False, disable_env_checker=None, **kwargs):
    module, _, name = id.rpartition(":")
    if module:
        importlib.import_module(module)
    spec = registry.get(name)
    if spec is None:
        raise error.NameNotFound(f"Environment `{name}` doesn't exist.")
    environment = spec.entry_point(**{**spec.kwargs, **kwargs})
    limit = max_episode_steps if max_episode_steps is not None else spec.max_episode_steps
    environment.spec = EnvSpec(spec.id, spec.entry_point, limit, kwargs)
    if limit is not None:
        environment = TimeLimit(environment, limit)
    return Autoreset(environment) if autoreset else environment
