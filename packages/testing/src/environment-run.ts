import type { Element, Environment, RandomLanes, Restorable, Space, StateTree } from "@worldwise/protocol";
import { allocate, fromElement, toElement } from "@worldwise/protocol";
import { drawActions } from "./random-elements.ts";

/** What a step of an environment shows, as a tree that can be compared. */
export interface Shown {
  readonly observation: StateTree;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** An environment, restorable where it can be. */
export type AnyEnvironment = Environment & Partial<Restorable>;

/** A copy of an element that belongs to nobody else. */
export const keep = (element: Element<Space>): number | Exclude<Element<Space>, number> =>
  (typeof element === "number" ? element : element.slice());

/** Draws one action, legal where there is a rule. */
export function drawAction(environment: Environment, observation: Element<Space>, random: RandomLanes): Element<Space> {
  const [seen, action] = [allocate(environment.observation, 1), allocate(environment.action, 1)];
  fromElement(observation, seen);
  drawActions(
    environment.action, random, action, environment.legalActions && { legalActions: environment.legalActions, observation: seen },
  );
  return toElement(environment.action, action);
}

/** Steps under random actions, resets after each end, and gives everything shown. */
export function recordSteps(environment: Environment, actions: RandomLanes, steps: number, first: Element<Space>): StateTree[] {
  const shown: StateTree[] = [{ observation: keep(first) }];
  let observation = first;
  for (let step = 0; step < steps; step++) {
    const result = environment.step(drawAction(environment, observation, actions));
    const { reward, terminated, truncated } = result;
    shown.push({ observation: keep(result.observation), reward, terminated, truncated });
    observation = result.observation;
    if (terminated || truncated) {
      observation = environment.reset().observation;
      shown.push({ observation: keep(observation) });
    }
  }
  return shown;
}
