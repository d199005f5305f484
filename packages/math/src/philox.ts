import { deriveKey } from "./name-hash.ts";
import { randomCore } from "./random-core.ts";
import { type Random, type RandomKey, type RandomLanes, randomLanes, type RandomSource } from "./random.ts";

/** The name by which kernels know the stream's layout. */
export const PHILOX = "philox4x32-10";
/** Words of a lane's state: key low, key high, lane, position low, position high; the position counts words. */
export const PHILOX_STATE_SIZE = 5;

const KEY_LOW = 0, KEY_HIGH = 1, LANE = 2, POSITION_LOW = 3, POSITION_HIGH = 4;
/** Words that are made at a time: sixteen blocks. */
const GROUP_SIZE = 64;
const GROUP_BITS = 6;

/**
 * The next word of one lane. A group of words is kept, and each call asks whether it is still the one that the state speaks
 * of, so that a state restored from elsewhere is noticed.
 */
function wordReader(state: Uint32Array, offset: number): () => number {
  const { arena: { kernels }, words: scratch, pointer } = randomCore();
  const group = new Uint32Array(GROUP_SIZE);
  let groupIndex = -1, groupHigh = -1, keyLow = -1, keyHigh = -1, laneIndex = -1;

  function fill(low: number): void {
    groupIndex = low >>> GROUP_BITS;
    groupHigh = state[offset + POSITION_HIGH]!;
    keyLow = state[offset + KEY_LOW]!;
    keyHigh = state[offset + KEY_HIGH]!;
    laneIndex = state[offset + LANE]!;
    const blockLow = (groupHigh << 30 | groupIndex << 4) >>> 0; // position / 4, where position = 2^32 high + 64 group
    kernels.philoxBlocks(keyLow, keyHigh, laneIndex, blockLow, groupHigh >>> 2, GROUP_SIZE / 4, pointer);
    group.set(scratch);
  }

  return () => {
    const low = state[offset + POSITION_LOW]!;
    if (
      low >>> GROUP_BITS !== groupIndex || state[offset + POSITION_HIGH]! !== groupHigh || state[offset + KEY_LOW]! !== keyLow
      || state[offset + KEY_HIGH]! !== keyHigh || state[offset + LANE]! !== laneIndex
    ) fill(low);
    state[offset + POSITION_LOW] = low + 1;
    if (low === 0xffffffff) state[offset + POSITION_HIGH] = state[offset + POSITION_HIGH]! + 1;
    return group[low & (GROUP_SIZE - 1)]!;
  };
}

/** word · count in two halves, exactly: `high` is the draw, `low` decides whether it is rejected. */
function multiplyHigh(word: number, count: number): number {
  const upper = (word >>> 16) * count + Math.floor((word & 0xffff) * count / 65536);
  return Math.floor(upper / 65536);
}

function integerReader(word: () => number): (count: number) => number {
  return (count) => {
    let draw = word();
    let low = Math.imul(draw, count) >>> 0;
    if (low < count) {
      const threshold = (0x100000000 - count) % count;
      while (low < threshold) {
        draw = word();
        low = Math.imul(draw, count) >>> 0;
      }
    }
    return multiplyHigh(draw, count);
  };
}

function philoxLane(state: Uint32Array, lane: number): Random {
  const { arena: { kernels } } = randomCore();
  const word = wordReader(state, lane * PHILOX_STATE_SIZE);
  return {
    uniform: () => {
      const high = word() >>> 5;
      return (high * 67108864 + (word() >>> 6)) / 9007199254740992;
    },
    normal: () => {
      const a = word(), b = word(), c = word();
      return kernels.normalFromWords(a, b, c, word());
    },
    integer: integerReader(word),
  };
}

/** Streams that begin at position 0 of their lanes. */
function philoxStreams([high, low]: RandomKey, lanes: number): RandomLanes {
  const state = new Uint32Array(lanes * PHILOX_STATE_SIZE);
  for (let lane = 0; lane < lanes; lane++) {
    state[lane * PHILOX_STATE_SIZE + KEY_LOW] = low;
    state[lane * PHILOX_STATE_SIZE + KEY_HIGH] = high;
    state[lane * PHILOX_STATE_SIZE + LANE] = lane;
  }
  return randomLanes(PHILOX, lanes, state, (lane) => philoxLane(state, lane));
}

/**
 * Counter-based random numbers: word p of lane l is a function of (key, l, p) alone.
 *
 *   word p = word (p mod 4) of Philox4x32-10(counter = (⌊p/4⌋ mod 2^32, ⌊p/2^34⌋, l, 0), key = (low, high))
 *
 * `uniform` takes 53 bits from two words. `integer(count)`, 1 ≤ count ≤ 2^32, takes the high half of word · count, one word
 * but for rare rejections (Lemire 2019, algorithm 5). `normal` takes four words (Box and Muller 1958, the cosine alone, so that
 * nothing is kept between calls) with software logarithm and cosine: the same bits on every engine.
 * `state` is `[lanes, 5]`: key low, key high, lane, position low, position high. `derive` is described at `deriveKey`.
 *
 * Source: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
 *
 * @example
 * ```ts
 * import { philox, seedKey } from "@worldwise/math";
 *
 * const weather = philox.streams(philox.derive(seedKey(7), "weather"), 2);
 * const saved = weather.state.slice();
 * const first = weather.lane(1).uniform();
 * weather.state.set(saved);
 * console.log(first === weather.lane(1).uniform()); // true
 * ```
 */
export const philox: RandomSource = Object.freeze({ algorithm: PHILOX, derive: deriveKey, streams: philoxStreams });
