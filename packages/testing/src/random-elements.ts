import type { Box, Lanes, LegalActions, NumberArray, Random, RandomLanes, Space } from "@worldwise/protocol";

/** Draws one element for each lane, uniform over a bounded space. Unbounded dimensions are standard normal. */
export function drawElements(space: Space, random: RandomLanes, outLanes: NumberArray): void {
  for (let b = 0; b < random.lanes; b++) {
    const stream = random.lane(b);
    if (space.kind === "discrete") outLanes[b] = stream.integer(space.count);
    else for (let i = 0; i < space.size; i++) outLanes[b * space.size + i] = drawCoordinate(space, i, stream);
  }
}

function drawCoordinate({ low, high, dtype }: Box, i: number, stream: Random): number {
  const [from, to] = [low[i]!, high[i]!];
  if (dtype === "uint8") return from + stream.integer(to - from + 1);
  if (Number.isFinite(to - from)) return from + stream.uniform() * (to - from);
  return Math.min(Math.max(stream.normal(), from), to);
}

/** Draws an action for each lane, among the legal ones where there is a rule. */
export function drawActions(
  space: Space, random: RandomLanes, outAction: NumberArray,
  rule?: { readonly legalActions: LegalActions; readonly observation: Lanes<Space> },
): void {
  if (rule === undefined || space.kind !== "discrete") return drawElements(space, random, outAction);
  const mask = new Uint8Array(random.lanes * space.count);
  rule.legalActions.mask(rule.observation, mask);
  for (let b = 0; b < random.lanes; b++) {
    const row = mask.subarray(b * space.count, (b + 1) * space.count);
    const legal = [...row.keys()].filter((a) => row[a] === 1);
    outAction[b] = legal[random.lane(b).integer(Math.max(legal.length, 1))] ?? 0;
  }
}
