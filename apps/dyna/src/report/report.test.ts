import type { Episode } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import type { Output } from "../shell.ts";
import { episodeTable, progressLine } from "./episode-lines.ts";
import { formatNumber } from "./format-number.ts";
import { sparkline } from "./sparkline.ts";
import { summaryLines } from "./summary.ts";

const episodeOf = (length: number): Episode => ({ length, return: 1 / length, discountedReturn: 0, terminated: true });
function recorder(isTTY: boolean): Output & { readonly text: () => string } {
  const parts: string[] = [];
  return { isTTY, write: (text: string) => parts.push(text), text: () => parts.join("") };
}
/** Numbers of the episodes in a table. */
const shown = (text: string): number[] => text.trimEnd().split("\n").slice(1).map((line) => Number(line.trim().split(/ +/)[0]));

test("sparkline goes from the smallest to the largest and averages groups", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([3, 3])).toBe("▁▁");
  expect(sparkline([])).toBe("");
  expect(sparkline([0, 14, 0, 0, 14, 14], 3)).toBe("▅▁█");
});

test("numbers for people", () => {
  expect([1234567, 0.123456, -2.00004, 1e-9].map(formatNumber)).toEqual(["1234567", "0.1235", "-2", "1e-9"]);
});

describe("episodeTable", () => {
  function play(out: Output, count: number, budget: { episodes?: number; steps?: number }): void {
    const table = episodeTable(out, budget);
    for (let number = 1; number <= count; number++) table.episode(episodeOf(10), number);
    table.close();
  }

  test("shows every episode of a short run on a terminal, and tenths of a long one", () => {
    const [short, long] = [recorder(true), recorder(true)];
    play(short, 25, { episodes: 25 });
    play(long, 1000, { episodes: 1000 });
    expect(shown(short.text())).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(shown(long.text())).toEqual([1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  test("elsewhere: the first, each tenth, the last, by episodes or by steps", () => {
    const [byEpisodes, bySteps] = [recorder(false), recorder(false)];
    play(byEpisodes, 50, { episodes: 50 });
    play(bySteps, 47, { steps: 479 });
    expect(shown(byEpisodes.text())).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    expect(shown(bySteps.text())).toEqual([1, 5, 10, 15, 20, 24, 29, 34, 39, 44, 47]);
    expect(byEpisodes.text().split("\n").slice(0, 2)).toEqual(["episode   steps      return", "      1      10         0.1"]);
  });

  test("writes nothing when no episode ends", () => {
    const out = recorder(false);
    play(out, 0, { steps: 5 });
    expect(out.text()).toBe("");
  });
});

test("progressLine is rewritten on a terminal ten times a second, cleared at the end, and silent elsewhere", () => {
  const [err, file] = [recorder(true), recorder(false)];
  let time = 0;
  for (const where of [err, file]) {
    time = 0;
    const line = progressLine({ err: where, now: () => time }, { steps: 500 });
    for (; time <= 250; time += 50) line.progress(time / 50, time);
    line.close();
  }
  expect(err.text()).toBe("\r\u001b[Kepisode 2, step 100 of 500\r\u001b[Kepisode 4, step 200 of 500\r\u001b[K");
  expect(file.text()).toBe("");
});

test("summaryLines say nothing of episodes when none ended", () => {
  expect(summaryLines({ summary: true, episodes: 0, steps: 30, metrics: {} }, [])).toEqual(["0 episodes, 30 real steps"]);
});
