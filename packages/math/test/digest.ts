// A short name for many bits.

/** FNV-1a, 32 bits, of the array's bytes. */
export function digest(array: ArrayBufferView): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
