import { add, concat, mul, slice, tensor } from "@worldwise/autodiff";
import type { Box, Tensor } from "@worldwise/protocol";
import type { StateFeatures } from "./state-features.ts";

/** Bounds beyond this are no scale: many worlds write the largest float32 for "anything". */
const largestBound = 1e6;

/**
 * All monomials of the coordinates z up to a total degree, the constant first.
 *
 *   φ(x) = (1, z_0, z_1, …, z_0 z_0, z_0 z_1, …),   z_i = 2 (x_i − low_i) / (high_i − low_i) − 1
 *
 * Coordinates without finite bounds (at most 10⁶ in magnitude), or whose bounds coincide, are taken as they are.
 * There are (S + degree)! / (S! degree!) of them.
 *
 * @param degree - at least 0
 */
export function polynomialFeatures(space: Box, degree: number): StateFeatures<Box> {
  const { size: dimensions } = space;
  const [scale, shift] = normalization(space);
  const monomials = monomialsUpTo(dimensions, degree);
  const z = new Float64Array(dimensions);
  return {
    size: monomials.length,
    evaluate(observation, lane, outFeature) {
      for (let i = 0; i < dimensions; i++) z[i] = observation[lane * dimensions + i]! * scale[i]! + shift[i]!;
      for (let f = 0; f < monomials.length; f++) outFeature[f] = product(z, monomials[f]!);
    },
    traced(state) {
      const normalized = add(mul(state, tensor(scale)), tensor(shift));
      const constant = add(mul(slice(normalized, 1, 0, 1), 0), 1);
      const factors = Array.from({ length: dimensions }, (_, i) => slice(normalized, 1, i, i + 1));
      return concat(monomials.map((monomial) => monomial.reduce<Tensor>((total, i) => mul(total, factors[i]!), constant)), 1);
    },
  };
}

/** z = x · scale + shift */
function normalization({ size, low, high }: Box): readonly [scale: Float64Array, shift: Float64Array] {
  const [scale, shift] = [new Float64Array(size).fill(1), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    const [from, to] = [low[i]!, high[i]!];
    if (!(Math.abs(from) <= largestBound && Math.abs(to) <= largestBound && to > from)) continue;
    scale[i] = 2 / (to - from);
    shift[i] = -1 - from * scale[i]!;
  }
  return [scale, shift];
}

/** Lists of coordinates, each in ascending order: () (0) (1) (0,0) (0,1) (1,1) … */
function monomialsUpTo(dimensions: number, degree: number): readonly (readonly number[])[] {
  let ofDegree: readonly (readonly number[])[] = [[]];
  const all = [...ofDegree];
  for (let k = 1; k <= degree; k++) {
    ofDegree = ofDegree.flatMap((monomial) => coordinatesFrom(monomial.at(-1) ?? 0, dimensions).map((i) => [...monomial, i]));
    all.push(...ofDegree);
  }
  return all;
}

const coordinatesFrom = (first: number, dimensions: number): readonly number[] =>
  Array.from({ length: dimensions - first }, (_, i) => first + i);

function product(z: Float64Array, monomial: readonly number[]): number {
  let total = 1;
  for (let k = 0; k < monomial.length; k++) total *= z[monomial[k]!]!;
  return total;
}
