/** A small generator for the tests of this package: xorshift128 streams, four words for each lane. */
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

export const xorshift: RandomSource = {
  algorithm: "xorshift128",
  derive: ([high, low]: RandomKey, name: string): RandomKey =>
    Array.from(name).reduce<RandomKey>(([a, b], letter) => [scramble(b, letter.codePointAt(0)!), scramble(a, 77)], [high, low]),
  streams([high, low]: RandomKey, lanes: number): RandomLanes {
    const state = new Uint32Array(4 * lanes).map((_, i) => scramble(high + i, low + 1) | 1);
    const streams = Array.from({ length: lanes }, (_, b) => stream(state.subarray(4 * b, 4 * b + 4)));
    return { algorithm: "xorshift128", lanes, state, lane: (b) => streams[b]! };
  },
};
