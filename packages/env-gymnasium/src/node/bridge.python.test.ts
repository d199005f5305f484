import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { box, discrete, vectorStep, WorldwiseError } from "@worldwise/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { python, standIn } from "./fixtures/stand-in.ts";
import type { GymnasiumEnvironment } from "./gymnasium.ts";
import { gymnasium } from "./gymnasium.ts";
import type { GymnasiumVector, GymnasiumVectorOptions } from "./gymnasium-vector.ts";
import { gymnasiumVector } from "./gymnasium-vector.ts";

interface Episode {
  readonly seed: number;
  readonly first: readonly number[];
  readonly actions: readonly number[];
  readonly observations: readonly (readonly number[])[];
  readonly terminated: readonly boolean[];
}

/** Recorded from Gymnasium 1.4.0. */
const episodes = JSON.parse(
  readFileSync(new URL("./fixtures/cart-pole-episodes.json", import.meta.url), "utf8"),
) as readonly Episode[]; // written by Gymnasium

const opened: (GymnasiumEnvironment | GymnasiumVector)[] = [];
afterEach(async () => {
  for (const environment of opened.splice(0)) await environment.close();
});

function kept<E extends GymnasiumEnvironment | GymnasiumVector>(environment: E): E {
  opened.push(environment);
  return environment;
}

const open = (id: string, more: object = {}): GymnasiumEnvironment => kept(gymnasium({ id, ...standIn, ...more }));

async function openVector(id: string, more: Partial<GymnasiumVectorOptions> = {}): Promise<GymnasiumVector> {
  return kept(await gymnasiumVector({ id, lanes: 3, ...standIn, ...more }));
}

