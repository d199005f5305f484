import type { Discrete, Environment, Restorable, StateTree } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asDynamics } from "./as-dynamics.ts";
import { asEnvironment } from "./as-environment.ts";
import { drive, driver } from "./drive.ts";
import type { Row, SmallAgent } from "./fixtures/small-agent.ts";
import { smallAgent } from "./fixtures/small-agent.ts";
import { timeLimit } from "./time-limit.ts";

/** Goes right by itself, 0 → 1 → 2 → 3; the last step pays 8 and ends the episode, the others pay 1. */
const conveyor = asDynamics({
  stateCount: 4, actionCount: 1, discount: 0.5, initial: Float64Array.of(1, 0, 0, 0),
  rowStart: Int32Array.of(0, 1, 2, 3), rowEnd: Int32Array.of(1, 2, 3, 4), successor: Int32Array.of(1, 2, 3, 3),
  probability: Float64Array.of(1, 1, 1, 1), terminated: Uint8Array.of(0, 0, 1, 1), reward: Float64Array.of(1, 1, 8, 0),
});

/** Five states in a ring; action 1 turns right with probability 3/4, action 0 left; arriving at 0 pays 1 and ends with probability 1/2. */
const ring = asDynamics({
  stateCount: 5, actionCount: 2, discount: 0.9, initial: Float64Array.of(0, 0.5, 0.5, 0, 0),
  rowStart: Int32Array.from({ length: 10 }, (_, row) => 3 * row), rowEnd: Int32Array.from({ length: 10 }, (_, row) => 3 * row + 3),
  successor: Int32Array.from({ length: 30 }, (_, k) => (Math.floor(k / 6) + (k % 3 === 0 ? 0 : k % 6 < 3 ? 4 : 1)) % 5),
  probability: Float64Array.from({ length: 30 }, (_, k) => [0.25, 0.375, 0.375][k % 3]!),
  terminated: Uint8Array.from({ length: 30 }, (_, k) => (k % 3 === 1 && (Math.floor(k / 6) + (k % 6 < 3 ? 4 : 1)) % 5 === 0 ? 1 : 0)),
  reward: Float64Array.from({ length: 10 }, (_, row) => (row + 1) / 8),
});

type World = Environment<Discrete, Discrete, null> & Restorable<Discrete>;
const conveyorWorld = (): World => asEnvironment(conveyor, { seed: 0 });
const ringWorld = (seed: number): World => timeLimit(asEnvironment(ring, { seed }), 6);

const row = (observation: number, reward: number, discount: number, last: number): Row =>
  ({ observation, action: 0, reward, next: observation + 1, discount, last });

describe("drive", () => {
  test("by hand: what the agent observes, and what comes back", () => {
    const agent = smallAgent(4, 1);
    const result = drive(agent, conveyorWorld(), { steps: 5 });
    expect(agent.rows).toEqual([row(0, 1, 0.5, 0), row(1, 1, 0.5, 0), row(2, 8, 0, 1), row(0, 1, 0.5, 0), row(1, 1, 0.5, 1)]);
    expect(result).toEqual({ steps: 5, episodes: [{ length: 3, return: 10, discountedReturn: 1 + 0.5 + 2, terminated: true }] });
  });

  test("a truncated episode keeps its discount, and ends", () => {
    const agent = smallAgent(4, 1);
    const result = drive(agent, timeLimit(conveyorWorld(), 2), { episodes: 2 });
    expect(agent.rows).toEqual([row(0, 1, 0.5, 0), row(1, 1, 0.5, 1), row(0, 1, 0.5, 0), row(1, 1, 0.5, 1)]);
    expect(result.episodes).toEqual(Array.from({ length: 2 }, () => ({ length: 2, return: 2, discountedReturn: 1.5, terminated: false })));
    expect(result.steps).toBe(4);
  });

  test("stops at the bound that comes first, and at nothing when it is nothing", () => {
    const lengths = [{ steps: 4, episodes: 1 }, { steps: 2, episodes: 1 }, { episodes: 2 }, { steps: 0 }, { episodes: 0 }]
      .map((bounds) => drive(smallAgent(4, 1), conveyorWorld(), bounds).steps);
    expect(lengths).toEqual([3, 2, 6, 0, 0]);
  });

  test("resets before the first step and before the first after an end, never after the last", () => {
    const calls: string[] = [];
    const world = conveyorWorld();
    const listening: Environment<Discrete, Discrete, null> = {
      ...world,
      reset: (options) => { calls.push("reset"); return world.reset(options); },
      step: (action) => { calls.push("step"); return world.step(action); },
    };
    drive(smallAgent(4, 1), listening, { episodes: 2 });
    expect(calls.join(" ")).toBe("reset step step step reset step step step");
  });

  test("tells of steps and of episodes, after the agent has learned", () => {
    const told: unknown[] = [];
    const agent = smallAgent(4, 1);
    drive(agent, conveyorWorld(), {
      steps: 4,
      onStep: ({ observation, nextObservation }, steps) => told.push([steps, observation[0], nextObservation[0], agent.rows.length]),
      onEpisode: ({ length }, episodes) => told.push(`episode ${episodes} of ${length}`),
    });
    expect(told).toEqual([[1, 0, 1, 1], [2, 1, 2, 2], [3, 2, 3, 3], "episode 1 of 3", [4, 0, 1, 4]]);
  });

  test("never says that a transition was imagined", () => {
    const agent = smallAgent(4, 1);
    const seen: boolean[] = [];
    drive({ ...agent, observe: (batch) => seen.push(batch.imagined) }, conveyorWorld(), { steps: 2 });
    expect(seen).toEqual([false, false]);
  });

  test("refuses runs without a bound, bounds that are no counts, and agents of several lanes", () => {
    expect(() => drive(smallAgent(4, 1), conveyorWorld(), {})).toThrow("expected steps or episodes\n     got neither\n   to do say when to stop");
    expect(() => drive(smallAgent(4, 1), conveyorWorld(), { steps: -1 })).toThrow("expected steps: a whole number of at least 0\n     got -1");
    expect(() => drive(smallAgent(4, 1), conveyorWorld(), { episodes: 0.5 })).toThrow("expected episodes: a whole number");
    expect(() => drive(smallAgent(4, 1, { lanes: 2 }), conveyorWorld(), { steps: 1 })).toThrow("expected an agent of 1 lane, as the environment\n     got one of 2");
  });
});

