import type {
  Dynamics, Lanes, Model, ModelFace, ModelFaces, NumberArray, Parameters, RandomLanes, Space, StepBuffers,
} from "@worldwise/protocol";
import { stepBuffers, WorldwiseError } from "@worldwise/protocol";

/** Faces of an ensemble that can be made of those of its members. */
const combined: readonly string[] = ["dynamics", "expectation"];

/** Throws where a face of an ensemble cannot be made of those of its members. */
export function checkCombined(faces: readonly string[], name: string): void {
  const others = faces.filter((face) => !combined.includes(face));
  if (others.length === 0) return;
  throw new WorldwiseError("parts-do-not-fit", {
    expected: `ensembleFaces for an ensemble of ${name}, which provides ${others.join(", ")}`, got: "none",
    todo: `say what they are made of, or use one member; ${combined.join(" and ")} need no saying`,
  }, { name, faces: others });
}

/** The faces of one member, or of an ensemble: its own where it says so, else combined of those of its members. */
export function facesOf({ model, ensembleFaces }: Faced, members: readonly Parameters[], elites: Int32Array): Model<ModelFace> {
  if (ensembleFaces) return ensembleFaces(members, elites);
  return members.length === 1 ? model.faces(members[0]!) : combinedFaces(members.map((member) => model.faces(member)), elites);
}

interface Faced {
  readonly model: { faces(parameters: Parameters): Model<ModelFace> };
  ensembleFaces?(members: readonly Parameters[], elites: Int32Array): Model<ModelFace>;
}

/**
 * Faces of an ensemble from those of its members.
 *
 * - `dynamics`: each lane moves by an elite that is drawn anew in each step. Every elite moves all lanes, so that what one
 *   lane draws does not depend on the others.
 * - `expectation`: the mean over the elites.
 *
 * @param elites - read when asked: live
 */
function combinedFaces(members: readonly Partial<ModelFaces>[], elites: Int32Array): Model<ModelFace> {
  const faces: Partial<ModelFaces> = {};
  const dynamics = members.map((member) => member.dynamics).filter((each) => each !== undefined);
  const expectations = members.map((member) => member.expectation).filter((each) => each !== undefined);
  if (dynamics.length > 0) faces.dynamics = randomElite(dynamics, elites);
  if (expectations.length > 0) faces.expectation = meanOfElites(expectations, elites);
  return faces as Model<ModelFace>; // `checkCombined` has seen that the members have no others
}

function randomElite(members: readonly Dynamics[], elites: Int32Array): Dynamics {
  const first = members[0]!;
  const { state: { size } } = first;
  const scratch = { chosen: new Int32Array(0), out: stepBuffers(first.state, 0) };
  return {
    ...first,
    step(state: Lanes<Space>, action: Lanes<Space>, random: RandomLanes, out: StepBuffers) {
      const lanes = out.reward.length;
      if (scratch.chosen.length !== lanes) {
        scratch.chosen = new Int32Array(lanes);
        scratch.out = stepBuffers(first.state, lanes);
      }
      for (let b = 0; b < lanes; b++) scratch.chosen[b] = random.lane(b).integer(elites.length);
      for (let k = 0; k < elites.length; k++) {
        members[elites[k]!]!.step(state, action, random, scratch.out);
        for (let b = 0; b < lanes; b++) if (scratch.chosen[b] === k) copyLane(scratch.out, b, size, out);
      }
    },
  };
}

function copyLane(from: StepBuffers, lane: number, size: number, outTo: StepBuffers): void {
  for (let i = lane * size; i < (lane + 1) * size; i++) outTo.state[i] = from.state[i]!;
  outTo.reward[lane] = from.reward[lane]!;
  outTo.terminated[lane] = from.terminated[lane]!;
}

function meanOfElites(members: readonly ModelFaces["expectation"][], elites: Int32Array): ModelFaces["expectation"] {
  let total = new Float64Array(0);
  return {
    next(state, action, outState: NumberArray) {
      if (total.length !== outState.length) total = new Float64Array(outState.length);
      total.fill(0);
      for (const e of elites) {
        members[e]!.next(state, action, outState);
        for (let i = 0; i < total.length; i++) total[i]! += outState[i]! / elites.length;
      }
      outState.set(total);
    },
  };
}
