import type { Dtype, Lanes, NumberArray, Space, Spaces, VectorStep } from "@worldwise/protocol";
import { checkLanes, describeSpace, sameSpace, WorldwiseError } from "@worldwise/protocol";
import { actionCheck } from "./action-check.ts";
import { badFrame } from "./bridge-errors.ts";
import type { BridgeSettings } from "./bridge-options.ts";
import { checkSeed } from "./bridge-options.ts";
import { lanePhases } from "./lane-phases.ts";
import { decodeReply, encodeRequest, protocolVersion } from "./messages.ts";
import type { Info } from "./plain-data.ts";
import { isRecord } from "./plain-data.ts";
import type { DescribedSpace, SpacePart } from "./space-description.ts";
import { readSpace } from "./space-description.ts";

/** Versions of what runs on the other side: save them with results. */
export interface BridgeVersions {
  readonly python: string;
  readonly numpy: string;
  readonly gymnasium: string;
}

/** What an environment says of itself before its first episode. */
export interface BridgeFacts {
  readonly id: string;
  readonly versions: BridgeVersions;
  /** The time limit that is registered with the id. */
  readonly maxEpisodeSteps?: number;
  /** How Gymnasium's spaces became numbers of ours. */
  readonly parts: { readonly observation: readonly SpacePart[]; readonly action: readonly SpacePart[] };
}

/** How lanes are asked for, and their answers read. Knows nothing of pipes: blocking and waiting faces share it. */
export interface LaneCalls {
  readonly observation: Space;
  readonly action: Space;
  readonly facts: BridgeFacts;
  /** The frame that resets some lanes; `seeds` for those lanes alone. Throws on wrong use. */
  requestReset(mask: Uint8Array, outObservation: Lanes<Space>, seeds?: readonly (number | undefined)[]): Uint8Array;
  readReset(body: Uint8Array, mask: Uint8Array, outObservation: Lanes<Space>): void;
  /** The frame that steps all lanes. Throws on wrong use. */
  requestStep(action: Lanes<Space>, out: VectorStep): Uint8Array;
  readStep(body: Uint8Array, out: VectorStep): void;
  /** The latest info of a lane; empty where none is sent. */
  info(lane: number): Info;
}

/** The first request. */
export function openingRequest(settings: BridgeSettings, lanes: number, info: boolean): Uint8Array {
  const { id, options, resetOptions, maxFrameSize } = settings;
  return encodeRequest(["open", { version: protocolVersion, id, options, resetOptions, lanes, info }], maxFrameSize);
}

/** Reads the answer to the first request. Throws what Python reports, and `other-spaces` where others were counted on. */
export function laneCalls(
  ready: Uint8Array, { id, seed, maxFrameSize }: BridgeSettings, lanes: number, expected?: Spaces,
): LaneCalls {
  const described = readReady(ready);
  const { observation: { space: observation }, action: { space: action } } = described;
  if (expected) checkSpaces(expected, { observation, action });
  const { size, dtype } = observation;
  const phases = lanePhases(lanes);
  const checkAction = actionCheck(described.action, lanes);
  const unseeded = new Uint8Array(lanes).fill(1);
  let infos: Info[] = new Array<Info>(lanes).fill({});

  /** The seeds that are given, else that of the first episode of a lane. */
  function seedsOf(mask: Uint8Array, given: readonly (number | undefined)[] | undefined): (number | null)[] {
    const own = (b: number): number | undefined => given?.[b] ?? (unseeded[b] === 1 ? seed + b : undefined);
    return Array.from(mask.keys()).filter((b) => mask[b] !== 0).map((b) => own(b) ?? null);
  }
  return {
    observation, action, facts: { id, ...described.facts },
    requestReset(mask, outObservation, seeds) {
      checkMask(mask, lanes);
      checkLanes(observation, outObservation, lanes, "outObservation");
      for (const chosen of seeds ?? []) if (chosen !== undefined) checkSeed(chosen);
      return encodeRequest(["reset", mask.map((flag) => Number(flag !== 0)), seedsOf(mask, seeds)], maxFrameSize);
    },
    readReset(body, mask, outObservation) {
      const started = Array.from(mask.keys()).filter((b) => mask[b] !== 0);
      const [seen, said] = decodeReply(body, "started");
      const rows = numbers(seen, dtype, started.length * size);
      started.forEach((b, row) => outObservation.set(rows.subarray(row * size, (row + 1) * size), b * size));
      started.forEach((b, row) => { infos[b] = infoOf(said, row); });
      for (const b of started) unseeded[b] = 0;
      phases.begin(mask);
    },
    requestStep(actions, out) {
      phases.checkRunning();
      checkAction(actions);
      checkLanes(observation, out.observation, lanes, "observation");
      return encodeRequest(["step", actions], maxFrameSize);
    },
    readStep(body, out) {
      const [seen, reward, terminated, truncated, said] = decodeReply(body, "stepped");
      out.observation.set(numbers(seen, dtype, lanes * size));
      out.reward.set(numbers(reward, "float64", lanes));
      out.terminated.set(numbers(terminated, "uint8", lanes));
      out.truncated.set(numbers(truncated, "uint8", lanes));
      if (Array.isArray(said)) infos = infos.map((_, b) => infoOf(said, b));
      phases.end(out.terminated, out.truncated);
    },
    info: (lane) => infos[lane] ?? {},
  };
}

