// NumPy's default generator: PCG64, i.e. PCG XSL-RR 128/64 (O'Neill 2014, section 6.3), seeded through SeedSequence.
// A stream is ten words: state (4, least significant first), increment (4), "half a draw is kept" (1), that half (1).

import { ensureTables, stripHeight, stripSafe, stripWidth, TAIL_SCALE, TAIL_START } from "./ziggurat";

const MULTIPLIER_HIGH: u64 = 0x2360ed051fc65da4;
const MULTIPLIER_LOW: u64 = 0x4385df649fccf645;

const INCREMENT: usize = 16;
const HALF_KEPT: usize = 32;
const HALF: usize = 36;

/** The high 64 bits of a 128-bit product. */
function multiplyHigh(x: u64, y: u64): u64 {
  const xLow = x & 0xffffffff, xHigh = x >> 32;
  const yLow = y & 0xffffffff, yHigh = y >> 32;
  const middle = xHigh * yLow + ((xLow * yLow) >> 32);
  const carry = xLow * yHigh + (middle & 0xffffffff);
  return xHigh * yHigh + (middle >> 32) + (carry >> 32);
}

/** state ← state · multiplier + increment (mod 2^128) */
function advance(stream: usize): void {
  const low = load<u64>(stream), high = load<u64>(stream, 8);
  const incrementLow = load<u64>(stream, INCREMENT), incrementHigh = load<u64>(stream, INCREMENT + 8);
  const productLow = low * MULTIPLIER_LOW;
  const productHigh = multiplyHigh(low, MULTIPLIER_LOW) + low * MULTIPLIER_HIGH + high * MULTIPLIER_LOW;
  const nextLow = productLow + incrementLow;
  store<u64>(stream, nextLow);
  store<u64>(stream, productHigh + incrementHigh + u64(nextLow < productLow), 8);
}

/** 64 bits: both halves of the state folded together, then turned by its top six bits. */
function next64(stream: usize): u64 {
  advance(stream);
  const high = load<u64>(stream, 8);
  return rotr<u64>(high ^ load<u64>(stream), high >> 58);
}

/** 32 bits: the low half of a draw now, its high half at the next call. */
function next32(stream: usize): u32 {
  if (load<u32>(stream, HALF_KEPT)) {
    store<u32>(stream, 0, HALF_KEPT);
    return load<u32>(stream, HALF);
  }
  const draw = next64(stream);
  store<u32>(stream, 1, HALF_KEPT);
  store<u32>(stream, <u32>(draw >> 32), HALF);
  return <u32>draw;
}

export function pcg64Uniform(stream: usize): f64 {
  return <f64>(next64(stream) >> 11) * (1.0 / 9007199254740992.0);
}

/** Beyond the last strip: an exponential, thinned out to the normal's tail (Marsaglia 1964). */
function tailNormal(stream: usize, isNegative: bool): f64 {
  while (true) {
    const x = -TAIL_SCALE * Math.log1p(-pcg64Uniform(stream)), y = -Math.log1p(-pcg64Uniform(stream));
    if (y + y > x * x) return isNegative ? -(TAIL_START + x) : TAIL_START + x;
  }
}

/** `Generator.standard_normal()`: eight bits choose a strip, one the sign, 52 the place within the strip. */
export function pcg64Normal(stream: usize): f64 {
  ensureTables();
  while (true) {
    const bits = next64(stream), strip = <usize>(bits & 0xff);
    const units = (bits >> 9) & 0x000f_ffff_ffff_ffff;
    const magnitude = <f64>units * stripWidth(strip), x = (bits >> 8) & 1 ? -magnitude : magnitude;
    if (units < stripSafe(strip)) return x;
    if (strip == 0) return tailNormal(stream, ((units >> 8) & 1) != 0);
    const low = stripHeight(strip), high = stripHeight(strip - 1);
    if ((high - low) * pcg64Uniform(stream) + low < Math.exp(-0.5 * x * x)) return x;
  }
}

/** The words a test compares with `bit_generator.random_raw`, low half first. */
export function pcg64Raw(stream: usize, outWords: usize): void {
  store<u64>(outWords, next64(stream));
}

