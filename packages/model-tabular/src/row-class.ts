import { add, equal, gather, greater, iota, max, mul, reshape, sub, where } from "@worldwise/autodiff";
import type {
  Discrete, Dynamics, Mdp, ModelClass, Parameter, Parameters, Problem, Random, Tensor, Tensors, TransitionBatch,
} from "@worldwise/protocol";
import { defineModelClass } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { packageName } from "./package-name.ts";
import { requireOption, requireRoom } from "./require-option.ts";

/** What B rows of a class say, inside a program. */
export interface PredictedRows {
  /** log P̂(y|x,a), `[B]` */
  logProbability(next: Tensor): Tensor;
  /** Σ_y P̂(y|x,a) f(y), of f `[N, K]`: `[B, K]` */
  average(values: Tensor): Tensor;
  /** P̂(·|x,a), `[B, N]` */
  readonly probability: Tensor;
}

/** How a class makes its rows of its weights. */
export interface RowFamily<W extends Parameters> {
  readonly name: string;
  init(random: Random): W;
  rows(weights: Tensors<W>, state: Tensor, action: Tensor): PredictedRows;
  /** Moves what is trained back to where the family allows it, in place, after each step of the optimizer. */
  project?(trained: TrainedRows<W>): void;
  /** Writes every row: outProbability `[N·M, N]`. */
  write(weights: W, outProbability: Float64Array): void;
}

/** What is trained, where rewards are not known. */
export type TrainedRows<W extends Parameters> = Pick<RowParameters<W>, "weights" | "reward">;

/** Parameters of every class of transition rows. Rows r = x · M + a. */
export type RowParameters<W extends Parameters> = {
  /** What is trained. */
  readonly weights: W;
  /** `[N·M]` r̂(x,a) */
  readonly reward: Parameter<Float64Array>;
  /** `[N]` 1 where episodes end: such a state is never left, and worth nothing. −1 where one went on. Fixed. */
  readonly terminal: Parameter<Float64Array>;
  /** `[N·M, N]` P̂(y|x,a) of the weights. Fixed. */
  readonly probability: Parameter<Float64Array>;
};

/** What can be chosen for every class. */
export interface RowOptions {
  /** `[N·M]` Rewards r(x,a), where they are known: they are not trained then. */
  readonly reward?: ArrayLike<number>;
  /** States in which episodes end, where they are known. What transitions say is added. */
  readonly terminalStates?: readonly number[];
}

/** What every class predicts. */
export type RowPrediction = "logProbability" | "expectation" | "mean" | "reward";
/** The faces of every class. */
export type RowFace = "mdp" | "dynamics" | "sampledRows";
/** A class of transition rows, for `gradientLearner`. */
export type RowClass<W extends Parameters> = ModelClass<Discrete, Discrete, RowParameters<W>, RowPrediction, RowFace>;

/**
 * A model class of a finite world: rewards, ends of episodes and faces are the same for all, the family says how rows are made.
 *
 * `mean` is that of the state's number, for states that are in an order. The next step of a prediction starts from its most
 * likely state, the lowest of several. Throws `bad-options`.
 */
