import { crc32 } from "../crc32.ts";

/**
 * A checksum of a Parquet footer, between the last row group and the footer, where no reader looks: "WWFOOTER", then CRC-32 of
 * all that comes after.
 *
 * Parquet itself guards nothing. Row groups are guarded by checksums inside the footer.
 */
const encoder = new TextEncoder();
const MAGIC = encoder.encode("WWFOOTER");
const PARQUET = encoder.encode("PAR1");
const SEAL_SIZE = MAGIC.length + 4;
/** Length of the footer, and "PAR1". */
const TAIL_SIZE = 8;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the footer begins; below 0 where it cannot. */
export function footerStart(bytes: Uint8Array): number {
  return bytes.length < TAIL_SIZE ? -1 : bytes.length - TAIL_SIZE - viewOf(bytes).getUint32(bytes.length - TAIL_SIZE, true);
}

/** Whether bytes begin, or end, as those of a Parquet file do. */
export const isMarked = (bytes: Uint8Array, at: number): boolean => PARQUET.every((byte, i) => bytes[at + i] === byte);

/** The same file with a seal before its footer. Offsets are counted from the beginning, and stay right. */
export function sealFooter(bytes: Uint8Array): Uint8Array {
  const at = footerStart(bytes);
  const sealed = new Uint8Array(bytes.length + SEAL_SIZE);
  sealed.set(bytes.subarray(0, at));
  sealed.set(MAGIC, at);
  viewOf(sealed).setUint32(at + MAGIC.length, crc32(bytes.subarray(at)), true);
  sealed.set(bytes.subarray(at), at + SEAL_SIZE);
  return sealed;
}

/** What the seal of a file says about its footer. */
export function sealState(bytes: Uint8Array): "right" | "wrong" | "missing" {
  const footer = footerStart(bytes);
  const at = footer - SEAL_SIZE;
  if (at < 0 || !MAGIC.every((byte, i) => bytes[at + i] === byte)) return "missing";
  return viewOf(bytes).getUint32(at + MAGIC.length, true) === crc32(bytes.subarray(footer)) ? "right" : "wrong";
}
