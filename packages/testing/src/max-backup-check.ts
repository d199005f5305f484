import type { ContractCheck } from "./contract.ts";
import { drawElements } from "./random-elements.ts";
import type { PlannerTrial } from "./planner-run.ts";
import { plannerRun } from "./planner-run.ts";
import { contractViolation } from "./violation.ts";
import { batchWithExtras } from "./walk.ts";

/**
 * `maxBackupTable` is a promise: learning an imagined transition does this, and nothing else:
 *
 *   Q(x,a) += stepSize · (r + discount · max_a' Q(x',a') − Q(x,a))
 */
export const maxBackupCheck = (trial: PlannerTrial): ContractCheck => ({
  name: "learns imagined transitions as maxBackupTable promises, where it provides it",
  run() {
    const { planner, state, decision: { maxBackupTable }, world, ...run } = plannerRun(trial);
    run.run(Math.floor(trial.steps / 2));
    if (!maxBackupTable || !planner.learn || world.action.kind !== "discrete") return;
    const [batch, draws, random] = [
      batchWithExtras(world, 1), trial.streams("imagined"), trial.streams("imagined learning").lane(0),
    ];
    batch.imagined = true;
    batch.size = 1;
    for (let i = 0; i < 50; i++) {
      drawElements(world.observation, draws, batch.observation);
      drawElements(world.action, draws, batch.action);
      drawElements(world.observation, draws, batch.nextObservation);
      batch.reward[0] = draws.lane(0).normal();
      batch.discount[0] = i % 5 === 0 ? 0 : world.discount;
      const expected = backedUp(maxBackupTable.actionValue, maxBackupTable.stepSize, batch, world.action.count);
      planner.learn(state, batch, random);
      ensureClose(expected, maxBackupTable.actionValue, world.action.count);
    }
  },
});

/** Q after one max backup, in a copy. */
function backedUp(
  actionValue: Float64Array, stepSize: number, batch: ReturnType<typeof batchWithExtras>, actionCount: number,
): Float64Array {
  const [row, next] = [batch.observation[0]! * actionCount + batch.action[0]!, batch.nextObservation[0]! * actionCount];
  const best = Math.max(...actionValue.subarray(next, next + actionCount));
  const copy = actionValue.slice();
  copy[row] = copy[row]! + stepSize * (batch.reward[0]! + batch.discount[0]! * best - copy[row]!);
  return copy;
}

function ensureClose(expected: Float64Array, got: Float64Array, actionCount: number): void {
  // The order of the additions is free; nothing else is.
  const index = expected.findIndex((value, i) => !(Math.abs(value - got[i]!) <= 1e-12 * (1 + Math.abs(value))));
  if (index < 0) return;
  const where = `at state ${Math.floor(index / actionCount)}, action ${index % actionCount}`;
  throw contractViolation({
    expected: `Q = ${expected[index]!} ${where}, after a max backup`, got: String(got[index]!),
    todo: "keep the promise, or do not provide maxBackupTable",
  }, { index });
}
