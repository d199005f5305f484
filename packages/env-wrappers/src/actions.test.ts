import { philox } from "@worldwise/math";
import type { Element, Environment, Space } from "@worldwise/protocol";
import { box, defineDynamics, discrete, seedKey } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { actionDelay, actionNoise, discretizeActions, stickyActions } from "./index.ts";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { legalAction } from "./legal-action.ts";

/** Shows the action that it was given last; −1 before. */
const echo = defineDynamics({
  name: "echo", discount: 1, state: box("float64", [-1], [9]), action: discrete(10),
  start: (_random, out) => { out.state = [-1]; },
  step: (_state, action, _random, out) => { out.state = [action]; },
});
/** The same for two real numbers. */
const echoBox = defineDynamics({
  name: "echo-box", discount: 1, state: box("float64", [-5, -5], [5, 5]), action: box("float64", [-1, -2], [1, 5]),
  start: (_random, out) => { out.state = [0, 0]; },
  step: (_state, action, _random, out) => { out.state = action; },
});

/** What an environment shows under some actions. */
function shown<A extends Space>(environment: Environment<Space, A>, actions: readonly Element<A>[]): readonly number[][] {
  const numbers = (element: Element<Space>): number[] => (typeof element === "number" ? [element] : [...element]);
  const first = numbers(environment.reset({ seed: 1 }).observation);
  return [first, ...actions.map((action) => numbers(environment.step(action).observation))];
}
const begin = <A extends Space>(
  world: Parameters<typeof asEnvironment<Space, A, Space>>[0],
): Environment<Space, A> => asEnvironment(world, { seed: 1 });

describe("actionDelay", () => {
  test("the first actions come `steps` later, action 0 until then", () => {
    expect(shown(begin(actionDelay(echo, { steps: 2 })), [5, 6, 7, 8]).flat()).toEqual([-1, 0, 0, 5, 6]);
    expect(shown(begin(actionDelay(echo, { first: [3] })), [5, 6]).flat()).toEqual([-1, 3, 5]);
  });

  test("it is the same round an environment", () => {
    const delayed = actionDelay(asEnvironment(echo, { seed: 1 }), { steps: 2 });
    expect(shown(delayed, [5, 6, 7, 8]).flat()).toEqual([-1, 0, 0, 5, 6]);
    expect(shown(delayed, [9, 9]).flat()).toEqual([-1, 0, 0]);
  });

  test("pending actions can be seen: numbers appended, one-hot where they are finite", () => {
    const rows = shown(
      begin(actionDelay(echoBox, { steps: 2, pendingSeen: true })), [Float64Array.of(0.5, 4), Float64Array.of(-1, 1)],
    );
    expect(rows).toEqual([[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0.5, 4], [0, 0, 0.5, 4, -1, 1]]);
    const hot = shown(begin(actionDelay(echo, { pendingSeen: true })), [3]);
    expect(hot).toEqual([[-1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]]);
  });

  test("pending actions of a finite world become digits", () => {
    const counter = defineDynamics({
      name: "counter", discount: 1, state: discrete(4), action: discrete(3),
      start: (_random, out) => { out.state = 0; }, step: (state, action, _random, out) => { out.state = (state + action) % 4; },
    });
    const delayed = actionDelay(counter, { steps: 2, pendingSeen: true });
    expect(delayed.observation).toMatchObject({ kind: "discrete", count: 36 });
    // x · 9 + next · 3 + last: (0, 0, 2), (0, 2, 1), (2, 1, 0)
    expect(shown(begin(delayed), [2, 1, 0]).flat()).toEqual([0, 2, 7, 21]);
  });

  test("refuses worlds where actions may become illegal, and what is no action", () => {
    expect(() => actionDelay(ladder())).toThrow("expected a world in which all actions are legal everywhere");
    expect(() => actionDelay(echo, { first: [10] })).toThrow("expected first inside the space of actions\n     got [10]");
    expect(() => actionDelay(echo, { steps: 0 })).toThrow("steps whole and at least 1");
  });
});