function errorOf(run: () => unknown): WorldwiseError {
  try {
    run();
  } catch (error) {
    if (WorldwiseError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("CartPole", () => {
  const spaces = {
    observation: box("float32",
      [-4.800000190734863, -Infinity, -0.41887903213500977, -Infinity],
      [4.800000190734863, Infinity, 0.41887903213500977, Infinity]),
    action: discrete(2),
  };

  test("describes itself", () => {
    const environment = open("CartPole-v1", { spaces });
    expect(environment).toMatchObject({ id: "CartPole-v1", maxEpisodeSteps: 500, versions: { gymnasium: "stand-in" } });
    expect(environment.parts.action).toEqual([{ path: "", kind: "discrete", size: 1, whole: true }]);
  });

  test.each(episodes)("seed $seed begins the episode that Gymnasium begins", (episode) => {
    const { seed, first, actions, observations, terminated } = episode;
    const environment = kept(gymnasium({ id: "CartPole-v1", ...standIn, spaces }));
    expect(environment.reset({ seed }).observation).toEqual(Float32Array.from(first));
    actions.forEach((action, k) => {
      const step = environment.step(action);
      expect(step.terminated).toBe(terminated[k]);
      observations[k]!.forEach((x, i) => expect(Math.abs(step.observation[i]! - x)).toBeLessThan(1e-5));
    });
  });

  test("lane b begins with seed + b, and goes on with its own stream", async () => {
    const seed = episodes[0]!.seed;
    const [vector, single] = [await openVector("CartPole-v1", { seed }), open("CartPole-v1", { spaces })];
    const [all, only] = [Uint8Array.of(1, 1, 1), Uint8Array.of(0, 0, 1)];
    const out = vectorStep(vector.observation, 3);
    await vector.reset(all, out.observation);
    expect(out.observation.subarray(8)).toEqual(single.reset({ seed: seed + 2 }).observation);
    expect(out.observation.subarray(0, 4)).toEqual(single.reset({ seed }).observation);
    single.reset({ seed: seed + 2 });
    await vector.reset(only, out.observation);
    expect(out.observation.subarray(8)).toEqual(single.reset().observation);
  });

  test("keyword arguments of make and options of reset arrive", () => {
    const environment = open("CartPole-v1", { options: { force: 0, max_episode_steps: 2 }, resetOptions: { low: 0, high: 0 } });
    expect(environment.reset().observation).toEqual(new Float32Array(4));
    expect(environment.step(1)).toMatchObject({ observation: new Float32Array(4), truncated: false });
    expect(environment.step(1)).toMatchObject({ observation: new Float32Array(4), terminated: false, truncated: true });
    expect(environment.maxEpisodeSteps).toBe(2);
  });
});

describe("ends", () => {
  test("terminated wins over truncated, and the last observation is the true one", async () => {
    const environment = await openVector("Walk-v0", { lanes: 1, info: true });
    const out = vectorStep(environment.observation, 1);
    await environment.reset(Uint8Array.of(1), out.observation);
    while (out.terminated[0] === 0) await environment.step(Int32Array.of(2), out);
    expect([out.observation[0], out.reward[0], out.truncated[0]]).toEqual([4, 1, 0]);
    expect(environment.info(0)).toEqual({ place: 7 });
  });
});

describe("spaces", () => {
  const last = (environment: GymnasiumEnvironment, action: Float32Array | Float64Array | Uint8Array): unknown[] => {
    environment.reset();
    const { observation, info } = environment.step(action);
    return [observation, info["type"]];
  };

  test.each([
    ["box", "box float32[2×3]", Float32Array.of(1, 2, -2, 0, 0.5, -0.5), "ndarray float32"],
    ["double", "box float64[2]", Float64Array.of(0.1, 1e9), "ndarray float64"],
    ["image", "box uint8[4×5×3]", Uint8Array.from({ length: 60 }, (_, i) => i), "ndarray uint8"],
    ["half", "box float32[2]", Float32Array.of(0.5, -0.25), "ndarray float16"],
    ["long", "box float64[2]", Float64Array.of(-1000, 7), "ndarray int64"],
    ["binary", "box uint8[3]", Uint8Array.of(1, 0, 1), "ndarray int8"],
    ["multi", "box uint8[2]", Uint8Array.of(1, 2), "ndarray int64"],
    ["large", "box float64[2]", Float64Array.of(1, 999), "ndarray int64"],
    ["dict", "box float32[3]", Float32Array.of(0.5, -0.5, 2), { push: "ndarray float32", turn: "int64 int64" }],
    ["tuple", "box float32[4]", Float32Array.of(1, 0, 9, 1), ["ndarray int8", { deep: "ndarray int32" }, "int64 int64"]],
  ] as const)("%s is %s, there and back", (kind, shown, action, type) => {
    const environment = open("Echo-v0", { options: { kind } });
    const { observation } = environment;
    expect(observation.kind === "box" && `box ${observation.dtype}[${observation.shape.join("×")}]`).toBe(shown);
    expect(last(environment, action)).toEqual([action, type]);
  });

  test("parts name what was joined", () => {
    expect(open("Echo-v0", { options: { kind: "dict" } }).parts.observation).toEqual([
      { path: "push", kind: "box", size: 2, whole: false }, { path: "turn", kind: "discrete", size: 1, whole: true },
    ]);
    expect(open("Echo-v0", { options: { kind: "tuple" } }).parts.action.map(({ path }) => path)).toEqual(["0", "1.deep", "2"]);
  });

  test("a number by itself is a box without a shape", () => {
    const environment = open("Echo-v0", { options: { kind: "scalar" } });
    expect(environment.action).toMatchObject({ shape: [], size: 1 });
    expect(last(environment, Float32Array.of(0.5))[0]).toEqual(Float32Array.of(0.5));
  });

  test("what is not whole is refused here, and costs nothing", () => {
    const environment = open("Echo-v0", { options: { kind: "dict" } });
    environment.reset();
    expect(errorOf(() => environment.step(Float32Array.of(0.5, 0.5, 0.5))).code).toBe("outside-space");
    environment.step(Float32Array.of(0.5, 0.5, 1));
  });

  test("a space that the protocol does not have says how to go on", () => {
    const error = errorOf(() => open("Echo-v0", { options: { kind: "text" } }));
    expect(error.code).toBe("unsupported-space");
    expect(error.message).toMatch(/a space of the kind Text \(the observation space is .*\n.*wrap the environment/u);
  });
});

test("infos pass as plain data, and what cannot is named", () => {
  const environment = open("Informed-v0");
  environment.reset();
  expect(environment.step(0).info).toEqual({
    none: null, flag: true, count: -7, real: 0.5, name: "ä", list: [1, [2.5, { deep: true }]],
    vector: { dtype: "int64", shape: [3], data: BigInt64Array.of(0n, 1n, 2n) },
    mask: { dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) },
    half: { dtype: "float32", shape: [1], data: Float32Array.of(1) },
    huge: { notPassed: "an integer beyond 2**53" }, object: { notPassed: "builtins.object" }, large: 2 ** 53 - 1, 7: "key",
  });
});

describe("what cannot be opened", () => {
  test("an id that nobody knows", () => {
    expect(errorOf(() => open("NoSuch-v0")).message).toMatch(/an id that gymnasium.make knows\n.*NameNotFound.*NoSuch-v0/u);
    expect(errorOf(() => open("no_such_module:NoSuch-v0")).code).toBe("unknown-environment");
  });

  test("an environment that cannot be made shows its traceback", () => {
    const error = errorOf(() => open("Echo-v0", { options: { kind: "none such" } }));
    expect(error.message).toMatch(/expected make to succeed\n.*KeyError: 'none such'\nTraceback[^]*worlds\.py/u);
  });

  test("an environment that lacks a module", () => {
    expect(errorOf(() => open("Lacking-v0")).message).toMatch(/expected make to succeed\n.*No module named 'no_such_simulator'/u);
  });

  test("autoreset", () => {
    expect(errorOf(() => open("Trivial-v0", { options: { autoreset: true } })).code).toBe("autoreset");
  });

  test("a Python without Gymnasium", () => {
    const error = errorOf(() => open("Trivial-v0", { environmentVariables: { PYTHONPATH: "" } }));
    expect(error.message).toMatch(/Gymnasium in the Python that runs\n.*No module named 'gymnasium'/u);
  });

  test("a start that takes too long", async () => {
    await expect(openVector("SlowStart-v0", { startLimit: 800 })).rejects.toMatchObject({ code: "python-hung" });
  });
});

test("MessagePack of both sides agrees, value by value", async () => {
  const { decode, encode } = await import("@msgpack/msgpack");
  const values = [
    null, true, false, 0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, -32, -33, -128, -129,
    -32_768, -32_769,
    -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53) + 1, 0.1, -0.5, 1e300, Infinity, -Infinity, "", "ä", "x".repeat(31),
    "x".repeat(32), "x".repeat(256),
    "x".repeat(70_000), [], [1, [2, [3]]], Array.from({ length: 16 }, (_, i) => i), Array.from({ length: 70_000 }, () => 1),
    {}, { a: { b: [null] } },
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`key ${i}`, i])), Uint8Array.of(1, 2), new Uint8Array(300),
    new Uint8Array(70_000),
  ];
  const bodies = values.map((value) => encode(value));
  const framed = bodies.map((body) => Buffer.concat([Buffer.from(Uint32Array.of(body.length).buffer), body]));
  const script = fileURLToPath(new URL("../../test/round-trip.py", import.meta.url));
  const { stdout, stderr } = spawnSync(python, [script], { input: Buffer.concat(framed), maxBuffer: 2 ** 24 });
  expect(String(stderr)).toBe("");
  let at = 0;
  const back = values.map(() => {
    const size = stdout.readUInt32LE(at);
    at += 4 + size;
    return Uint8Array.from(stdout.subarray(at - size, at));
  });
  expect(back.map((body) => decode(body))).toEqual(values);
  expect(back.map((body) => body.length)).toEqual(bodies.map((body) => body.length));
});
