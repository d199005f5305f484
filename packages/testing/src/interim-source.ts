import type { Random, RandomKey, RandomLanes, RandomSource } from "@worldwise/protocol";

const scramble = (word: number, salt: number): number => {
  let hash = Math.imul(word ^ salt ^ (salt >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
};

function stream(words: Uint32Array): Random {
  const next = (): number => {
    const last = words[3]! ^ (words[3]! << 11);
    words.copyWithin(1, 0, 3);
    words[0] = words[1]! ^ (words[1]! >>> 19) ^ last ^ (last >>> 8);
    return words[0] / 2 ** 32;
  };
  return {
    uniform: next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    integer: (count) => Math.floor(next() * count),
  };
}

/** Until the math package has its own. */
export const philox: RandomSource = {
  algorithm: "xorshift128",
  derive(key: RandomKey, name: string): RandomKey {
    let [high, low] = key;
    for (const letter of name) [high, low] = [scramble(low, letter.charCodeAt(0)), scramble(high, 77)];
    return [high, low];
  },
  streams([high, low]: RandomKey, lanes: number): RandomLanes {
    const state = new Uint32Array(4 * lanes).map((_, i) => scramble(high + i, low) | 1);
    const streams = Array.from({ length: lanes }, (_, b) => stream(state.subarray(4 * b, 4 * b + 4)));
    return { algorithm: "xorshift128", lanes, state, lane: (b) => streams[b]! };
  },
};
