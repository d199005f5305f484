import { WorldwiseError } from "@worldwise/protocol";

/** Where a lane is: before its first reset, inside an episode, after its end. Numbers, because snapshots keep them. */
export const phases = { notBegun: 0, running: 1, ended: 2 } as const;

/** Throws unless a lane is inside an episode. */
export function checkRunning(phase: number, lane?: number): void {
  if (phase !== phases.running) throw outOfOrder(phase, lane);
}

/** Throws before the first reset of a lane. */
export function checkBegun(phase: number, lane?: number): void {
  if (phase !== phases.notBegun) return;
  const [of, call] = lane === undefined ? ["the environment", "reset()"] : [`lane ${lane}`, `reset() with a 1 for lane ${lane} in its mask`];
  throw new WorldwiseError("scene-before-reset", {
    expected: `${of} to be reset before it is looked at`, got: "a look", todo: `call ${call} first`,
  }, lane === undefined ? {} : { lane });
}

function outOfOrder(phase: number, lane: number | undefined): WorldwiseError {
  const [of, call] = lane === undefined ? ["the environment", "reset()"] : [`lane ${lane}`, `reset() with a 1 for lane ${lane} in its mask`];
  const facts = { phase: phase === phases.ended ? "ended" : "not-begun", ...(lane !== undefined && { lane }) };
  return phase === phases.ended
    ? new WorldwiseError("step-after-end", {
      expected: `no step of ${of} after its episode ended`, got: "one", todo: `call ${call} after terminated or truncated: nothing resets itself`,
    }, facts)
    : new WorldwiseError("step-before-reset", { expected: `${of} to be reset before its first step`, got: "a step", todo: `call ${call} first` }, facts);
}