describe("stickyActions", () => {
  const repeats = (probability: number): number => {
    const actions = Array.from({ length: 2000 }, (_, t) => 1 + t % 9);
    const given = shown(begin(stickyActions(echo, { probability })), actions).flat().slice(1);
    return given.filter((a, t) => t > 0 && a === given[t - 1]).length / (given.length - 1);
  };
  test("what was given last is given again with the probability; the first action never sticks", () => {
    expect(repeats(0)).toBe(0);
    expect(repeats(1)).toBe(1);
    expect(repeats(0.25)).toBeCloseTo(0.25, 1);
    expect(shown(begin(stickyActions(echo, { probability: 1 })), [4, 5, 6]).flat()).toEqual([-1, 4, 4, 4]);
    expect(
      shown(begin(stickyActions(echoBox, { probability: 1 })), [Float64Array.of(1, 2), Float64Array.of(0, 0)])[2],
    ).toEqual([1, 2]);
  });

  test("nothing sticks over a reset, and nothing is delayed over one", () => {
    const sticky = stickyActions(asEnvironment(echo, { seed: 1 }), { probability: 1 });
    expect([shown(sticky, [4, 5]).flat(), shown(sticky, [7, 8]).flat()]).toEqual([[-1, 4, 4], [-1, 7, 7]]);
    const delayed = actionDelay(asEnvironment(echo, { seed: 1 }));
    expect([shown(delayed, [4, 5]).flat(), shown(delayed, [7, 8]).flat()]).toEqual([[-1, 0, 4], [-1, 0, 7]]);
  });

  test("what is not legal any more does not stick", () => {
    const firstAtZeroAlone = (observation: Float64Array, outMask: Uint8Array): void => {
      outMask.fill(1);
      if (observation[0] !== -1) outMask[1] = 0;
    };
    const world = { ...echo, legalActions: { mask: firstAtZeroAlone } };
    expect(shown(begin(stickyActions(world, { probability: 1 })), [1, 2, 3]).flat()).toEqual([-1, 1, 2, 2]);
    expect(shown(stickyActions(asEnvironment(world, { seed: 1 }), { probability: 1 }), [1, 2, 3]).flat()).toEqual([-1, 1, 2, 2]);
  });
});

describe("actionNoise", () => {
  test("finite: a random action now and then, among the legal ones", () => {
    const given = shown(begin(actionNoise(echo, { probability: 0.5 })), new Array<number>(4000).fill(4)).flat().slice(1);
    expect(given.filter((a) => a === 4).length / given.length).toBeCloseTo(0.5 + 0.05, 1);
    expect(new Set(given).size).toBe(10);
    const jumps = Array.from({ length: 200 }, (_, seed) => {
      const environment = actionNoise(asEnvironment(ladder(), { seed }), { probability: 1 });
      environment.reset({ seed });
      return environment.step(0).terminated;
    });
    expect(jumps).not.toContain(true); // from the two lowest rungs jumping is not legal
  });

  test("each legal action is equally likely, wherever it stands; 0 where none is", () => {
    const random = philox.streams(seedKey(1), 1).lane(0);
    const drawn = Array.from({ length: 400 }, () => legalAction(Uint8Array.of(0, 1, 0, 1), random));
    expect(new Set(drawn)).toEqual(new Set([1, 3]));
    expect(drawn.filter((a) => a === 3).length / drawn.length).toBeCloseTo(0.5, 1);
    expect(legalAction(new Uint8Array(3), random)).toBe(0);
  });

  test("boxes: Gaussian, clipped to the bounds", () => {
    const rows = shown(
      begin(actionNoise(echoBox, { deviation: 0.2 })), new Array<Float64Array>(3000).fill(Float64Array.of(1, 0)),
    ).slice(1);
    expect(Math.max(...rows.map(([x]) => x!))).toBe(1);
    const mean = rows.reduce((total, [, y]) => total + y!, 0) / rows.length;
    const variance = rows.reduce((total, [, y]) => total + (y! - mean) ** 2, 0) / rows.length;
    expect([mean, Math.sqrt(variance)]).toEqual([expect.closeTo(0, 1), expect.closeTo(0.2, 1)]);
  });

  test("a step that is refused leaves nothing behind", () => {
    const [one, other] = [1, 2].map(() => actionNoise(asEnvironment(puck(), { seed: 1 }), { deviation: 1 }));
    expect(() => one!.step(new Float32Array(2))).toThrow("to be reset before its first step");
    for (const environment of [one!, other!]) environment.reset();
    expect(() => one!.step(Float32Array.of(7, 0))).toThrow("expected action in box float32[2]");
    expect(one!.step(new Float32Array(2))).toEqual(other!.step(new Float32Array(2)));
  });
});

describe("discretizeActions", () => {
  test("levels spread over the bounds, the last dimension fastest", () => {
    const world = discretizeActions(echoBox, { levels: [2, 3] });
    expect(world.action).toMatchObject({ kind: "discrete", count: 6 });
    expect(shown(begin(world), [0, 1, 2, 3, 4, 5]).slice(1)).toEqual([[-1, -2], [-1, 1.5], [-1, 5], [1, -2], [1, 1.5], [1, 5]]);
    expect(shown(begin(discretizeActions(echoBox, { levels: 1 })), [0])[1]).toEqual([0, 1.5]);
  });

  test("refuses finite and unbounded actions", () => {
    expect(() => discretizeActions(ladder())).toThrow("expected a box of actions\n     got discrete(3)");
    expect(() => discretizeActions({ ...echoBox, action: box("float64", [-Infinity, 0], [0, 1]) })).toThrow("in dimension 0");
    expect(() => discretizeActions(echoBox, { levels: [2] })).toThrow("levels with 2 entries");
  });
});
