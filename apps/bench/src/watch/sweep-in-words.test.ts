import { describe, expect, test } from "vitest";
import { pace } from "./pace.ts";
import { plainLines } from "./plain-lines.ts";
import { durationInWords, progressInWords, stateInWords } from "./sweep-in-words.ts";
import type { Sweep } from "./sweep.ts";

const sweep: Sweep = {
  folder: "/x", state: "running", total: 40, finished: 12, failed: 0, unread: 0,
  studies: [], failures: [], damaged: [], curves: [],
};
const failed = { id: "a", study: "s", point: { method: "slow", seed: "1" }, error: "Error: no\n  at x\u001b[2J" };

test.each([
  [0, "0 s"], [0.2, "1 s"], [99, "99 s"], [150, "3 min"], [5999, "1 h 40 min"], [7200, "2 h 0 min"], [200_000, "2 days 7 h"],
])("%d seconds: %s", (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words);
});

test("states and progress", () => {
  expect(progressInWords({ ...sweep, failed: 2, secondsLeft: 14 })).toBe("12 of 40 runs finished, 2 failed, about 14 s left");
  expect(stateInWords({ ...sweep, state: "waiting", waitsFor: "a folder" })).toBe("Waiting for a folder.");
  expect(stateInWords({ ...sweep, state: "over", finished: 40 })).toBe("Over: all 40 runs have finished.");
  expect(stateInWords({ ...sweep, state: "over", finished: 38, failed: 2 })).toContain("38 of 40 runs have finished, 2 failed");
  expect(stateInWords({ ...sweep, state: "still", secondsStill: 300 })).toContain("Nothing new for 5 min");
});

describe("plainLines", () => {
  test("tell what has changed, and each failure once", () => {
    const tell = plainLines();
    expect(tell(sweep)).toEqual(["12 of 40 runs finished"]);
    expect(tell({ ...sweep, secondsLeft: 3 })).toEqual([]);
    const later = { ...sweep, finished: 13, failed: 1, failures: [failed] };
    expect(tell(later)).toEqual(["failed: s, method slow, seed 1: Error: no · at x\ufffd[2J", "13 of 40 runs finished, 1 failed"]);
    expect(tell(later)).toEqual([]);
    const end = "Over: 39 of 40 runs have finished, 1 failed. The same command tries them again.";
    expect(tell({ ...later, state: "over", finished: 39 })).toEqual([end]);
  });
});

describe("pace", () => {
  const timesEvery = (step: number, count: number, from = 0): number[] =>
    Array.from({ length: count }, (_, k) => from + k * step);

  test("is the mean time between runs, not known of two", () => {
    const steady = pace();
    steady.add(timesEvery(1000, 2));
    expect(steady.interval(1000)).toBeUndefined();
    steady.add(timesEvery(1000, 9, 2000));
    expect(steady.interval(10_000)).toBe(1000);
    expect(steady.last).toBe(10_000);
  });

  test("a break of a day does not count, and a wait counts when it grows", () => {
    const broken = pace();
    broken.add([...timesEvery(1000, 50), ...timesEvery(2000, 11, 86_400_000)]);
    expect(broken.interval(86_420_000)).toBe(2000);
    expect(broken.interval(86_420_000 + 100_000)).toBe(10_000);
  });

  test("several processes finish at once", () => {
    const bursts = pace();
    bursts.add(timesEvery(4000, 10).flatMap((time) => [time, time, time, time]));
    expect(bursts.interval(36_000)).toBeCloseTo(36_000 / 39, 6);
  });
});
