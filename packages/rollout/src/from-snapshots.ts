import type { Box, Component, Dynamics, Element, Environment, Lanes, Restorable, Scene, Space } from "@worldwise/protocol";
import { allocate, boxOfShape, fromElement, mark, toElement, WorldwiseError } from "@worldwise/protocol";
import { copyLane } from "./copy-lane.ts";
import { sameWorld } from "./same-world.ts";

/** What `fromSnapshots` has for a state: a simulator's snapshot, and whether its episode has ended. */
export type SnapshotSpace = Box<"float64">;

/** Largest seed that is drawn for a start: 2^31 − 1. */
const SEEDS = 2 ** 31;

/**
 * Stateless dynamics from a simulator that can be restored: search and imagination in a physics engine.
 *
 *   state = (snapshot, ended)        `[B, snapshotSize + 1]`
 *
 * A start is a reset with a seed that is drawn from the lane's stream. A step draws nothing: a snapshot holds the simulator's own stream,
 * so its noise is fixed by the state, and every step from the same state with the same action is the same. Who searches in a stochastic simulator
 * therefore sees the noise to come. After the end nothing moves any more, and the reward is 0.
 *
 * The simulator is used up by it: nobody else should step it. It must not truncate, for time limits are not physics:
 * pass it without its time limit, or a step throws.
 */
export function fromSnapshots<O extends Space, A extends Space, Info>(
  simulator: Environment<O, A, Info> & Restorable<O>,
): Dynamics<O, A, SnapshotSpace> & Component<"dynamics", never, "dynamics"> {
  const { observation, action } = simulator;
  const size = simulator.snapshotSize + 1;
  const snapshot = new Float64Array(simulator.snapshotSize);
  const [seen, chosen] = [allocate(observation, 1), allocate(action, 1)];
  const restoreLane = (state: Float64Array, b: number): void => {
    for (let i = 0; i < snapshot.length; i++) snapshot[i] = state[b * size + i]!;
    simulator.restore(snapshot);
  };
  const writeLane = (outState: Float64Array, b: number, ended: boolean): void => {
    simulator.snapshot(snapshot);
    for (let i = 0; i < snapshot.length; i++) outState[b * size + i] = snapshot[i]!;
    outState[b * size + snapshot.length] = Number(ended);
  };
  const choose = (actions: Lanes<A>, b: number): Element<A> => {
    copyLane(actions, b, chosen, 0, action.size);
    return toElement(action, chosen);
  };

  const dynamics: Dynamics<O, A, SnapshotSpace> = {
    ...sameWorld(simulator), state: boxOfShape("float64", [size], -Infinity, Infinity),
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) {
        simulator.reset({ seed: random.lane(b).integer(SEEDS) });
        writeLane(outState, b, false);
      }
    },
    step(state, actions, _random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        if (state[b * size + snapshot.length] === 1) {
          copyLane(state, b, out.state, b, size);
          out.reward[b] = 0;
          out.terminated[b] = 1;
          continue;
        }
        restoreLane(state, b);
        const { reward, terminated, truncated } = simulator.step(choose(actions, b));
        if (truncated) throw truncates();
        writeLane(out.state, b, terminated);
        out.reward[b] = reward;
        out.terminated[b] = Number(terminated);
      }
    },
    ...(simulator.scene && {
      scene(state: Float64Array, lane: number): Scene {
        restoreLane(state, lane);
        return simulator.scene!(); // it was there a line ago
      },
    }),
    observe(state, outObservation) {
      for (let b = 0; b * size < state.length; b++) {
        restoreLane(state, b);
        fromElement<O>(simulator.observe(), seen);
        copyLane(seen, 0, outObservation, b, observation.size);
      }
    },
  };
  return mark("dynamics", { name: "from-snapshots", spaces: { observation, action }, needs: [], provides: ["dynamics"] }, dynamics);
}

const truncates = (): WorldwiseError => new WorldwiseError("truncated-dynamics", {
  expected: "a simulator that does not truncate", got: "a truncated step", todo: "pass the simulator without its time limit; wrap limits round what is driven",
});
