import { WorldwiseError } from "@worldwise/protocol";
import { badOption } from "../check-options.ts";

/** Where inputs lie: the part of a problem that features are made for. */
export interface FeatureDomain {
  /** D */
  readonly inputSize: number;
  /** `[D]` May be infinite. */
  readonly low: readonly number[];
  /** `[D]` */
  readonly high: readonly number[];
  /** Where inputs are the whole numbers 0 … count−1, D = 1; else 0. */
  readonly inputCount: number;
}

/** φ: K numbers for each input. */
export interface Features {
  /** K */
  readonly size: number;
  /** Writes φ of row `row` of the inputs `[B, D]` to outFeature `[K]`. */
  write(input: Float64Array, row: number, outFeature: Float64Array): void;
}

/** A kind of features, before it knows its inputs. */
export interface FeatureMap {
  readonly name: string;
  /** Throws where it does not suit the inputs. */
  bind(domain: FeatureDomain): Features;
}

/** Bounds between which features are laid out. */
export interface FeatureBounds {
  /** `[D]` Finite. Default: the bounds of the observations. Inputs below count as inputs at the bound. */
  readonly low?: readonly number[];
  /** `[D]` */
  readonly high?: readonly number[];
}

const featureLimit = 100_000;

/** Throws `bad-options` where there would be more features than anybody wants to solve for. */
export function checkFeatureCount(name: string, count: number): void {
  if (count <= featureLimit) return;
  throw badOption(name, `at most ${featureLimit} features`, `${count} features`);
}

/** Writes inputs scaled to [0, 1]; what lies outside the bounds counts as at the bound. */
export type ScaleInput = (input: Float64Array, row: number, outScaled: Float64Array) => void;

/** Throws `bad-options` unless there are finite bounds for every dimension. */
export function inputScale(name: string, domain: FeatureDomain, bounds: FeatureBounds): ScaleInput {
  const { inputSize } = domain;
  const low = bounds.low?.length ? bounds.low : domain.low;
  const high = bounds.high?.length ? bounds.high : domain.high;
  const isGood = (d: number): boolean => Number.isFinite(low[d]) && Number.isFinite(high[d]) && low[d]! < high[d]!;
  if (low.length !== inputSize || high.length !== inputSize || !low.every((_, d) => isGood(d))) {
    throw new WorldwiseError("bad-options", {
      expected: `finite bounds of ${inputSize} inputs for ${name}, low < high`,
      got: `low [${low.join(", ")}], high [${high.join(", ")}]`, todo: "pass low and high",
    }, { name });
  }
  return (input, row, outScaled) => {
    for (let d = 0; d < inputSize; d++) {
      const scaled = (input[row * inputSize + d]! - low[d]!) / (high[d]! - low[d]!);
      outScaled[d] = Math.min(1, Math.max(0, scaled));
    }
  };
}

/** All ways to choose D whole numbers from 0 … largest that pass a test, the last dimension fastest. `[count, D]` */
export function gridOf(
  inputSize: number, largest: number, isKept: (entry: readonly number[]) => boolean = () => true,
): Int32Array {
  const kept: number[] = [];
  const entry = new Array<number>(inputSize).fill(0);
  for (;;) {
    if (isKept(entry)) kept.push(...entry);
    let d = inputSize - 1;
    while (d >= 0 && entry[d] === largest) entry[d--] = 0;
    if (d < 0) return Int32Array.from(kept);
    entry[d]!++;
  }
}
