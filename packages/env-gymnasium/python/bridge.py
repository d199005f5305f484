"""Runs lanes of a Gymnasium environment for a process of Worldwise.

Requests come in on standard input and replies go out on standard output, in turn. A frame is the mark `WWG1`, the length
of the body as an unsigned 32-bit number, and the body: one MessagePack value. All numbers are little-endian where
MessagePack does not say otherwise. Arrays are extension 1: a byte for the element type, a byte for the number of
dimensions, each dimension as an unsigned 32-bit number, and the elements.

    ["open", {version, id, options, lanes, info, resetOptions}]    ["ready", {…spaces, versions…}]
    ["reset", mask, seeds or nil]             ["started", observations of these lanes, infos or nil]
    ["step", actions]                         ["stepped", observations, rewards, terminated, truncated, infos or nil]
    ["close"]                                 ["closed"]
    anything that goes wrong                  ["failed", {code, message, traceback, call, lane}]

Nothing resets itself: the observation of a step is the true one, also where an episode ended.

What environments print goes to standard error, and they find standard input empty. The process ends when its input ends,
and when its parent is gone, even in the middle of a step that never returns.
"""
import array
import faulthandler
import math
import os
import signal
import struct
import sys
import threading
import time
import traceback

PROTOCOL_VERSION = 1
FRAME_MARK = b"WWG1"
ARRAY_EXTENSION = 1
MAX_DEPTH = 32
LARGEST_EXACT_INTEGER = 2**53 - 1

try:
    import numpy as np
except ImportError as missing:
    np, numpy_missing = None, missing


class BridgeError(Exception):
    """Something that the other side can be told in a sentence, under a code that programs can read."""

    def __init__(self, code, message, lane=None):
        super().__init__(message)
        self.code = code
        self.lane = lane


# ---------------------------------------------------------------------------------------------------------------------
# MessagePack: what is needed of it

ARRAY_TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64", "bool"]
WIRE_TYPES = [np.dtype(name).newbyteorder("<") for name in ARRAY_TYPES] if np else []


def pack(value):
    """Plain data as MessagePack: None, booleans, numbers, text, bytes, NumPy arrays, lists and records of these."""
    parts = []
    _pack_into(parts, value, 0)
    return b"".join(parts)


def _pack_into(parts, value, depth):
    if depth > MAX_DEPTH:
        raise BridgeError("bad-message", f"data nested deeper than {MAX_DEPTH}")
    if value is None:
        parts.append(b"\xc0")
    elif value is True or value is False:
        parts.append(b"\xc3" if value else b"\xc2")
    elif isinstance(value, int):
        parts.append(_pack_integer(value))
    elif isinstance(value, float):
        parts.append(struct.pack(">Bd", 0xCB, value))
    elif isinstance(value, str):
        data = value.encode("utf-8", "replace")
        parts += [_pack_length(len(data), (0xA0, 32), 0xD9, 0xDA, 0xDB), data]
    elif isinstance(value, (bytes, bytearray, memoryview)):
        parts += [_pack_length(len(value), None, 0xC4, 0xC5, 0xC6), bytes(value)]
    elif isinstance(value, np.ndarray):
        parts += _pack_array(value)
    elif isinstance(value, (list, tuple)):
        parts.append(_pack_length(len(value), (0x90, 16), None, 0xDC, 0xDD))
        for entry in value:
            _pack_into(parts, entry, depth + 1)
    elif isinstance(value, dict):
        parts.append(_pack_length(len(value), (0x80, 16), None, 0xDE, 0xDF))
        for key, entry in value.items():
            _pack_into(parts, key, depth + 1)
            _pack_into(parts, entry, depth + 1)
    else:
        raise BridgeError("bad-message", f"cannot send a {type(value).__name__}")


def _pack_integer(value):
    if 0 <= value < 128 or -32 <= value < 0:
        return struct.pack(">B" if value >= 0 else ">b", value)
    if value >= 0:
        formats = [(0xCC, ">BB", 2**8), (0xCD, ">BH", 2**16), (0xCE, ">BI", 2**32), (0xCF, ">BQ", 2**64)]
        fitting = [(mark, form) for mark, form, end in formats if value < end]
    else:
        formats = [(0xD0, ">Bb", 2**7), (0xD1, ">Bh", 2**15), (0xD2, ">Bi", 2**31), (0xD3, ">Bq", 2**63)]
        fitting = [(mark, form) for mark, form, end in formats if -value <= end]
    if not fitting:
        raise BridgeError("bad-message", "an integer of more than 64 bits")
    return struct.pack(fitting[0][1], fitting[0][0], value)


