import { describe, expect, test } from "vitest";
import type { Progress } from "./progress.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import { progressDisplay } from "./progress-display.ts";

type Step = readonly [at: number, finished: number, failed: number, more?: Partial<Progress>];
const control = /[\r\u001b]/; // eslint-disable-line no-control-regex

/** A display, what it writes, and a clock that stands still until it is moved. */
function displayed(isTTY: boolean, total = 20): { readonly written: string[]; readonly display: ProgressDisplay; step(step: Step): void } {
  const written: string[] = [];
  let clock = 0;
  const display = progressDisplay({ isTTY, columns: 60, write: (text: string) => written.push(text) }, () => clock);
  const step = ([at, finished, failed, more = {}]: Step): void => {
    clock = at;
    display.show({ finished, failed, total, found: 0, ...more });
  };
  return { written, display, step };
}
function shown(isTTY: boolean, steps: readonly Step[], total = 20): readonly string[] {
  const { written, step } = displayed(isTTY, total);
  steps.forEach(step);
  return written;
}

describe("elsewhere than on a terminal", () => {
  test("a plain line at each tenth, without control characters", () => {
    const written = shown(false, Array.from({ length: 21 }, (_, finished) => [1000 * finished, finished, 0] as const));
    expect(written).toHaveLength(11);
    expect(written.slice(0, 2)).toEqual(["0 of 20 cells\n", "2 of 20 cells\n"]);
    expect(written[10]).toBe("20 of 20 cells\n");
    expect(written.join("")).not.toMatch(control);
  });

  test("and after a minute, when something has ended since", () => {
    expect(shown(false, [[0, 0, 0], [61_000, 1, 0]])).toEqual(["0 of 20 cells\n", "1 of 20 cells\n"]);
  });

  test("failures, what was found, the time left and the best so far", () => {
    expect(shown(false, [
      [0, 10, 0, { found: 10 }], [4000, 12, 2, { found: 10, secondsLeft: 5.2 }], [5000, 14, 2, { secondsLeft: 125, best: "best steps so far 812" }],
      [6000, 16, 2, { secondsLeft: 7300 }],
    ])).toEqual([
      "10 of 20 cells (10 found finished)\n", "12 of 20 cells (10 found finished), 2 failed, about 6 s left\n",
      "14 of 20 cells, 2 failed, about 3 min left, best steps so far 812\n", "16 of 20 cells, 2 failed, about 3 h left\n",
    ]);
  });

  test("nothing to do is said once", () => {
    expect(shown(false, [[0, 0, 0]], 0)).toEqual(["0 of 0 cells\n"]);
  });

  test("there is nothing to refresh, and a note is a line", () => {
    const { written, display, step } = displayed(false);
    step([0, 0, 0]);
    display.refresh();
    display.note("stopping");
    display.end();
    expect(written).toEqual(["0 of 20 cells\n", "stopping\n"]);
  });
});

describe("on a terminal", () => {
  test("one line is rewritten, at most every 100 ms, and ends with the last cell", () => {
    expect(shown(true, [[0, 0, 0], [50, 1, 0], [99, 2, 0], [100, 3, 0, { secondsLeft: 0.6 }], [150, 4, 0], [160, 20, 0]])).toEqual([
      "\r\u001b[K0 of 20 cells", "\r\u001b[K3 of 20 cells, about 1 s left", "\r\u001b[K20 of 20 cells", "\n",
    ]);
  });

  test("ten thousand cells in a second are written ten times, and estimates are made no more often", () => {
    let estimates = 0;
    const progress = (finished: number): Progress => ({
      finished, failed: 0, total: 10_000, found: 0,
      get secondsLeft() {
        estimates++;
        return 1;
      },
    });
    const { written, display, step } = displayed(true, 10_000);
    for (let finished = 0; finished < 9999; finished++) {
      step([finished / 10, finished, 0]);
      display.show(progress(finished));
    }
    expect(written).toHaveLength(10);
    expect(estimates).toBeLessThanOrEqual(10);
  });

  test("a note stands above the line, a refresh shows it again, and the end leaves it", () => {
    const { written, display, step } = displayed(true);
    step([0, 1, 0]);
    display.note("a warning");
    display.refresh();
    display.end();
    display.end();
    display.refresh();
    const line = "\r\u001b[K1 of 20 cells";
    expect(written).toEqual([line, "\r\u001b[Ka warning\n", line, line, "\n"]);
  });

  test("a line that is longer than the terminal is wide is cut: it could not be rewritten", () => {
    expect(shown(true, [[0, 1, 0, { best: "x".repeat(99) }]])).toEqual([`\r\u001b[K${`1 of 20 cells, ${"x".repeat(99)}`.slice(0, 59)}`]);
  });
});
