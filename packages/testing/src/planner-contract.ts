import type { ModelFaces, Planner, PlannerGift, PlannerNeed, Space, StateTree } from "@worldwise/protocol";
import { saveTree } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { decisionAnswers } from "./decision-answers.ts";
import { modelAnswers } from "./face-answers.ts";
import { markerCheck } from "./marker-check.ts";
import { maxBackupCheck } from "./max-backup-check.ts";
import type { ContractOptions } from "./options.ts";
import { namedStreams } from "./options.ts";
import { ensureOutcome } from "./outcome-check.ts";
import type { PlannerTrial } from "./planner-run.ts";
import { plannerRun } from "./planner-run.ts";
import { policyChecks } from "./policy-checks.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensureSameStructure, ensureStateTree, structureOf } from "./tree-structure.ts";
import { ensure } from "./violation.ts";
import type { WorldOptions } from "./world.ts";

/** What the contract of a planner takes. */
export interface PlannerContractOptions<O extends Space = Space, A extends Space = Space>
  extends ContractOptions, WorldOptions<O, A> {
  /** Faces that the contract cannot derive from the world, or that should be others. */
  readonly faces?: Partial<ModelFaces<O, A>>;
  /** Real steps in all. 60 when not given. */
  readonly steps?: number;
  /** How often it plans: every so many steps. 10 when not given. */
  readonly planEvery?: number;
  /** Whether acting in evaluate mode may change what it saves, such as a warm start. False when not given. */
  readonly evaluationMovesState?: boolean;
}

/**
 * The contract of a planner: its lists are true, its state is a tree of fixed structure, its policy and decision are live and
 * read nothing but the state, its actions are in their space, it writes neither batch nor model, and n steps, save, load into
 * another, n steps equal 2n steps, bit for bit.
 *
 * @param create - makes the planner anew
 */
export function testPlanner<
  O extends Space, A extends Space, State extends StateTree, N extends PlannerNeed, P extends PlannerGift,
>(
  create: () => Planner<O, A, State, N, P>, options?: PlannerContractOptions<O, A>,
): Contract;
export function testPlanner(create: () => Planner, options: PlannerContractOptions = {}): Contract {
  const { world, faces = {}, steps = 60, planEvery = 10, evaluationMovesState = false } = options;
  const trial: PlannerTrial = { create, world, faces, steps, planEvery, streams: namedStreams(options) };
  return {
    subject: subjectOf("planner", create),
    checks: [
      markerCheck("planner", create), exactGifts(trial), listedReads(trial), fixedState(trial), outcomes(trial),
      deterministic(trial),
      batchKept(trial), modelKept(trial), ...policyChecks(trial, evaluationMovesState), tables(trial), liveDecision(trial),
      readsState(trial),
      goesOn(trial), maxBackupCheck(trial),
    ],
  };
}

const half = ({ steps }: PlannerTrial): number => Math.floor(steps / 2);
const listed = (names: readonly string[]): string => [...names].sort().join(", ") || "nothing";

const exactGifts = (trial: PlannerTrial): ContractCheck => ({
  name: "its decision and its records have exactly what it provides",
  run() {
    const { planner, decision, policy } = plannerRun(trial);
    const given = [...Object.keys(decision), ...Object.keys(policy.records ?? {}).map((name) => `extras.${name}`)];
    const { provides } = planner["~worldwise"];
    ensure(
      listed(given) === listed(provides), listed(provides), listed(given),
      "make provides agree with decision() and with the policy's records",
    );
  },
});

const listedReads = (trial: PlannerTrial): ContractCheck => ({
  name: "reads no face and no extra column that it does not list",
  run: () => void plannerRun(trial, true).run(trial.steps),
});

const fixedState = (trial: PlannerTrial): ContractCheck => ({
  name: "its state is a tree whose structure stays as init made it",
  run() {
    const run = plannerRun(trial);
    ensureStateTree(run.state);
    const before = structureOf(run.state);
    run.run(trial.steps);
    ensureStateTree(run.state);
    ensureSameStructure(before, run.state);
  },
});

const outcomes = (trial: PlannerTrial): ContractCheck => ({
  name: "says how planning and learning ended in a word of the protocol, or not at all",
  run: () => plannerRun(trial).run(trial.steps).forEach(ensureOutcome),
});

