import type { Box } from "@worldwise/protocol";
import { box } from "@worldwise/protocol";
import { checkCount, checkDiscount, checkWord } from "./check-options.ts";
import type { NumberPromotion } from "./number-promotion.ts";

/** Options of every world of this package. */
export interface MujocoOptions {
  /** Steps of the engine in a step of the environment, at least 1. */
  readonly frameSkip?: number;
  /** γ in [0, 1], by default 0.99; Gymnasium has none. */
  readonly discount?: number;
  /** Seed of the stream that goes on until a reset brings another; by default 0. */
  readonly seed?: number;
}

/** Options of worlds in which actions cost. */
export interface ControlCostOptions {
  /** How the squares of the action are added up, by default `float64`. */
  readonly promotion?: NumberPromotion;
}

/** Throws `bad-options` on a frame skip or discount that makes no sense. */
export function checkCommon(frameSkip: number, discount: number): void {
  checkCount("frameSkip", frameSkip);
  checkDiscount(discount);
}

/** Throws `bad-options` on another word than those of `NumberPromotion`. */
export const checkPromotion = (promotion: NumberPromotion): void =>
  checkWord("promotion", promotion, ["float64", "numpy-1", "numpy-2"]);

/** Actions of `size` motors, each between −`bound` and `bound`. */
export const motors = (size: number, bound: number): Box<"float32"> =>
  box("float32", new Array<number>(size).fill(-bound), new Array<number>(size).fill(bound));
