import type {
  Allocator, Component, Dataset, Decision, Discrete, ExtrasOf, LearnerNeed, MadeFor, Mdp, ModelFaces, ModelLearner, Outcome,
  Problem, Random, StateTree,
} from "@worldwise/protocol";
import { defineModelLearner, heap, WorldwiseError } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { expectedRewards } from "./mdp-tables.ts";
import type { MixedRows, MixRow } from "./mixed-rows.ts";
import { mixedRows, mixWithRow, mixWithStates, noteTerminations } from "./mixed-rows.ts";
import { packageName } from "./package-name.ts";
import { requireOption, requireRoom } from "./require-option.ts";
import type { TabularTransition } from "./transition-reader.ts";
import { transitionReader } from "./transition-reader.ts";

/** What can be chosen for `corrupted`. */
export interface CorruptedOptions {
  /** λ in [0, 1]: how much of each row is replaced. */
  readonly factor: number;
  /** What the uniform part is spread over: all N states, or the outcomes of the row itself. */
  readonly support: "states" | "row";
}

/** What `corrupted` can wrap: a learner of a finite world with an explicit model. */
export interface MdpLearner<State extends StateTree = StateTree, N extends LearnerNeed = LearnerNeed>
  extends MadeFor<Discrete, Discrete>, Component<"model-learner", N> {
  /** Its state. */
  init(random: Random, allocator?: Allocator): State;
  /** Learns from the data. */
  update(
    state: State, data: Dataset<Discrete, Discrete, ExtrasOf<N>>, decision: Decision<N, Discrete, Discrete>, random: Random,
  ): Outcome | undefined;
  /** Its faces, among them `mdp`. */
  model(state: State): Pick<ModelFaces<Discrete, Discrete>, "mdp">;
  /** For the harness. */
  metrics?(state: State): Readonly<Record<string, number>>;
}

/** What `corrupted` remembers. */
export type CorruptedState<State extends StateTree> = {
  /** The state of the learner inside. */
  inner: State;
  /** The data set's clock at the last update. */
  seen: number;
  /** `[N]` 1 where some transition of P̂ has ended an episode. */
  terminates: Uint8Array;
  /** P̂_λ; no room is made where λ = 0. */
  rows: MixedRows;
};

/** Learners whose update changes only the rows of new transitions. */
const changesOnlyNewRows: readonly string[] = ["counts", "lastOutcome", "dirichlet"];

/**
 * Any learner of an explicit model, made wrong on purpose: to study what model error does to planning.
 *
 *   P̂_λ(·|x,a) = (1 − λ) P̂(·|x,a) + λ Uniform(S),   S all N states, or the outcomes of the row
 *
 * Rewards stay r̂(x,a), whatever the outcome. A uniform jump into y ends the episode once any row of P̂ had, after an update, a
 * transition into y that did (for the support "row": each outcome keeps its own termination). Rows that P̂ knows nothing about
 * stay empty.
 * With λ = 0 `mdp` is that of the learner inside, bit for bit.
 *
 * Rows are dense, at most 2N outcomes each: for small problems. Round `counts`, `lastOutcome` and `dirichlet` only the rows of
 * new transitions are mixed again, and all of them when a state is first seen to end an episode. Round other learners all rows
 * are, at every update, because any of them may have moved.
 *
 * @param learner - with the face `mdp`; its needs become those of this one
 * @param options - `support` "states" unless given
 * @returns a learner of the faces `mdp`, `dynamics` and `sampledRows`; other faces of the learner inside are not passed on: they
 * would not be corrupted
 *
 * Source: Rakhsha, Wang, Ghavamzadeh, Farahmand (2022), Operator splitting value iteration, equation 6.1 (there: the support of
 * the row).
 */
