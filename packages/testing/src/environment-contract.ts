import type { Element, Environment, Restorable, Space } from "@worldwise/protocol";
import { checkElement } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { ensureThrows } from "./ensure-throws.ts";
import type { AnyEnvironment } from "./environment-run.ts";
import { drawAction, keep, recordSteps } from "./environment-run.ts";
import type { ContractOptions, NamedStreams } from "./options.ts";
import { namedStreams } from "./options.ts";
import { problemChecks } from "./problem-checks.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensure } from "./violation.ts";

/** What the contract of an environment takes. */
export interface EnvironmentContractOptions extends ContractOptions {
  /** Random steps that must stay finite and inside the spaces. 10,000 when not given. */
  readonly steps?: number;
}

interface Trial {
  /** Makes an environment, and closes it in the end. */
  readonly use: (body: (environment: AnyEnvironment) => void) => void;
  readonly streams: NamedStreams;
  readonly steps: number;
}

/**
 * The contract of an environment: seeds reproduce, wrong use throws, it never resets itself, never ends in both ways at once,
 * stays inside its spaces and, where it is restorable, replays bit for bit.
 *
 * @param create - makes the environment anew, not yet reset
 */
export function testEnvironment<O extends Space, A extends Space, Info>(
  create: () => Environment<O, A, Info>, options?: EnvironmentContractOptions,
): Contract;
export function testEnvironment(create: () => AnyEnvironment, options: EnvironmentContractOptions = {}): Contract {
  const use: Trial["use"] = (body) => {
    const environment = create();
    try {
      body(environment);
    } finally {
      environment.close?.();
    }
  };
  const trial: Trial = { use, streams: namedStreams(options), steps: options.steps ?? 10_000 };
  return {
    subject: subjectOf("environment", create),
    checks: [
      ...problemChecks(create), seeded(trial), streamGoesOn(trial), ownArrays(trial), beforeReset(trial), afterTheEnd(trial),
      foreignActions(trial),
      inputsKept(trial), staysInside(trial), replays(trial),
    ],
  };
}

const recordCount = 60;

const seeded = ({ use, streams }: Trial): ContractCheck => ({
  name: "reset with a seed reproduces the episode",
  run: () => use((environment) => {
    const record = (seed: number): ReturnType<typeof recordSteps> =>
      recordSteps(environment, streams("actions"), recordCount, environment.reset({ seed }).observation);
    const first = record(3);
    record(4);
    ensureSameTree(first, record(3), "the same episode for the same seed", "start the stream anew when a seed is given");
    use((other) => ensureSameTree(first, recordSteps(
      other, streams("actions"), recordCount, other.reset({ seed: 3 }).observation,
    ),
      "the same episode from another environment with the same seed", "take randomness from the seed alone"));
  }),
});

const streamGoesOn = ({ use, streams }: Trial): ContractCheck => ({
  name: "reset without a seed goes on with the stream",
  run: () => use((environment) => {
    const record = (): ReturnType<typeof recordSteps> => {
      environment.reset({ seed: 3 });
      return recordSteps(environment, streams("actions"), recordCount, environment.reset().observation);
    };
    ensureSameTree(
      record(), record(), "the same second episode after the same seed", "keep one stream, and start it anew only for a seed",
    );
  }),
});

const ownArrays = ({ use, streams }: Trial): ContractCheck => ({
  name: "leaves the observations that it returned alone",
  run: () => use((environment) => {
    const kept: { readonly returned: Element<Space>; readonly copy: Element<Space> }[] = [];
    let { observation } = environment.reset({ seed: 3 });
    for (let step = 0; step < recordCount; step++) {
      kept.push({ returned: observation, copy: keep(observation) });
      const result = environment.step(drawAction(environment, observation, streams(`action ${step}`)));
      observation = result.terminated || result.truncated ? environment.reset().observation : result.observation;
    }
    for (const { returned, copy } of kept) ensureSameTree(
      copy, returned, "observations that belong to the caller", "return a copy",
    );
  }),
});

const beforeReset = ({ use, streams }: Trial): ContractCheck => ({
  name: "step before reset throws",
  run: () => use((environment) => {
    let first: Element<Space> | undefined;
    use((other) => void (first = other.reset({ seed: 3 }).observation));
    const action = drawAction(environment, first!, streams("actions"));
    ensureThrows(() => environment.step(action), "step before reset", "throw until reset was called");
  }),
});

