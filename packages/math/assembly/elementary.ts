// Elementary functions of arrays: out[i] = f(input[i]). Places do not influence each other, and input and out may be the same
// array.

import { cos, erf, exp, log, pow, sigmoid, sin, softplus, tanh } from "./lanes";

// @ts-ignore: decorator
@inline
const EXP = 0;
// @ts-ignore: decorator
@inline
const LOG = 1;
// @ts-ignore: decorator
@inline
const TANH = 2;
// @ts-ignore: decorator
@inline
const SIN = 3;
// @ts-ignore: decorator
@inline
const COS = 4;
// @ts-ignore: decorator
@inline
const ERF = 5;
// @ts-ignore: decorator
@inline
const SOFTPLUS = 6;
// @ts-ignore: decorator
@inline
const SIGMOID = 7;

/** `operation` is a literal, so that each use is compiled to code of its own. */
// @ts-ignore: decorator
@inline
function applied<T>(operation: i32, x: v128): v128 {
  if (operation == EXP) return exp<T>(x);
  if (operation == LOG) return log<T>(x);
  if (operation == TANH) return tanh<T>(x);
  if (operation == SIN) return sin<T>(x);
  if (operation == COS) return cos<T>(x);
  if (operation == ERF) return erf<T>(x);
  if (operation == SOFTPLUS) return softplus<T>(x);
  return sigmoid<T>(x);
}

/** The last places, fewer than a vector, as a whole one. */
const PARTIAL: usize = memory.data(32, 16);

/** Whole vectors; then what is left, padded to one. Both go through the same loop, so that the function is compiled once. */
// @ts-ignore: decorator
@inline
function map<T>(operation: i32, count: u32, input: usize, out: usize): void {
  const rest = <usize>count * sizeof<T>() & 15;
  let end = input + <usize>count * sizeof<T>() - rest, restOut: usize = 0;
  while (true) {
    for (; input < end; input += 16) {
      v128.store(out, applied<T>(operation, v128.load(input)));
      out += 16;
    }
    if (restOut) memory.copy(restOut, PARTIAL, rest);
    if (restOut || !rest) return;
    memory.copy(PARTIAL, input, rest);
    restOut = out;
    out = PARTIAL;
    input = PARTIAL;
    end = PARTIAL + 16;
  }
}

// @ts-ignore: decorator
@inline
function mapPairs<T>(count: u32, first: usize, second: usize, out: usize): void {
  const bytes = <usize>count * sizeof<T>(), rest = bytes & 15, end = first + bytes - rest;
  for (; first < end; first += 16) {
    v128.store(out, pow<T>(v128.load(first), v128.load(second)));
    second += 16;
    out += 16;
  }
  memory.copy(PARTIAL, first, rest);
  memory.copy(PARTIAL + 16, second, rest);
  v128.store(PARTIAL, pow<T>(v128.load(PARTIAL), v128.load(PARTIAL, 16)));
  memory.copy(out, PARTIAL, rest);
}

export function expF32(count: u32, input: usize, out: usize): void {
  map<f32>(EXP, count, input, out);
}
export function logF32(count: u32, input: usize, out: usize): void {
  map<f32>(LOG, count, input, out);
}
export function tanhF32(count: u32, input: usize, out: usize): void {
  map<f32>(TANH, count, input, out);
}
export function sinF32(count: u32, input: usize, out: usize): void {
  map<f32>(SIN, count, input, out);
}
export function cosF32(count: u32, input: usize, out: usize): void {
  map<f32>(COS, count, input, out);
}
export function erfF32(count: u32, input: usize, out: usize): void {
  map<f32>(ERF, count, input, out);
}
export function softplusF32(count: u32, input: usize, out: usize): void {
  map<f32>(SOFTPLUS, count, input, out);
}
export function sigmoidF32(count: u32, input: usize, out: usize): void {
  map<f32>(SIGMOID, count, input, out);
}
export function powF32(count: u32, base: usize, exponent: usize, out: usize): void {
  mapPairs<f32>(count, base, exponent, out);
}

export function expF64(count: u32, input: usize, out: usize): void {
  map<f64>(EXP, count, input, out);
}
export function logF64(count: u32, input: usize, out: usize): void {
  map<f64>(LOG, count, input, out);
}
export function tanhF64(count: u32, input: usize, out: usize): void {
  map<f64>(TANH, count, input, out);
}
export function sinF64(count: u32, input: usize, out: usize): void {
  map<f64>(SIN, count, input, out);
}
export function cosF64(count: u32, input: usize, out: usize): void {
  map<f64>(COS, count, input, out);
}
export function erfF64(count: u32, input: usize, out: usize): void {
  map<f64>(ERF, count, input, out);
}
export function softplusF64(count: u32, input: usize, out: usize): void {
  map<f64>(SOFTPLUS, count, input, out);
}
export function sigmoidF64(count: u32, input: usize, out: usize): void {
  map<f64>(SIGMOID, count, input, out);
}
export function powF64(count: u32, base: usize, exponent: usize, out: usize): void {
  mapPairs<f64>(count, base, exponent, out);
}

/** For the rare logarithm between draws: the compiler's own, as everywhere among the random numbers. */
export function scalarLog(x: f64): f64 {
  return Math.log(x);
}
export function scalarPow(x: f64, y: f64): f64 {
  return Math.pow(x, y);
}
