import type { Element, Environment, NumberArray, Random, RandomLanes, Restorable, Space } from "@worldwise/protocol";
import { allocate, WorldwiseError } from "@worldwise/protocol";
import { drawElements } from "./random-elements.ts";

/** What was done to an environment, and what it should not have done. */
export interface FuzzReport {
  /** Steps that were taken. */
  readonly steps: number;
  /** Episodes that ended. */
  readonly ends: number;
  /** Wrong calls that were refused, as they should be. */
  readonly refusals: number;
  /** At most ten, in words; empty where all went well. */
  readonly violations: readonly string[];
}

/** How long, and with which dice. */
export interface FuzzOptions {
  readonly steps: number;
  /** One lane; what it draws is the whole story, so the same stream tells it again. */
  readonly random: RandomLanes;
}

/**
 * Uses an environment at random, rightly and wrongly, as long as asked.
 *
 * Right: actions from their space, resets in the middle of episodes and twice in a row, seeds. Wrong: actions that are NaN,
 * infinite, outside, of
 * another type or length, or none at all; steps after the end; seeds that are none. A violation is: a wrong call that is not
 * refused with a
 * `WorldwiseError`, or that moves the simulator where a snapshot can tell; a right call that throws; an observation or a reward
 * that is not finite;
 * an episode that both terminates and is truncated.
 */
export function fuzzEnvironment<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info> & Partial<Restorable<O>>, { steps, random: lanes }: FuzzOptions,
): FuzzReport {
  const random = lanes.lane(0);
  const count = { steps: 0, ends: 0, refusals: 0 };
  const violations: string[] = [];
  const drawn = allocate(environment.action, 1);
  const refuses = refusalTest(environment, violations);
  const episode = { runs: false };

  function rightly(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      violations.push(`${what} threw ${String(error)}`);
    }
  }
  function reset(options?: { readonly seed: number }): void {
    rightly("reset", () => { checkFinite(environment.reset(options).observation, "a first observation", violations); });
    episode.runs = true;
  }
  function drawAction(): Element<A> {
    drawElements(environment.action, lanes, drawn);
    return (environment.action.kind === "discrete" ? drawn[0]! : drawn.slice()) as Element<A>; // drawn from it
  }
  function step(): void {
    rightly("a step", () => {
      const { observation, reward, terminated, truncated } = environment.step(drawAction());
      checkFinite(observation, "an observation", violations);
      if (!Number.isFinite(reward)) violations.push(`a reward of ${reward}`);
      if (terminated && truncated) violations.push("an episode that both terminated and was truncated");
      episode.runs = !(terminated || truncated);
    });
    count.steps++;
    count.ends += Number(!episode.runs);
  }
  function wrongly(): void {
    const seed = pick([-1, 0.5, NaN, Infinity, 2 ** 53], random);
    if (random.uniform() < 0.2) count.refusals += Number(refuses(`the seed ${seed}`, () => environment.reset({ seed })));
    else {
      const action = wrongAction(environment.action, random);
      // wrong, on purpose
      count.refusals += Number(refuses(`the action ${describe(action)}`, () => environment.step(action as Element<A>)));
    }
  }

  const stepOnly = (): unknown => environment.step(drawAction());

  count.refusals += Number(refuses("a step before the first reset", stepOnly));
  while (count.steps < steps && violations.length < 10) {
    const dice = random.uniform();
    if (dice < 0.01) wrongly();
    else if (dice < 0.015) reset(random.uniform() < 0.5 ? undefined : { seed: random.integer(2 ** 31) });
    else if (episode.runs) step();
    else if (dice < 0.1) count.refusals += Number(refuses("a step after the end", stepOnly));
    else reset();
  }
  return { ...count, violations };
}

/** Calls what must be refused; tells whether it was, in words, and without a trace. */
function refusalTest(
  environment: Partial<Restorable>, violations: string[],
): (what: string, call: () => unknown) => boolean {
  const { snapshot, snapshotSize = 0 } = environment;
  const [before, after] = [new Float64Array(snapshotSize), new Float64Array(snapshotSize)];
  return (what, call) => {
    snapshot?.(before);
    try {
      call();
      violations.push(`${what} was accepted`);
      return false;
    } catch (error) {
      if (!WorldwiseError.is(error)) violations.push(`${what} threw ${String(error)}`);
    }
    snapshot?.(after);
    if (
      !before.every((number, i) => Object.is(number, after[i]))
    ) violations.push(`${what} was refused, but moved the simulator`);
    return true;
  };
}

/** Something that is no element of a space. */
function wrongAction(space: Space, random: Random): unknown {
  const anything: readonly unknown[] = [
    undefined, null, "0", {}, [0], true, new Float64Array(space.size + 1), new Int32Array(0), NaN, Infinity, -Infinity,
  ];
  if (space.kind === "discrete") return pick([...anything, -1, space.count, 0.5, -1e300, Int32Array.of(0)], random);
  const array: NumberArray = allocate(space, 1);
  for (let i = 0; i < array.length; i++) array[i] = space.low[i]! > -Infinity ? space.low[i]! : 0;
  const spoiled = random.integer(array.length);
  const outside = [space.low[spoiled]! - 1, space.high[spoiled]! + 1].filter(
    (bound) => Number.isFinite(bound) && space.dtype !== "uint8"
  );
  if (space.dtype !== "uint8") array[spoiled] = pick([NaN, Infinity, -Infinity, ...outside], random);
  const ofOtherType = space.dtype === "float32" ? new Float64Array(space.size) : new Float32Array(space.size);
  return pick(
    [...anything, 0, ofOtherType, [...array], ...(space.dtype === "uint8" ? [] : [array, array, array, array])], random
  );
}

const pick = <Item>(items: readonly Item[], random: Random): Item => items[random.integer(items.length)]!;

function checkFinite(observation: number | NumberArray, what: string, violations: string[]): void {
  if (typeof observation === "number") {
    if (!Number.isFinite(observation)) violations.push(`${what} of ${observation}`);
    return;
  }
  for (let i = 0; i < observation.length; i++) {
    if (!Number.isFinite(observation[i])) return void violations.push(`${what} with ${observation[i]!} in it`);
  }
}

function describe(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} [${(value as NumberArray).join(", ")}]`; // as above
  if (typeof value === "number" || value === undefined) return `${value}`;
  return JSON.stringify(value);
}
