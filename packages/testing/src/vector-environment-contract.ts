import type { Lanes, RestorableLanes, Space, StateTree, VectorEnvironment, VectorStep } from "@worldwise/protocol";
import { allocate, checkElement, saveTree, toElement, vectorStep } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { laneOf } from "./lane-view.ts";
import type { ContractOptions, NamedStreams } from "./options.ts";
import { namedStreams } from "./options.ts";
import { ensureFullyWritten, poison } from "./poison.ts";
import { describesItself } from "./problem-checks.ts";
import { drawActions } from "./random-elements.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { contractViolation, ensure } from "./violation.ts";

type AnyVectorEnvironment = VectorEnvironment<Space, Space, undefined | Promise<undefined>> & Partial<RestorableLanes>;

/** What the contract of a vector environment takes. */
export interface VectorEnvironmentContractOptions extends ContractOptions {
  /** Lanes at once. 3 when not given. */
  readonly lanes?: number;
  /** Random steps in all that must stay finite and inside the spaces. 3,000 when not given. */
  readonly steps?: number;
}

interface Trial {
  readonly use: (lanes: number, body: (environment: AnyVectorEnvironment) => Promise<void>) => Promise<void>;
  readonly streams: NamedStreams;
  readonly lanes: number;
  readonly steps: number;
}

/**
 * The contract of a vector environment, in this process or behind a pipe: lanes are apart, resets keep to their mask, the true
 * next observation is written, outputs are written fully, wrong use throws.
 *
 * @param create - makes it anew with some lanes, always with the same key
 */
export function testVectorEnvironment<O extends Space, A extends Space, Wait extends undefined | Promise<undefined>>(
  create: (lanes: number) => VectorEnvironment<O, A, Wait>, options?: VectorEnvironmentContractOptions,
): Contract;
export function testVectorEnvironment(
  create: (lanes: number) => AnyVectorEnvironment, options: VectorEnvironmentContractOptions = {},
): Contract {
  const { lanes = 3, steps = 3_000 } = options;
  const use: Trial["use"] = async (count, body) => {
    const environment = create(count);
    try {
      await body(environment);
    } finally {
      await environment.close?.();
    }
  };
  const trial: Trial = { use, streams: namedStreams(options), lanes, steps };
  return {
    subject: subjectOf("vector environment", () => create(1)),
    checks: [
      describesItself(() => create(lanes)), sameKey(trial), lanesApart(trial), firstLaneAlone(trial), maskedReset(trial),
      outputsWritten(trial),
      wrongUse(trial), staysInside(trial), replays(trial),
    ],
  };
}

const recordCount = 60;

/** Starts every lane. */
async function begin(environment: AnyVectorEnvironment): Promise<Lanes<Space>> {
  const observation = allocate(environment.observation, environment.lanes);
  await environment.reset(new Uint8Array(environment.lanes).fill(1), observation);
  return observation;
}

/** Starts the lanes that ended. */
async function restart(environment: AnyVectorEnvironment, { observation, terminated, truncated }: VectorStep): Promise<void> {
  const ended = terminated.map((flag, b) => flag | truncated[b]!);
  if (ended.includes(1)) await environment.reset(ended, observation);
}

/** Everything that lane 0 shows while the lanes act at random; `others` names the stream of the other lanes' actions. */
async function recordFirstLane(environment: AnyVectorEnvironment, streams: NamedStreams, others: string): Promise<StateTree[]> {
  const { lanes, action: space, observation: { size } } = environment;
  const [first, rest] = [streams("actions"), streams(others, lanes)];
  const [action, out] = [allocate(space, lanes), vectorStep(environment.observation, lanes)];
  const shown: StateTree[] = [laneOf(await begin(environment), size, 0).slice()];
  for (let step = 0; step < recordCount; step++) {
    drawActions(space, rest, action);
    drawActions(space, first, laneOf(action, space.size, 0));
    await environment.step(action, out);
    shown.push({
      observation: laneOf(out.observation, size, 0).slice(), reward: out.reward[0]!, terminated: out.terminated[0]!,
      truncated: out.truncated[0]!,
    });
    await restart(environment, out);
  }
  return shown;
}

const sameKey = ({ use, streams, lanes }: Trial): ContractCheck => ({
  name: "gives the same trajectory for the same key",
  run: () => use(lanes, async (one) => use(lanes, async (other) =>
    ensureSameTree(await recordFirstLane(one, streams, "others"), await recordFirstLane(other, streams, "others"),
      "the same trajectory from two that were made alike", "take randomness from the key alone"))),
});

const lanesApart = ({ use, streams, lanes }: Trial): ContractCheck => ({
  name: "keeps its lanes apart",
  run: () => use(lanes, async (one) => use(lanes, async (other) =>
    ensureSameTree(await recordFirstLane(one, streams, "others"), await recordFirstLane(other, streams, "different others"),
      "lane 0 the same, whatever the other lanes do", "give each lane a stream and a state of its own"))),
});

const firstLaneAlone = ({ use, streams, lanes }: Trial): ContractCheck => ({
  name: "steps the first of B lanes as it steps a single lane, bit for bit",
  run: () => use(lanes, async (one) => use(1, async (other) =>
    ensureSameTree(await recordFirstLane(one, streams, "others"), await recordFirstLane(other, streams, "others"),
      "the same first lane, however many there are", "give each lane a stream and a state of its own"))),
});

