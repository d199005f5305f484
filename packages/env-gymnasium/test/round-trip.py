"""Reads MessagePack values from standard input, a length before each, and writes what the bridge makes of them."""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

import bridge

while head := sys.stdin.buffer.read(4):
    value = bridge.Unpacker(memoryview(sys.stdin.buffer.read(struct.unpack("<I", head)[0]))).value()
    body = bridge.pack(value)
    sys.stdout.buffer.write(struct.pack("<I", len(body)) + body)
