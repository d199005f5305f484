import { pcg64 } from "@worldwise/math";
import type { Discrete, RestorableLanes, VectorEnvironment } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asDynamics } from "./as-dynamics.ts";
import { asEnvironment } from "./as-environment.ts";
import { drive } from "./drive.ts";
import type { LaneEpisode } from "./drive-lanes.ts";
import { driveLanes, lanesDriver } from "./drive-lanes.ts";
import { smallAgent } from "./fixtures/small-agent.ts";
import { timeLimit } from "./time-limit.ts";
import { vectorize } from "./vectorize.ts";

/** From 0: action 0 stays and pays 1, action 1 goes to 1 or 2 and pays 0; from there the episode ends whatever is done, and pays 4. */
const fork = asDynamics({
  stateCount: 3, actionCount: 2, discount: 0.5, initial: Float64Array.of(1, 0, 0),
  rowStart: Int32Array.of(0, 1, 3, 4, 5, 6), rowEnd: Int32Array.of(1, 3, 4, 5, 6, 7), successor: Int32Array.of(0, 1, 2, 0, 0, 0, 0),
  probability: Float64Array.of(1, 0.5, 0.5, 1, 1, 1, 1), terminated: Uint8Array.of(0, 0, 0, 1, 1, 1, 1), reward: Float64Array.of(1, 0, 4, 4, 4, 4),
});

type World = VectorEnvironment<Discrete, Discrete> & RestorableLanes<Discrete>;
const forks = (lanes: number, seed = 0): World => vectorize(fork, lanes, { seed, maxEpisodeSteps: 3 });

/** The same behind a pipe. */
function remote(local: World): VectorEnvironment<Discrete, Discrete, Promise<undefined>> {
  const roundTrip = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const { observation, action, discount, lanes } = local;
  return {
    observation, action, discount, lanes,
    reset: async (mask, out) => { await roundTrip(); return local.reset(mask, out); },
    step: async (action, out) => { await roundTrip(); return local.step(action, out); },
  };
}

describe("driveLanes", () => {
  test("one lane is driven as drive does it", async () => {
    const [one, lane] = [smallAgent(3, 2, { seed: 4 }), smallAgent(3, 2, { seed: 4 })];
    const single = drive(one, timeLimit(asEnvironment(fork, { key: [0, 7] }), 3), { steps: 40 });
    const result = await driveLanes(lane, vectorize(fork, 1, { key: [0, 7], source: pcg64, maxEpisodeSteps: 3 }), { steps: 40 });
    expect(lane.rows).toEqual(one.rows);
    expect(result.episodes.map(({ lane: _, ...episode }) => episode)).toEqual(single.episodes);
    expect(single.episodes.length).toBeGreaterThan(5);
  });

  test("tells each lane's episodes apart, and resets only those that ended", async () => {
    const agent = smallAgent(3, 2, { lanes: 3, seed: 1 });
    const { episodes, steps } = await driveLanes(agent, forks(3), { steps: 20 });
    expect([steps, agent.rows.length]).toEqual([20, 60]);
    for (const lane of [0, 1, 2]) {
      const rows = agent.rows.filter((_, index) => index % 3 === lane);
      const lengths = episodes.filter((episode) => episode.lane === lane).map(({ length }) => length);
      const ends = rows.flatMap(({ last }, t) => (last === 1 ? [t + 1] : []));
      const cutAtTheBound = ends.at(-1) === 20 && lengths.reduce((total, length) => total + length, 0) < 20;
      expect(lengths).toEqual(ends.slice(0, cutAtTheBound ? -1 : undefined).map((end, i) => end - (ends[i - 1] ?? 0)));
      rows.forEach(({ next, last }, t) => { if (last === 0) expect(rows[t + 1]!.observation).toBe(next); });
      rows.forEach(({ last }, t) => { if (last === 1 && t < 19) expect(rows[t + 1]!.observation).toBe(0); });
    }
  });

  test("returns sum up, terminated bootstraps nothing, truncated does", async () => {
    const agent = smallAgent(3, 2, { lanes: 2, seed: 3 });
    const seen: LaneEpisode[] = [];
    await driveLanes(agent, forks(2), { episodes: 20, onEpisode: (episode) => seen.push(episode) });
    expect(seen.length).toBeGreaterThanOrEqual(20);
    for (const episode of seen) {
      const pays = episode.terminated ? [...new Array<number>(episode.length - 2).fill(1), 0, 4] : episode.return === 3 ? [1, 1, 1] : [1, 1, 0];
      expect(episode.return).toBe(pays.reduce((total, reward) => total + reward, 0));
      expect(episode.discountedReturn).toBe(pays.reduce((total, reward, t) => total + 0.5 ** t * reward, 0));
    }
    for (const row of agent.rows) expect(row.discount).toBe(row.observation === 0 ? 0.5 : 0);
  });

  test("is the same behind a pipe", async () => {
    const [here, there] = [smallAgent(3, 2, { lanes: 3 }), smallAgent(3, 2, { lanes: 3 })];
    const local = await driveLanes(here, forks(3), { steps: 15 });
    expect(await driveLanes(there, remote(forks(3)), { steps: 15 })).toEqual(local);
    expect(there.rows).toEqual(here.rows);
  });

  test("costs an environment of this process no turn of the event loop", async () => {
    let steps = 0;
    const running = driveLanes(smallAgent(3, 2, { lanes: 2 }), forks(2), { steps: 10, onStep: () => { steps++; } });
    expect(steps).toBe(10);
    await running;
  });

  test("refuses what does not fit", async () => {
    await expect(driveLanes(smallAgent(3, 2, { lanes: 2 }), forks(3), { steps: 1 })).rejects.toThrow("expected an agent of 3 lanes, as the environment\n     got one of 2");
    await expect(driveLanes(smallAgent(3, 2, { lanes: 3 }), forks(3), {})).rejects.toThrow("expected steps or episodes");
  });
});

describe("lanesDriver", () => {
  test("2n steps equal n steps, save, load into other parts, n steps", async () => {
    await fc.assert(fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 20 }), async (seed, n) => {
      const [agent, otherAgent] = [smallAgent(3, 2, { lanes: 3, seed }), smallAgent(3, 2, { lanes: 3, seed: seed + 1 })];
      const [whole, other] = [lanesDriver(agent, forks(3, seed)), lanesDriver(otherAgent, forks(3, seed + 1))];
      await whole.run({ steps: n });
      const saved = whole.save();
      const second = await whole.run({ steps: n });
      await other.run({ steps: 2 });
      otherAgent.rows.length = 0;
      other.load(saved);
      expect(await other.run({ steps: n })).toEqual(second);
      expect(otherAgent.rows).toEqual(agent.rows.slice(3 * n));
      expect(other.save()).toEqual(whole.save());
    }), { seed: 1, numRuns: 25 });
  });

  test("runs one at a time", async () => {
    const run = lanesDriver(smallAgent(3, 2, { lanes: 2 }), remote(forks(2)));
    const first = run.run({ steps: 2 });
    await expect(run.run({ steps: 2 })).rejects.toThrow("expected one run at a time");
    expect(() => run.save()).toThrow("to do await the run that is under way");
    expect((await first).steps).toBe(2);
    expect((await run.run({ steps: 1 })).steps).toBe(1);
  });

  test("says so when the lanes cannot be restored", async () => {
    const { observation, action, discount, lanes, reset, step } = forks(2);
    const run = lanesDriver(smallAgent(3, 2, { lanes: 2 }), { observation, action, discount, lanes, reset, step });
    await run.run({ steps: 2 });
    expect(() => run.save()).toThrow("got one without snapshot and restore");
  });
});
