import type { Environment, Scene } from "@worldwise/protocol";
import { box, defineDynamics, WorldwiseError } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asEnvironment } from "./as-environment.ts";
import { checked } from "./checked.ts";
import { fromSnapshots } from "./from-snapshots.ts";
import { timeLimit } from "./time-limit.ts";
import { vectorize } from "./vectorize.ts";

const counter = defineDynamics({
  name: "counter", discount: 1, state: box("float64", [0], [10]), action: box("float64", [0], [10]),
  start: (random, out) => { out.state = [Math.floor(10 * random.uniform())]; },
  step([count], [more], _random, out) { out.state = [count + more]; },
});
/** A picture whose left edge is the count. */
const drawn = { ...counter, scene: (state: Float64Array, lane: number): Scene => ({ left: state[lane]!, right: 99, bottom: 0, top: 1, marks: [] }) };
type Seen = Environment<typeof counter.observation, typeof counter.action>;
const environment = (): Seen & ReturnType<typeof asEnvironment<typeof counter.observation, typeof counter.action, typeof counter.state>> =>
  asEnvironment(drawn, { seed: 0 });

describe("scenes pass through", () => {
  test.each<[string, () => Seen]>([
    ["asEnvironment", environment], ["timeLimit", () => timeLimit(environment(), 3)], ["checked", () => checked(environment())],
    ["both", () => timeLimit(checked(environment()), 3)],
  ])("%s: the present state, and nobody before the first reset", (_, create) => {
    const world = create();
    expect(() => world.scene!()).toThrow("expected the environment to be reset before it is looked at\n     got a look\n   to do call reset() first");
    const { observation } = world.reset();
    expect(world.scene!().left).toBe(observation[0]);
    const { observation: next } = world.step(Float64Array.of(0.5));
    expect(world.scene!().left).toBe(next[0]);
    expect(next[0]).toBe(observation[0]! + 0.5);
  });

  test("a look changes nothing", () => {
    const [looked, alone] = [environment(), environment()];
    const walk = (world: typeof looked, look: boolean): readonly number[] => {
      const seen = [world.reset().observation[0]!];
      for (let step = 0; step < 5; step++) {
        if (look) world.scene!();
        seen.push(world.step(Float64Array.of(0.1)).observation[0]!);
      }
      return seen;
    };
    expect(walk(looked, true)).toEqual(walk(alone, false));
  });

  test("vectorize: each lane its own, and only after its reset", () => {
    const world = vectorize(drawn, 3, { seed: 0 });
    const seen = new Float64Array(3);
    world.reset(Uint8Array.of(1, 0, 1), seen);
    expect([world.scene!(0).left, world.scene!(2).left]).toEqual([seen[0], seen[2]]);
    for (const lane of [1, 3, -1]) expect(() => world.scene!(lane)).toThrow(`expected lane ${lane} to be reset before it is looked at`);
    expect(() => world.scene!(1)).toThrow(WorldwiseError);
  });

  test("fromSnapshots: states that are not the simulator's present one", () => {
    const dynamics = fromSnapshots(environment());
    const state = new Float64Array(2 * dynamics.state.size);
    const random = { lanes: 2, algorithm: "none", state: new Uint32Array(0), lane: (b: number) => ({ uniform: () => 0, normal: () => 0, integer: () => 7 + b }) };
    dynamics.start(random, state);
    const seen = new Float64Array(2);
    dynamics.observe(state, seen);
    expect([dynamics.scene!(state, 0).left, dynamics.scene!(state, 1).left]).toEqual([seen[0], seen[1]]);
  });

  test("no scene where there is none", () => {
    const plain = asEnvironment(counter, { seed: 0 });
    for (const world of [plain, timeLimit(plain, 2), checked(plain), vectorize(counter, 2, { seed: 0 }), fromSnapshots(plain)]) {
      expect("scene" in world).toBe(false);
    }
  });

  test("an author's method keeps its record", () => {
    const { observation, action, discount, reset, step } = environment();
    const own: Environment<typeof observation, typeof action, null> & { readonly width: number } = {
      observation, action, discount, reset, step, width: 5,
      scene(): Scene { return { left: 0, right: this.width, bottom: 0, top: 1, marks: [] }; },
    };
    expect(timeLimit(own, 2).scene!().right).toBe(5);
  });
});
