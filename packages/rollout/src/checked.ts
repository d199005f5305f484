import type { Element, Environment, NumberArray, Restorable, Space, Step } from "@worldwise/protocol";
import { allocate, checkElement, fromElement, WorldwiseError } from "@worldwise/protocol";
import { checkRunning, phases } from "./episode-phase.ts";
import { isRestorable } from "./is-restorable.ts";
import { sameScene } from "./same-scene.ts";
import { sameWorld } from "./same-world.ts";
import { checkSnapshot } from "./snapshot-layout.ts";

/**
 * The same environment with every promise of the face checked at each call: for environments that are written by hand, and for tests.
 *
 * Checked are the order of calls; actions and observations against their spaces; legal actions where there are any; rewards are finite numbers;
 * `terminated` and `truncated` are booleans and never both; each observation array is a new one, and actions are not written. A snapshot gets one number more.
 * Slower than the environment alone: take it away where speed matters.
 */
export function checked<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info> & Restorable<O>,
): Environment<O, A, Info> & Restorable<O>;
export function checked<O extends Space, A extends Space, Info>(environment: Environment<O, A, Info>): Environment<O, A, Info>;
export function checked<O extends Space, A extends Space, Info>(environment: Environment<O, A, Info>): Environment<O, A, Info> {
  const episode: Watched<O> = { phase: phases.notBegun, observation: undefined };
  return Object.freeze({
    ...sameWorld(environment), ...sameScene(environment),
    ...(environment.close && { close: () => environment.close?.() }),
    reset(options?: { readonly seed?: number }) {
      const started = environment.reset(options);
      checkObservation(environment, started.observation, episode.observation);
      episode.phase = phases.running;
      episode.observation = started.observation;
      return started;
    },
    step(action: Element<A>): Step<O, Info> {
      checkRunning(episode.phase);
      checkElement(environment.action, action, "action");
      checkLegal(environment, action, episode.observation);
      const step = stepUnwritten(environment, action);
      checkStep(step);
      checkObservation(environment, step.observation, episode.observation);
      episode.phase = step.terminated || step.truncated ? phases.ended : phases.running;
      episode.observation = step.observation;
      return step;
    },
    ...(isRestorable(environment) && checkedSnapshots(environment, episode)),
  });
}

/** What is known of the episode under way. */
interface Watched<O extends Space> {
  phase: number;
  observation: Element<O> | undefined;
}

function checkObservation<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info>, observation: Element<O>, before: Element<O> | undefined,
): void {
  checkElement(environment.observation, observation, "observation");
  if (typeof observation === "number" || observation !== before) return;
  throw broken("a new array for each observation", "the array of the observation before", "allocate it in each step: arrays belong to the caller");
}

function checkLegal<O extends Space, A extends Space, Info>(
  { observation: space, action: actionSpace, legalActions }: Environment<O, A, Info>, action: Element<A>, observation: Element<O> | undefined,
): void {
  if (!legalActions || observation === undefined || typeof action !== "number" || actionSpace.kind !== "discrete") return;
  const lane = allocate(space, 1);
  fromElement<O>(observation, lane);
  const mask = new Uint8Array(actionSpace.count);
  legalActions.mask(lane, mask);
  if (mask[action] === 1) return;
  const legal = [...mask.keys()].filter((other) => mask[other] === 1);
  throw new WorldwiseError("illegal-action", { expected: `a legal action: ${legal.join(", ")}`, got: String(action), todo: "ask legalActions.mask" }, { action });
}

/** Steps, and sees whether the action's array is as it was. */
function stepUnwritten<O extends Space, A extends Space, Info>(environment: Environment<O, A, Info>, action: Element<A>): Step<O, Info> {
  const before = numbersOf(action);
  const step = environment.step(action);
  if (numbersOf(action).every((number, i) => Object.is(number, before[i]))) return step;
  throw broken("the action's array as it was", "another one after the step", "copy the action before changing it");
}

const numbersOf = (element: number | NumberArray): readonly number[] => (typeof element === "number" ? [element] : Array.from(element));

function checkStep({ reward, terminated, truncated }: Pick<Step, "terminated" | "truncated"> & { readonly reward: unknown }): void {
  if (!Number.isFinite(reward)) throw broken("a finite reward", String(reward), "find out where it comes from");
  for (const [name, flag] of Object.entries<unknown>({ terminated, truncated })) {
    if (typeof flag !== "boolean") throw broken(`${name}: true or false`, String(flag), "return a boolean");
  }
  if (terminated && truncated) throw broken("terminated or truncated, not both", "both", "let terminated win: the next value is 0");
}

const broken = (expected: string, got: string, todo: string): WorldwiseError =>
  new WorldwiseError("broken-environment", { expected, got, todo: `${todo} (in the environment that is checked)` });

function checkedSnapshots<O extends Space>(inner: Restorable<O>, episode: Watched<O>): Restorable<O> {
  const size = inner.snapshotSize;
  return {
    snapshotSize: size + 1,
    observe: () => inner.observe(),
    snapshot(outState) {
      checkSnapshot(outState, size + 1);
      inner.snapshot(outState.subarray(0, size));
      outState[size] = episode.phase;
    },
    restore(state) {
      checkSnapshot(state, size + 1);
      inner.restore(state.subarray(0, size));
      episode.phase = state[size]!;
      episode.observation = episode.phase === phases.notBegun ? undefined : inner.observe();
    },
  };
}
