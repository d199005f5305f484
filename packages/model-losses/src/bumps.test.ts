import { mul, numbers, sum, tensor } from "@worldwise/autodiff";
import { createComponent } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { bumps } from "./bumps.ts";
import { plugins } from "./plugins.ts";
import { vaml } from "./vaml.ts";

describe("bumps", () => {
  test("are one at their centers, e^(−1/2) a width away, dimension after dimension", () => {
    const phi = bumps({ centers: [0, 2], width: 2 })(tensor([0, 2, 4, 1], [2, 2]));
    expect(phi.shape).toEqual([2, 4]);
    const [one, half, quarter] = [1, Math.exp(-0.5), Math.exp(-0.125)];
    [one, half, half, one, Math.exp(-2), half, quarter, quarter].forEach((x, i) => expect(numbers(phi)[i]).toBeCloseTo(x, 14));
  });
  test("of numbered states", () => {
    expect(bumps({ centers: [0, 1, 2], width: 1 })(tensor([1, 2], [2], "int32")).shape).toEqual([2, 3]);
  });
  test("no centers and no width are refused", () => {
    expect(() => bumps({ centers: [], width: 1 })).toThrow(/centers: finite numbers/);
    expect(() => bumps({ centers: [0], width: 0 })).toThrow(/width/);
  });
});

test("VAML takes them as its value class, by hand and by name", () => {
  const next = tensor([0, 1], [2, 1]);
  const predicted = { expectation: (f: (state: typeof next) => typeof next) => mul(0.5, f(next)) };
  const phi = bumps({ centers: [0, 1], width: 1 });
  const byHand = numbers(sum(mul(0.25, mul(phi(next), phi(next)))))[0]! / 2; // ‖½ φ − φ‖² = ¼ ‖φ‖², the mean of two
  const written = vaml({ features: phi });
  expect(numbers(written.loss({ predicted, next } as never))[0]).toBeCloseTo(byHand, 14); // what it reads
  expect(written["~worldwise"].needs).toEqual(["predicted.expectation"]);
  const plugin = plugins.find((each) => each["~worldwise-plugin"].name === "vaml")!;
  const named = createComponent(plugin, { features: "bumps", centers: [0, 1] }, {}) as unknown as typeof written; // a loss
  expect(numbers(named.loss({ predicted, next } as never))[0]).toBeCloseTo(byHand, 14); // as above
  expect(createComponent(plugin, {}, {})["~worldwise"].needs).toContain("valueFeatures");
});
