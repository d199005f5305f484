import { add, div, exp, mul, sqrt, square, sub, tanh } from "@worldwise/autodiff";
import type { Optimizer, Parameter, Tensor } from "@worldwise/protocol";
import { defineOptimizer } from "@worldwise/protocol";
import { checkRange } from "./check-size.ts";
import { filled } from "./layer.ts";
import type { Rate } from "./schedule.ts";
import { scheduleOf } from "./schedule.ts";

/** Gradient descent remembers nothing. */
export type NoMemory = Readonly<Record<string, never>>;
/** Of the same shape as the parameter. */
export type VelocityMemory = { readonly velocity: Parameter };
/** Moving averages of the gradient and of its square, in the shape of the parameter. */
export type MomentsMemory = { readonly mean: Parameter; readonly square: Parameter };
/** A moving average of the gradient's square, in the shape of the parameter. */
export type SquareMemory = { readonly square: Parameter };

const plain = { needs: [], provides: [], package: "@worldwise/nn@0.1.0" } as const;
const blank = ({ shape }: Parameter): Parameter => filled(shape);

/** Gradient descent: x ← x − rate · g. */
export function gradientDescent({ rate }: { readonly rate: Rate }): Optimizer<NoMemory> {
  const rateAt = scheduleOf(rate);
  return defineOptimizer<NoMemory>({
    ...plain, name: "gradient-descent",
    memory: () => ({}),
    update: (parameter, gradient, memory, count) => ({ parameter: sub(parameter, mul(rateAt(count), gradient)), memory }),
  });
}

/** Settings of momentum. */
export interface MomentumOptions {
  readonly rate: Rate;
  /** What is kept of the velocity, 0 to 1. Default 0.9. */
  readonly decay?: number;
  /** Whether the gradient counts as if the velocity had already moved on (Nesterov). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Gradient descent with momentum: v ← decay · v + g,  x ← x − rate · v; with Nesterov's, x ← x − rate · (g + decay · v).
 *
 * Source: Polyak (1964); Sutskever et al. (2013), ICML, eqs. 1 to 4. Differs: the rate is outside of the
 * velocity, so that a schedule acts at once.
 */
export function momentum({ rate, decay = 0.9, nesterov = false }: MomentumOptions): Optimizer<VelocityMemory> {
  const rateAt = scheduleOf(rate);
  checkRange("decay", decay, 0, 1);
  return defineOptimizer<VelocityMemory>({
    ...plain, name: "momentum",
    memory: (parameter) => ({ velocity: blank(parameter) }),
    update(parameter, gradient, memory, count) {
      const velocity = add(mul(memory.velocity, decay), gradient);
      const step = nesterov ? add(gradient, mul(velocity, decay)) : velocity;
      return { parameter: sub(parameter, mul(rateAt(count), step)), memory: { velocity } };
    },
  });
}

/** Settings of Adam. */
export interface AdamOptions {
  readonly rate: Rate;
  /** Of the average gradient. Default 0.9. */
  readonly meanDecay?: number;
  /** Of the average square. Default 0.999. */
  readonly squareDecay?: number;
  /** Added to the root, in units of the gradient. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam: steps of about the size of the rate, whatever the size of the gradient.
 *
 *   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
 *   x ← x − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * t is the count of updates. The first step is −rate · g / (|g| + ε). Source: Kingma, Ba (2015), ICLR, algorithm 1.
 */
export function adam(options: AdamOptions): Optimizer<MomentsMemory> {
  return adamNamed("adam", options, 0);
}

/** Settings of Adam with weight decay. */
export interface AdamWOptions extends AdamOptions {
  /** What part of a parameter goes with each update, times the rate. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with weight decay that is not adapted: x ← x − rate · (adam's step + weightDecay · x).
 *
 * Source: Loshchilov, Hutter (2019), ICLR, algorithm 2. Differs: the rate takes the place of their schedule multiplier, as in
 * most implementations.
 */
export function adamW({ weightDecay = 0.01, ...options }: AdamWOptions): Optimizer<MomentsMemory> {
  checkRange("weightDecay", weightDecay, 0, Infinity);
  return adamNamed("adam-w", options, weightDecay);
}

/** Settings of RMSProp. */
export interface RmsPropOptions {
  readonly rate: Rate;
  /** Of the average square. Default 0.99. */
  readonly decay?: number;
  /** Added to the root, in units of the gradient. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * RMSProp: v ← decay · v + (1 − decay) g²,  x ← x − rate · g / (√v + ε).
 *
 * Source: Tieleman, Hinton (2012), lecture 6.5. Differs: ε stands outside of the root, as in most implementations.
 */
export function rmsProp({ rate, decay = 0.99, epsilon = 1e-8 }: RmsPropOptions): Optimizer<SquareMemory> {
  const rateAt = scheduleOf(rate);
  checkRange("decay", decay, 0, 1);
  checkRange("epsilon", epsilon, 0, Infinity);
  return defineOptimizer<SquareMemory>({
    ...plain, name: "rms-prop",
    memory: (parameter) => ({ square: blank(parameter) }),
    update(parameter, gradient, memory, count) {
      const average = moved(memory.square, square(gradient), decay);
      const step = div(gradient, add(sqrt(average), epsilon));
      return { parameter: sub(parameter, mul(rateAt(count), step)), memory: { square: average } };
    },
  });
}

function adamNamed(
  name: string, { rate, meanDecay = 0.9, squareDecay = 0.999, epsilon = 1e-8 }: AdamOptions, weightDecay: number,
): Optimizer<MomentsMemory> {
  const rateAt = scheduleOf(rate);
  checkRange("meanDecay", meanDecay, 0, 1);
  checkRange("squareDecay", squareDecay, 0, 1);
  checkRange("epsilon", epsilon, 0, Infinity);
  return defineOptimizer<MomentsMemory>({
    ...plain, name,
    memory: (parameter) => ({ mean: blank(parameter), square: blank(parameter) }),
    update(parameter, gradient, memory, count) {
      const mean = moved(memory.mean, gradient, meanDecay);
      const average = moved(memory.square, square(gradient), squareDecay);
      const root = sqrt(div(average, oneMinusPower(squareDecay, count)));
      const step = div(div(mean, oneMinusPower(meanDecay, count)), add(root, epsilon));
      const whole = weightDecay === 0 ? step : add(step, mul(parameter, weightDecay));
      return { parameter: sub(parameter, mul(rateAt(count), whole)), memory: { mean, square: average } };
    },
  });
}

/** A moving average after one more number. */
const moved = (average: Tensor, now: Tensor, decay: number): Tensor => add(mul(average, decay), mul(now, 1 - decay));

/**
 * 1 − βᵗ without the cancellation that would cost float32 half of its digits in the first updates: with x = t log β,
 * 1 − eˣ = −tanh(x/2) (eˣ + 1).
 */
function oneMinusPower(decay: number, count: Tensor): Tensor | number {
  if (decay === 0) return 1;
  const half = mul(count, Math.log(decay) / 2);
  return mul(tanh(mul(half, -1)), add(exp(mul(half, 2)), 1));
}
