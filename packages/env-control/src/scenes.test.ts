import { philox } from "@worldwise/math";
import type { Box, Point2, Scene, SceneMark, Space } from "@worldwise/protocol";
import { allocate, seedKey, stepBuffers } from "@worldwise/protocol";
import { animatedSvg, toTerminal } from "@worldwise/render";
import { describe, expect, test } from "vitest";
import type { ControlWorld } from "./index.ts";
import {
  acrobot, carOnTheHill, cartPole, cartPoleSwingUp, continuousCartPole, independentStates, linearQuadratic, mountainCar, mountainCarContinuous,
  optimalReplacement, pendulum, plugins, puddleWorld,
} from "./index.ts";

const worlds: Readonly<Record<string, () => ControlWorld<Space, Box>>> = {
  cartPole, continuousCartPole, mountainCar, mountainCarContinuous, pendulum, acrobot, cartPoleSwingUp, linearQuadratic, puddleWorld,
  carOnTheHill, optimalReplacement, independentStates,
};

/** Scenes of a random walk through a world: all of its lanes at the start, then one of them. */
function scenesOf(world: ControlWorld<Space, Box>): readonly Scene[] {
  const random = philox.streams(seedKey(3), 4);
  const [state, action, out] = [allocate(world.state, 4), allocate(world.action, 4), stepBuffers(world.state, 4)];
  world.start(random, state);
  const scenes = [0, 1, 2, 3].map((lane) => world.scene!(state, lane));
  for (let step = 0; step < 60; step++) {
    action.fill(world.action.kind === "discrete" ? step % world.action.count : Math.sin(step / 9));
    world.step(state, action, random, out);
    state.set(out.state);
    scenes.push(world.scene!(state, 2));
  }
  return scenes;
}

const numbersOf = (mark: SceneMark): readonly number[] => {
  switch (mark.kind) {
    case "line": return [...mark.points.flat(), mark.width ?? 0];
    case "polygon": return mark.points.flat();
    case "circle": return [...mark.center, mark.radius];
    case "text": return mark.at;
  }
};

describe.each(Object.entries(worlds))("scenes of %s", (_, create) => {
  const world = create();
  const scenes = scenesOf(world);

  test("show the same part of the plane, in finite numbers", () => {
    for (const { marks, ...view } of scenes) {
      expect({ ...view, marks: [] }).toEqual({ ...scenes[0], marks: [] });
      expect(marks.flatMap(numbersOf).every(Number.isFinite)).toBe(true);
    }
  });

  test("have an agent, or a gauge, inside of it, and move", () => {
    const pictures = new Set(scenes.map((scene) => toTerminal(scene, { columns: 60, rows: 20 }).join("\n")));
    expect(pictures.size).toBeGreaterThan(3);
    for (const { marks, left, right, bottom, top } of scenes) {
      const moving = marks.filter(({ tone }) => tone === "agent" || tone === "accent" || tone === "danger");
      const isVisible = (mark: SceneMark): boolean => mark.kind !== "circle" || (mark.center[0] > left && mark.center[0] < right
        && mark.center[1] > bottom && mark.center[1] < top);
      expect(moving.length).toBeGreaterThan(0);
      expect(moving.every(isVisible)).toBe(true);
    }
  });

  test("are pure: the state is read only, and the same state looks the same", () => {
    const state = allocate(world.state, 2);
    world.start(philox.streams(seedKey(1), 2), state);
    const before = state.slice();
    expect(world.scene!(state, 1)).toEqual(world.scene!(state, 1));
    expect(state).toEqual(before);
    expect(animatedSvg(scenes.map((scene) => ({ scene }))).length).toBeLessThan(60_000);
  });
});

test("no world is left out", () => {
  expect(plugins.map((plugin) => plugin["~worldwise-plugin"].name).sort()).toEqual(Object.keys(worlds).sort());
});

