// The lane functions of both types under one name, for kernels that are written once.

import { cosF32x4, erfF32x4, expF32x4, logF32x4, powF32x4, sigmoidF32x4, sinF32x4, softplusF32x4, tanhF32x4 } from "./lanes-f32";
import { cosF64x2, erfF64x2, expF64x2, logF64x2, powF64x2, sigmoidF64x2, sinF64x2, softplusF64x2, tanhF64x2 } from "./lanes-f64";

// @ts-ignore: decorator
@inline
export function exp<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? expF32x4(x) : expF64x2(x);
}
// @ts-ignore: decorator
@inline
export function log<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? logF32x4(x) : logF64x2(x);
}
// @ts-ignore: decorator
@inline
export function tanh<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? tanhF32x4(x) : tanhF64x2(x);
}
// @ts-ignore: decorator
@inline
export function sin<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? sinF32x4(x) : sinF64x2(x);
}
// @ts-ignore: decorator
@inline
export function cos<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? cosF32x4(x) : cosF64x2(x);
}
// @ts-ignore: decorator
@inline
export function erf<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? erfF32x4(x) : erfF64x2(x);
}
// @ts-ignore: decorator
@inline
export function softplus<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? softplusF32x4(x) : softplusF64x2(x);
}
// @ts-ignore: decorator
@inline
export function sigmoid<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? sigmoidF32x4(x) : sigmoidF64x2(x);
}
// @ts-ignore: decorator
@inline
export function pow<T>(x: v128, y: v128): v128 {
  return sizeof<T>() == 4 ? powF32x4(x, y) : powF64x2(x, y);
}
