import type { Component, Element, Environment, Space, Step } from "@worldwise/protocol";
import { allocate, checkElement, fromElement, mark, toElement, vectorStep } from "@worldwise/protocol";
import type { BridgeSettings, ExpectedSpaces, GymnasiumOptions } from "../bridge-options.ts";
import { bridgeSettings } from "../bridge-options.ts";
import type { BridgeFacts, LaneCalls } from "../lane-calls.ts";
import { laneCalls, openingRequest } from "../lane-calls.ts";
import { packageName } from "../package-name.ts";
import type { Info } from "../plain-data.ts";
import type { BlockingConnection } from "./blocking-connection.ts";
import { connectBlocking } from "./blocking-connection.ts";
import { defaultPython, launchOf } from "./launch.ts";

/** One environment in a Python process; this thread is blocked while it works. */
export interface GymnasiumEnvironment<O extends Space = Space, A extends Space = Space>
  extends Environment<O, A, Info>, BridgeFacts, Component<"environment", never, never> {
  readonly maxEpisodeSteps?: number;
  /** Ends Python; kills it where it does not end within 5 seconds. */
  close(): void;
}

/**
 * One environment of Python's Gymnasium, in a child process, behind the synchronous face: each call blocks this thread until it
 * is answered.
 *
 * Spaces, actions, ends and errors are those of `gymnasiumVector`; errors are thrown. Needs named pipes (not on Windows).
 * Without a seed, the first episode has the seed of the options, and later ones go on with its stream.
 */
export function gymnasium<O extends Space, A extends Space>(
  options: GymnasiumOptions & ExpectedSpaces<O, A>,
): GymnasiumEnvironment<O, A>;
export function gymnasium(options: GymnasiumOptions): GymnasiumEnvironment;
export function gymnasium(options: GymnasiumOptions & Partial<ExpectedSpaces<Space, Space>>): GymnasiumEnvironment {
  const settings = bridgeSettings(options, defaultPython);
  const opening = openingRequest(settings, 1, true);
  const connection = connectBlocking(launchOf(settings), settings.maxFrameSize);
  try {
    const ready = connection.ask(opening, settings.startLimit);
    return environmentOf(laneCalls(ready, settings, 1, options.spaces), connection, settings);
  } catch (error) {
    connection.fail(error);
    throw error;
  }
}

function environmentOf(
  calls: LaneCalls, connection: BlockingConnection, { discount, callLimit }: BridgeSettings,
): GymnasiumEnvironment {
  const { observation, action, facts } = calls;
  const [everyLane, chosen, out] = [Uint8Array.of(1), allocate(action, 1), vectorStep(observation, 1)];

  function exchange(frame: Uint8Array, read: (body: Uint8Array) => void): void {
    const body = connection.ask(frame, callLimit);
    try {
      read(body);
    } catch (error) {
      connection.fail(error);
      throw error;
    }
  }
  const seen = (): Element<Space> => toElement<Space>(observation, out.observation.slice());
  function reset({ seed }: { readonly seed?: number } = {}): { observation: Element<Space>; info: Info } {
    exchange(calls.requestReset(everyLane, out.observation, [seed]), (body) => calls.readReset(body, everyLane, out.observation));
    return { observation: seen(), info: calls.info(0) };
  }
  function step(element: Element<Space>): Step<Space, Info> {
    checkElement(action, element, "action");
    fromElement<Space>(element, chosen);
    exchange(calls.requestStep(chosen, out), (body) => calls.readStep(body, out));
    return {
      observation: seen(), reward: out.reward[0]!, info: calls.info(0),
      terminated: out.terminated[0] === 1, truncated: out.truncated[0] === 1,
    };
  }
  const named = { name: facts.id, package: packageName, spaces: { observation, action }, needs: [], provides: [] } as const;
  return mark("environment", named, { ...facts, observation, action, discount, reset, step, close: connection.close });
}
