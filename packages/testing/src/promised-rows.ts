import type { Dynamics, Mdp, OutcomeTable } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";
import type { ContractCheck } from "./contract.ts";
import { laneView } from "./lane-view.ts";
import type { LearnerRun, LearnerTrial } from "./model-learner-run.ts";
import { learnerRun } from "./model-learner-run.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensure } from "./violation.ts";

/** What a row answers: one lane. */
interface Answer { readonly state: number; readonly reward: number; readonly terminated: number }

/** `outcomeTable` and `sampledRows` are promises about `dynamics`, so that kernels may plan without it: they are kept. */
export const promisesCheck = (trial: LearnerTrial): ContractCheck => ({
  name: "its dynamics answers as outcomeTable and sampledRows promise, where it has them",
  run() {
    const run = learnerRun(trial);
    run.run(trial.updates);
    const { dynamics, outcomeTable, sampledRows } = run.faces;
    if (!dynamics || run.world.action.kind !== "discrete") return;
    if (outcomeTable) ensurePromise(run, dynamics, "outcomeTable", (row) => outcomeOf(outcomeTable, row), 0);
    if (sampledRows) ensurePromise(run, dynamics, "sampledRows", (row, uniform) => sampleOf(sampledRows, row, uniform()), 1);
  },
});

const outcomeOf = ({ successor, reward, terminated }: OutcomeTable, row: number): Answer =>
  ({ state: successor[row]!, reward: reward[row]!, terminated: terminated[row]! });

function sampleOf(
  { rowStart, rowEnd, successor, probability, terminated, reward }: Mdp, row: number, u: number,
): Answer | undefined {
  const [start, end] = [rowStart[row]!, rowEnd[row]!];
  if (end === start) return undefined;
  let k = start;
  for (let total = probability[k]!; k < end - 1 && total <= u; total += probability[k]!) k++;
  return { state: successor[k]!, reward: reward[row]!, terminated: terminated[k]! };
}

/** Steps the dynamics from every pair of the data and compares with what the promise says, draw for draw. */
function ensurePromise(
  { data: { all }, world, probe }: LearnerRun, dynamics: Dynamics, name: string,
  answer: (row: number, uniform: () => number) => Answer | undefined, draws: number,
): void {
  const actionCount = world.action.kind === "discrete" ? world.action.count : 0;
  const [own, twin] = [probe.streams("promise", all.size), probe.streams("promise", all.size)];
  const out = stepBuffers(dynamics.state, 1);
  const [state, action] = [allocate(dynamics.state, 1), allocate(dynamics.action, 1)];
  for (let index = 0; index < all.size; index++) {
    const expected = answer(all.observation[index]! * actionCount + all.action[index]!, () => twin.lane(index).uniform());
    if (!expected) continue;
    state[0] = all.observation[index]!;
    action[0] = all.action[index]!;
    dynamics.step(state, action, laneView(own, index), out);
    const got: Answer = { state: out.state[0]!, reward: out.reward[0]!, terminated: out.terminated[0]! };
    ensureSameTree(
      { ...expected }, { ...got }, `the step that ${name} promises from state ${state[0]}, action ${action[0]}`,
      `keep the promise, or do not provide ${name}`,
    );
    ensure(
      own.state.every((word, i) => word === twin.state[i]), `${draws} uniform numbers for each lane, as ${name} promises`,
      "other draws", "draw as promised",
    );
  }
}
