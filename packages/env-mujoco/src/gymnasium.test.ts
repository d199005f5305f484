import { readFileSync } from "node:fs";
import { compareTrajectories, fromSnapshots, parseTrajectoryFile } from "@worldwise/rollout";
import loadOlderMujoco from "mujoco-js";
import { afterAll, describe, expect, test } from "vitest";
import { geomMargin } from "./contact-margins.ts";
import type { PhysicsEngine } from "./engine.ts";
import starts from "./fixtures/numpy-starts.json" with { type: "json" };
import { olderEngineOf } from "./fixtures/older-engine.ts";
import { worldNamed, worlds } from "./fixtures/worlds.ts";
import { hopperModel } from "./models/hopper-model.ts";
import { officialEngine } from "./official-engine.ts";

const olderEngine = olderEngineOf(await loadOlderMujoco({ print: () => undefined }));

interface Recorded {
  readonly frame_skip: number;
  readonly timestep: number;
  readonly observation_size: number;
  readonly trajectories: readonly {
    readonly initial_qpos: readonly number[];
    readonly initial_qvel: readonly number[];
    readonly actions: readonly (readonly number[])[];
    readonly qpos: readonly (readonly number[])[];
    readonly qvel: readonly (readonly number[])[];
    readonly observations: readonly (readonly number[])[];
    readonly rewards: readonly number[];
    readonly terminated: readonly boolean[];
  }[];
}

const read = (fixture: string): Recorded =>
  JSON.parse(readFileSync(new URL(`./fixtures/${fixture}.json`, import.meta.url), "utf8")) as Recorded; // on MuJoCo 3.3.8

const difference = (recorded: readonly number[], got: ArrayLike<number>): number =>
  recorded.reduce((largest, number, i) => Math.max(largest, Math.abs(number - got[i]!)), 0);

describe.each(worlds)("$name and its recorded rollouts", ({ name, fixture, make, observationSize, positionSize }) => {
  const recorded = read(fixture);
  const world = make();
  afterAll(() => world.close());

  test("size of observations, steps of the engine, customary limit", () => {
    expect(world.observation).toMatchObject({ dtype: "float64", size: observationSize });
    expect(recorded.observation_size).toBe(observationSize);
    expect(world.physics).toMatchObject({ timestep: recorded.timestep, frameSkip: recorded.frame_skip });
    expect(world.maxEpisodeSteps).toBe(fixture === "reacher-v5" ? 50 : 1000);
  });

  test("every step from the recorded state: within 1e-9, and every end", () => {
    const snapshot = new Float64Array(world.snapshotSize);
    const deviations = recorded.trajectories.flatMap((trajectory) => {
      const { initial_qpos, initial_qvel, actions, qpos, qvel, observations, rewards, terminated } = trajectory;
      snapshot.fill(0).set([...initial_qpos, ...initial_qvel]);
      return actions.map((action, k) => {
        world.restore(snapshot);
        const { observation, reward, ...ends } = world.step(Float32Array.from(action));
        expect(ends).toMatchObject({ terminated: terminated[k], truncated: false });
        world.snapshot(snapshot);
        const [position, velocity] = [snapshot.subarray(0, positionSize), snapshot.subarray(positionSize)];
        const deviation = Math.max(
          difference(observations[k]!, observation), difference(qpos[k]!, position), difference(qvel[k]!, velocity),
          Math.abs(reward - rewards[k]!),
        );
        snapshot.set([...qpos[k]!, ...qvel[k]!]);
        return deviation;
      });
    });
    const exceptions = deviations.filter((deviation) => !(deviation < 1e-9));
    // One step of the hopper: the newer solver is content one iteration earlier. See the test of its tolerance below.
    expect(exceptions).toHaveLength(name === "hopper" ? 1 : 0);
    for (const exception of exceptions) expect(exception).toBeLessThan(1e-7);
  });

  test("running freely for ten steps, as a command line replays", () => {
    const comparison = compareTrajectories(world, parseTrajectoryFile(recorded), { tolerance: 1e-9, freeSteps: 10 });
    expect(comparison).toMatchObject({ passed: true, mode: "free", mismatchCount: 0, notCompared: [] });
  });

  test("the recording engine itself runs freely for 25 steps to the last bits", () => {
    const older = make({}, olderEngine);
    const comparison = compareTrajectories(fromSnapshots(older), parseTrajectoryFile(recorded), { tolerance: 1e-14 });
    older.close();
    expect(comparison).toMatchObject({ passed: true, mismatchCount: 0 });
  });
});

describe("the first state of a seed is Gymnasium's", () => {
  test.each(starts.starts)("$world, seed $seed", ({ world: name, seed, episodes }) => {
    const world = worldNamed(name).make();
    const snapshot = new Float64Array(world.snapshotSize);
    episodes.forEach(({ qpos, qvel }, episode) => {
      world.reset(episode === 0 ? { seed } : {});
      world.snapshot(snapshot);
      expect([...snapshot.subarray(0, qpos.length + qvel.length)]).toEqual([...qpos, ...qvel]);
    });
    world.close();
  });
});

test("where engines differ by more than 1e-9 in a step, a stricter solver makes them agree", () => {
  const { actions, qpos, qvel } = read("hopper-v5").trajectories[0]!;
  const velocityAfter = (engine: PhysicsEngine, tolerance: string): Float64Array => {
    const model = hopperModel(geomMargin(0.001, "published", engine));
    const simulation = engine.open(model.replace("<option ", `<option tolerance="${tolerance}" `));
    simulation.clear();
    const { position, velocity, control } = simulation.arrays();
    position.set(qpos[20]!);
    velocity.set(qvel[20]!);
    simulation.forward();
    control.set(actions[21]!);
    simulation.advance(4);
    const after = velocity.slice();
    simulation.close();
    return after;
  };
  const deviation = (tolerance: string): number =>
    difference([...velocityAfter(olderEngine, tolerance)], velocityAfter(officialEngine, tolerance));
  expect(deviation("1e-8")).toBeGreaterThan(1e-9); // MuJoCo's default, and Gymnasium's
  expect(deviation("1e-10")).toBeLessThan(1e-14);
});

describe("contact margins", () => {
  const shownAfter = (options: object): Float64Array => {
    const world = worldNamed("hopper").make(options);
    world.reset({ seed: 1 });
    for (let k = 0; k < 12; k++) world.step(Float32Array.of(0.3, -0.6, 0.9));
    const seen = world.observe();
    world.close();
    return seen;
  };

  test("the conventions are different worlds, and each says which it is", () => {
    expect(difference([...shownAfter({})], shownAfter({ contactMargins: "3.9" }))).toBeGreaterThan(1e-3);
    const [published, newer] = [worldNamed("ant").make(), worldNamed("ant").make({ contactMargins: "3.9" })];
    expect([published.physics.contactMargins, newer.physics.contactMargins]).toEqual(["published", "3.9"]);
    published.close();
    newer.close();
  });

  test.each(["published", "3.9"])("%s: either engine gives the same dynamics", (contactMargins) => {
    for (const name of ["hopper", "ant"]) {
      const [ours, older] = [worldNamed(name).make({ contactMargins }), worldNamed(name).make({ contactMargins }, olderEngine)];
      ours.reset({ seed: 5 });
      older.reset({ seed: 5 });
      for (let k = 0; k < 8; k++) {
        const action = new Float32Array(ours.action.size).fill(Math.fround(0.4 * (-1) ** k));
        const [one, other] = [ours.step(action), older.step(action)];
        expect(difference([...one.observation], other.observation)).toBeLessThan(1e-9);
      }
      ours.close();
      older.close();
    }
  });
});
