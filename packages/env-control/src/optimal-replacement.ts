import type { Box, Discrete } from "@worldwise/protocol";
import { box, discrete, WorldwiseError } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkPositive } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { packageName } from "./package-name.ts";
import { replacementScene } from "./replacement-scene.ts";

/** Options of the replacement problem. */
export interface OptimalReplacementOptions {
  /** c: keeping a machine of wear x costs c · x; above 0, by default 4. */
  readonly upkeep?: number;
  /** C: a new machine costs this; above 0, by default 30. */
  readonly price?: number;
  /** β, above 0: wear grows by an exponential number of mean 1 / β in each step; by default 0.5. */
  readonly wearRate?: number;
  /** γ in (0, 1), by default 0.6. */
  readonly discount?: number;
}

/** The best policy: keep up to a wear, replace above it. */
export interface ReplacementOptimum {
  /** x̄: wear from which replacing is best. */
  readonly threshold: number;
  /** V(x), not above 0. */
  value(wear: number): number;
}

/** The replacement problem with its optimum. */
export interface OptimalReplacementWorld extends ControlWorld<Discrete, Box<"float64">> {
  readonly optimal: ReplacementOptimum;
}

/**
 * Optimal replacement: keep a machine that costs more as it wears, or buy a new one.
 *
 *   keep (0):     r = −c x,   x' = x + Exp(β)
 *   replace (1):  r = −C,     x' = Exp(β)
 *
 * State and observation: the wear x ≥ 0. Starts new, x = 0. Nothing terminates. A step draws one uniform number.
 * The optimum in closed form: {@link replacementOptimum}.
 *
 * Source: Rust (1996); Munos and Szepesvári (2008), from memory, with rewards in place of costs.
 * Throws `bad-options` on numbers that are not above 0, or a discount outside (0, 1).
 */
export function optimalReplacement(options: OptimalReplacementOptions = {}): OptimalReplacementWorld {
  const { upkeep = 4, price = 30, wearRate = 0.5, discount = 0.6 } = options;
  const optimal = replacementOptimum(options);
  const drawn = replacementScene(optimal.threshold);
  const wear = box("float64", [0], [Infinity]);
  const world = controlWorld({
    name: "optimalReplacement", package: packageName, state: wear, observation: wear, action: discrete(2), discount,
    task: batchTask({
      stateSize: 1, actionSize: 1,
      reward: (state, s, action, a) => (action[a] === 1 ? -price : -upkeep * state[s]!),
      terminated: () => false,
    }),
    start(_random, { state }) {
      state[0] = 0;
    },
    step([x], action, random, out) {
      const growth = -Math.log1p(-random.uniform()) / wearRate;
      out.state[0] = action === 1 ? growth : x + growth;
      out.reward = action === 1 ? -price : -upkeep * x;
    },
    scene: ([x]) => drawn(x),
  });
  return Object.freeze({ ...world, optimal });
}

/**
 * The optimum of the replacement problem.
 *
 *   V(x) = −a x + b (exp(λ (x − x̄)) − 1) for x ≤ x̄, else −a x̄
 *   a = c / (1 − γ),   λ = β (1 − γ),   b = γ a / λ,   and x̄ solves a x̄ = C + b (1 − exp(−λ x̄))
 *
 * Source: the closed form of Munos and Szepesvári (2008) for c = 4, C = 30, β = 0.5, γ = 0.6; for other numbers derived in the
 * same way, by differentiating the Bellman equation. Throws as {@link optimalReplacement}.
 */
export function replacementOptimum(options: OptimalReplacementOptions = {}): ReplacementOptimum {
  const { upkeep = 4, price = 30, wearRate = 0.5, discount = 0.6 } = options;
  checkPositive("upkeep", upkeep);
  checkPositive("price", price);
  checkPositive("wearRate", wearRate);
  if (!(discount > 0 && discount < 1)) throw badDiscount(discount);
  const slope = upkeep / (1 - discount);
  const rate = wearRate * (1 - discount);
  const bend = discount * slope / rate;
  const threshold = solveThreshold(slope, rate, bend, price);
  return Object.freeze({
    threshold,
    value(wear: number) {
      if (wear > threshold) return -slope * threshold;
      return bend * Math.expm1(rate * (wear - threshold)) - slope * wear;
    },
  });
}

/** Newton's method on a x − C − b (1 − exp(−λ x)), convex and rising, from above its root: it falls towards it. */
function solveThreshold(slope: number, rate: number, bend: number, price: number): number {
  let x = (price + bend) / slope;
  for (let step = 0; step < 100; step++) {
    const excess = slope * x - price + bend * Math.expm1(-rate * x);
    const next = x - excess / (slope - bend * rate * Math.exp(-rate * x));
    if (!(next < x)) return x;
    x = next;
  }
  return x;
}

const badDiscount = (discount: number): WorldwiseError => new WorldwiseError("bad-options", {
  expected: "discount above 0 and below 1", got: String(discount), todo: "the closed form needs such a discount",
}, { discount });
