import { add, mul, sub } from "@worldwise/autodiff";
import type { Optimizer, Parameter } from "@worldwise/protocol";
import { defineOptimizer } from "@worldwise/protocol";

/** Gradient descent with momentum: v ← 0.9 v + g,  x ← x − rate · v. */
export const momentum = (rate = 0.02): Optimizer<{ readonly velocity: Parameter }> => defineOptimizer({
  name: "momentum", needs: [], provides: [],
  memory: ({ shape, data }) => ({ velocity: { shape, data: new Float64Array(data.length) } }),
  update(parameter, gradient, memory) {
    const velocity = add(mul(memory.velocity, 0.9), gradient);
    return { parameter: sub(parameter, mul(velocity, rate)), memory: { velocity } };
  },
});