export function corrupted<State extends StateTree, N extends LearnerNeed>(
  learner: MdpLearner<State, N>, { factor, support = "states" }: Pick<CorruptedOptions, "factor"> & Partial<CorruptedOptions>,
): ModelLearner<Discrete, Discrete, CorruptedState<State>, N, "mdp" | "dynamics" | "sampledRows"> {
  requireOption(factor >= 0 && factor <= 1, "factor", "a number in [0, 1]", factor);
  const { name, needs } = learner["~worldwise"];
  const problem = problemOf(learner);
  const stateCount = problem.observation.count;
  requireRoom(problem, 2 * stateCount);
  const mix = support === "states" ? mixWithStates(stateCount, factor) : mixWithRow(stateCount, factor);
  const { sourceOf, mixAll, mixNew } = mixing(learner, problem, mix);

  return defineModelLearner({
    name: `corrupted(${name})`, package: packageName, spaces: problem, needs, provides: ["mdp", "dynamics", "sampledRows"],
    init(random, allocator = heap): CorruptedState<State> {
      const rows = mixedRows(problem, factor === 0 ? 0 : 2 * stateCount, allocator);
      const state = { inner: learner.init(random, allocator), seen: 0, terminates: allocator("uint8", stateCount), rows };
      if (factor > 0) mixAll(state);
      return state;
    },
    update(state, data, decision, random) {
      const outcome = learner.update(state.inner, data, decision, random);
      if (factor > 0) mixNew(state, data);
      return outcome;
    },
    model(state) {
      const source = sourceOf(state);
      const sampledRows = expectedRewards(factor === 0 ? source : { ...source, ...state.rows });
      return { mdp: factor === 0 ? source : sampledRows, dynamics: asDynamics(sampledRows), sampledRows };
    },
    metrics: ({ inner }) => learner.metrics?.(inner) ?? {},
  });
}

interface Mixing<State extends StateTree> {
  /** P̂ of the learner inside, live. */
  sourceOf(state: CorruptedState<State>): Mdp;
  mixAll(state: CorruptedState<State>): void;
  /** Mixes what the last update of the learner inside has changed. */
  mixNew(state: CorruptedState<State>, data: Dataset<Discrete, Discrete>): void;
}

function mixing<State extends StateTree, N extends LearnerNeed>(
  learner: MdpLearner<State, N>, problem: Problem<Discrete, Discrete>, mix: MixRow,
): Mixing<State> {
  const { name, package: from } = learner["~worldwise"];
  const rowByRow = from === packageName && changesOnlyNewRows.includes(name);
  const rowCount = problem.observation.count * problem.action.count;
  const reader = transitionReader(problem);
  const sources = new WeakMap<CorruptedState<State>, Mdp>();

  function sourceOf(state: CorruptedState<State>): Mdp {
    const source = sources.get(state) ?? learner.model(state.inner).mdp;
    sources.set(state, source);
    return source;
  }
  function mixAll(state: CorruptedState<State>): void {
    const source = sourceOf(state);
    for (let row = 0; row < rowCount; row++) noteTerminations(source, row, state.terminates);
    for (let row = 0; row < rowCount; row++) mix(source, row, state.terminates, state.rows);
  }
  function mixRow(state: CorruptedState<State>, { row }: TabularTransition): void {
    const source = sourceOf(state);
    if (noteTerminations(source, row, state.terminates)) mixAll(state);
    else mix(source, row, state.terminates, state.rows);
  }
  return {
    sourceOf, mixAll,
    mixNew(state, data) {
      if (rowByRow && data.added - state.seen < rowCount) {
        reader.read(state, data, mixRow);
      } else {
        mixAll(state);
        state.seen = Math.max(state.seen, data.added);
      }
    },
  };
}

/** The finite problem that a learner was made for. Its discount is read from its model. */
function problemOf<State extends StateTree, N extends LearnerNeed>(learner: MdpLearner<State, N>): Problem<Discrete, Discrete> {
  const { name, spaces, provides } = learner["~worldwise"];
  if (spaces?.observation.kind === "discrete" && spaces.action.kind === "discrete" && provides.includes("mdp")) {
    return { observation: spaces.observation, action: spaces.action, discount: 1 };
  }
  throw new WorldwiseError("bad-options", {
    expected: "learner: one that was made for discrete spaces, says so in its marker, and provides mdp",
    got: `${name} that provides ${provides.join(", ") || "nothing"}`,
    todo: "wrap a learner of an explicit model, such as counts(problem)",
  }, { option: "learner" });
}
