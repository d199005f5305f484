"""Decodes the event files under a folder with Protocol Buffers, checks every checksum, and prints them as JSON.

    python3 scripts/decode-events.py FOLDER

Needs Debian's python3-protobuf. The messages are described here by the numbers of their fields, as TensorFlow's event.proto and
summary.proto number them; nothing is shared with the writer.
"""

import json
import pathlib
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIELD = descriptor_pb2.FieldDescriptorProto


def event_class():
    """The message Event, made from a description."""
    file = descriptor_pb2.FileDescriptorProto(name="events.proto", package="events", syntax="proto2")

    def message(name, *fields):
        described = file.message_type.add(name=name)
        for field_name, number, kind, label, type_name in fields:
            described.field.add(name=field_name, number=number, type=kind, label=label, type_name=type_name)

    one, many = FIELD.LABEL_OPTIONAL, FIELD.LABEL_REPEATED
    message("Value", ("tag", 1, FIELD.TYPE_STRING, one, None), ("simple_value", 2, FIELD.TYPE_FLOAT, one, None))
    message("Summary", ("value", 1, FIELD.TYPE_MESSAGE, many, ".events.Value"))
    message(
        "Event",
        ("wall_time", 1, FIELD.TYPE_DOUBLE, one, None),
        ("step", 2, FIELD.TYPE_INT64, one, None),
        ("file_version", 3, FIELD.TYPE_STRING, one, None),
        ("summary", 5, FIELD.TYPE_MESSAGE, one, ".events.Summary"),
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    descriptor = pool.FindMessageTypeByName("events.Event")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def crc32c(data):
    """CRC-32C, bit by bit."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ 0x82F63B78 if remainder & 1 else remainder >> 1
    return remainder ^ 0xFFFFFFFF


def check(data, stored, file):
    """Ends the program when a checksum is wrong."""
    crc = crc32c(data)
    masked = (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
    if masked != stored:
        sys.exit(f"{file}: a wrong checksum")


def records(file):
    """The bytes of every record of a file."""
    data = file.read_bytes()
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        check(data[at:at + 8], struct.unpack_from("<I", data, at + 8)[0], file)
        record = data[at + 12:at + 12 + length]
        check(record, struct.unpack_from("<I", data, at + 12 + length)[0], file)
        yield record
        at += 16 + length


def decode(file, event_type, root):
    """A file as plain data."""
    events = [event_type.FromString(record) for record in records(file)]
    if any(event.SerializeToString(deterministic=True) != record for event, record in zip(events, records(file))):
        sys.exit(f"{file}: bytes that Protocol Buffers would write otherwise")
    scalars = [[value.tag, event.step, value.simple_value] for event in events for value in event.summary.value]
    return {
        "file": str(file.relative_to(root)),
        "version": events[0].file_version,
        "wallTime": events[0].wall_time,
        "scalars": scalars,
    }


def main():
    """Decodes every events file under the folder that is given."""
    root = pathlib.Path(sys.argv[1])
    event_type = event_class()
    files = sorted(root.rglob("*tfevents*"))
    print(json.dumps([decode(file, event_type, root) for file in files]))


main()