export function rowClass<W extends Parameters>(
  problem: Problem<Discrete, Discrete>, family: RowFamily<W>, { reward, terminalStates = [] }: RowOptions,
): RowClass<W> {
  const { observation: { count: N }, action: { count: M } } = problem;
  requireRoom(problem, N);
  requireOption(reward === undefined || reward.length === N * M, "reward", `${N * M} numbers`, reward?.length ?? 0);
  const wrong = terminalStates.find((state) => !(Number.isInteger(state) && state >= 0 && state < N));
  requireOption(wrong === undefined, "terminalStates", `states below ${N}`, wrong ?? "");
  return defineModelClass({
    name: family.name, package: packageName, spaces: problem, needs: [], provides: ["mdp", "dynamics", "sampledRows"],
    predicts: ["logProbability", "expectation", "mean", "reward"],
    init(random): RowParameters<W> {
      const rewards = Float64Array.from(reward ?? new Float64Array(N * M));
      const parameters: RowParameters<W> = {
        weights: family.init(random),
        reward: { shape: [N * M], data: rewards, ...(reward && { fixed: true }) },
        terminal: { shape: [N], data: new Float64Array(N), fixed: true },
        probability: { shape: [N * M, N], data: new Float64Array(N * M * N), fixed: true },
      };
      for (const state of terminalStates) parameters.terminal.data[state] = 1;
      derive(parameters);
      return parameters;
    },
    predict: ({ weights, ...known }: Tensors<RowParameters<W>>, state: Tensor, action: Tensor) =>
      prediction(family.rows(weights, state, action), known, state, add(mul(state, M), action)),
    absorb({ terminal }: RowParameters<W>, rows: TransitionBatch<Discrete, Discrete>) {
      if (problem.discount > 0) noteTerminalStates(terminal.data, rows); // at γ = 0 the column does not say what ended
    },
    ...(family.project && { project: (parameters: RowParameters<W>) => family.project?.(parameters) }),
    derive,
    faces: (parameters: RowParameters<W>) => facesOf(problem, parameters),
  });

  function derive({ weights, terminal, reward: rewards, probability }: RowParameters<W>): void {
    family.write(weights, probability.data);
    for (let state = 0; state < N; state++) if (terminal.data[state] === 1) keep(state, rewards.data, probability.data);
  }

  /** A state in which nothing happens any more. */
  function keep(state: number, outReward: Float64Array, outProbability: Float64Array): void {
    outProbability.fill(0, state * M * N, (state + 1) * M * N);
    for (let row = state * M; row < (state + 1) * M; row++) {
      outProbability[row * N + state] = 1;
      if (reward) outReward[row] = 0;
    }
  }
}

type Known = Tensors<Pick<RowParameters<never>, "reward" | "terminal">>;
type Predicted = ReturnType<RowClass<never>["predict"]>;

function prediction(rows: PredictedRows, { reward, terminal }: Known, state: Tensor, row: Tensor): Predicted {
  const [N, B] = [terminal.shape[0]!, state.shape[0]!];
  const ended = greater(gather(terminal, state), 0);
  const expectation = (f: (state: Tensor) => Tensor): Tensor => {
    const values = f(iota(N));
    if (values.shape.length > 1) return where(reshape(ended, [B, 1]), gather(values, state), rows.average(values));
    return where(ended, gather(values, state), reshape(rows.average(reshape(values, [N, 1])), [B]));
  };
  return {
    expectation, logProbability: (next) => rows.logProbability(next),
    mean: expectation((states) => add(states, 0)),
    reward: where(ended, 0, gather(reward, row)),
    state: where(ended, state, mostLikely(rows.probability)),
  };
}

/** The first of the largest entries of each row: `[B, N]` → `[B]`. */
function mostLikely(probability: Tensor): Tensor {
  const [B, N] = [probability.shape[0]!, probability.shape[1]!];
  const isLargest = equal(probability, reshape(max(probability, 1), [B, 1]));
  return sub(N - 1, max(where(isLargest, sub(N - 1, iota(N)), -1), 1));
}

/** 1: an episode has ended there, and none went on; −1: one went on, so that an end there is an accident. */
function noteTerminalStates(
  outTerminal: Float64Array, { size, discount, observation, nextObservation }: TransitionBatch<Discrete, Discrete>,
): void {
  for (let b = 0; b < size; b++) {
    outTerminal[observation[b]!] = -1;
    const next = nextObservation[b]!;
    if (discount[b] === 0 && outTerminal[next] === 0) outTerminal[next] = 1;
  }
}

function facesOf(
  { observation: { count: N }, action: { count: M }, discount }: Problem<Discrete, Discrete>,
  { probability, reward }: Pick<RowParameters<never>, "probability" | "reward">,
): { readonly mdp: Mdp; readonly dynamics: Dynamics<Discrete, Discrete, Discrete>; readonly sampledRows: Mdp } {
  const rowStart = Int32Array.from({ length: N * M }, (_, row) => row * N);
  const mdp: Mdp = {
    stateCount: N, actionCount: M, discount, rowStart, rowEnd: rowStart.map((start) => start + N),
    successor: Int32Array.from({ length: N * M * N }, (_, k) => k % N), probability: probability.data,
    terminated: new Uint8Array(N * M * N), reward: reward.data, initial: new Float64Array(N).fill(1 / N),
  };
  return { mdp, dynamics: asDynamics(mdp), sampledRows: mdp };
}
