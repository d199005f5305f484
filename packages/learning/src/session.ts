import type { Dataset, ExtraKey, Lanes, Parameters, Random, RandomLanes, Space } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { DerivedNumbers, RowLoader } from "./columns.ts";
import { rowLoader } from "./columns.ts";
import type { GradientState } from "./gradient-state.ts";
import type { Words } from "./lift-decision.ts";
import { copyWords, sameWords, stateDistributionIn } from "./lift-decision.ts";
import { copyNumbers, copyTrained, fromState } from "./parameter-tree.ts";
import type { RowAssignment } from "./row-assignment.ts";
import type { Blueprint, Evaluated, ProgramInputs, TrainingPrograms } from "./training-programs.ts";
import { compile } from "./training-programs.ts";

/** Compiled programs with what feeds them: scratch, of which nothing is saved. */
export interface Session {
  readonly programs: TrainingPrograms;
  /** `[E]` Of the rows of each member. */
  readonly loaders: readonly RowLoader[];
  readonly evaluationLoader: RowLoader;
  /** Room for observations from the state distribution: of a step, of an evaluation. */
  readonly drawn: { readonly step: Lanes<Space>; readonly evaluation: Lanes<Space> };
  /** Moves parameters back to where the class allows them. */
  readonly project: ((parameters: Parameters) => void) | undefined;
  /** Whether it can go on with these words and row counts, without a new trace. */
  fits(words: Words, rows: readonly number[]): boolean;
}

/** Compiles programs for a blueprint. */
export function session(blueprint: Blueprint, derivedName: string | undefined): Session {
  const { spaces, extraSizes, rows, evaluationRows } = blueprint;
  const loaderOf = (count: number): RowLoader => rowLoader(spaces, extraSizes, count, derivedName);
  const { observation } = spaces;
  return {
    programs: compile(blueprint),
    project: blueprint.objective.model.project,
    loaders: rows.map(loaderOf),
    evaluationLoader: loaderOf(evaluationRows),
    drawn: { step: allocate(observation, Math.max(...rows)), evaluation: allocate(observation, evaluationRows) },
    fits: (words, counts) => sameWords(blueprint.words, words) && counts.every((count, e) => count === rows[e]),
  };
}

/** Everything that one update works with. */
export interface Round {
  readonly session: Session;
  readonly state: GradientState;
  readonly data: Dataset<Space, Space, ExtraKey>;
  readonly derived: DerivedNumbers | undefined;
  readonly assignment: RowAssignment;
  readonly words: Words;
  readonly random: Random;
}

/** Copies the state, and what the words say now, to where the programs work. */
export function enter({ session: { programs }, state, words }: Round): void {
  programs.members.forEach((member, e) => copyNumbers(fromState(state.members[e]!), member));
  programs.memory.forEach((memory, e) => copyNumbers(fromState(state.memory[e]!), memory));
  copyWords(words, programs.step.words);
  if (programs.evaluation) copyWords(words, programs.evaluation.words);
}

/** Copies back what was learned. Fixed parameters are left to `derive`. */
export function leave({ session: { programs }, state }: Round): void {
  programs.members.forEach((member, e) => copyTrained(member, fromState(state.members[e]!)));
  programs.memory.forEach((memory, e) => copyTrained(memory, fromState(state.memory[e]!)));
}

/** One step of every member on the rows that its loader names. Gives whether all of them took it. */
export function step(round: Round): boolean {
  const { session: { programs, project, loaders, drawn }, state, data, derived } = round;
  loaders.forEach((loader, e) => loader.load(data, programs.step.columns[e]!, derived));
  refresh(round, programs.step, drawn.step);
  programs.step.run(state.steps + 1);
  if (project) programs.members.forEach(project);
  state.steps++;
  return note(round);
}

/** Writes the loss of every member, or what the judge says, on the rows that the evaluation loader names. */
export function evaluate(round: Round, which: keyof Evaluated, outLoss: Float64Array): void {
  const { session: { programs: { evaluation }, evaluationLoader, drawn }, data, derived } = round;
  if (!evaluation) return;
  evaluationLoader.load(data, evaluation.columns[0]!, derived);
  refresh(round, evaluation, drawn.evaluation);
  evaluation.run();
  evaluation[which].forEach((loss, e) => (outLoss[e] = loss[0]!));
}

/** Draws the noise, and states from the state distribution. */
function refresh({ words, random }: Round, { noise, drawn }: ProgramInputs, observations: Lanes<Space>): void {
  for (const outNoise of noise) for (let i = 0; i < outNoise.length; i++) outNoise[i] = random.normal();
  if (!drawn.state) return;
  stateDistributionIn(words)?.draw(inTurns(random, drawn.state.length), observations);
  drawn.state.set(observations);
}

/** Lanes that take turns on one stream; whoever owns the stream saves it. */
const inTurns = (random: Random, lanes: number): RandomLanes =>
  ({ algorithm: "in-turns", lanes, state: new Uint32Array(0), lane: () => random });

/** Notes what the last step said. Gives whether every member took it. */
function note({ session: { programs: { step: told } }, state }: Round): boolean {
  let isTaken = true;
  told.taken.forEach((taken, e) => {
    state.gradientNorm[e] = told.gradientNorm[e]![0]!;
    if (taken[0] === 1) return void (state.trainingLoss[e]! += told.loss[e]![0]!);
    isTaken = false;
    state.nonFiniteSteps++;
    state.nonFiniteMember = e;
  });
  return isTaken;
}
