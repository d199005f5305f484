import {
  abs, add, clamp, div, exp, greater, iota, log, logSoftmax, maximum, mul, neg, reshape, softmax, sqrt, square, sub, where,
} from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkSize } from "./check-size.ts";
import { overLast } from "./distribution.ts";

/** A map of the reals that shrinks what is large, and its inverse. */
export interface ValueTransform {
  /** Place by place. */
  forward(value: Tensor): Tensor;
  /** The inverse of `forward`. */
  inverse(transformed: Tensor): Tensor;
}

/** Settings of a two-hot support. */
export interface TwoHotOptions {
  /** The lowest point of the support, after the transform. */
  readonly minimum: number;
  /** The highest point of the support, after the transform. */
  readonly maximum: number;
  /** K, points at equal distances, at least 2. */
  readonly count: number;
  /** Applied to values first. Default: none. */
  readonly transform?: ValueTransform;
}

/** Scalars as distributions over the points of a support. */
export interface TwoHot {
  /**
   * Values `[B]` → `[B, K]`: at most two neighbors above 0, sum 1, mean the (transformed) value. Values outside go to the
   * ends.
   */
  encode(value: Tensor): Tensor;
  /** Logits `[B, K]` → the value of the mean, `[B]`. */
  decode(logits: Tensor): Tensor;
  /** −Σ_k encode(value)_k log softmax(logits)_k, `[B]`; no derivative passes to the value unless it carries one. */
  crossEntropy(logits: Tensor, value: Tensor): Tensor;
}

/**
 * Scalars as distributions over K equally spaced points z_k, by which values and rewards are learned as classes:
 *
 *   encode(v)_k = max(0, 1 − |T(v) − z_k| / Δ),  decode(logits) = T⁻¹(Σ_k softmax(logits)_k z_k)
 *
 * Source: Schrittwieser et al. (2020), Nature, appendix F, network architecture.
 *
 * @throws WorldwiseError `bad-size`, `bad-support`
 */
export function twoHot({ minimum, maximum: highest, count, transform = identity }: TwoHotOptions): TwoHot {
  checkSize("count", count);
  if (!(count >= 2 && minimum < highest && Number.isFinite(highest - minimum))) {
    throw new WorldwiseError("bad-support", {
      expected: "at least 2 points between finite ends, the lower one first", got: `${count} from ${minimum} to ${highest}`,
      todo: "correct the support",
    }, { minimum, maximum: highest, count });
  }
  const distance = (highest - minimum) / (count - 1);
  const points = add(mul(iota(count), distance), minimum);
  const encode = (value: Tensor): Tensor => {
    const place = clamp(div(sub(transform.forward(value), minimum), distance), 0, count - 1);
    return maximum(sub(1, abs(sub(reshape(place, [...place.shape, 1]), iota(count)))), 0);
  };
  return Object.freeze<TwoHot>({
    encode,
    decode: (logits) => transform.inverse(overLast(mul(softmax(logits), points))),
    crossEntropy: (logits, value) => neg(overLast(mul(encode(value), logSoftmax(logits)))),
  });
}

const identity: ValueTransform = { forward: (value) => value, inverse: (value) => value };

/**
 * Shrinks values like their square root: h(v) = sign(v) (√(|v| + 1) − 1) + ε v.
 *
 * Source: Pohlen et al. (2018), Observe and look further; ε = 0.001 as in
 * Schrittwieser et al. (2020), appendix F.
 */
export function squareRootTransform(epsilon = 0.001): ValueTransform {
  return Object.freeze<ValueTransform>({
    forward: (value) => add(withSignOf(value, sub(sqrt(add(abs(value), 1)), 1)), mul(value, epsilon)),
    inverse(transformed) {
      const root = sqrt(add(mul(add(abs(transformed), 1 + epsilon), 4 * epsilon), 1));
      return withSignOf(transformed, sub(square(div(sub(root, 1), 2 * epsilon)), 1));
    },
  });
}

/**
 * Shrinks values like their logarithm: symlog(v) = sign(v) log(1 + |v|).
 *
 * Source: Hafner et al. (2023), Mastering diverse domains through world models.
 */
export const symmetricLogarithm: ValueTransform = Object.freeze<ValueTransform>({
  forward: (value) => withSignOf(value, log(add(abs(value), 1))),
  inverse: (transformed) => withSignOf(transformed, sub(exp(abs(transformed)), 1)),
});

const withSignOf = (x: Tensor, magnitude: Tensor): Tensor => where(greater(0, x), neg(magnitude), magnitude);
