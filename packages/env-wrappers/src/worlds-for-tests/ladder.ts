import type { Component, Discrete, Dynamics, Mdp } from "@worldwise/protocol";
import { mark } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";

/** A ladder of five rungs: up (0), down (1), jump off (2), which is legal on the two highest rungs. Moves slip with 0.2. */
export interface Ladder extends Dynamics<Discrete, Discrete, Discrete>, Component<"dynamics", never, "dynamics"> {
  readonly mdp: Mdp;
}

const rungs = 5;

const rows = Array.from({ length: rungs * 3 }, (_, row) => {
  const [rung, action] = [Math.floor(row / 3), row % 3];
  const to = Math.min(Math.max(rung + (action === 0 ? 1 : -1), 0), rungs - 1);
  return action === 2 ? [{ next: 0, probability: 1, ends: 1, pays: rung }]
    : [{ next: to, probability: 0.8, ends: 0, pays: -0.5 }, { next: rung, probability: 0.2, ends: 0, pays: -1 }];
});
const flat = rows.flat();
const starts = rows.map((_, row) => rows.slice(0, row).reduce((total, outcomes) => total + outcomes.length, 0));

const mdp: Mdp = {
  stateCount: rungs, actionCount: 3, rowStart: Int32Array.from(starts), rowEnd: Int32Array.from(rows, (outcomes, row) => starts[row]! + outcomes.length),
  successor: Int32Array.from(flat, ({ next }) => next), probability: Float64Array.from(flat, ({ probability }) => probability),
  terminated: Uint8Array.from(flat, ({ ends }) => ends), successorReward: Float64Array.from(flat, ({ pays }) => pays),
  reward: Float64Array.from(rows, (outcomes) => outcomes.reduce((total, { probability, pays }) => total + probability * pays, 0)),
  initial: Float64Array.of(0.5, 0.5, 0, 0, 0), discount: 0.9,
};

export function ladder(): Ladder {
  const dynamics = asDynamics(mdp, { name: "ladder", maxEpisodeSteps: 30 });
  return mark("dynamics", { name: "ladder", spaces: dynamics, needs: [], provides: ["dynamics"] }, {
    ...dynamics, mdp,
    legalActions: {
      mask(observation: Int32Array, outMask: Uint8Array) {
        observation.forEach((rung, b) => outMask.set([1, 1, Number(rung >= rungs - 2)], 3 * b));
      },
    },
    grid: {
      rows: rungs, columns: 1, stateOfCell: Int32Array.of(4, 3, 2, 1, 0), marks: { 4: "S" }, moves: [[-1, 0], [1, 0], [0, 0]] as const,
    },
    scene: (state: Int32Array, lane: number) => ({
      left: 0, right: 1, bottom: 0, top: 5, marks: [{ kind: "circle" as const, center: [0.5, state[lane]!] as const, radius: 0.2, tone: "agent" as const }],
    }),
  });
}