def _pack_length(length, short, mark8, mark16, mark32):
    """The head of a text, of bytes, of a list or of a record: its kind and its length."""
    if short is not None and length < short[1]:
        return struct.pack(">B", short[0] | length)
    if mark8 is not None and length < 2**8:
        return struct.pack(">BB", mark8, length)
    if length < 2**16:
        return struct.pack(">BH", mark16, length)
    return struct.pack(">BI", mark32, length)


_array_heads = {}


def _pack_array(values):
    """Head and elements. Heads are kept: a simulation sends few shapes, over and over."""
    key = (values.dtype, values.shape)
    head = _array_heads.get(key)
    if head is None:
        name = values.dtype.name
        if name not in ARRAY_TYPES:
            raise BridgeError("bad-message", f"cannot send an array of {name}")
        inner = struct.pack(f"<BB{values.ndim}I", ARRAY_TYPES.index(name), values.ndim, *values.shape)
        head = struct.pack(">BIB", 0xC9, len(inner) + values.nbytes, ARRAY_EXTENSION) + inner
        if len(_array_heads) < 1000:
            _array_heads[key] = head
    little = values if values.dtype.byteorder != ">" else values.astype(values.dtype.newbyteorder("<"))
    return head, little.tobytes()


class Unpacker:
    """Reads one MessagePack value from bytes; arrays come out as read-only views of them."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def value(self, depth=0):
        """The next value. Raises BridgeError on what is damaged, too deep or not spoken here."""
        if depth > MAX_DEPTH:
            raise BridgeError("bad-message", f"data nested deeper than {MAX_DEPTH}")
        mark = self._take(1)[0]
        if mark < 0x80:
            return mark
        if mark >= 0xE0:
            return mark - 256
        if mark < 0x90:
            return self._record(mark & 15, depth)
        if mark < 0xA0:
            return self._list(mark & 15, depth)
        if mark < 0xC0:
            return self._text(mark & 31)
        read = self._readers.get(mark)
        if read is None:
            raise BridgeError("bad-message", f"a value of the kind 0x{mark:02x} is not spoken here")
        return read(self, depth)

    def _take(self, length):
        if self.at + length > len(self.data):
            raise BridgeError("bad-message", "a message that breaks off")
        start, self.at = self.at, self.at + length
        return self.data[start : self.at]

    def _number(self, form, width):
        return struct.unpack(">" + form, self._take(width))[0]

    def _text(self, length):
        return str(self._take(length), "utf-8")

    def _list(self, length, depth):
        return [self.value(depth + 1) for _ in range(length)]

    def _record(self, length, depth):
        return {self.value(depth + 1): self.value(depth + 1) for _ in range(length)}

    def _extension(self, length):
        kind = self._take(1)[0]
        body = self._take(length)
        if kind != ARRAY_EXTENSION or length < 2 or body[0] >= len(ARRAY_TYPES) or length < 2 + 4 * body[1]:
            raise BridgeError("bad-message", "an extension that is no array")
        shape = struct.unpack_from(f"<{body[1]}I", body, 2)
        dtype = WIRE_TYPES[body[0]]
        elements = body[2 + 4 * body[1] :]
        if math.prod(shape) * dtype.itemsize != len(elements):
            raise BridgeError("bad-message", f"an array of shape {shape} in {len(elements)} bytes")
        return np.frombuffer(elements, dtype).reshape(shape)

    _readers = {
        0xC0: lambda self, depth: None,
        0xC2: lambda self, depth: False,
        0xC3: lambda self, depth: True,
        0xC4: lambda self, depth: bytes(self._take(self._number("B", 1))),
        0xC5: lambda self, depth: bytes(self._take(self._number("H", 2))),
        0xC6: lambda self, depth: bytes(self._take(self._number("I", 4))),
        0xC7: lambda self, depth: self._extension(self._take(1)[0]),
        0xC8: lambda self, depth: self._extension(self._number("H", 2)),
        0xC9: lambda self, depth: self._extension(self._number("I", 4)),
        0xCA: lambda self, depth: self._number("f", 4),
        0xCB: lambda self, depth: self._number("d", 8),
        0xCC: lambda self, depth: self._number("B", 1),
        0xCD: lambda self, depth: self._number("H", 2),
        0xCE: lambda self, depth: self._number("I", 4),
        0xCF: lambda self, depth: self._number("Q", 8),
        0xD0: lambda self, depth: self._number("b", 1),
        0xD1: lambda self, depth: self._number("h", 2),
        0xD2: lambda self, depth: self._number("i", 4),
        0xD3: lambda self, depth: self._number("q", 8),
        0xD4: lambda self, depth: self._extension(1),
        0xD5: lambda self, depth: self._extension(2),
        0xD6: lambda self, depth: self._extension(4),
        0xD7: lambda self, depth: self._extension(8),
        0xD8: lambda self, depth: self._extension(16),
        0xD9: lambda self, depth: self._text(self._number("B", 1)),
        0xDA: lambda self, depth: self._text(self._number("H", 2)),
        0xDB: lambda self, depth: self._text(self._number("I", 4)),
        0xDC: lambda self, depth: self._list(self._number("H", 2), depth),
        0xDD: lambda self, depth: self._list(self._number("I", 4), depth),
        0xDE: lambda self, depth: self._record(self._number("H", 2), depth),
        0xDF: lambda self, depth: self._record(self._number("I", 4), depth),
    }


def plain(value, depth=0):
    """An info as plain data. What cannot pass stands as {"notPassed": its type}: nothing is dropped in silence."""
    if depth > MAX_DEPTH - 8:
        return {"notPassed": "nested too deep"}
    if value is None or isinstance(value, (bool, str, float)):
        return value if not isinstance(value, float) else float(value)
    if isinstance(value, int):
        exact = -LARGEST_EXACT_INTEGER <= value <= LARGEST_EXACT_INTEGER
        return int(value) if exact else {"notPassed": "an integer beyond 2**53"}
    if isinstance(value, np.generic) and value.dtype.name in ARRAY_TYPES + ["float16"]:
        return plain(value.item(), depth)
    if isinstance(value, np.ndarray):
        sendable = value.astype(np.float32) if value.dtype == np.float16 else value
        return sendable if sendable.dtype.name in ARRAY_TYPES else {"notPassed": f"array of {value.dtype}"}
    if isinstance(value, dict):
        return {str(key): plain(entry, depth + 1) for key, entry in value.items() if str(key) != "__proto__"}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(entry, depth + 1) for entry in value]
    return {"notPassed": f"{type(value).__module__}.{type(value).__qualname__}"}


# ---------------------------------------------------------------------------------------------------------------------
# Spaces: each codec describes a space, turns a list of observations into one array [B, …], and actions back


class DiscreteCodec:
    """The integers 0 … n−1 on the wire; Gymnasium's begin at `start`."""

    dtype = np.dtype(np.int32) if np else None
    size = 1

    def __init__(self, space):
        self.count = int(space.n)
        self.fits_float32 = self.count <= 2**24
        self.start = int(space.start)
        self.native = space.dtype

    def describe(self):
        return {"kind": "discrete", "count": self.count}

    def gather(self, observations):
        batch = np.array(observations, dtype=np.int64)
        if batch.shape != (len(observations),):
            raise BridgeError("bad-observation", f"an observation of the shape {batch.shape[1:]} in a space of integers")
        if self.start != 0:
            batch -= self.start
        if batch.min() < 0 or batch.max() >= self.count:
            raise BridgeError("bad-observation", f"an observation outside {self.start} … {self.start + self.count - 1}")
        return batch.astype(np.int32)

    def scatter(self, batch):
        native = batch[:, 0].astype(self.native)
        return list(native if self.start == 0 else native + self.start)

    def bounds(self):
        return [0.0], [self.count - 1.0]

    def parts(self, path):
        return [{"path": path, "kind": "discrete", "size": 1, "whole": True}]


