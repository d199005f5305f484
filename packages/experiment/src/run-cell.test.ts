import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { AttemptRows, CellSpec } from "./cell.ts";
import { load } from "./fixtures/test-parts.ts";
import { runCell } from "./run-cell.ts";
import { startRun } from "./start-run.ts";

const spec: CellSpec = { environment: "test-parts/corridor", agent: "test-parts/learner", seed: 1, budget: { episodes: 20 } };

describe("runCell", () => {
  test("the same spec gives the same bytes, another seed other ones", async () => {
    const text = async (seed: number): Promise<string> => canonicalJson(await runCell({ ...spec, seed }, load));
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 40 }), async (seed) => {
      expect(await text(seed)).toBe(await text(seed));
      expect(await text(seed)).not.toBe(await text(seed + 1));
    }), { seed: 1, numRuns: 20 });
  });

  test("seeds that differ only beyond 32 bits differ", async () => {
    expect(await runCell({ ...spec, seed: 2 ** 32 + 1 }, load)).not.toEqual(await runCell(spec, load));
  });

  test("ends after so many episodes, or so many steps, whichever comes first", async () => {
    expect((await runCell(spec, load)).episodes).toHaveLength(20);
    const { episodes } = await runCell({ ...spec, budget: { episodes: 20, steps: 100 } }, load);
    expect(episodes.length).toBeLessThan(20);
    expect(episodes.reduce((total, { steps }) => total + steps, 0)).toBeLessThanOrEqual(100);
    expect(await runCell({ ...spec, budget: { episodes: 20, steps: 1e6 } }, load)).toEqual(await runCell(spec, load));
  });

  test("counts episodes from 1 and tells how they ended", async () => {
    const { episodes } = await runCell({ ...spec, budget: { episodes: 10, maxEpisodeSteps: 4 } }, load);
    expect(episodes.map(({ episode }) => episode)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(episodes.some(({ terminated }) => !terminated)).toBe(true);
    for (const episode of episodes) expect(episode.return).toBe(Number(episode.terminated));
    expect(Math.max(...episodes.map(({ steps }) => steps))).toBe(4);
  });

  test("evaluates after every so many episodes, and training goes on as if it had not", async () => {
    const plain = await runCell(spec, load);
    const evaluated = await runCell({ ...spec, evaluate: { every: 5, episodes: 3 } }, load);
    expect(evaluated.evaluations.map(({ episode }) => episode)).toEqual([5, 10, 15, 20]);
    expect({ ...evaluated, evaluations: [] }).toEqual(plain);
  });

  test("the time limit of evaluations is theirs, or else the one of training", async () => {
    const lengths = async (evaluate: CellSpec["evaluate"], maxEpisodeSteps?: number): Promise<readonly number[]> =>
      (await runCell({ ...spec, budget: { episodes: 1, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }) }, evaluate: evaluate! }, load)).evaluations.map(({ length }) => length);
    expect(await lengths({ every: 1, episodes: 4, maxEpisodeSteps: 3 })).toEqual([3]);
    expect(await lengths({ every: 1, episodes: 4, maxEpisodeSteps: 3 }, 50)).toEqual([3]);
    expect(await lengths({ every: 1, episodes: 4 }, 2)).toEqual([2]);
  });

  test("a finite world tells true values, and the planner's tables", async () => {
    const { exact, tables } = await runCell({ ...spec, environment: { use: "test-parts/corridor", with: { cells: 4, slip: 0 } }, budget: { episodes: 200 } }, load);
    expect(exact!.policy).toBeCloseTo(0.81, 12);
    expect(exact!.optimal).toBeCloseTo(0.81, 8);
    expect(tables!.greedyAction.slice(0, 3)).toEqual([1, 1, 1]);
    expect(tables!.value[2]).toBeCloseTo(1, 6);
  });

  test("an environment that keeps its own state has no true values, and its change is the same for every agent", async () => {
    const mirror = { ...spec, environment: { use: "test-parts/mirror", with: { changeAt: 30 } }, budget: { steps: 300 } };
    const first = await runCell(mirror, load);
    expect(first).toEqual(await runCell(mirror, load));
    expect(first.exact).toBeUndefined();
    expect(first.tables!.greedyAction).toEqual([]);
    expect(first).not.toEqual(await runCell({ ...mirror, environment: "test-parts/mirror" }, load));
  });

  test("an error of a component is the run's", async () => {
    await expect(runCell({ ...spec, agent: { use: "test-parts/learner", with: { ending: "throw" } } }, load)).rejects.toThrow("told to throw");
    await expect(runCell({ ...spec, agent: "test-parts/corridor" }, load)).rejects.toMatchObject({ code: "wrong-role" });
    await expect(runCell({ ...spec, environment: "test-parts/learner" }, load)).rejects.toMatchObject({ code: "wrong-role" });
  });
});

describe("a cell that throws", () => {
  test("tells what it had recorded: the beginning of what it would have", async () => {
    const recorded: AttemptRows[] = [];
    const failing = { ...spec, agent: { use: "test-parts/learner", with: { ending: "throw-later" } }, evaluate: { every: 2, episodes: 1 } };
    await expect(runCell(failing, load, { onFailure: (rows) => recorded.push(rows) })).rejects.toThrow("told to throw");
    const whole = await runCell({ ...failing, agent: "test-parts/learner" }, load);
    const [{ episodes, evaluations }] = recorded as [AttemptRows]; // told once, as the next line says
    expect(recorded).toHaveLength(1);
    expect([episodes.length > 1, episodes.length < 20]).toEqual([true, true]);
    expect(episodes).toEqual(whole.episodes.slice(0, episodes.length));
    expect(evaluations).toEqual(whole.evaluations.slice(0, evaluations.length));
  });

  test("before it has begun it tells nothing, and at its end neither", async () => {
    const onFailure = vi.fn();
    await expect(runCell({ ...spec, agent: "test-parts/corridor" }, load, { onFailure })).rejects.toThrow();
    await runCell(spec, load, { onFailure });
    expect(onFailure).not.toHaveBeenCalled();
  });
});

describe("startRun", () => {
  const walk = async (agent: CellSpec["agent"], environment: CellSpec["environment"], which: "environment" | "evaluation" = "environment"): Promise<readonly unknown[]> => {
    const run = await startRun({ environment, agent, seed: 3 }, load);
    const world = run[which];
    world.reset();
    return Array.from({ length: 40 }, () => {
      const { observation, terminated } = world.step(1);
      return terminated ? world.reset().observation : observation;
    });
  };

  test.each(["test-parts/corridor", "test-parts/mirror"])("the weather of %s does not depend on the agent; evaluation has its own", async (environment) => {
    const other = { use: "test-parts/learner", with: { stepSize: 0.1 } };
    expect(await walk("test-parts/learner", environment)).toEqual(await walk(other, environment));
    expect(await walk("test-parts/learner", environment, "evaluation")).not.toEqual(await walk("test-parts/learner", environment));
  });
});
