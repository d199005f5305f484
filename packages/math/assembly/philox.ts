// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, section 3.3): words = f(key, counter), with no other state.
// The counter of block b in lane l is (b low, b high, l, 0); a block is four words.

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS = 10;

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

// @ts-ignore: decorator
@inline
function storeTransposed(c0: v128, c1: v128, c2: v128, c3: v128, out: usize): void {
  const a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const c = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const d = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(a, c, 0, 2));
  v128.store(out, v128.shuffle<i64>(a, c, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(b, d, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(b, d, 1, 3), 48);
}

// Four consecutive blocks at once, word i of each block in one vector.
// @ts-ignore: decorator
@inline
function fourBlocks(k0: u32, k1: u32, lane: u32, blockLow: u32, blockHigh: u32, out: usize): void {
  const m0 = i32x4.splat(MULTIPLIER_0), m1 = i32x4.splat(MULTIPLIER_1);
  const first = i32x4.splat(blockLow);
  let c0 = i32x4.add(first, i32x4(0, 1, 2, 3));
  let c1 = i32x4.sub(i32x4.splat(blockHigh), i32x4.lt_u(c0, first)); // the comparison is -1 where the low word wrapped
  let c2 = i32x4.splat(lane), c3 = i32x4.splat(0);
  for (let round = 0; round < ROUNDS; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(c0, m0), high0 = i64x2.extmul_high_i32x4_u(c0, m0);
    const low1 = i64x2.extmul_low_i32x4_u(c2, m1), high1 = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  storeTransposed(c0, c1, c2, c3, out);
}

/** `count` consecutive blocks of one lane, from `block` on; `count` is a multiple of 4, and so 16 words are the least. */
export function philoxBlocks(k0: u32, k1: u32, lane: u32, blockLow: u32, blockHigh: u32, count: i32, outWords: usize): void {
  let block = <u64>blockLow | (<u64>blockHigh << 32);
  for (let i = 0; i < count; i += 4) {
    fourBlocks(k0, k1, lane, <u32>block, <u32>(block >> 32), outWords);
    block += 4;
    outWords += 64;
  }
}