class ArrayCodec:
    """Arrays of one shape: boxes, and the discrete spaces of several numbers, counted from `start`."""

    def __init__(self, kind, native, shape, low, high, start=None):
        self.kind = kind
        self.native = np.dtype(native)
        self.shape = tuple(int(length) for length in shape)
        self.size = math.prod(self.shape)
        self.low = np.asarray(low, dtype=np.float64)
        self.high = np.asarray(high, dtype=np.float64)
        self.start = start
        self.dtype = self._wire_type()
        self.whole = self.native.kind != "f"
        self.fits_float32 = self.dtype.name != "float64"
        if self.size == 0:
            raise BridgeError("unsupported-space", f"a space of the shape {self.shape}, which holds no number")

    def _wire_type(self):
        """uint8, float32 or float64: the first that holds every element exactly."""
        if self.native.name in ("float32", "float64", "uint8"):
            return self.native
        if self.native.name == "float16":
            return np.dtype(np.float32)
        if self.native.kind not in "iub":
            raise BridgeError("unsupported-space", f"a space of the element type {self.native}")
        in_byte = self.low.min() >= 0 and self.high.max() <= 255
        return np.dtype(np.uint8) if in_byte else np.dtype(np.float64)

    def describe(self):
        return {"kind": "box", "dtype": self.dtype.name, "shape": list(self.shape),
                "low": _shorten(self.low), "high": _shorten(self.high)}

    def gather(self, observations):
        joined = self._join(observations)
        if joined is not None:
            return np.frombuffer(joined, self.dtype).reshape(len(observations), *self.shape)
        batch = np.array(observations)
        if batch.shape != (len(observations), *self.shape):
            raise BridgeError("bad-observation", f"an observation of the shape {batch.shape[1:]} in a space of {self.shape}")
        if self.start is not None:
            batch = batch - self.start
        return batch if batch.dtype == self.dtype else self._convert(batch)

    def _join(self, observations):
        """Their bytes, where they are arrays as declared: the usual case, and the quick one."""
        if self.start is not None:
            return None
        dtype, shape = self.dtype, self.shape
        for observation in observations:
            if type(observation) is not np.ndarray or observation.dtype is not dtype or observation.shape != shape:
                return None
        try:
            return b"".join(observations)
        except (BufferError, TypeError, ValueError):  # One does not lie in one piece.
            return None

    def _convert(self, batch):
        """float64 where float32 is declared is usual and rounded; everything else must survive exactly."""
        converted = batch.astype(self.dtype)
        if self.whole and not np.array_equal(converted, batch):
            raise BridgeError("bad-observation", f"an observation of {batch.dtype} that does not fit a space of {self.native}")
        return converted

    def scatter(self, batch):
        if self.whole and batch.dtype.kind == "f" and not np.array_equal(batch, np.rint(batch)):
            raise BridgeError("bad-action", f"an action that is not whole, in a space of {self.native}")
        own = batch.astype(self.native).reshape(len(batch), *self.shape)
        return list(own if self.start is None else own + self.start)

    def bounds(self):
        return self.low.ravel().tolist(), self.high.ravel().tolist()

    def parts(self, path):
        return [{"path": path, "kind": self.kind, "size": self.size, "whole": self.whole}]