const afterTheEnd = ({ use, streams, steps }: Trial): ContractCheck => ({
  name: "step after the end throws, and nothing resets itself",
  run: () => use((environment) => {
    const actions = streams("actions");
    let { observation } = environment.reset({ seed: 3 });
    for (let step = 0; step < steps; step++) {
      const action = drawAction(environment, observation, actions);
      const result = environment.step(action);
      observation = result.observation;
      if (!result.terminated && !result.truncated) continue;
      ensureThrows(
        () => environment.step(action), "step after the end of the episode",
        "throw until reset is called; never reset by yourself",
      );
      environment.reset();
      return;
    }
  }),
});

const foreignActions = ({ use }: Trial): ContractCheck => ({
  name: "actions outside the space throw",
  run: () => use((environment) => {
    environment.reset({ seed: 3 });
    for (const action of actionsOutside(environment.action)) {
      const shown = typeof action === "number" ? String(action) : `[${action.join(", ")}]`;
      ensureThrows(
        () => environment.step(action), `the action ${shown}`, "check the action at the edge: checkElement of the protocol does",
      );
    }
  }),
});

function actionsOutside(space: Space): readonly Element<Space>[] {
  if (space.kind === "discrete") return [-1, space.count, 0.5, Number.NaN];
  if (space.dtype === "uint8") return [new Uint8Array(space.size + 1)];
  const fill = (value: number): Element<Space> =>
    (space.dtype === "float32" ? new Float32Array(space.size).fill(value) : new Float64Array(space.size).fill(value));
  return [fill(Number.NaN), ...(Number.isFinite(space.high[0]) ? [fill(space.high[0]! + 1 + Math.abs(space.high[0]!))] : [])];
}

const inputsKept = ({ use, streams }: Trial): ContractCheck => ({
  name: "does not write the action",
  run: () => use((environment) => {
    const { observation } = environment.reset({ seed: 3 });
    const action = drawAction(environment, observation, streams("actions"));
    const before = keep(action);
    environment.step(action);
    ensureSameTree(before, action, "the action as it was", "copy what you change");
  }),
});

const staysInside = ({ use, streams, steps }: Trial): ContractCheck => ({
  name: `stays finite and inside its spaces for ${steps} random steps, and ends in one way at most`,
  run: () => use((environment) => {
    const actions = streams("actions");
    let { observation } = environment.reset({ seed: 3 });
    checkElement(environment.observation, observation, "the first observation");
    for (let step = 0; step < steps; step++) {
      const {
        observation: next, reward, terminated, truncated,
      } = environment.step(drawAction(environment, observation, actions));
      checkElement(environment.observation, next, `the observation of step ${step}`);
      ensure(Number.isFinite(reward), `a finite reward in step ${step}`, String(reward), "look at what it is made of");
      const boolean = typeof terminated === "boolean" && typeof truncated === "boolean";
      ensure(
        boolean, "terminated and truncated that are true or false", `${String(terminated)} and ${String(truncated)}`,
        "return booleans",
      );
      ensure(!(terminated && truncated), "one end at most", `terminated and truncated in step ${step}`, "let terminated win");
      observation = terminated || truncated ? environment.reset().observation : next;
      if (terminated || truncated) checkElement(environment.observation, observation, "the observation of a reset");
    }
  }),
});

const replays = ({ use, streams }: Trial): ContractCheck => ({
  name: "replays bit for bit from a snapshot, where it is restorable",
  run: () => use((environment) => {
    if (!isRestorable(environment)) return;
    const actions = streams("actions");
    let observation = keep(environment.reset({ seed: 3 }).observation);
    for (let round = 0; round < 5; round++) {
      const snapshot = new Float64Array(environment.snapshotSize).fill(Number.NaN);
      environment.snapshot(snapshot);
      const [taken, moved] = [snapshot.slice(), actions.state.slice()];
      const once = recordSteps(environment, actions, recordCount, observation);
      environment.restore(snapshot);
      ensureSameTree(taken, snapshot, "the snapshot as it was", "read it, and write nothing into it");
      ensureSameTree(
        observation, keep(environment.observe()), "the observation of the snapshot after restore", "restore all that it shows",
      );
      actions.state.set(moved);
      ensureSameTree(once, recordSteps(environment, actions, recordCount, observation), "the same steps after restore",
        "put physics, random stream and step counters into the snapshot");
      observation = keep(environment.reset().observation);
    }
  }),
});

const isRestorable = (environment: AnyEnvironment): environment is Environment & Restorable =>
  environment.snapshot !== undefined
    && environment.restore !== undefined
    && environment.observe !== undefined
    && environment.snapshotSize !== undefined;
