import type { DecisionContext, LearnerNeed, ModelFace, ModelFaces, ModelLearner, Space, StateTree } from "@worldwise/protocol";
import { checkMdp, saveTree } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { modelAnswers } from "./face-answers.ts";
import { markerCheck } from "./marker-check.ts";
import type { LearnerTrial } from "./model-learner-run.ts";
import { learnerRun } from "./model-learner-run.ts";
import type { ContractOptions } from "./options.ts";
import { namedStreams } from "./options.ts";
import { ensureOutcome } from "./outcome-check.ts";
import { promisesCheck } from "./promised-rows.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree, treeDifference } from "./tree-comparison.ts";
import { ensureSameStructure, ensureStateTree, structureOf } from "./tree-structure.ts";
import { contractViolation, ensure } from "./violation.ts";
import type { WorldOptions } from "./world.ts";

/** What the contract of a model learner takes. */
export interface ModelLearnerContractOptions<O extends Space = Space, A extends Space = Space>
  extends ContractOptions, WorldOptions<O, A> {
  /** Words of the decision that the contract cannot make up, or that should be others: random tables, a smooth value. */
  readonly decision?: Partial<DecisionContext<O, A>>;
  /** Updates in all. 20 when not given. */
  readonly updates?: number;
  /** New transitions for each update. 10 when not given. */
  readonly transitionsEach?: number;
  /** Whether its model changes with data. True when not given. */
  readonly learns?: boolean;
}

/**
 * The contract of a model learner: its lists are true, its state is a tree of fixed structure, its faces are live and read
 * nothing but the state, and n updates, save, load into another, n updates equal 2n updates, bit for bit.
 *
 * @param create - makes the learner anew
 */
export function testModelLearner<
  O extends Space, A extends Space, State extends StateTree, N extends LearnerNeed, F extends ModelFace,
>(
  create: () => ModelLearner<O, A, State, N, F>, options?: ModelLearnerContractOptions<O, A>,
): Contract;
export function testModelLearner(create: () => ModelLearner, options: ModelLearnerContractOptions = {}): Contract {
  const { world, decision = {}, updates = 20, transitionsEach = 10, learns = true } = options;
  const trial: LearnerTrial = { create, world, decision, updates, transitionsEach, streams: namedStreams(options) };
  return {
    subject: subjectOf("model learner", create),
    checks: [
      markerCheck("model-learner", create), exactFaces(trial), listedReads(trial), fixedState(trial), outcomes(trial),
      deterministic(trial),
      inputsKept(trial), liveFaces(trial), ...(learns ? [changes(trial)] : []), readsState(trial), goesOn(trial),
      wellFormed(trial), promisesCheck(trial),
    ],
  };
}

const half = ({ updates }: LearnerTrial): number => Math.floor(updates / 2);

const exactFaces = (trial: LearnerTrial): ContractCheck => ({
  name: "its model has exactly the faces that it provides",
  run() {
    const { learner, faces } = learnerRun(trial);
    const [given, provided] = [Object.keys(faces).sort().join(", "), [...learner["~worldwise"].provides].sort().join(", ")];
    ensure(given === provided, `the faces ${provided || "(none)"}`, given || "none", "make provides and model() agree");
  },
});

const listedReads = (trial: LearnerTrial): ContractCheck => ({
  name: "reads no word of the decision that it does not list",
  run: () => void learnerRun(trial, true).run(trial.updates),
});

const fixedState = (trial: LearnerTrial): ContractCheck => ({
  name: "its state is a tree whose structure stays as init made it",
  run() {
    const run = learnerRun(trial);
    ensureStateTree(run.state);
    const before = structureOf(run.state);
    run.run(trial.updates);
    ensureStateTree(run.state);
    ensureSameStructure(before, run.state);
  },
});

const outcomes = (trial: LearnerTrial): ContractCheck => ({
  name: "says how an update ended in a word of the protocol, or not at all",
  run: () => learnerRun(trial).run(trial.updates).forEach(ensureOutcome),
});

const deterministic = (trial: LearnerTrial): ContractCheck => ({
  name: "learns the same from the same data and stream",
  run() {
    const [first, second] = [learnerRun(trial), learnerRun(trial)];
    first.run(trial.updates);
    second.run(trial.updates);
    ensureSameTree(
      first.save(), second.save(), "the same state from two that were made alike", "take randomness from the argument alone",
    );
  },
});

const inputsKept = (trial: LearnerTrial): ContractCheck => ({
  name: "does not write what the decision tells it",
  run() {
    const run = learnerRun(trial);
    const before = saveTree(tablesOf(run.words));
    run.run(trial.updates);
    ensureSameTree(before, tablesOf(run.words), "the tables of the decision as they were", "copy what you change");
  },
});

const tablesOf = (words: Partial<DecisionContext>): StateTree =>
  Object.fromEntries(Object.entries(words).filter((entry): entry is [string, Float64Array] => entry[1] instanceof Float64Array));

const liveFaces = (trial: LearnerTrial): ContractCheck => ({
  name: "faces bound before an update show the update",
  run() {
    const run = learnerRun(trial);
    run.run(trial.updates);
    const rebound: Partial<ModelFaces> = run.learner.model(run.state);
    ensureSameTree(
      run.answers(), modelAnswers(rebound, run.probe), "the same answers from faces bound before and after",
      "let faces read the state when asked",
    );
  },
});

const changes = (trial: LearnerTrial): ContractCheck => ({
  name: "its model changes with data",
  run() {
    const run = learnerRun(trial);
    const before = run.answers();
    run.run(trial.updates);
    if (treeDifference(before, run.answers()) !== undefined || Object.keys(run.faces).length === 0) return;
    throw contractViolation({
      expected: `a model that ${trial.updates * trial.transitionsEach} transitions have changed`,
      got: "the same answers as before",
      todo: "update the state that the faces read; pass learns: false for a model that is fixed",
    });
  },
});

const readsState = (trial: LearnerTrial): ContractCheck => ({
  name: "faces read nothing but the state",
  run() {
    const [run, other] = [learnerRun(trial), learnerRun(trial)];
    run.run(half(trial));
    const [saved, before] = [run.save(), run.answers()];
    run.run(half(trial));
    run.load(saved);
    ensureSameTree(before, run.answers(), "the answers from when it was saved", "keep in the state all that a face reads");
    other.load(saved);
    ensureSameTree(
      before, other.answers(), "the same answers from another that loads it", "keep in the state all that a face reads",
    );
  },
});

const goesOn = (trial: LearnerTrial): ContractCheck => ({
  name: "n updates, save, load into another, n updates equal 2n updates, bit for bit",
  run() {
    const [through, first, second] = [learnerRun(trial), learnerRun(trial), learnerRun(trial)];
    through.run(2 * half(trial));
    first.run(half(trial));
    second.load(first.save());
    second.run(half(trial));
    ensureSameTree(
      through.save(), second.save(), "the same state as without a pause", "keep in the state all that an update reads",
    );
  },
});

const wellFormed = (trial: LearnerTrial): ContractCheck => ({
  name: "its explicit faces are MDPs, before and after learning",
  run() {
    const run = learnerRun(trial);
    const check = (): void =>
      [run.faces.mdp, run.faces.sampledRows, run.faces.posterior?.mdp].forEach((mdp) => mdp && checkMdp(mdp, 1e-6));
    check();
    run.run(trial.updates);
    check();
  },
});
