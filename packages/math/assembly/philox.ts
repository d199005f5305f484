// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, section 3.3): words = f(key, counter), with no other state.
// The counter of block b in lane l is (b low, b high, l, 0); a block is four words.

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS = 10;

// Vectors of two times (multiplier 0, multiplier 1), and of the Weyl constants alike. They are loaded, because a constant
// vector would be made anew at every use by V8 13, which costs half the generator's speed.
const vectors: usize = memory.data<u64>([0xcd9e8d57d2511f53, 0xcd9e8d57d2511f53, 0xbb67ae859e3779b9, 0xbb67ae859e3779b9], 16);

/** One block for any counter, written as four words: for known answers and for names. */
export function philoxBlock(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, outWords: usize): void {
  for (let round = 0; round < ROUNDS; round++) {
    const product0 = <u64>c0 * MULTIPLIER_0;
    const product1 = <u64>c2 * MULTIPLIER_1;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c3 = <u32>product0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  store<u32>(outWords, c0);
  store<u32>(outWords, c1, 4);
  store<u32>(outWords, c2, 8);
  store<u32>(outWords, c3, 12);
}

// Many blocks at once. A vector `even` holds words 0 and 2 of two blocks (c0 c2 c0' c2'), `odd` their words 1 and 3, so that one
// widening multiplication does both products of a block, one shuffle sorts the halves of two blocks, and the round's two keys
// are one vector for all. The registers suffice for eight blocks, which hides the multiplications' latency.

/** Both products of the first (`low`) or second block of a vector: (low0, high0, low1, high1). */
// @ts-ignore: decorator
@inline
function products(low: bool, even: v128, multipliers: v128): v128 {
  return low ? i64x2.extmul_low_i32x4_u(even, multipliers) : i64x2.extmul_high_i32x4_u(even, multipliers);
}

// @ts-ignore: decorator
@inline
function nextEven(first: v128, second: v128, odd: v128, keys: v128): v128 {
  return v128.xor(v128.shuffle<i32>(first, second, 3, 1, 7, 5), v128.xor(odd, keys));
}

// @ts-ignore: decorator
@inline
function nextOdd(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 2, 0, 6, 4);
}

// @ts-ignore: decorator
@inline
function storeBlocks(out: usize, even: v128, odd: v128): void {
  v128.store(out, v128.shuffle<i32>(even, odd, 0, 4, 1, 5));
  v128.store(out, v128.shuffle<i32>(even, odd, 2, 6, 3, 7), 16);
}

/** Words 0 and 2 of the counters of two blocks: word 0 of `block`, and the lane. */
// @ts-ignore: decorator
@inline
function evenCounter(block: u64, lane: u32): v128 {
  const lanes = <u64>lane << 32;
  return i64x2.replace_lane(i64x2.splat(lanes | (block & 0xffffffff)), 1, lanes | ((block + 1) & 0xffffffff));
}

/** Words 1 and 3: the high word of `block`, and 0. */
// @ts-ignore: decorator
@inline
function oddCounter(block: u64): v128 {
  return i64x2.replace_lane(i64x2.splat(block >> 32), 1, (block + 1) >> 32);
}

// @ts-ignore: decorator
@inline
function fourBlocks(keys: v128, lane: u32, block: u64, out: usize): void {
  const multipliers = v128.load(vectors);
  const weyl = v128.load(vectors, 16);
  let evenA = evenCounter(block, lane), oddA = oddCounter(block);
  let evenB = evenCounter(block + 2, lane), oddB = oddCounter(block + 2);
  for (let round = 0; round < ROUNDS; round++) {
    const a = products(true, evenA, multipliers), a2 = products(false, evenA, multipliers);
    const b = products(true, evenB, multipliers), b2 = products(false, evenB, multipliers);
    evenA = nextEven(a, a2, oddA, keys);
    oddA = nextOdd(a, a2);
    evenB = nextEven(b, b2, oddB, keys);
    oddB = nextOdd(b, b2);
    keys = i32x4.add(keys, weyl);
  }
  storeBlocks(out, evenA, oddA);
  storeBlocks(out + 32, evenB, oddB);
}

// @ts-ignore: decorator
@inline
function eightBlocks(keys: v128, lane: u32, block: u64, out: usize): void {
  const multipliers = v128.load(vectors);
  const weyl = v128.load(vectors, 16);
  let evenA = evenCounter(block, lane), oddA = oddCounter(block);
  let evenB = evenCounter(block + 2, lane), oddB = oddCounter(block + 2);
  let evenC = evenCounter(block + 4, lane), oddC = oddCounter(block + 4);
  let evenD = evenCounter(block + 6, lane), oddD = oddCounter(block + 6);
  for (let round = 0; round < ROUNDS; round++) {
    let first = products(true, evenA, multipliers), second = products(false, evenA, multipliers);
    evenA = nextEven(first, second, oddA, keys);
    oddA = nextOdd(first, second);
    first = products(true, evenB, multipliers);
    second = products(false, evenB, multipliers);
    evenB = nextEven(first, second, oddB, keys);
    oddB = nextOdd(first, second);
    first = products(true, evenC, multipliers);
    second = products(false, evenC, multipliers);
    evenC = nextEven(first, second, oddC, keys);
    oddC = nextOdd(first, second);
    first = products(true, evenD, multipliers);
    second = products(false, evenD, multipliers);
    evenD = nextEven(first, second, oddD, keys);
    oddD = nextOdd(first, second);
    keys = i32x4.add(keys, weyl);
  }
  storeBlocks(out, evenA, oddA);
  storeBlocks(out + 32, evenB, oddB);
  storeBlocks(out + 64, evenC, oddC);
  storeBlocks(out + 96, evenD, oddD);
}

/** `count` consecutive blocks of one lane, from `block` on; `count` is a multiple of 4, and so 16 words are the least. */
export function philoxBlocks(k0: u32, k1: u32, lane: u32, blockLow: u32, blockHigh: u32, count: i32, outWords: usize): void {
  const keys = i64x2.splat(<u64>k1 << 32 | <u64>k0);
  let block = <u64>blockLow | (<u64>blockHigh << 32);
  for (; count >= 8; count -= 8) {
    eightBlocks(keys, lane, block, outWords);
    block += 8;
    outWords += 128;
  }
  if (count > 0) fourBlocks(keys, lane, block, outWords);
}