describe("what is where", () => {
  const draw = (world: Pick<ControlWorld<Space, Box>, "scene">, ...state: readonly number[]): readonly SceneMark[] => world.scene!(Float64Array.from(state), 0).marks;
  const only = (marks: readonly SceneMark[], tone: SceneMark["tone"], kind: SceneMark["kind"]): SceneMark => {
    const [mark, ...others] = marks.filter((candidate) => candidate.tone === tone && candidate.kind === kind);
    expect(others).toEqual([]);
    return mark!;
  };
  const lastPoint = (mark: SceneMark): Point2 => (mark.kind === "line" ? mark.points.at(-1)! : [Number.NaN, Number.NaN]);
  const close = (x: number, y: number): unknown => [expect.closeTo(x, 12), expect.closeTo(y, 12)];

  test("a pole leans to the right for angles above 0, one meter long", () => {
    expect(lastPoint(only(draw(cartPole(), 1.5, 0, Math.PI / 6, 0), "agent", "line"))).toEqual(close(2, Math.sqrt(3) / 2));
    expect(lastPoint(only(draw(cartPoleSwingUp(), -1, 0, Math.PI, 0, 0), "agent", "line"))).toEqual(close(-1, -1));
  });

  test("the second lane is the second lane", () => {
    const { marks } = cartPole().scene!(Float64Array.of(0, 0, 0, 0, 2, 0, 0, 0), 1);
    expect(lastPoint(only(marks, "agent", "line"))).toEqual([2, 1]);
  });

  test("a pendulum stands upright at 0 and turns counterclockwise, its arrow ahead of it", () => {
    expect(lastPoint(only(draw(pendulum(), 0, 0), "agent", "line"))).toEqual(close(0, 1));
    expect(lastPoint(only(draw(pendulum(), Math.PI / 2, 0), "agent", "line"))).toEqual(close(-1, 0));
    const [x, y] = lastPoint(only(draw(pendulum(), 0, 4), "accent", "line"));
    expect([Math.sign(x), Math.sign(y)]).toEqual([-1, 1]);
    expect(draw(pendulum(), 1, 0).filter(({ tone }) => tone === "accent")).toEqual([]);
  });

  test("the acrobot's tip is over the line where the episode ends", () => {
    const world = acrobot();
    for (const [first, second] of [[0, 0], [2.5, 0.3], [Math.PI, 0], [2, 2.5], [-2.2, -0.5]] as const) {
      const terminated = new Uint8Array(1);
      const state = Float64Array.of(first, second, 0, 0);
      world.task.termination(state, terminated);
      const [, height] = lastPoint(only(world.scene!(state, 0).marks, "agent", "line"));
      expect(height > 1).toBe(terminated[0] === 1);
    }
  });

  test("cars stand on their hills, wheels a radius above them", () => {
    const wheels = (marks: readonly SceneMark[]): readonly Point2[] => marks.flatMap((mark) => (mark.kind === "circle" ? [mark.center] : []));
    const [back, front] = wheels(draw(mountainCar(), -Math.PI / 6, 0));
    expect([back![0] + front![0], back![1]]).toEqual([expect.closeTo(-Math.PI / 3, 12), expect.closeTo(0.1 + 0.022, 12)]);
    const [rear, ahead] = wheels(draw(carOnTheHill(), -0.5, 0));
    expect([rear![1], ahead![1]]).toEqual([expect.closeTo(-0.25 + 0.022, 12), expect.closeTo(-0.25 + 0.022, 12)]);
    const [low, high] = wheels(draw(carOnTheHill(), 0, 0)); // slope 1: at 45°
    expect(high![1] - low![1]).toBeCloseTo(high![0] - low![0], 12);
  });

  test("a bar is the speed of the car on the hill, red where it is too fast", () => {
    const bar = (speed: number): SceneMark => draw(carOnTheHill(), 0, speed).at(-1)!;
    expect(bar(2)).toMatchObject({ tone: "accent" });
    expect(bar(3.1)).toMatchObject({ tone: "danger" });
    const [from, to] = (bar(-3) as Extract<SceneMark, { readonly kind: "line" }>).points; // the last mark is a line
    expect(to![0] - from![0]).toBeCloseTo(-2.35 / 4, 12);
  });

  test("puddles are as wide as they are deep to the middle, twice", () => {
    const puddles = draw(puddleWorld(), 0.2, 0.3).filter(({ tone }) => tone === "danger");
    expect(puddles).toMatchObject([{ points: [[0.1, 0.75], [0.45, 0.75]], width: 0.2 }, { points: [[0.45, 0.4], [0.45, 0.8]], width: 0.2 }]);
    expect(only(draw(puddleWorld(), 0.2, 0.3), "agent", "circle")).toMatchObject({ center: [0.2, 0.3] });
  });

  test("dimensions of a linear world are points, red where they leave the picture", () => {
    const points = draw(linearQuadratic({ spread: 2 }), 2, -9).filter(({ kind }) => kind === "circle");
    expect(points).toMatchObject([{ center: [0, 0.5], tone: "agent" }, { center: [1, -1.5], tone: "danger" }]);
    expect(draw(linearQuadratic({ spread: 0 }), 1, 0).filter(({ kind }) => kind === "circle")).toMatchObject([{ center: [0, 0.5] }, {}]);
  });

  test("the gauge of wear is red from where replacing is best, and never overflows", () => {
    const world = optimalReplacement();
    const { threshold } = world.optimal;
    const fill = (wear: number): SceneMark => draw(world, wear)[1]!;
    expect(fill(threshold / 2)).toMatchObject({ tone: "accent", points: [[0, 0], [2.5, 0], [2.5, 1], [0, 1]] });
    expect(fill(threshold * 1.01).tone).toBe("danger");
    expect(fill(threshold * 99)).toMatchObject({ points: [[0, 0], [10, 0], [10, 1], [0, 1]] });
  });
});
