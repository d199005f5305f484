import type { Mdp, OptionField, OptionSchema, Plugin } from "@worldwise/protocol";
import { choice, createComponent, definePlugin, integer, number, optionSchema, WorldwiseError } from "@worldwise/protocol";
import type { Deflation } from "./deflation.ts";
import { deflation, deflationOperators } from "./deflation.ts";
import type { RegroundedOptions, RegroundedPlanner, Regrounding } from "./regrounded-planner.ts";
import { regroundedFields, regroundedPlanner } from "./regrounded-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkWorld } from "./tabular-problem.ts";
import { transitionProducts } from "./task-product.ts";
import type { ValueTarget } from "./value-target.ts";

/** How the dominant part of P is found. */
export interface DeflationOptions {
  /** S, eigenvalues that are deflated; from 0, which deflates nothing, to N. Default 1. */
  readonly rank?: number;
  /** Steps of orthogonal iteration, S products each, at most, from where the last call ended. Default 100. */
  readonly subspaceSteps?: number;
}

/** Options of {@link deflatedValueIteration}. */
export interface DeflatedValueIterationOptions extends RegroundedOptions, DeflationOptions {
  /** α in (0, 1]: 1 deflates altogether. Default 1. */
  readonly deflate?: number;
  /** Whose P^π is deflated: the model's, which costs no query, or the truth's. Default `model`. */
  readonly source?: "model" | "truth";
}

/** Value iteration without the directions that are slow to converge. */
export type DeflatedValueIteration = RegroundedPlanner<"mdp" | "trueMdp", Deflation>;

/** The fields of {@link DeflationOptions}. */
export const deflationFields = (steps: number): { readonly [Name in keyof DeflationOptions]-?: OptionField<number> } => ({
  rank: integer({ description: "eigenvalues that are deflated", default: 1, minimum: 0 }),
  subspaceSteps: integer({ description: "steps of orthogonal iteration, at most", default: steps, minimum: 0 }),
});

const options: OptionSchema<Required<DeflatedValueIterationOptions>> = optionSchema({
  ...regroundedFields, ...deflationFields(100),
  deflate: number({ description: "how much of it is deflated, α", default: 1, exclusiveMinimum: 0, maximum: 1 }),
  source: choice(["model", "truth"], { description: "whose transitions are deflated", default: "model" }),
});

/** {@link deflatedValueIteration} by name. */
export const deflatedValueIterationPlugin:
  Plugin<"planner", Required<DeflatedValueIterationOptions>, TabularProblem, DeflatedValueIteration> =
  definePlugin({
    role: "planner", name: "deflatedValueIteration",
    about: "Deflated dynamics value iteration: without the slow directions of the model",
    options, create,
  });

/**
 * Deflated dynamics value iteration (DDVI).
 *
 *   W = (1 − α) V + α (T V − γ E V),   V ← (I − α γ E)⁻¹ W,   α = deflate
 *
 * E is the part of P^π on its `rank` dominant directions. With the exact E and α = 1 the error shrinks by γ |λ_(S+1)| an
 * iteration, instead of γ. The fixed point is the true value whatever E is: E may come from an approximate model, at no query.
 * One query of P an iteration; with `source: "truth"` also `rank` of P^π for each step of the orthogonal iteration, which are
 * counted as well.
 *
 * With rank 0 this is value iteration in the truth, to compare with. Control takes rank 1, E = 1 1ᵀ/N, which the max passes over: constants come through every P alike. Where transitions end
 * episodes, or a row is unknown, they do not; control is then value iteration. At γ = 1 and α = 1 the inverse does not exist
 * ("non-finite"). Throws `bad-options` (ranks above N or, in control, above 1) and `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Lee, Rakhsha, Ryu, Farahmand (2025), Deflated dynamics value iteration, TMLR. Differs: E = Q R Qᵀ of orthogonal
 * iteration, a Schur form, instead of eigenvectors, so that complex pairs need no complex numbers.
 */
export function deflatedValueIteration(
  problem: TabularProblem, chosen: DeflatedValueIterationOptions = {},
): DeflatedValueIteration {
  return createComponent(deflatedValueIterationPlugin, chosen, problem);
}

function create(chosen: Required<DeflatedValueIterationOptions>, problem: TabularProblem): DeflatedValueIteration {
  return regroundedPlanner(problem, chosen, (target) => method(problem, chosen, target));
}

/** Throws `bad-options`. */
export function checkRank(rank: number, highest: number, why: string): void {
  if (rank <= highest) return;
  const expected = `rank: at most ${highest}, ${why}`;
  throw new WorldwiseError("bad-options", { expected, got: String(rank), todo: "lower rank" }, { rank });
}

function method(
  problem: TabularProblem, { rank, subspaceSteps, deflate, source }: Required<DeflatedValueIterationOptions>,
  { probability }: ValueTarget,
): Regrounding<"mdp" | "trueMdp", Deflation> {
  const { count: stateCount } = problem.observation;
  if (probability === undefined) checkRank(rank, 1, "since another policy has other eigenvectors");
  checkRank(rank, stateCount, "the number of states");
  const operators = deflationOperators(stateCount, rank);
  const products = transitionProducts();
  const deflated = new Float64Array(stateCount);
  return {
    name: "deflated-value-iteration", needs: ["mdp", "trueMdp"],
    truthOf: ({ trueMdp }) => trueMdp,
    init: (random, allocator) => deflation(stateCount, rank, random, allocator),
    begin(state, { mdp }, truth) {
      checkWorld(problem, mdp);
      if (probability === undefined) {
        state.memory.matrix.fill(keepsConstants(truth) ? 1 : 0);
        return;
      }
      products.read(source === "model" ? mdp : truth);
      const how = { maxSteps: subspaceSteps, tolerance: 1e-10 };
      const steps = operators.refine(state.memory, (vector, out) => { products.product(probability, vector, out); }, how);
      if (source === "truth") state.queries += rank * (steps + 1);
    },
    improve({ value, memory }, _, { truth: { discount }, backedUp }) {
      const factor = deflate * discount;
      operators.apply(memory, value, deflated);
      for (let s = 0; s < stateCount; s++) value[s] = (1 - deflate) * value[s]! + deflate * backedUp[s]! - factor * deflated[s]!;
      return operators.resolve(memory, factor, value) ? undefined : "non-finite";
    },
  };
}

/** Whether P 1 = 1 in every row. */
function keepsConstants({ rowStart, rowEnd, probability, terminated }: Mdp): boolean {
  for (let row = 0; row < rowStart.length; row++) {
    let weight = 0;
    for (let k = rowStart[row]!; k < rowEnd[row]!; k++) weight += probability[k]! * (1 - terminated[k]!);
    if (Math.abs(weight - 1) > 1e-9) return false;
  }
  return true;
}
