import { describe, expect, test } from "vitest";
import { progressLines } from "./progress-lines.ts";

/** What is written for some progress, the clock standing at so many milliseconds. */
function shown(isTTY: boolean, steps: readonly (readonly [at: number, finished: number, failed: number, found?: number])[], total = 20): readonly string[] {
  const written: string[] = [];
  let clock = 0;
  const show = progressLines({ isTTY, write: (text: string) => written.push(text) }, () => clock);
  for (const [at, finished, failed, found = 0] of steps) {
    clock = at;
    show({ finished, failed, total, found });
  }
  return written;
}

describe("elsewhere than on a terminal", () => {
  test("a plain line at each tenth, without control characters", () => {
    const written = shown(false, Array.from({ length: 21 }, (_, finished) => [1000 * finished, finished, 0] as const));
    expect(written).toHaveLength(11);
    expect(written[0]).toBe("0 of 20 cells\n");
    expect(written[1]).toBe("2 of 20 cells, about 18 s left\n");
    expect(written[10]).toBe("20 of 20 cells\n");
    expect(written.join("")).not.toMatch(/[\r\u001b]/); // eslint-disable-line no-control-regex
  });

  test("failures count as settled; what was found finished says nothing of the time", () => {
    expect(shown(false, [[0, 10, 0, 10], [4000, 12, 2, 10]])).toEqual([
      "10 of 20 cells (10 found finished)\n", "12 of 20 cells (10 found finished), 2 failed, about 6 s left\n",
    ]);
  });

  test("nothing to do is said once", () => {
    expect(shown(false, [[0, 0, 0]], 0)).toEqual(["0 of 0 cells\n"]);
  });
});

describe("on a terminal", () => {
  test("one line is rewritten, at most every 100 ms, and ends with the last cell", () => {
    expect(shown(true, [[0, 0, 0], [50, 1, 0], [99, 2, 0], [100, 3, 0], [150, 4, 0], [160, 20, 0]])).toEqual([
      "\r\u001b[K0 of 20 cells", "\r\u001b[K3 of 20 cells, about 1 s left", "\r\u001b[K20 of 20 cells\n",
    ]);
  });
});
