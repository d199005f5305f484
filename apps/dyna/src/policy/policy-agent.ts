import { philox } from "@worldwise/math";
import type { Agent, AgentRecipe, Lanes, Plugin, Problem, Random, Space, StateTree } from "@worldwise/protocol";
import { checkElement, defineAgent, definePlugin, heap, list, number, optionSchema } from "@worldwise/protocol";

/** Its id, wherever a run names its agent. It is no component: nobody would compare a method with it by accident. */
export const policyId = "dyna/policy";

/** Acts without learning: the same action at every step, or random ones. */
export const policyPlugin: Plugin = definePlugin({
  role: "agent", name: "policy", about: "The same action at every step, or random ones; learns nothing",
  options: optionSchema({
    action: list(number({ description: "a number of the action" }), { description: "the action; empty: random ones", default: [] }),
  }),
  create: ({ action }, { action: space }: Problem) => policyAgent(space, action),
});

/** Throws `outside-space` on an action that the space does not have. */
function policyAgent(space: Space, action: readonly number[]): AgentRecipe {
  const fixed = heap(space.dtype, action.length);
  fixed.set(action);
  if (action.length > 0) checkElement(space, space.kind === "discrete" && action.length === 1 ? action[0]! : fixed, "the action of --policy");
  return defineAgent({
    name: "policy",
    start(key, lanes): Agent {
      const random = philox.streams(philox.derive(key, "policy"), lanes);
      return {
        lanes, decision: {}, model: {}, metrics: () => ({}),
        act(_observation, outAction) {
          for (let b = 0; b < lanes; b++) {
            const lane = outAction.subarray(b * space.size, (b + 1) * space.size);
            if (action.length > 0) lane.set(fixed);
            else drawAction(space, random.lane(b), lane);
          }
        },
        observe: () => undefined,
        save: () => random.state.slice(),
        load: (saved: StateTree) => random.state.set(saved as typeof random.state), // what `save` gave
      };
    },
  });
}

/** Uniform between the bounds; standard normal where there are none. */
export function drawAction(space: Space, random: Random, outAction: Lanes<Space>): void {
  if (space.kind === "discrete") {
    outAction[0] = random.integer(space.count);
    return;
  }
  for (let i = 0; i < space.size; i++) {
    const [low, high] = [space.low[i]!, space.high[i]!];
    outAction[i] = Number.isFinite(high - low) ? low + (high - low) * random.uniform() : Math.min(Math.max(random.normal(), low), high);
  }
}
