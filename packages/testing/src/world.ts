import type { Dataset, Discrete, Dynamics, Mdp, ModelFaces, OutcomeTable, Space, Spaces } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import type { NamedStreams } from "./options.ts";
import { contractViolation } from "./violation.ts";

/** A true world: a dynamics that may carry its explicit face. */
export type World<O extends Space = Space, A extends Space = Space> = Dynamics<O, A> & { readonly mdp?: Mdp };

/** What contracts that need a world take. */
export interface WorldOptions<O extends Space = Space, A extends Space = Space> {
  /** The world that it learns or plans in. A small random one when not given and the component was made for discrete spaces. */
  readonly world?: World<O, A>;
}

/** The world that was given, or a small random one of the same spaces. */
export function worldFor(given: World | undefined, spaces: Spaces | undefined, streams: NamedStreams): World {
  if (given) return given;
  const { observation, action } = spaces ?? {};
  if (observation?.kind === "discrete" && action?.kind === "discrete") return randomWorld(observation, action, streams);
  throw contractViolation({
    expected: "a world to try it in",
    got: spaces ? "none, for spaces that are not discrete" : "none, and a marker without spaces",
    todo: "pass a dynamics of its spaces as options.world",
  });
}

const branching = 3;

/** A random world: three outcomes for each state and action, some of which end the episode. */
function randomWorld(observation: Discrete, action: Discrete, streams: NamedStreams): World {
  const random = streams("random world").lane(0);
  const rows = observation.count * action.count;
  const rowStart = Int32Array.from({ length: rows }, (_, row) => row * branching);
  const probability = new Float64Array(rows * branching).map(() => 0.1 + random.uniform());
  for (const start of rowStart) {
    const row = probability.subarray(start, start + branching);
    const total = row.reduce((sum, weight) => sum + weight, 0);
    row.forEach((weight, k) => (row[k] = weight / total));
  }
  const mdp: Mdp = {
    stateCount: observation.count, actionCount: action.count, rowStart, rowEnd: rowStart.map((start) => start + branching),
    probability,
    successor: new Int32Array(rows * branching).map(() => random.integer(observation.count)),
    terminated: new Uint8Array(rows * branching).map(() => (random.uniform() < 0.1 ? 1 : 0)),
    reward: new Float64Array(rows).map(() => random.normal()),
    initial: new Float64Array(observation.count).fill(1 / observation.count), discount: 0.9,
  };
  return { ...asDynamics(mdp, { name: "random-world", maxEpisodeSteps: 20 }), mdp };
}

/** All faces that a true world has, so that a planner finds what it needs. */
export function facesOf(world: World, data: Dataset): Partial<ModelFaces> {
  const { mdp, legalActions } = world;
  const common = { dynamics: world, trueDynamics: world, data, ...(legalActions && { legalActions }) };
  if (!mdp) return common;
  const table = outcomesOf(mdp);
  return {
    ...common, mdp, trueMdp: mdp, sampledRows: mdp, ...(table && { outcomeTable: table }),
    posterior: { mdp, draw: () => undefined },
    optimism: { backup: (value, outActionValue) => backup(mdp, value, outActionValue) },
  };
}

/** The outcomes as a table, where every row has one. */
function outcomesOf({ rowStart, rowEnd, successor, reward, terminated }: Mdp): OutcomeTable | undefined {
  if (!rowStart.every((start, row) => rowEnd[row] === start + 1)) return undefined;
  return { successor: rowStart.map((k) => successor[k]!), reward, terminated: Uint8Array.from(rowStart, (k) => terminated[k]!) };
}

function backup(
  { rowStart, rowEnd, successor, probability, terminated, reward, discount }: Mdp, value: Float64Array,
  outActionValue: Float64Array,
): void {
  for (let row = 0; row < reward.length; row++) {
    let next = 0;
    for (let k = rowStart[row]!; k < rowEnd[row]!; k++) next += probability[k]! * (1 - terminated[k]!) * value[successor[k]!]!;
    outActionValue[row] = reward[row]! + discount * next;
  }
}
