import type { Dynamics, Lanes, Mdp, ModelFaces, Space, StateTree } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";
import type { NamedStreams } from "./options.ts";
import { drawElements } from "./random-elements.ts";
import type { World } from "./world.ts";

/** Where faces are asked: observations and actions side by side, and streams for those who draw. */
export interface Probe {
  readonly world: World;
  readonly lanes: number;
  readonly observation: Lanes<Space>;
  readonly action: Lanes<Space>;
  readonly streams: NamedStreams;
}

/** A probe at random elements of a world's spaces. */
export function probeOf(world: World, streams: NamedStreams, lanes = 16): Probe {
  const [observation, action] = [allocate(world.observation, lanes), allocate(world.action, lanes)];
  drawElements(world.observation, streams("probe observations", lanes), observation);
  drawElements(world.action, streams("probe actions", lanes), action);
  return { world, lanes, observation, action, streams };
}

/** What the faces of a model say now, as a tree: two trees are the same where the faces say the same. */
export function modelAnswers(faces: Partial<ModelFaces>, probe: Probe): { [face: string]: StateTree } {
  const answers: { [face: string]: StateTree } = {};
  if (faces.mdp) answers["mdp"] = rowsOf(faces.mdp);
  if (faces.sampledRows) answers["sampledRows"] = rowsOf(faces.sampledRows);
  if (faces.posterior) answers["posterior"] = rowsOf(faces.posterior.mdp);
  if (faces.outcomeTable) answers["outcomeTable"] = copyOf({ ...faces.outcomeTable });
  if (faces.dynamics) answers["dynamics"] = stepsOf(faces.dynamics, probe);
  if (faces.expectation) {
    const outState = allocate(probe.world.observation, probe.lanes);
    faces.expectation.next(probe.observation.slice(), probe.action.slice(), outState);
    answers["expectation"] = outState;
  }
  if (faces.optimism && probe.world.observation.kind === "discrete" && probe.world.action.kind === "discrete") {
    const { observation: { count }, action } = probe.world;
    const [value, out] = [new Float64Array(count).map((_, state) => Math.sin(state)), new Float64Array(count * action.count)];
    faces.optimism.backup(value, out);
    answers["optimism"] = out;
  }
  return answers;
}

/** The rows in use of an explicit MDP, and what else it says. */
function rowsOf(
  { rowStart, rowEnd, successor, probability, terminated, successorReward, reward, initial, discount }: Mdp,
): StateTree {
  const places = Array.from(rowStart, (start, row) => Array.from({ length: rowEnd[row]! - start }, (_, k) => start + k)).flat();
  return {
    lengths: rowEnd.map((end, row) => end - rowStart[row]!), successor: Int32Array.from(places, (k) => successor[k]!),
    probability: Float64Array.from(places, (k) => probability[k]!), terminated: Uint8Array.from(places, (k) => terminated[k]!),
    successorReward: successorReward ? Float64Array.from(places, (k) => successorReward[k]!) : null,
    reward: reward.slice(), initial: initial.slice(), discount,
  };
}

/** One step from where the probe is, where the dynamics can begin there, or else from its own starts. */
function stepsOf(dynamics: Dynamics, { lanes, observation, action, streams }: Probe): StateTree {
  const [state, seen, out] = [
    allocate(dynamics.state, lanes), allocate(dynamics.observation, lanes), stepBuffers(dynamics.state, lanes),
  ];
  dynamics.start(streams("probe starts", lanes), state);
  const starts = state.slice();
  if (dynamics.encode) dynamics.encode(observation.slice(), state);
  dynamics.step(state, action.slice(), streams("probe steps", lanes), out);
  dynamics.observe(out.state, seen);
  return { starts, seen, ...out, discount: dynamics.discount };
}

/** Copies of the arrays of a record. */
const copyOf = (record: Readonly<Record<string, Lanes<Space>>>): StateTree =>
  Object.fromEntries(Object.entries(record).map(([name, array]) => [name, array.slice()]));