describe("driver", () => {
  interface Run { readonly agent: SmallAgent; readonly driver: ReturnType<typeof driver<Discrete, Discrete, null>> }
  const start = (seed: number): Run => {
    const agent = smallAgent(5, 2, { seed });
    return { agent, driver: driver(agent, ringWorld(seed)) };
  };

  test("goes on in the middle of an episode, which it does not cut", () => {
    const agent = smallAgent(4, 1);
    const run = driver(agent, conveyorWorld());
    expect(run.run({ steps: 2 })).toEqual({ steps: 2, episodes: [] });
    expect(run.run({ episodes: 1 })).toEqual({ steps: 1, episodes: [{ length: 3, return: 10, discountedReturn: 3.5, terminated: true }] });
    expect(agent.rows.map(({ last }) => last)).toEqual([0, 0, 1]);
  });

  test("2n steps equal n steps, save, load into another process's parts, n steps", () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), (seed, n) => {
      const [whole, half, other] = [start(seed), start(seed), start(seed + 1)];
      const first = whole.driver.run({ steps: n });
      const second = whole.driver.run({ steps: n });
      expect(half.driver.run({ steps: n })).toEqual(first);
      other.driver.run({ steps: 3 });
      other.agent.rows.length = 0;
      other.driver.load(half.driver.save());
      expect(other.driver.run({ steps: n })).toEqual(second);
      expect(other.agent.rows).toEqual(whole.agent.rows.slice(n));
      expect(other.driver.save()).toEqual(whole.driver.save());
    }), { seed: 1, numRuns: 60 });
  });

  test("can be saved from a hook", () => {
    const saves: StateTree[] = [];
    const agent = smallAgent(5, 2, { seed: 1 });
    const listening: ReturnType<typeof driver> = driver(agent, ringWorld(1), { onStep: () => saves.push(listening.save()) });
    listening.run({ steps: 9 });
    const later = start(2);
    later.driver.load(saves[3]!);
    later.driver.run({ steps: 5 });
    expect(later.agent.rows).toEqual(agent.rows.slice(4));
  });

  test("changes nothing when what is loaded does not fit", () => {
    const { agent, driver: run } = start(1);
    run.run({ steps: 4 });
    const before = run.save() as { [name: string]: StateTree }; // three parts by name
    const bad: StateTree[] = [
      null, 3, { loop: 0, agent: 0 }, { ...before, environment: new Float64Array(2) }, { ...before, agent: { table: 0 } }, { ...before, loop: { count: 0 } },
      driver(smallAgent(4, 1), conveyorWorld()).save(),
    ];
    for (const saved of bad) expect(() => run.load(saved)).toThrow("to do");
    expect(run.save()).toEqual(before);
    expect(agent.save()).toEqual(before["agent"]);
  });

  test("says so when the environment cannot be restored", () => {
    const { observation, action, discount, reset, step } = conveyorWorld();
    const run = driver(smallAgent(4, 1), { observation, action, discount, reset, step });
    expect(run.run({ steps: 2 }).steps).toBe(2);
    expect(() => run.save()).toThrow("expected an environment that can be restored, for a run that is saved");
    expect(() => run.load(null)).toThrow("got one without snapshot and restore");
  });
});