/** Lemire (2019), algorithm 5, on 32 bits: at most one draw in most cases, and none wasted on a power of two. */
function bounded32(stream: usize, count: u32): u32 {
  let product = <u64>next32(stream) * <u64>count;
  if (<u32>product < count) {
    const threshold: u32 = (<u32>0 - count) % count;
    while (<u32>product < threshold) product = <u64>next32(stream) * <u64>count;
  }
  return <u32>(product >> 32);
}

function bounded64(stream: usize, count: u64): u64 {
  let draw = next64(stream);
  if (draw * count < count) {
    const threshold: u64 = (<u64>0 - count) % count;
    while (draw * count < threshold) draw = next64(stream);
  }
  return multiplyHigh(draw, count);
}

/** `Generator.integers(count)` for 1 ≤ count ≤ 2^53; like NumPy it draws nothing for 1, and 32 bits up to 2^32. */
export function pcg64Integer(stream: usize, count: f64): f64 {
  if (count <= 1.0) return 0;
  if (count < 4294967296.0) return <f64>bounded32(stream, <u32>count);
  if (count == 4294967296.0) return <f64>next32(stream);
  return <f64>bounded64(stream, <u64>count);
}

// SeedSequence: the entropy's words are hashed into a pool of four, then the pool into as many words as are asked for.

let hashConstant: u32 = 0;

function hashInto(value: u32, multiplier: u32): u32 {
  value ^= hashConstant;
  hashConstant *= multiplier;
  value *= hashConstant;
  return value ^ (value >>> 16);
}

function mixed(x: u32, y: u32): u32 {
  const mix = x * 0xca01f9dd - y * 0x4973f715;
  return mix ^ (mix >>> 16);
}

/** pool: four words that hold the entropy, least significant first (as NumPy fills up with zeros); overwritten. */
function stirPool(pool: usize): void {
  hashConstant = 0x43b0d7e5;
  for (let i: usize = 0; i < 16; i += 4) store<u32>(pool + i, hashInto(load<u32>(pool + i), 0x931e8875));
  for (let source: usize = 0; source < 16; source += 4) {
    for (let target: usize = 0; target < 16; target += 4) {
      if (source == target) continue;
      const hashed = hashInto(load<u32>(pool + source), 0x931e8875);
      store<u32>(pool + target, mixed(load<u32>(pool + target), hashed));
    }
  }
}

const pool: usize = memory.data(16, 8);

/** `SeedSequence(entropy).generate_state(count)`, entropy of at most 128 bits. */
export function seedSequence(word0: u32, word1: u32, word2: u32, word3: u32, count: i32, outWords: usize): void {
  store<u32>(pool, word0);
  store<u32>(pool, word1, 4);
  store<u32>(pool, word2, 8);
  store<u32>(pool, word3, 12);
  stirPool(pool);
  hashConstant = 0x8b51f9dd;
  for (let i = 0; i < count; i++) {
    store<u32>(outWords + (<usize>i << 2), hashInto(load<u32>(pool + (<usize>(i & 3) << 2)), 0x58f38ded));
  }
}

const seedWords: usize = memory.data(32, 8);

/** `PCG64(entropy)`: writes the ten words of a fresh stream. */
export function pcg64Seed(word0: u32, word1: u32, word2: u32, outStream: usize): void {
  seedSequence(word0, word1, word2, 0, 8, seedWords);
  const seedHigh = load<u64>(seedWords), seedLow = load<u64>(seedWords, 8);
  const sequenceHigh = load<u64>(seedWords, 16), sequenceLow = load<u64>(seedWords, 24);
  store<u64>(outStream, (sequenceLow << 1) | 1, INCREMENT);
  store<u64>(outStream, (sequenceHigh << 1) | (sequenceLow >> 63), INCREMENT + 8);
  store<u64>(outStream, 0, HALF_KEPT);
  store<u64>(outStream, 0);
  store<u64>(outStream, 0, 8);
  advance(outStream);
  const low = load<u64>(outStream) + seedLow;
  store<u64>(outStream, load<u64>(outStream, 8) + seedHigh + u64(low < seedLow), 8);
  store<u64>(outStream, low);
  advance(outStream);
}
