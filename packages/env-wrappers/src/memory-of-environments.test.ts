import { replay } from "@worldwise/data";
import type { Box, Environment, Restorable, TransitionBatch } from "@worldwise/protocol";
import { loadTree, saveTree, transitionBatch } from "@worldwise/protocol";
import { asEnvironment, timeLimit } from "@worldwise/rollout";
import { runContract, testEnvironment } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { screen } from "./fixtures/screen.ts";
import { deviationOf, flatten, record, runningNormalization, runningStatistics } from "./index.ts";

const ice = (seed = 1): Environment<Box<"float32">, Box<"float32">, null> & Restorable<Box<"float32">> =>
  timeLimit(asEnvironment(puck(), { seed }), 12);
const pushes = (t: number): Float32Array => Float32Array.of(Math.sin(3 * t), Math.cos(t) / 2);

describe("runningNormalization", () => {
  test.each([
    ["puck", () => runningNormalization(ice())],
    ["one-hot ladder", () => runningNormalization(flatten(asEnvironment(ladder(), { seed: 1 })))],
    ["screen", () => runningNormalization(asEnvironment(screen(), { seed: 1 }), { clip: 2 })]] as const)(
    "keeps the contract of an environment: %s", async (_, create) => {
      const { failed, text } = await runContract(testEnvironment(create as () => Environment, { steps: 400 })); // of any spaces
      expect(failed, text).toEqual([]);
    });

  test("mean and deviation are those of all that was shown; rewards are divided by the deviation of their sums", () => {
    const [raw, normalized] = [ice(), runningNormalization(ice())];
    const seen = [[...raw.reset({ seed: 4 }).observation]];
    const sums: number[] = [];
    normalized.reset({ seed: 4 });
    const deviation = (list: readonly number[]): number => {
      const mean = list.reduce((a, b) => a + b) / list.length;
      return Math.sqrt(list.reduce((total, x) => total + (x - mean) ** 2, 0) / list.length);
    };
    for (let t = 0; t < 12; t++) {
      const [step, scaled] = [raw.step(pushes(t)), normalized.step(pushes(t))];
      seen.push([...step.observation]);
      sums.push(0.95 * (sums.at(-1) ?? 0) + step.reward);
      expect(scaled.reward).toBeCloseTo(t === 0 ? step.reward : step.reward / deviation(sums), 10);
      [0, 1].forEach((i) => {
        const column = seen.map((row) => row[i]!);
        const mean = column.reduce((a, b) => a + b) / column.length;
        expect(deviationOf(normalized.statistics, i)).toBeCloseTo(deviation(column), 10);
        const inUnits = (step.observation[i]! - mean) / deviation(column);
        expect(scaled.observation[i]).toBeCloseTo(Math.min(Math.max(inUnits, -10), 10), 5);
      });
      if (step.terminated || step.truncated) break;
    }
    expect(normalized.statistics.count[0]).toBe(seen.length);
  });

  test("statistics last over episodes, can be shared with an environment that only looks, and saved", () => {
    const training = runningNormalization(ice());
    training.reset({ seed: 1 });
    for (let t = 0; t < 5; t++) training.step(pushes(t));
    training.reset();
    expect(training.statistics.count[0]).toBe(7);
    const evaluation = runningNormalization(ice(9), { statistics: training.statistics, learns: false });
    const [first] = [evaluation.reset({ seed: 2 }).observation];
    expect(training.statistics.count[0]).toBe(7);
    training.step(pushes(0));
    expect(evaluation.reset({ seed: 2 }).observation).not.toEqual(first);
    const copy = runningStatistics(training.observation);
    loadTree({ ...copy }, saveTree({ ...training.statistics }));
    expect(copy).toEqual(training.statistics);
  });

  test("a reset with a seed brings back the statistics that it was made with", () => {
    const statistics = runningStatistics(puck().observation);
    statistics.count[0] = 3;
    const environment = runningNormalization(ice(), { statistics });
    environment.reset();
    environment.reset({ seed: 1 });
    expect(statistics.count[0]).toBe(4);
  });

  test("refuses finite observations and a clip that is none", () => {
    expect(() => runningNormalization(asEnvironment(ladder(), { seed: 1 }))).toThrow("wrap it in `flatten` first");
    expect(() => runningNormalization(ice(), { clip: 0 })).toThrow("clip finite and above 0");
  });
});

describe("record", () => {
  test("keeps the contract of an environment, and changes nothing", async () => {
    const sink = { add: () => undefined };
    for (const create of [() => record(ice(), sink), () => record(asEnvironment(ladder(), { seed: 1 }), sink)]) {
      const { failed, text } = await runContract(testEnvironment(create as () => Environment, { steps: 400 })); // of any spaces
      expect(failed, text).toEqual([]);
    }
    const [one, other] = [record(ice(), sink), ice()];
    expect(one.reset()).toEqual(other.reset());
    expect(one.step(pushes(1))).toEqual(other.step(pushes(1)));
  });

  test("fills a replay, episode by episode", () => {
    const data = replay(puck(), 100);
    const environment = record(ice(), data);
    const shown: Float32Array[] = [environment.reset({ seed: 3 }).observation];
    let ended = false;
    for (let t = 0; !ended; t++) {
      const { observation, terminated, truncated } = environment.step(pushes(t));
      shown.push(observation);
      ended = terminated || truncated;
      expect(data.size).toBe(t);
    }
    environment.reset();
    const steps = shown.length - 1;
    expect([data.size, data.follow(0), data.follow(steps - 1)]).toEqual([steps, 1, -1]);
    const batch = transitionBatch(puck(), steps);
    data.gather(Int32Array.from({ length: steps }, (_, i) => i), batch);
    expect([...batch.observation]).toEqual(shown.slice(0, -1).flatMap((row) => [...row]));
    expect([...batch.nextObservation]).toEqual(shown.slice(1).flatMap((row) => [...row]));
    expect([...batch.action.subarray(0, 4)]).toEqual([...pushes(0), ...pushes(1)]);
    expect(batch.imagined).toBe(false);
  });

  test("the discount is 0 where the MDP ended, and γ where somebody stopped", () => {
    const rows: Pick<TransitionBatch, "discount" | "last">[] = [];
    const sink = {
      add: ({ discount, last }: TransitionBatch) => void rows.push({ discount: discount.slice(), last: last.slice() }),
    };
    const jumper = record(asEnvironment(ladder(), { seed: 1 }), sink);
    jumper.reset();
    jumper.step(0);
    jumper.step(2);
    jumper.flush();
    const brief = record(timeLimit(asEnvironment(ladder(), { seed: 1 }), 1), sink);
    brief.reset();
    brief.step(0);
    brief.close?.();
    expect(rows.map(({ discount, last }) => [discount[0], last[0]])).toEqual([[0.9, 0], [0, 1], [0.9, 1]]);
  });

  test("resets, restores, flush and close break an episode off", () => {
    const lasts: number[] = [];
    const environment = record(ice(), { add: ({ last }) => void lasts.push(last[0]!) });
    const snapshot = new Float64Array(environment.snapshotSize);
    environment.reset();
    environment.step(pushes(0));
    environment.snapshot(snapshot);
    environment.step(pushes(1));
    environment.restore(snapshot);
    const { observation } = environment.step(pushes(2));
    environment.reset();
    environment.step(pushes(3));
    environment.flush();
    environment.flush();
    environment.step(pushes(4));
    environment.close?.();
    expect(lasts).toEqual([0, 1, 1, 1, 1]);
    expect(observation).not.toEqual(environment.observe());
  });
});
