import { maskedCrc32c } from "./crc32c.ts";

/**
 * A record of an events file: its length (8 bytes), a checksum of that, its bytes, a checksum of them; numbers little-endian.
 *
 * Source: TensorFlow, `tensorflow/core/lib/io/record_writer.h`.
 */
export function eventRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return record;
}
