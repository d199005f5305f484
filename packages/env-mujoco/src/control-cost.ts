import type { NumberPromotion } from "./number-promotion.ts";

/** Cost of the action that begins at a place in an array. */
export type ControlCost = (action: ArrayLike<number>, from: number) => number;

const { fround } = Math;

/** weight · Σ a², of `size` numbers. */
export function controlCost(weight: number, size: number, promotion: NumberPromotion): ControlCost {
  if (promotion === "float64") return (action, from) => weight * sumOfSquares(action, from, size);
  const sum = size === 8 ? sumOfEightSquares : sumOfSquaresInFloat32;
  if (promotion === "numpy-1") return (action, from) => weight * sum(action, from, size);
  return (action, from) => fround(fround(weight) * sum(action, from, size));
}

function sumOfSquares(action: ArrayLike<number>, from: number, size: number): number {
  let sum = 0;
  for (let i = from; i < from + size; i++) sum += action[i]! * action[i]!;
  return sum;
}

function sumOfSquaresInFloat32(action: ArrayLike<number>, from: number, size: number): number {
  let sum = 0;
  for (let i = from; i < from + size; i++) sum = fround(sum + fround(action[i]! * action[i]!));
  return sum;
}

/** NumPy adds eight and more numbers in pairs of pairs. */
function sumOfEightSquares(action: ArrayLike<number>, from: number): number {
  const square = (i: number): number => fround(action[from + i]! * action[from + i]!);
  const pair = (i: number): number => fround(square(i) + square(i + 1));
  return fround(fround(pair(0) + pair(2)) + fround(pair(4) + pair(6)));
}
