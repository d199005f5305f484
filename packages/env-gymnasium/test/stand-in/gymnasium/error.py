"""The errors that `make` raises."""


class Error(Exception):
    """Base of all errors."""


class UnregisteredEnv(Error):
    """No environment of this id."""


class NameNotFound(UnregisteredEnv):
    """No environment of this name."""
