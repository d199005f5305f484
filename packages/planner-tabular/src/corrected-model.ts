import type { Allocator, Mdp } from "@worldwise/protocol";
import type { EntropyProjection } from "./entropy-projection.ts";
import { entropyProjection } from "./entropy-projection.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import type { ProjectionRow } from "./whitened-features.ts";

/** The newest D value functions that were asked about, and the answers. */
export type ValueBasis = {
  /** How many there are, at most D. */
  count: number;
  /** Where the newest is; the one before it is at newest − 1, around the ring. */
  newest: number;
  /** `[D, N]` φ_i */
  values: Float64Array;
  /** `[D, N·M]` ψ_i(x,a) = Σ_y P(y|x,a) φ_i(y), exactly or from data. */
  expectations: Float64Array;
};

/** An empty basis. */
export function valueBasis({ observation, action }: TabularProblem, size: number, allocator: Allocator): ValueBasis {
  return {
    count: 0, newest: -1, values: allocator("float64", size * observation.count),
    expectations: allocator("float64", size * observation.count * action.count),
  };
}

/** Makes room for one more function, in place of the oldest if need be; its place. */
export function nextPlace(basis: ValueBasis, size: number): number {
  basis.count = Math.min(basis.count + 1, size);
  basis.newest = (basis.newest + 1) % size;
  return basis.newest;
}

/** What a correction of a model comes to. */
export interface CorrectedRows {
  /** `[K]` P̄ in the rows of the model. */
  probability: Float64Array;
  /** `[N·M]` ψ − P̄ φ of the newest function: what the support of the model, or a penalty, has left. */
  readonly remainder: Float64Array;
  /** Rows in which not all was met that was asked for. */
  penalizedCount: number;
}

/** Corrects the rows of a model; its answer is overwritten by the next one. penaltyOf(row) = Infinity leaves a row as it is. */
export type ModelCorrection = (mdp: Mdp, basis: ValueBasis, penaltyOf: (row: number) => number) => CorrectedRows;

/**
 * A correction that makes a model right about the functions of a basis, row by row, by {@link entropyProjection}.
 *
 * Nothing follows a transition that ends the episode: it has the features 0.
 */
export function modelCorrection(
  { observation, action }: TabularProblem, basisSize: number, multiplierCap: number,
): ModelCorrection {
  const [stateCount, rows] = [observation.count, observation.count * action.count];
  const corrected: CorrectedRows = { probability: new Float64Array(0), remainder: new Float64Array(rows), penalizedCount: 0 };
  let room: { readonly width: number; readonly byCount: readonly SizedRow[] } = { width: -1, byCount: [] };
  return (mdp, basis, penaltyOf) => {
    const width = widest(mdp);
    if (width > room.width) room = { width, byCount: sizedRows(basisSize, width, multiplierCap) };
    if (corrected.probability.length !== mdp.probability.length) corrected.probability = mdp.probability.slice();
    corrected.penalizedCount = 0;
    for (let row = 0; row < rows; row++) correctRow(mdp, basis, row, penaltyOf(row), room.byCount[basis.count]!, room.width);
    return corrected;
  };

  function correctRow(
    mdp: Mdp, basis: ValueBasis, row: number, penalty: number, { asked, project, out }: SizedRow, width: number,
  ): void {
    const start = mdp.rowStart[row]!;
    gather(mdp, basis, row, asked, width);
    const met = penalty < Infinity ? project(asked, penalty, out) : (out.set(asked.base), true);
    if (!met) corrected.penalizedCount++;
    let expectation = 0;
    for (let k = 0; k < asked.count; k++) {
      corrected.probability[start + k] = out[k]!;
      if (basis.count > 0) expectation += out[k]! * asked.features[k]!;
    }
    corrected.remainder[row] = basis.count > 0 ? asked.target[0]! - expectation : 0;
  }

  /** The row's probabilities, features and expectations, the newest first. */
  function gather(
    mdp: Mdp, { newest, values, expectations }: ValueBasis, row: number, outAsked: ProjectionRow, width: number,
  ): void {
    const start = mdp.rowStart[row]!;
    outAsked.count = mdp.rowEnd[row]! - start;
    for (let k = 0; k < outAsked.count; k++) outAsked.base[k] = mdp.probability[start + k]!;
    for (let i = 0; i < outAsked.target.length; i++) {
      const place = (newest - i + basisSize) % basisSize;
      outAsked.target[i] = expectations[place * rows + row]!;
      for (let k = 0; k < outAsked.count; k++) {
        const goesOn = 1 - mdp.terminated[start + k]!;
        outAsked.features[i * width + k] = goesOn * values[place * stateCount + mdp.successor[start + k]!]!;
      }
    }
  }
}

interface SizedRow { readonly asked: ProjectionRow; readonly project: EntropyProjection; readonly out: Float64Array }

/** For each number of functions up to D, a row with room for `width` entries. */
const sizedRows = (basisSize: number, width: number, multiplierCap: number): SizedRow[] =>
  Array.from({ length: basisSize + 1 }, (_, count) => ({
  asked: { count: 0, base: new Float64Array(width), features: new Float64Array(count * width), target: new Float64Array(count) },
  project: entropyProjection(count, width, multiplierCap), out: new Float64Array(width),
}));

function widest({ rowStart, rowEnd }: Mdp): number {
  let width = 0;
  for (let row = 0; row < rowStart.length; row++) width = Math.max(width, rowEnd[row]! - rowStart[row]!);
  return width;
}