/** Elements of an array of the expected type and length. */
function numbers(value: unknown, dtype: Dtype, length: number): NumberArray {
  const got = isRecord(value) ? value["data"] : undefined;
  if (isNumberArray(got) && isRecord(value) && value["dtype"] === dtype && got.length === length) return got;
  throw badFrame(`${length} numbers of ${dtype}`,
    isNumberArray(got) ? `${got.length} in a ${got.constructor.name}` : "something else");
}

const isNumberArray = (value: unknown): value is NumberArray =>
  [Float32Array, Float64Array, Int32Array, Uint8Array, Uint32Array].some((type) => value instanceof type);

function infoOf(infos: unknown, row: number): Info {
  const info: unknown = Array.isArray(infos) ? infos[row] : undefined;
  return isRecord(info) ? info as Info : {}; // plain data, by the decoder
}

interface Ready {
  readonly observation: DescribedSpace;
  readonly action: DescribedSpace;
  readonly facts: Omit<BridgeFacts, "id">;
}

function readReady(body: Uint8Array): Ready {
  const [ready] = decodeReply(body, "ready");
  if (!isRecord(ready) || ready["version"] !== protocolVersion || !isRecord(ready["versions"])) {
    throw badFrame(`version ${protocolVersion} of the protocol`, isRecord(ready) ? String(ready["version"]) : "something else");
  }
  const { python, numpy, gymnasium } = ready["versions"];
  const limit = ready["maxEpisodeSteps"];
  const [observation, action] = [readSpace(ready["observation"]), readSpace(ready["action"])];
  const facts = {
    versions: { python: String(python), numpy: String(numpy), gymnasium: String(gymnasium) },
    ...(typeof limit === "number" && limit > 0 && { maxEpisodeSteps: limit }),
    parts: { observation: observation.parts, action: action.parts },
  };
  return { observation, action, facts };
}

function checkMask(mask: Uint8Array, lanes: number): void {
  if (mask.length === lanes && mask.some((flag) => flag !== 0)) return;
  throw new WorldwiseError("wrong-array", {
    expected: `mask: ${lanes} numbers, one for each lane, at least one of them 1`,
    got: mask.length === lanes ? "only 0" : String(mask.length), todo: "say which lanes begin anew",
  }, { lanes });
}

function checkSpaces(expected: Spaces, own: Spaces): void {
  for (const side of ["observation", "action"] as const) {
    if (sameSpace(expected[side], own[side])) continue;
    const [wanted, got] = [describeSpace(expected[side]), describeSpace(own[side])];
    throw new WorldwiseError("other-spaces", {
      expected: `${side} in ${wanted}`, got: wanted === got ? `${got} with other bounds` : got,
      todo: "correct `spaces`, or leave them out and look at what the environment has",
    }, { side });
  }
}
