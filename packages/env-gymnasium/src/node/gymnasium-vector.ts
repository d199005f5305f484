import type { Lanes, Space, VectorEnvironment, VectorStep } from "@worldwise/protocol";
import type { BridgeSettings, ExpectedSpaces, GymnasiumOptions } from "../bridge-options.ts";
import { bridgeSettings, checkLaneCount } from "../bridge-options.ts";
import type { BridgeFacts, LaneCalls } from "../lane-calls.ts";
import { laneCalls, openingRequest } from "../lane-calls.ts";
import type { Info } from "../plain-data.ts";
import type { Connection } from "./connection.ts";
import { connect } from "./connection.ts";
import { defaultPython, launchOf } from "./launch.ts";

/** Which environment, how many of it, and in which Python. */
export interface GymnasiumVectorOptions extends GymnasiumOptions {
  /** B, at least 1. */
  readonly lanes: number;
  /** Whether infos are sent along: they cost time. Not by default. */
  readonly info?: boolean;
}

/** B lanes in one Python process. */
export interface GymnasiumVector<O extends Space = Space, A extends Space = Space>
  extends VectorEnvironment<O, A, Promise<undefined>>, BridgeFacts {
  /**
   * Starts new episodes where the mask is 1.
   *
   * `seeds[b]` seeds lane b anew; without one its first episode has the seed of the options, and later ones go on with its
   * stream.
   */
  reset(mask: Uint8Array, outObservation: Lanes<O>, seeds?: readonly (number | undefined)[]): Promise<undefined>;
  /** What lane b said beside its latest observation; empty unless the option `info` is set. */
  info(lane: number): Info;
  /** Ends Python; kills it where it does not end within 5 seconds. */
  close(): Promise<undefined>;
}

/**
 * B lanes of an environment of Python's Gymnasium, in one child process, all stepped in one round trip.
 *
 * Nothing resets itself, and the observation of a step is the true one, also where an episode ended. Where Gymnasium says both
 * terminated and truncated, terminated wins. Actions must lie in their space.
 * Discrete spaces count from 0 here, whatever they count from in Python; a Dict or Tuple becomes one box, its numbers one after
 * the other in the order of `parts`, a Discrete in it as one number. One call at a time; a call that fails in Python ends it.
 *
 * Rejects with `python-missing`, `gymnasium-missing`, `unknown-environment`, `unsupported-space`, `other-spaces`,
 * `environment-failed` (with the traceback), `bad-observation`, `bad-reward`, `python-died`, `python-hung` (with the traceback of
 * where it hung), `bad-frame`, `frame-too-large`; wrong use with `step-before-reset`, `step-after-end`, `outside-space`,
 * `still-running`, `closed`.
 */
export function gymnasiumVector<O extends Space, A extends Space>(
  options: GymnasiumVectorOptions & ExpectedSpaces<O, A>,
): Promise<GymnasiumVector<O, A>>;
export function gymnasiumVector(options: GymnasiumVectorOptions): Promise<GymnasiumVector>;
export async function gymnasiumVector(
  options: GymnasiumVectorOptions & Partial<ExpectedSpaces<Space, Space>>,
): Promise<GymnasiumVector> {
  const { lanes, info = false } = options;
  checkLaneCount(lanes);
  const settings = bridgeSettings(options, defaultPython);
  const opening = openingRequest(settings, lanes, info);
  const connection = connect(launchOf(settings), settings.maxFrameSize);
  try {
    const calls = laneCalls(await connection.ask(opening, settings.startLimit), settings, lanes, options.spaces);
    return vectorOf(calls, connection, { ...settings, lanes });
  } catch (error) {
    connection.fail(error);
    await connection.close();
    throw error;
  }
}

function vectorOf(
  calls: LaneCalls, connection: Connection, { lanes, discount, callLimit }: BridgeSettings & { readonly lanes: number },
): GymnasiumVector {
  async function exchange(frame: Uint8Array, read: (body: Uint8Array) => void): Promise<undefined> {
    const body = await connection.ask(frame, callLimit);
    try {
      read(body);
    } catch (error) {
      connection.fail(error);
      throw error;
    }
  }
  async function reset(
    mask: Uint8Array, outObservation: Lanes<Space>, seeds?: readonly (number | undefined)[],
  ): Promise<undefined> {
    const kept = mask.slice();
    return exchange(calls.requestReset(kept, outObservation, seeds), (body) => calls.readReset(body, kept, outObservation));
  }
  async function step(action: Lanes<Space>, out: VectorStep): Promise<undefined> {
    return exchange(calls.requestStep(action, out), (body) => calls.readStep(body, out));
  }
  return Object.freeze({
    ...calls.facts, observation: calls.observation, action: calls.action, discount, lanes, reset, step,
    info: calls.info, close: () => connection.close(),
  });
}
