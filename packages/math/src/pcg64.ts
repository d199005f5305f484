import { deriveKey } from "./name-hash.ts";
import { randomCore } from "./random-core.ts";
import { type Random, type RandomKey, type RandomLanes, randomLanes, type RandomSource } from "./random.ts";

const PCG64 = "numpy-pcg64";
/** Words of a lane's state: state (4, least significant first), increment (4), whether half a draw is kept, that half. */
const STATE_SIZE = 10;

function pcg64Lane(state: Uint32Array, lane: number): Random {
  const { arena: { kernels }, words, pointer } = randomCore();
  const offset = lane * STATE_SIZE;
  const load = (): void => {
    for (let i = 0; i < STATE_SIZE; i++) words[i] = state[offset + i]!;
  };
  const store = (): void => {
    for (let i = 0; i < STATE_SIZE; i++) state[offset + i] = words[i]!;
  };
  const drawing = (kernel: (stream: number, count: number) => number) => (count = 0): number => {
    load();
    const draw = kernel(pointer, count);
    store();
    return draw;
  };
  return {
    uniform: drawing(kernels.pcg64Uniform), normal: drawing(kernels.pcg64Normal), integer: drawing(kernels.pcg64Integer),
  };
}

/** Lane i is seeded with seed + i. */
function pcg64Streams([high, low]: RandomKey, lanes: number): RandomLanes {
  const { arena: { kernels }, words, pointer } = randomCore();
  const state = new Uint32Array(lanes * STATE_SIZE);
  for (let lane = 0; lane < lanes; lane++) {
    const word1 = high + Math.floor((low + lane) / 2 ** 32);
    kernels.pcg64Seed(low + lane, word1, Math.floor(word1 / 2 ** 32), pointer);
    state.set(words.subarray(0, STATE_SIZE), lane * STATE_SIZE);
  }
  return randomLanes(PCG64, lanes, state, (lane) => pcg64Lane(state, lane));
}

/**
 * NumPy's default generator with NumPy's seeding, for environments that are compared with their Gymnasium originals.
 *
 * The key [high, low] is the integer seed high · 2^32 + low; lane i is seeded with seed + i, as Gymnasium's vector
 * environments do. `uniform` equals `Generator.random()`, `normal` equals `Generator.standard_normal()`, and `integer(count)`
 * equals `Generator.integers(count)` (1 ≤ count ≤ 2^53) of `numpy.random.default_rng(seed)`, bit for bit. One draw in about a
 * hundred of `normal` compares with an exponential or a logarithm, which is computed in software here: should the host of the
 * original round one of them otherwise, and the comparison be that close, the streams would part.
 * `state` is `[lanes, 10]`: state and increment (four words each, least significant first), whether half a draw is kept for
 * the next 32-bit draw, and that half.
 *
 * Source: O'Neill (2014), PCG XSL-RR 128/64, section 6.3; seeding as NumPy's SeedSequence; Marsaglia and Tsang (2000), "The
 * ziggurat method for generating random variables", with NumPy's 256 strips.
 *
 * @example
 * ```ts
 * import { pcg64, seedKey } from "@worldwise/math";
 *
 * console.log(pcg64.streams(seedKey(0), 1).lane(0).uniform()); // 0.6369616873214543
 * ```
 */
export const pcg64: RandomSource = Object.freeze({ algorithm: PCG64, derive: deriveKey, streams: pcg64Streams });