class JoinedCodec:
    """The numbers of a Dict or Tuple one after the other, each Discrete as one number."""

    def __init__(self, branches, rebuild):
        self.branches = branches  # [(key, codec)]
        self.rebuild = rebuild
        self.size = sum(codec.size for _, codec in branches)
        self.fits_float32 = all(codec.fits_float32 for _, codec in branches)
        all_bytes = all(codec.dtype.name == "uint8" for _, codec in branches)
        self.dtype = np.dtype(np.uint8 if all_bytes else np.float32 if self.fits_float32 else np.float64)
        if not branches:
            raise BridgeError("unsupported-space", "a Dict or Tuple with nothing in it")

    def describe(self):
        low, high = self.bounds()
        return {"kind": "box", "dtype": self.dtype.name, "shape": [self.size],
                "low": _shorten(np.array(low)), "high": _shorten(np.array(high))}

    def gather(self, observations):
        lanes = len(observations)
        columns = [codec.gather([observation[key] for observation in observations]) for key, codec in self.branches]
        return np.concatenate([column.reshape(lanes, -1).astype(self.dtype) for column in columns], axis=1)

    def scatter(self, batch):
        columns, at = [], 0
        for _, codec in self.branches:
            columns.append(self._scatter_column(codec, batch[:, at : at + codec.size]))
            at += codec.size
        keys = [key for key, _ in self.branches]
        return [self.rebuild(zip(keys, values)) for values in zip(*columns)]

    @staticmethod
    def _scatter_column(codec, column):
        if isinstance(codec, DiscreteCodec) and not np.array_equal(column, np.rint(column)):
            raise BridgeError("bad-action", "an action that is not whole where a Discrete was joined")
        return codec.scatter(column)

    def bounds(self):
        pairs = [codec.bounds() for _, codec in self.branches]
        return [x for low, _ in pairs for x in low], [x for _, high in pairs for x in high]

    def parts(self, path):
        return [part for key, codec in self.branches for part in codec.parts(f"{path}.{key}" if path else str(key))]