const maskedReset = ({ use, lanes }: Trial): ContractCheck => ({
  name: "reset leaves the other lanes and their observations alone",
  run: () => use(lanes, async (environment) => {
    const { observation: space } = environment;
    await begin(environment);
    const observation = allocate(space, lanes);
    poison("second", observation);
    const before = observation.slice();
    await environment.reset(new Uint8Array(lanes).fill(1, 0, 1), observation);
    ensureSameTree(laneOf(before, space.size, lanes - 1), laneOf(observation, space.size, lanes - 1),
      "an untouched observation where the mask is 0", "write only the lanes where mask is 1");
  }),
});

const outputsWritten = ({ use, streams, lanes }: Trial): ContractCheck => ({
  name: "writes its outputs fully, and not its inputs",
  run: async () => {
    const written: VectorStep[] = [];
    for (const filling of ["first", "second"] as const) {
      await use(lanes, async (environment) => {
        const [action, out] = [allocate(environment.action, lanes), vectorStep(environment.observation, lanes)];
        poison(filling, out.observation, out.reward, out.terminated, out.truncated);
        drawActions(environment.action, streams("actions", lanes), action);
        const before = action.slice();
        await begin(environment);
        await environment.step(action, out);
        ensureSameTree(before, action, "the actions as they were", "write into out alone");
        written.push(out);
      });
    }
    for (const name of ["observation", "reward", "terminated", "truncated"] as const) ensureFullyWritten(
      written[0]![name], written[1]![name], name,
    );
  },
});

const wrongUse = ({ use, streams, lanes, steps }: Trial): ContractCheck => ({
  name: "step throws where a lane has not begun or has ended",
  run: () => use(lanes, async (environment) => {
    const [action, out] = [allocate(environment.action, lanes), vectorStep(environment.observation, lanes)];
    const actions = streams("actions", lanes);
    drawActions(environment.action, actions, action);
    await ensureRejects(async () => environment.step(action, out), "step before reset");
    await begin(environment);
    for (let step = 0; step < steps; step++) {
      drawActions(environment.action, actions, action);
      await environment.step(action, out);
      if (!out.terminated.includes(1) && !out.truncated.includes(1)) continue;
      return ensureRejects(async () => environment.step(action, out), "step after the end of a lane");
    }
  }),
});

async function ensureRejects(wrong: () => Promise<unknown>, what: string): Promise<void> {
  try {
    await wrong();
  } catch {
    return;
  }
  throw contractViolation({ expected: `an error for ${what}`, got: "none", todo: "throw until reset was called for the lane" });
}

const staysInside = ({ use, streams, lanes, steps }: Trial): ContractCheck => ({
  name: `stays finite and inside its spaces for ${steps} random steps, and ends in one way at most`,
  run: () => use(lanes, async (environment) => {
    const { observation: space } = environment;
    const [action, out, actions] = [allocate(environment.action, lanes), vectorStep(space, lanes), streams("actions", lanes)];
    await begin(environment);
    for (let step = 0; step * lanes < steps; step++) {
      drawActions(environment.action, actions, action);
      await environment.step(action, out);
      for (let b = 0; b < lanes; b++) ensureStep(space, out, b, step);
      await restart(environment, out);
    }
  }),
});

const replays = ({ use, streams, lanes }: Trial): ContractCheck => ({
  name: "replays bit for bit from a snapshot, where it is restorable",
  run: () => use(lanes, async (environment) => {
    const { observation: space, snapshotSize, snapshot, restore, observe } = environment;
    if (snapshotSize === undefined || !snapshot || !restore || !observe) return;
    const seen = await begin(environment);
    const [saved, shown] = [new Float64Array(snapshotSize).fill(Number.NaN), allocate(space, lanes)];
    snapshot(saved);
    const once = await recordLanes(environment, streams);
    restore(saved);
    observe(shown);
    ensureSameTree(seen, shown, "the observations of the snapshot after restore", "restore all that it shows");
    ensureSameTree(once, await recordLanes(environment, streams), "the same steps after restore",
      "put physics, random streams and step counters into the snapshot");
  }),
});

/** Everything that all lanes show from here on, while they act at random. */
async function recordLanes(environment: AnyVectorEnvironment, streams: NamedStreams): Promise<StateTree[]> {
  const { lanes, action: space, observation } = environment;
  const [actions, action, out] = [streams("actions", lanes), allocate(space, lanes), vectorStep(observation, lanes)];
  const shown: StateTree[] = [];
  for (let step = 0; step < recordCount; step++) {
    drawActions(space, actions, action);
    await environment.step(action, out);
    shown.push(saveTree({ ...out }));
    await restart(environment, out);
  }
  return shown;
}

function ensureStep(space: Space, { observation, reward, terminated, truncated }: VectorStep, b: number, step: number): void {
  checkElement(space, toElement(space, laneOf(observation, space.size, b)), `the observation of step ${step}`);
  ensure(Number.isFinite(reward[b]), `a finite reward in step ${step}`, String(reward[b]), "look at what it is made of");
  const ends = [terminated[b]!, truncated[b]!];
  ensure(
    ends.every((end) => end <= 1), `ends of 0 or 1 in step ${step}`, ends.join(" and "),
    "write 1 where the episode ended, else 0",
  );
  ensure(ends[0]! + ends[1]! <= 1, "one end at most", `terminated and truncated in step ${step}`, "let terminated win");
}
