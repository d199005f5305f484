/** Stand-ins for `planner-tabular`, `planner-deep` and `planner-trajectory`, and for search control. */
import type { Box, Discrete, Planner, Problem, SearchControl, Space, StateTree } from "../../index.ts";
import { definePlanner, traced } from "../../index.ts";
import type { Tensor } from "./autodiff.test-d.ts";
import { gather } from "./autodiff.test-d.ts";
import type { Finite } from "./models.test-d.ts";

/** `[N, M]` and `[N]` */
export type TableState = { readonly actionValue: Float64Array; readonly value: Float64Array };

export declare const qLearning: (problem: Finite) =>
  Planner<Discrete, Discrete, TableState, never, "valueTable" | "actionValueTable" | "maxBackupTable">;
export declare const valueIteration: (problem: Finite) =>
  Planner<Discrete, Discrete, TableState, "mdp", "valueTable" | "actionValueTable">;

/** A wrapper that shows the table of a planner to traced programs. */
export function tracedValueIteration(
  problem: Finite,
): Planner<Discrete, Discrete, TableState, "mdp", "valueTable" | "tracedValue"> {
  const inner = valueIteration(problem);
  return definePlanner({
    ...inner, name: "value-iteration", needs: ["mdp"], provides: ["valueTable", "tracedValue"],
    decision: ({ value }: TableState) => ({
      valueTable: value,
      tracedValue: traced(
        { table: { shape: [value.length], data: value } }, ({ table }) => (state: Tensor) => gather(table, state),
      ),
    }),
  });
}

export type SoftActorCriticWords =
  | "discount" | "value" | "tracedValue" | "differentiableValue" | "tracedActionValue"
  | "policy" | "tracedPolicy" | "stateDistribution";
export declare const softActorCritic: <O extends Box<"float32">, A extends Box<"float32">>(problem: Problem<O, A>) =>
  Planner<O, A, StateTree, never, SoftActorCriticWords>;
/** The cross-entropy method: plans at decision time, on any dynamics of boxes. */
export declare const crossEntropy: <O extends Box, A extends Box>(problem: Problem<O, A>) =>
  Planner<O, A, StateTree, "dynamics", never>;

export declare const uniformTried: (problem: Finite) => SearchControl<Discrete, Discrete, StateTree, never>;
export declare const uniformData: <O extends Space, A extends Space>(problem: Problem<O, A>) =>
  SearchControl<O, A, StateTree, never>;
