import type { ActMode, Lanes, Space } from "@worldwise/protocol";
import { allocate, checkElement, saveTree, toElement } from "@worldwise/protocol";
import type { ContractCheck } from "./contract.ts";
import { laneOf, laneView } from "./lane-view.ts";
import type { PlannerRun, PlannerTrial } from "./planner-run.ts";
import { plannerRun } from "./planner-run.ts";
import { ensureFullyWritten, poison } from "./poison.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensure } from "./violation.ts";

/** What the policy of a planner promises. */
export const policyChecks = (trial: PlannerTrial, evaluationMovesState: boolean): readonly ContractCheck[] => [
  actionsInside(trial), actsFully(trial), ...(evaluationMovesState ? [] : [evaluationMovesNothing(trial)]), lanesApart(trial),
];

const lanes = 4;

const learned = (trial: PlannerTrial): PlannerRun => {
  const run = plannerRun(trial);
  run.run(Math.floor(trial.steps / 2));
  return run;
};

/** Acts once in each lane of the probe. */
function actOnce({ policy, probe, world }: PlannerRun, trial: PlannerTrial, mode: ActMode, lane: number): Lanes<Space> {
  const action = allocate(world.action, 1);
  policy.act(laneOf(probe.observation, world.observation.size, lane).slice(), trial.streams(`act ${lane}`), action, mode);
  return action;
}

const actionsInside = (trial: PlannerTrial): ContractCheck => ({
  name: "its actions are in their space, and legal, to explore and to evaluate",
  run() {
    for (const mode of ["explore", "evaluate"] as const) {
      const run = learned(trial);
      const { world, probe } = run;
      for (let b = 0; b < probe.lanes; b++) {
        const action = actOnce(run, trial, mode, b);
        checkElement(world.action, toElement(world.action, action), `an action to ${mode}`);
        ensureLegal(run, laneOf(probe.observation, world.observation.size, b), action[0]!);
      }
    }
  },
});

/** Only a planner that asks which actions are legal promises to keep to them. */
function ensureLegal(
  { planner, faces: { legalActions }, world: { action } }: PlannerRun, observation: Lanes<Space>, chosen: number,
): void {
  if (!legalActions || action.kind !== "discrete" || !planner["~worldwise"].needs.includes("legalActions")) return;
  const mask = new Uint8Array(action.count);
  legalActions.mask(observation.slice(), mask);
  ensure(mask[chosen] === 1, "a legal action", String(chosen), "choose where the mask is 1");
}

const actsFully = (trial: PlannerTrial): ContractCheck => ({
  name: "acts on what it sees, writes every action, and not what it sees",
  run() {
    const [first, second] = (["first", "second"] as const).map((filling) => {
      const run = learned(trial);
      const action = allocate(run.world.action, 1);
      poison(filling, action);
      const observation = laneOf(run.probe.observation, run.world.observation.size, 0);
      const before = observation.slice();
      run.policy.act(observation, trial.streams("act"), action, "explore");
      ensureSameTree(before, observation, "the observation as it was", "write into outAction alone");
      return action;
    });
    ensureFullyWritten(first!, second!, "outAction");
  },
});

const evaluationMovesNothing = (trial: PlannerTrial): ContractCheck => ({
  name: "acting to evaluate does not move its state",
  run() {
    const run = learned(trial);
    const before = saveTree(run.state);
    for (let b = 0; b < run.probe.lanes; b++) actOnce(run, trial, "evaluate", b);
    ensureSameTree(
      before, run.state, "the state as it was", "learn in learn and plan, or pass evaluationMovesState: true for a warm start",
    );
  },
});

const lanesApart = (trial: PlannerTrial): ContractCheck => ({
  name: "evaluates B lanes as it evaluates B single lanes, bit for bit, where it draws from no stream of its own",
  run() {
    const run = learned(trial);
    if (run.streamNames().length > 0) return;
    const { policy, probe, world: { observation, action } } = run;
    const together = allocate(action, lanes);
    policy.act(laneOf(probe.observation, observation.size * lanes, 0).slice(), trial.streams("act", lanes), together, "evaluate");
    for (let b = 0; b < lanes; b++) {
      const alone = allocate(action, 1);
      policy.act(
        laneOf(probe.observation, observation.size, b).slice(), laneView(trial.streams("act", lanes), b), alone, "evaluate",
      );
      ensureSameTree(
        laneOf(together, action.size, b).slice(), alone, `lane ${b} of ${lanes} like a single lane`,
        "let each lane read its own observation and stream",
      );
    }
  },
});