def _shorten(bounds):
    """One number where all bounds are the same: images have many."""
    first = float(bounds.flat[0])
    return first if (bounds == first).all() else np.ascontiguousarray(bounds.ravel(), dtype=np.float64)


def codec_of(space, spaces):
    """How a space of Gymnasium goes over the wire. Raises BridgeError where the protocol has nothing for it."""
    if isinstance(space, spaces.Discrete):
        return DiscreteCodec(space)
    if isinstance(space, spaces.Box):
        return ArrayCodec("box", space.dtype, space.shape, space.low, space.high)
    if isinstance(space, spaces.MultiBinary):
        return ArrayCodec("multi-binary", space.dtype, space.shape, np.zeros(space.shape), np.ones(space.shape))
    if isinstance(space, spaces.MultiDiscrete):
        start = getattr(space, "start", None)
        begin = np.asarray(start) if start is not None and np.any(start) else None
        highest = np.asarray(space.nvec) - 1
        return ArrayCodec("multi-discrete", space.dtype, space.shape, np.zeros(space.shape), highest, begin)
    if isinstance(space, spaces.Dict):
        return JoinedCodec([(key, codec_of(inner, spaces)) for key, inner in space.spaces.items()], dict)
    if isinstance(space, spaces.Tuple):
        branches = [(index, codec_of(inner, spaces)) for index, inner in enumerate(space.spaces)]
        return JoinedCodec(branches, lambda items: tuple(value for _, value in items))
    raise BridgeError("unsupported-space", f"a space of the kind {type(space).__name__}")


# ---------------------------------------------------------------------------------------------------------------------
# The lanes


class Lanes:
    """B environments of one id, stepped one after the other."""

    def __init__(self, request):
        gymnasium = _import_gymnasium()
        self.id = request["id"]
        self.wants_info = request["info"]
        self.reset_options = request["resetOptions"]
        self.environments = [self._make(gymnasium, request["options"]) for _ in range(request["lanes"])]
        self.steps = [environment.step for environment in self.environments]
        first = self.environments[0]
        self.observation = _codec_or_advice(first.observation_space, gymnasium.spaces, "observation")
        self.action = _codec_or_advice(first.action_space, gymnasium.spaces, "action")
        self.gymnasium_version = str(getattr(gymnasium, "__version__", "unknown"))
        count = len(self.environments)
        self.columns = [[None] * count for _ in range(5)]

    def _make(self, gymnasium, options):
        try:
            environment = gymnasium.make(self.id, **options)
        except (gymnasium.error.UnregisteredEnv, ModuleNotFoundError) as problem:
            if isinstance(problem, ModuleNotFoundError) and ":" not in self.id:
                raise  # The environment is known, and lacks something that it needs.
            raise BridgeError("unknown-environment", f"{type(problem).__name__}: {problem}") from problem
        _refuse_autoreset(environment)
        return environment

    def describe(self):
        """What the other side has to know before the first reset."""
        spec = self.environments[0].spec
        return {
            "version": PROTOCOL_VERSION,
            "observation": {**self.observation.describe(), "parts": self.observation.parts("")},
            "action": {**self.action.describe(), "parts": self.action.parts("")},
            "maxEpisodeSteps": spec.max_episode_steps if spec is not None else None,
            "versions": {"python": sys.version.split()[0], "numpy": np.__version__, "gymnasium": self.gymnasium_version},
        }

    def reset(self, mask, seeds):
        """Starts new episodes where the mask is 1; returns the observations of these lanes alone."""
        observations, infos = [], []
        for index, lane in enumerate(np.flatnonzero(mask).tolist()):
            try:
                seed = None if seeds is None else seeds[index]
                observation, info = self.environments[lane].reset(seed=seed, options=self.reset_options)
            except Exception as problem:
                raise _failure_of(problem, "reset", lane) from problem
            observations.append(observation)
            infos.append(info)
        return ["started", self._gather(observations), self._infos(infos)]

    def step(self, actions):
        """One step of all lanes."""
        observations, rewards, terminated, truncated, infos = self.columns
        lane, scattered = -1, self.action.scatter(actions.reshape(len(self.steps), self.action.size))
        try:
            for lane, step in enumerate(self.steps):
                observations[lane], rewards[lane], terminated[lane], truncated[lane], infos[lane] = step(scattered[lane])
        except Exception as problem:
            raise _failure_of(problem, "step", lane) from problem
        ended = _flags(terminated)
        cut = _flags(truncated) > ended  # Never both: terminated wins.
        return [
            "stepped", self._gather(observations), _rewards(rewards),
            ended.view(np.uint8), cut.view(np.uint8), self._infos(infos),
        ]

    def _gather(self, observations):
        try:
            return self.observation.gather(observations)
        except (ArithmeticError, LookupError, TypeError, ValueError) as problem:
            raise BridgeError("bad-observation", f"{type(problem).__name__}: {problem}") from problem

    def _infos(self, infos):
        return [plain(info) for info in infos] if self.wants_info else None

    def close(self):
        """Closes all environments, also after one that cannot be closed."""
        closing, self.environments = self.environments, []
        for environment in closing:
            try:
                environment.close()
            except Exception:
                traceback.print_exc()


