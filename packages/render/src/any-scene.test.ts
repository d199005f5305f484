import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { animatedSvg } from "./animated-svg.ts";
import { tenByTen } from "./fixtures/scenes.ts";
import { elementsOf, readXml } from "./fixtures/well-formed.ts";
import { toSvg } from "./to-svg.ts";
import { toTerminal } from "./to-terminal.ts";
import { tones } from "./tones.ts";

const coordinate = fc.oneof(fc.double({ min: -5, max: 15, noNaN: true }), fc.double());
const point: fc.Arbitrary<Point2> = fc.tuple(coordinate, coordinate);
const tone = fc.constantFrom(...tones);

/** Marks of any kind, at any place, some of them none. */
const anyMark: fc.Arbitrary<SceneMark> = fc.oneof(
  fc.record({ kind: fc.constant("line" as const), points: fc.array(point, { maxLength: 6 }), tone, width: fc.double({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant("polygon" as const), points: fc.array(point, { maxLength: 6 }), tone }),
  fc.record({ kind: fc.constant("circle" as const), center: point, radius: coordinate, tone }),
  fc.record({ kind: fc.constant("text" as const), at: point, text: fc.string({ unit: "binary", maxLength: 20 }), tone }),
);

/** Scenes of such marks. */
const anyScene: fc.Arbitrary<Scene> = fc.array(anyMark, { maxLength: 12 }).map((marks) => tenByTen(...marks));

test("any scene is a strictly well-formed file with finite numbers in it", () => {
  fc.assert(fc.property(anyScene, fc.string({ unit: "binary" }), (scene, title) => {
    const root = readXml(toSvg(scene, { title }));
    for (const element of elementsOf(root, "g").flatMap(({ children }) => children)) {
      for (const [name, value] of Object.entries(element.attributes)) {
        if (["points", "cx", "cy", "r", "x", "y", "stroke-width"].includes(name)) {
          for (const part of value.split(/[ ,]/)) expect(Number.isFinite(Number(part)), `${name}=${value}`).toBe(true);
        }
      }
    }
  }), { seed: 1, numRuns: 300 });
});

test("any film is a strictly well-formed file", () => {
  const frame = fc.record({ scene: anyScene, caption: fc.string({ unit: "binary" }), return: fc.double(), episode: fc.nat(3) });
  fc.assert(fc.property(fc.array(frame, { minLength: 1, maxLength: 6 }), (frames) => {
    const root = readXml(animatedSvg(frames));
    for (const { attributes } of elementsOf(root, "animate")) {
      expect(attributes["values"]).not.toMatch(/NaN|Infinity/);
      const times = attributes["keyTimes"]!.split(";").map(Number);
      expect(times[0]).toBe(0);
      expect(times).toHaveLength(attributes["values"]!.split(";").length);
      expect(times.every((time, k) => k === 0 || time > times[k - 1]!)).toBe(true);
    }
  }), { seed: 1, numRuns: 150 });
});

test("any scene fits into its room, with any characters", () => {
  const room = fc.record({
    columns: fc.integer({ min: 1, max: 40 }), rows: fc.integer({ min: 1, max: 20 }), characters: fc.constantFrom("ascii" as const, "braille" as const),
  });
  fc.assert(fc.property(anyScene, room, (scene, options) => {
    const lines = toTerminal(scene, options);
    expect(lines.length).toBeLessThanOrEqual(options.rows);
    for (const line of lines) {
      expect(Array.from(line).length).toBeLessThanOrEqual(options.columns);
      expect(line).toBe(line.trimEnd());
      // eslint-disable-next-line no-control-regex -- what it looks for
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    }
    // eslint-disable-next-line no-control-regex -- the escapes of colors
    const plain = toTerminal(scene, { ...options, color: true }).map((line) => line.replace(/\u001b\[[\d;]*m/g, ""));
    for (const line of plain) expect(Array.from(line).length).toBeLessThanOrEqual(options.columns);
  }), { seed: 1, numRuns: 300 });
});
