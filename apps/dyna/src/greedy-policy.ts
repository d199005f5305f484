import type { Agent } from "@worldwise/protocol";

/**
 * `[N]` The action of the evaluated policy in every state.
 *
 * The agent is saved before and loaded afterwards, because a policy may draw random numbers in this mode too: learning goes
 * on as if it had not.
 */
export function greedyPolicy(agent: Agent, stateCount: number): Int32Array {
  const saved = agent.save();
  const [state, action] = [new Int32Array(1), new Int32Array(1)];
  try {
    return Int32Array.from({ length: stateCount }, (_, s) => {
      state[0] = s;
      agent.act(state, action, "evaluate");
      return action[0]!;
    });
  } finally {
    agent.load(saved);
  }
}