def _import_gymnasium():
    if np is None:
        raise BridgeError("numpy-missing", str(numpy_missing))
    try:
        import gymnasium
    except ImportError as problem:
        raise BridgeError("gymnasium-missing", f"{type(problem).__name__}: {problem}") from problem
    return gymnasium


def _codec_or_advice(space, spaces, side):
    try:
        return codec_of(space, spaces)
    except BridgeError as problem:
        raise BridgeError(problem.code, f"{problem} (the {side} space is {space})") from problem


def _refuse_autoreset(environment):
    """An environment that resets itself hides its last observation."""
    wrapper = environment
    for _ in range(100):  # An environment may well have something else that it calls env.
        if type(wrapper).__name__ in ("Autoreset", "AutoResetWrapper"):
            raise BridgeError("autoreset", f"the wrapper {type(wrapper).__name__}")
        wrapper = getattr(wrapper, "env", None)


def _flags(values):
    """As booleans. Python's own, which are usual, go a quick way."""
    try:
        return np.frombuffer(bytes(values), np.uint8) != 0
    except (TypeError, ValueError):
        return np.array(values, dtype=np.bool_)


def _rewards(rewards):
    """As float64: whatever Python takes for a number."""
    try:
        return np.frombuffer(array.array("d", rewards))
    except (TypeError, ValueError) as problem:
        raise BridgeError("bad-reward", f"{type(problem).__name__}: {problem}") from problem


def _failure_of(problem, call, lane):
    failure = BridgeError("environment-failed", f"{type(problem).__name__}: {problem}", lane)
    failure.call = call
    return failure


# ---------------------------------------------------------------------------------------------------------------------
# The pipe


class Pipe:
    """Frames over two file descriptors that nobody else in this process knows."""

    def __init__(self, incoming, outgoing, max_frame_size):
        self.incoming = os.fdopen(incoming, "rb", buffering=1 << 16)
        self.outgoing = outgoing
        self.max_frame_size = max_frame_size

    def receive(self):
        """The next request, or None at the end of the input."""
        head = self.incoming.read(8)
        if len(head) < 8:
            return None
        mark, length = struct.unpack("<4sI", head)
        if mark != FRAME_MARK or length > self.max_frame_size:
            raise BridgeError("bad-message", f"a frame that begins with {head!r}")
        body = self.incoming.read(length)
        if len(body) < length:
            return None
        return Unpacker(memoryview(body)).value()

    def send(self, reply):
        body = pack(reply)
        if len(body) > self.max_frame_size:
            raise BridgeError("frame-too-large", f"a reply of {len(body)} bytes; at most {self.max_frame_size} are allowed")
        frame = memoryview(b"".join((FRAME_MARK, struct.pack("<I", len(body)), body)))
        while frame:
            frame = frame[os.write(self.outgoing, frame) :]


