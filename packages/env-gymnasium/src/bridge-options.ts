import type { Space, Spaces } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { PlainRecord } from "./plain-data.ts";

/** Which environment, and in which Python. */
export interface GymnasiumOptions {
  /** As `gymnasium.make` takes it: `CartPole-v1`, or with the module to import first, `my_worlds:Maze-v0`. */
  readonly id: string;
  /**
   * Seed of the first episodes: lane b begins with `seed + b`, as Gymnasium's own lanes do. Later resets go on with the streams.
   */
  readonly seed: number;
  /** Keyword arguments of `gymnasium.make`. A number without a fraction arrives in Python as an int. None by default. */
  readonly options?: PlainRecord;
  /** The `options` of every `reset`. None by default. */
  readonly resetOptions?: PlainRecord;
  /** γ, which Gymnasium does not know. 0.99 when not given. */
  readonly discount?: number;
  /** The command that runs Python, with its first arguments where it has some. `python3` when not given (`python` on Windows). */
  readonly python?: string | readonly string[];
  /** Environment variables in addition to those of this process. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Milliseconds until the environments must have been made. 60,000 when not given; Infinity for none. */
  readonly startLimit?: number;
  /** Milliseconds that a reset or a step, of all lanes, may take. 30,000 when not given; Infinity for none. */
  readonly callLimit?: number;
  /** Bytes of the largest message in both directions. 64 MiB when not given. */
  readonly maxFrameSize?: number;
}

/** The spaces that the caller counts on: compared with those that the environment has, they give the result its types. */
export interface ExpectedSpaces<O extends Space, A extends Space> {
  readonly spaces: Spaces<O, A>;
}

/** Options with their defaults, checked. */
export interface BridgeSettings extends Required<Omit<GymnasiumOptions, "resetOptions">> {
  readonly resetOptions: PlainRecord | null;
}

/** Fills in the defaults, except for the command. Throws `bad-options` on what makes no sense. */
export function bridgeSettings(given: GymnasiumOptions, defaultPython: string): BridgeSettings {
  const settings: BridgeSettings = {
    id: given.id, seed: given.seed, options: given.options ?? {}, resetOptions: given.resetOptions ?? null,
    discount: given.discount ?? 0.99, maxFrameSize: given.maxFrameSize ?? 64 * 2 ** 20,
    python: given.python ?? defaultPython, environmentVariables: given.environmentVariables ?? {},
    startLimit: given.startLimit ?? 60_000, callLimit: given.callLimit ?? 30_000,
  };
  const { id, seed, discount, startLimit, callLimit, maxFrameSize, python } = settings;
  check(id !== "", "id: the name of an environment", "an empty one");
  checkSeed(seed);
  check(discount >= 0 && discount <= 1, "discount: a number in [0, 1]", discount);
  check(startLimit > 0, "startLimit: milliseconds above 0", startLimit);
  check(callLimit > 0, "callLimit: milliseconds above 0", callLimit);
  check(Number.isInteger(maxFrameSize) && maxFrameSize >= 1024 && maxFrameSize < 2 ** 31,
    "maxFrameSize: whole bytes from 1024 to 2 GiB", maxFrameSize);
  check(python.length > 0 && python[0] !== "", "python: a command", "none");
  return settings;
}

/** Throws unless a number can seed NumPy's generators: whole, 0 or above. */
export function checkSeed(seed: number): void {
  check(Number.isSafeInteger(seed) && seed >= 0, "seed: a whole number, 0 or above", seed);
}

/** Throws unless the number of lanes is a positive integer. */
export function checkLaneCount(lanes: number): void {
  if (Number.isInteger(lanes) && lanes >= 1) return;
  throw new WorldwiseError("bad-lanes", {
    expected: "at least one lane", got: String(lanes), todo: "pass a positive whole number",
  }, { lanes });
}

function check(holds: boolean, expected: string, got: number | string): void {
  if (holds) return;
  throw new WorldwiseError("bad-options", { expected, got: String(got), todo: "correct this option" });
}
