import type { Agent, Mdp } from "@worldwise/protocol";

/** `[N]` The action of the evaluated policy in every state. */
export function evaluatedPolicy(agent: Agent, { stateCount }: Mdp): Int32Array {
  const [state, action] = [new Int32Array(1), new Int32Array(1)];
  return Int32Array.from({ length: stateCount }, (_, s) => {
    state[0] = s;
    agent.act(state, action, "evaluate");
    return action[0]!;
  });
}