def take_over_pipes():
    """Keeps the two pipes for frames; prints go to standard error from here on, and reads find nothing."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if os.name == "nt":
        import msvcrt

        for descriptor in (incoming, outgoing):
            msvcrt.setmode(descriptor, os.O_BINARY)
    return incoming, outgoing


def end_with_owner(owner):
    """Ends this process when the one that it works for is gone, whatever it is doing."""
    parent = os.getppid()
    if sys.platform.startswith("linux"):
        _ask_kernel_for_death_signal()
    through_launcher = owner != parent and owner in _ancestors(parent)

    def watch():
        while os.getppid() == parent and not (through_launcher and _is_gone(owner)):
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent watch").start()


def _ancestors(process):
    """A process, its parent, and so on, where the system shows them under /proc."""
    found = []
    while process > 1 and process not in found:
        found.append(process)
        process = int((_process_status(process) or "? 0").split()[1])
    return found


def _is_gone(process):
    status = _process_status(process)
    return status is None or status[0] in "ZX"


def _process_status(process):
    """State, parent and more, or None where there is no such process."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(") ")[2]
    except OSError:
        return None


def _ask_kernel_for_death_signal():
    """The watching thread needs the interpreter lock, which native code may keep for ever; the kernel needs nothing."""
    set_parent_death_signal = 1
    try:
        import ctypes

        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        pass


def show_where_it_hangs_on_signal():
    """SIGUSR1 writes the traceback of every thread to standard error, even while native code runs."""
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, file=sys.__stderr__, all_threads=True)
    faulthandler.enable(file=sys.__stderr__)
    # Interrupting is the parent's decision: it hears the same key.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def failure_reply(problem):
    """What went wrong, for the other side, with the traceback of the cause: that of this file helps nobody."""
    shown = problem.__cause__ if isinstance(problem, BridgeError) else problem
    lines = traceback.format_exception(type(shown), shown, shown.__traceback__) if shown is not None else []
    return ["failed", {
        "code": getattr(problem, "code", "bridge-failed"),
        "message": str(problem) if isinstance(problem, BridgeError) else f"{type(problem).__name__}: {problem}",
        "traceback": "".join(lines)[-16_000:],
        "call": getattr(problem, "call", None),
        "lane": getattr(problem, "lane", None),
    }]


def open_lanes(request):
    """Makes the lanes that the first request asks for."""
    kind, wanted = request
    if kind != "open" or wanted["version"] != PROTOCOL_VERSION:
        raise BridgeError("wrong-version", f"protocol version {PROTOCOL_VERSION} here, {wanted.get('version')} asked for")
    try:
        return Lanes(wanted)
    except BridgeError:
        raise
    except Exception as problem:
        raise _failure_of(problem, "make", None) from problem


def serve(pipe, lanes):
    """Answers until the input ends or the other side closes."""
    while True:
        request = pipe.receive()
        if request is None:
            return
        kind, *arguments = request
        if kind == "step":
            pipe.send(lanes.step(*arguments))
        elif kind == "reset":
            pipe.send(lanes.reset(*arguments))
        elif kind == "close":
            lanes.close()
            pipe.send(["closed"])
            return
        else:
            raise BridgeError("bad-message", f"the request {kind!r}")


def look_up_modules_here():
    """Modules are looked up in the working directory, as `python -m` does, and not beside this file."""
    beside = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [os.getcwd()] + [folder for folder in sys.path if os.path.abspath(folder) != beside]


def main():
    max_frame_size, owner = int(sys.argv[1]), int(sys.argv[2])
    look_up_modules_here()
    pipe = Pipe(*take_over_pipes(), max_frame_size)
    show_where_it_hangs_on_signal()
    end_with_owner(owner)
    lanes = None
    try:
        request = pipe.receive()
        if request is None:
            return 0
        lanes = open_lanes(request)
        pipe.send(["ready", lanes.describe()])
        serve(pipe, lanes)
    except BrokenPipeError:
        return 0
    except Exception as problem:
        pipe.send(failure_reply(problem))
        return 1
    finally:
        if lanes is not None:
            lanes.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