const deterministic = (trial: PlannerTrial): ContractCheck => ({
  name: "acts and learns the same from the same streams",
  run() {
    const [first, second] = [plannerRun(trial), plannerRun(trial)];
    first.run(trial.steps);
    second.run(trial.steps);
    ensureSameTree(
      first.save(), second.save(), "the same run from two that were made alike", "take randomness from the arguments alone",
    );
  },
});

const batchKept = (trial: PlannerTrial): ContractCheck => ({
  name: "does not write the batch that it learns from",
  run() {
    const { planner, state, walk, ...run } = plannerRun(trial);
    run.run(half(trial));
    if (!planner.learn) return;
    const shown = (): StateTree => {
      const { observation, action, reward, nextObservation, discount, last, size, imagined, extras } = walk.batch;
      return { observation, action, reward, nextObservation, discount, last, size, imagined, extras: { ...extras } };
    };
    walk.advance((_, outAction) => outAction.fill(0));
    const before = saveTree(shown());
    planner.learn(state, walk.batch, trial.streams("batch").lane(0));
    ensureSameTree(before, shown(), "the batch as it was", "copy what you change");
  },
});

const modelKept = (trial: PlannerTrial): ContractCheck => ({
  name: "does not write the model",
  run() {
    const run = plannerRun(trial);
    // A posterior is drawn anew by its planner: that is what it is for.
    const { posterior: _, ...faces } = run.faces;
    const before = modelAnswers(faces, run.probe);
    run.run(trial.steps);
    ensureSameTree(before, modelAnswers(faces, run.probe), "the faces of the model as they were", "copy what you change");
  },
});

const tables = (trial: PlannerTrial): ContractCheck => ({
  name: "its tables have the sizes of the problem, and its discount is one",
  run() {
    const run = plannerRun(trial);
    run.run(half(trial));
    const { decision, world: { observation, action } } = run;
    const { discount = 1, valueTable, actionValueTable, maxBackupTable, stageValues } = decision;
    ensure(discount >= 0 && discount <= 1, "a discount in [0, 1]", String(discount), "discount is γ");
    if (observation.kind !== "discrete" || action.kind !== "discrete") return;
    const [stateCount, pairCount] = [observation.count, observation.count * action.count];
    ensureLength("valueTable", valueTable, stateCount);
    ensureLength("actionValueTable", actionValueTable, pairCount);
    ensureLength("maxBackupTable", maxBackupTable?.actionValue, pairCount);
    const stages = (stageValues?.length ?? stateCount) / stateCount;
    ensure(
      Number.isInteger(stages), `stageValues of whole stages of ${stateCount}`, String(stageValues?.length),
      "one row for each stage",
    );
  },
});

function ensureLength(word: string, table: Float64Array | undefined, length: number): void {
  ensure(
    (table?.length ?? length) === length, `${length} numbers in ${word}`, String(table?.length), "one for each state, or pair",
  );
}

const liveDecision = (trial: PlannerTrial): ContractCheck => ({
  name: "a decision bound before learning shows what was learned",
  run() {
    const run = plannerRun(trial);
    run.run(trial.steps);
    const [before, after] = [run.decision, run.planner.decision(run.state)];
    ensureSameTree(decisionAnswers(before, run.probe), decisionAnswers(after, run.probe),
      "the same answers from a decision bound before and after", "let faces read the state when asked");
  },
});

const readsState = (trial: PlannerTrial): ContractCheck => ({
  name: "policy and decision read nothing but the state",
  run() {
    const [run, other] = [plannerRun(trial), plannerRun(trial)];
    run.run(half(trial));
    const [saved, before] = [run.save(), run.answers()];
    run.run(half(trial));
    run.load(saved);
    ensureSameTree(
      before, run.answers(), "the answers from when it was saved", "keep in the state all that policy and decision read",
    );
    other.load(saved);
    ensureSameTree(
      before, other.answers(), "the same answers from another that loads it",
      "keep in the state all that policy and decision read",
    );
  },
});

const goesOn = (trial: PlannerTrial): ContractCheck => ({
  name: "n steps, save, load into another, n steps equal 2n steps, bit for bit",
  run() {
    const [through, first, second] = [plannerRun(trial), plannerRun(trial), plannerRun(trial)];
    through.run(2 * half(trial));
    first.run(half(trial));
    second.load(first.save());
    second.run(half(trial));
    ensureSameTree(
      through.save(), second.save(), "the same run as without a pause",
      "keep in the state all that planning, learning and acting read",
    );
  },
});
