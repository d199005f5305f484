import { WorldwiseError } from "@worldwise/protocol";

const phases = { notBegun: 0, running: 1, ended: 2 } as const;

/** Where each lane is: before its first reset, inside an episode, after its end. */
export interface LanePhases {
  /** Throws unless all lanes are inside an episode. */
  checkRunning(): void;
  begin(mask: Uint8Array): void;
  /** Notes the lanes that ended. */
  end(terminated: Uint8Array, truncated: Uint8Array): void;
}

/** B lanes before their first reset. Kept on this side: wrong use must not cost a round trip, nor the process. */
export function lanePhases(lanes: number): LanePhases {
  const phase = new Uint8Array(lanes);
  return {
    checkRunning() {
      const lane = phase.findIndex((now) => now !== phases.running);
      if (lane >= 0) throw phase[lane] === phases.ended ? afterEnd(lane) : beforeReset(lane);
    },
    begin(mask) {
      for (let b = 0; b < lanes; b++) if (mask[b] !== 0) phase[b] = phases.running;
    },
    end(terminated, truncated) {
      for (let b = 0; b < lanes; b++) if ((terminated[b]! | truncated[b]!) === 1) phase[b] = phases.ended;
    },
  };
}

const beforeReset = (lane: number): WorldwiseError => new WorldwiseError("step-before-reset", {
  expected: `lane ${lane} to be reset before its first step`, got: "a step", todo: "reset it first",
}, { lane });

const afterEnd = (lane: number): WorldwiseError => new WorldwiseError("step-after-end", {
  expected: `no step of lane ${lane} after its episode ended`, got: "one",
  todo: "reset it after terminated or truncated: nothing resets itself",
}, { lane });
