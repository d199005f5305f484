"""A stand-in for Gymnasium, for the tests of the bridge: its published interface, as far as the bridge uses it.

Written from the documented interface (make, Env, spaces, reset and step), not from its code. It is no replacement.
"""
from . import error, spaces
from .core import Env, Wrapper
from .registration import make, register

__version__ = "stand-in"
__all__ = ["Env", "Wrapper", "error", "make", "register", "spaces"]

from . import worlds as _worlds

_worlds.register_all()
