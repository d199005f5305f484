import { WorldwiseError } from "@worldwise/protocol";
import { phases } from "./world-state.ts";

/** Throws unless an episode is running. */
export function checkRunning(world: string, phase: number): void {
  if (phase === phases.running) return;
  if (phase === phases.ended) {
    throw new WorldwiseError("step-after-end", {
      expected: `no step of ${world} after its episode ended`, got: "one", todo: "call reset() first: nothing resets itself",
    }, { world });
  }
  throw notBegun(world, "a step");
}

/** Throws unless an episode has begun. */
export function checkBegun(world: string, phase: number, call: string): void {
  if (phase === phases.notBegun) throw notBegun(world, call);
}

const notBegun = (world: string, call: string): WorldwiseError => new WorldwiseError("step-before-reset", {
  expected: `${world} to be reset first`, got: call, todo: "call reset()",
}, { world });

/** Throws after `close`. */
export function checkOpen(world: string, isOpen: boolean): void {
  if (isOpen) return;
  throw new WorldwiseError("closed", {
    expected: `no call of ${world} after close()`, got: "one", todo: "make another environment",
  }, { world });
}

/** Physics that blew up: MuJoCo alone would begin anew without a word. */
export const unstable = (world: string, step: number): WorldwiseError => new WorldwiseError("unstable-physics", {
  expected: `finite positions and velocities below 10^10 after step ${step} of ${world}`,
  got: "numbers that are not, or from which MuJoCo began anew by itself",
  todo: "look at the state that the step began in (snapshot() still has it) and its action; then reset() or restore()",
}, { world, step });
