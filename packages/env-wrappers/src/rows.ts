import type { LegalActions, NumberArray, Space } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { WrapperDefinition, WrapperLane } from "./wrapper-definition.ts";

/** Copies a row of one array over a row of another; both begin where they are told. */
export function copyRow(from: NumberArray, fromStart: number, to: NumberArray, toStart: number, size: number): void {
  for (let i = 0; i < size; i++) to[toStart + i] = from[fromStart + i]!;
}

/** The spaces that a wrapper stands between. */
export interface WrapperSpaces {
  readonly seen: Space;
  readonly innerAction: Space;
  readonly observation: Space;
  readonly action: Space;
  readonly memorySize: number;
}

/** The spaces of a world with a wrapper round it. */
export const wrapperSpaces = (
  inner: { readonly observation: Space; readonly action: Space }, { observation, action, memory }: WrapperDefinition,
): WrapperSpaces => ({
  seen: inner.observation, innerAction: inner.action,
  observation: observation ?? inner.observation, action: action ?? inner.action, memorySize: memory?.size ?? 0,
});

/** The reused rows of one lane. */
export const wrapperLane = ({ seen, innerAction, action, memorySize }: WrapperSpaces): WrapperLane => ({
  seen: new Float64Array(seen.size), memory: new Float64Array(memorySize), action: new Float64Array(action.size),
  innerAction: new Float64Array(innerAction.size),
  legal: new Uint8Array(innerAction.kind === "discrete" ? innerAction.count : 0).fill(1), reward: 0,
});

/** Legal actions of the wrapped world: the inner ones, where they can be told from what an agent sees and does; else nothing. */
export function legalActionsOf(
  inner: LegalActions | undefined, definition: WrapperDefinition, spaces: WrapperSpaces,
): LegalActions | undefined {
  const { observe, reveal, action } = definition;
  if (!inner || action) return undefined;
  if (!observe) return inner;
  return reveal && revealedActions(inner, reveal.bind(definition), spaces);
}

function revealedActions(
  inner: LegalActions, reveal: NonNullable<WrapperDefinition["reveal"]>, { observation, seen }: WrapperSpaces,
): LegalActions {
  const [from, into] = [new Float64Array(observation.size), new Float64Array(seen.size)];
  const seenLanes = perLaneCount((lanes) => allocate(seen, lanes));
  return {
    mask(observations, outMask) {
      const lanes = observations.length / observation.size;
      const innerObservations = seenLanes(lanes);
      for (let b = 0; b < lanes; b++) {
        copyRow(observations, b * observation.size, from, 0, observation.size);
        reveal(from, into);
        copyRow(into, 0, innerObservations, b * seen.size, seen.size);
      }
      inner.mask(innerObservations, outMask);
    },
  };
}

/** Scratch for each number of lanes that comes up, made once. */
export function perLaneCount<Scratch>(create: (lanes: number) => Scratch): (lanes: number) => Scratch {
  const made = new Map<number, Scratch>();
  return (lanes) => {
    const known = made.get(lanes);
    if (known !== undefined) return known;
    const scratch = create(lanes);
    made.set(lanes, scratch);
    return scratch;
  };
}
