import { add, clamp, cos, div, exp, mul } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { checkRange } from "./check-size.ts";

/**
 * A rate that depends on the count of updates, a scalar from 1 on. It is traced, so that one program serves the whole
 * training.
 */
export type Schedule = (count: Tensor) => Tensor | number;

/** A rate that stays, or a schedule. */
export type Rate = number | Schedule;

/** The function that a rate is; refuses rates that are negative or not finite. */
export function scheduleOf(rate: Rate): Schedule {
  if (typeof rate === "function") return rate;
  checkRange("rate", rate, 0, Infinity);
  return () => rate;
}

/** From one rate to another, in equal steps: from + (to − from) · min(1, count / updates), and constant afterwards. */
export function linearSchedule(
  { from, to, updates }: { readonly from: number; readonly to: number; readonly updates: number },
): Schedule {
  checkEnds(from, to, updates);
  return (count) => add(from, mul(progress(count, updates), to - from));
}

/**
 * Along half a cosine: to + (from − to) (1 + cos(π · min(1, count / updates))) / 2.
 *
 * Source: Loshchilov, Hutter (2017), ICLR, eq. 5, without restarts.
 */
export function cosineSchedule(
  { from, to = 0, updates }: { readonly from: number; readonly to?: number; readonly updates: number },
): Schedule {
  checkEnds(from, to, updates);
  return (count) => add(to, mul(add(cos(mul(progress(count, updates), Math.PI)), 1), (from - to) / 2));
}

/** By a factor in each period: from · factor^(count / updates). */
export function exponentialSchedule(
  { from, factor, updates }: { readonly from: number; readonly factor: number; readonly updates: number },
): Schedule {
  checkEnds(from, 0, updates);
  checkRange("factor", factor, Number.MIN_VALUE, Infinity);
  return (count) => mul(exp(mul(count, Math.log(factor) / updates)), from);
}

/** A rate that first grows from 0 in equal steps: rate(count) · min(1, count / updates). */
export function warmup(rate: Rate, updates: number): Schedule {
  checkEnds(0, 0, updates);
  const after = scheduleOf(rate);
  return (count) => mul(after(count), progress(count, updates));
}

/** How far the count is, from 0 to 1. */
const progress = (count: Tensor, updates: number): Tensor => clamp(div(count, updates), 0, 1);

function checkEnds(from: number, to: number, updates: number): void {
  checkRange("from", from, 0, Infinity);
  checkRange("to", to, 0, Infinity);
  checkRange("updates", updates, 1, Infinity);
}
