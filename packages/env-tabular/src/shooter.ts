import type { Box, Component, Discrete, Dynamics, Policy } from "@worldwise/protocol";
import { boxOfShape, discrete, mark, WorldwiseError } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import type { ShooterOptions, ShooterRules } from "./shooter-rules.ts";
import { drawShooter, readShooter, shooterActions, shooterRules, startShooter, stepShooter } from "./shooter-rules.ts";
import { shooterScene } from "./shooter-scene.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** Pictures of bits. */
export type Bitmap = Box<"uint8">;

/** Shooter: seen as pictures, and deterministic. */
export interface Shooter extends Dynamics<Bitmap, Discrete, Bitmap>, Component<"dynamics", never, "dynamics"> {
  /** The customary time limit, in steps. */
  readonly maxEpisodeSteps: number;
}

/** Steps of an episode, as in the released experiment. */
const episodeSteps = 30;

/**
 * Shooter: a ship at the bottom of a picture shoots upward at targets at its top. Deterministic; what is seen are bits `[R, C]`.
 *
 * Actions: 0 wait, 1 left, 2 right, 3 shoot. The ship is one pixel of the bottom row and stops at the sides. A shot costs
 * `shotCost` and puts a bullet above the ship, which rises one pixel a step; many may fly at once. A target is two pixels high,
 * with a notch below its middle, the bullseye. A bullet that comes to its lower row beside the notch earns `edge`, one that comes
 * through the notch to the upper row earns `bullseye`; either way the whole target is gone at once. Nothing terminates; customary
 * limit 30 steps.
 *
 * Made to show what happens when a model is wrong: a pixel that sees only its neighborhood does not see a far end of its own
 * target being hit. With wide targets a model of small neighborhoods leaves pieces of targets behind, which no real picture has,
 * and what it then makes of them was never trained.
 *
 * Source: Talvitie (2014, 2017); 15 × 15 pixels, three targets, four actions, γ = 0.9 and the reference policy after the released
 * experiment. Rewards, the shapes of ship and targets, and that targets vanish without an explosion are ours.
 * Throws `bad-options` on pictures that do not hold the targets.
 */
export function shooter(options: ShooterOptions = {}): Shooter {
  const rules = shooterRules(options);
  const observation = boxOfShape("uint8", [rules.rows, rules.columns], 0, 1);
  const state = boxOfShape("uint8", [rules.stateSize], 0, Math.max(rules.columns, rules.rows));
  const { stateSize } = rules;
  const faces: Omit<Shooter, "~worldwise"> = {
    observation, action: discrete(4), state, discount: rules.discount, maxEpisodeSteps: episodeSteps,
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) startShooter(rules, laneOf(outState, b, stateSize));
    },
    step(from, action, _random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        out.reward[b] = stepShooter(rules, laneOf(from, b, stateSize), action[b]!, laneOf(out.state, b, stateSize));
        out.terminated[b] = 0;
      }
    },
    observe: eachLane(stateSize, observation.size, (from, outObservation) => { drawShooter(rules, from, outObservation); }),
    encode: eachLane(observation.size, stateSize, (from, outState) => { readShooter(rules, from, outState); }),
    scene: (from, lane) => shooterScene(rules, laneOf(from, lane, stateSize)),
  };
  return mark("dynamics", { name: "shooter", package: packageName, spaces: faces, needs: [], provides: ["dynamics"] }, faces);
}

const laneOf = (lanes: Uint8Array, b: number, size: number): Uint8Array => lanes.subarray(b * size, (b + 1) * size);

/** Lifts a function of one lane. */
const eachLane = (fromSize: number, toSize: number, write: (from: Uint8Array, out: Uint8Array) => void) =>
  (from: Uint8Array, out: Uint8Array): void => {
    for (let b = 0; b * toSize < out.length; b++) write(laneOf(from, b, fromSize), laneOf(out, b, toSize));
  };

/**
 * The reference policy of Shooter: to the right, and a shot under every bullseye whose target stands and at which none flies yet.
 *
 * With the default options it shoots at t = 1, 7 and 13, and is optimal: no policy earns more (checked in the tests by dynamic
 * programming). Where targets lie to the left of the start, or are wide, it need not be.
 */
export function shooterReference(options: ShooterOptions = {}): Policy<Bitmap, Discrete> {
  const rules = shooterRules(options);
  const state = new Uint8Array(rules.stateSize);
  const size = rules.rows * rules.columns;
  return {
    act(observation, random, outAction) {
      for (let b = 0; b < random.lanes; b++) {
        readShooter(rules, laneOf(observation, b, size), state);
        outAction[b] = aims(rules, state) ? shooterActions.shoot : shooterActions.right;
      }
    },
  };
}

function aims({ targets, firstBullet }: ShooterRules, state: Uint8Array): boolean {
  const ship = state[0]!;
  return state[1 + targets.indexOf(ship)] === 1 && targets.includes(ship) && !state.includes(ship + 1, firstBullet);
}

/** Shooter with few pixels as an explicit MDP. */
export interface SmallShooter extends TabularWorld {
  /** Writes what a state looks like in the Shooter of the same options, `[R, C]`. */
  bitmap(state: number, outObservation: Uint8Array): void;
}

const mostStates = 200_000;

/**
 * Shooter with few pixels, by default 5 × 5 and one target, as an explicit MDP: exact planners solve it.
 *
 * The states are those that can be reached from the start, numbered as breadth-first search finds them; state 0 is the start.
 * With bullets in every row there are many: at most C (C + 1)^(R − 1) 2^T. Rules and rewards are those of `shooter`.
 *
 * Throws `bad-options` on more than 200000 states, and as `shooter` does.
 */
export function smallShooter(options: ShooterOptions = {}): SmallShooter {
  const rules = shooterRules({ rows: 5, columns: 5, targets: [2], ...options });
  const { states, table } = reachable(rules);
  const world = tabularWorld(fromTransitionTable(table, { initial: 0, discount: rules.discount }), {
    name: "smallShooter", package: packageName, maxEpisodeSteps: episodeSteps,
    scene: (state) => shooterScene(rules, states[state]!),
  });
  return Object.freeze({
    ...world, bitmap: (state: number, outObservation: Uint8Array) => { drawShooter(rules, states[state]!, outObservation); },
  });
}

function reachable(rules: ShooterRules): { readonly states: readonly Uint8Array[]; readonly table: ReturnType<typeof tabulate> } {
  const first = new Uint8Array(rules.stateSize);
  startShooter(rules, first);
  const states = [first];
  const numberOf = new Map([[first.join(), 0]]);
  const outcomes: (readonly [next: number, reward: number])[] = [];
  for (let s = 0; s < states.length; s++) {
    for (let action = 0; action < 4; action++) {
      const next = new Uint8Array(rules.stateSize);
      const reward = stepShooter(rules, states[s]!, action, next);
      const key = next.join();
      if (!numberOf.has(key)) {
        numberOf.set(key, states.length);
        states.push(next);
      }
      outcomes.push([numberOf.get(key)!, reward]);
    }
    if (states.length > mostStates) throw tooMany();
  }
  return { states, table: tabulate(states.length, 4, (state, action) => certain(...outcomes[state * 4 + action]!)) };
}

const tooMany = (): WorldwiseError => new WorldwiseError("bad-options", {
  expected: `at most ${mostStates} states`, got: "more", todo: "take fewer rows, columns or targets, or shooter, which needs no table",
});
