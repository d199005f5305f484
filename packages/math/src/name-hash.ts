import { randomCore } from "./random-core.ts";
import type { RandomKey } from "./random.ts";

/** Bytes of a name that go into one block. */
const BLOCK_BYTES = 12;
/** The fourth counter word of names; that of streams is 0, so that no name's block is ever a stream's. */
const NAME_TAG = 0x80000000;

/** UTF-8, one byte 0x80, and zeros up to whole blocks: no two names give the same bytes. */
function paddedBytes(name: string): DataView {
  const text = new TextEncoder().encode(name);
  const padded = new Uint8Array(Math.ceil((text.length + 1) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(text);
  padded[text.length] = 0x80;
  return new DataView(padded.buffer);
}

/**
 * The key that belongs to `name` under `key`.
 *
 *   key_(i+1) = first two words of Philox4x32-10(counter = (m_i0, m_i1, m_i2, 2^31 + i), key_i)
 *
 * where m_i are the name's UTF-8 bytes, ended by one byte 0x80 and zeros, twelve at a time as little-endian words.
 */
export function deriveKey(key: RandomKey, name: string): RandomKey {
  const { arena, words, pointer } = randomCore();
  const message = paddedBytes(name);
  let [high, low] = key;
  for (let offset = 0, block = NAME_TAG; offset < message.byteLength; offset += BLOCK_BYTES, block++) {
    const m0 = message.getUint32(offset, true);
    const m1 = message.getUint32(offset + 4, true);
    arena.kernels.philoxBlock(m0, m1, message.getUint32(offset + 8, true), block, low, high, pointer);
    low = words[0]!;
    high = words[1]!;
  }
  return [high, low];
}
