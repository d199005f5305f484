import type { MatrixProduct, TabularPolicy } from "@worldwise/math";
import { greedyPolicy } from "@worldwise/math";
import type { OptionSchema, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, number, optionSchema } from "@worldwise/protocol";
import { gainGuard } from "./gain-guard.ts";
import type { RegroundedOptions, RegroundedPlanner, Regrounding } from "./regrounded-planner.ts";
import { regroundedFields, regroundedPlanner } from "./regrounded-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { transitionProducts } from "./task-product.ts";
import type { ValueTarget } from "./value-target.ts";

/** Options of {@link pidValueIteration}. */
export interface PidValueIterationOptions extends RegroundedOptions {
  /** κ_p. Default 1. */
  readonly proportional?: number;
  /** κ_I. Default 0. */
  readonly integral?: number;
  /** κ_d. Default 0. */
  readonly derivative?: number;
  /** α: how much of a residual the integral takes up. Default 0.05. */
  readonly integralStep?: number;
  /** β in [0, 1]: how much of the integral is kept. Default 0.95. */
  readonly integralDecay?: number;
  /** η, at least 0: step size of the adaptation of the gains; 0 leaves them. Default 0. */
  readonly adaptation?: number;
}

/** What the controller remembers. */
export type PidMemory = {
  /** `[3]` κ_p, κ_I, κ_d. */
  gains: Float64Array;
  /** Iterations so far. */
  count: number;
  /** `[N]` V of the iteration before. */
  previousValue: Float64Array;
  /** `[N]` z */
  integral: Float64Array;
  /** `[N]` BR of the iteration before. */
  previousResidual: Float64Array;
  /** `[N]` The step between the two values before. */
  previousChange: Float64Array;
};

/** Value iteration as a controller that drives the Bellman residual to 0. */
export type PidValueIteration = RegroundedPlanner<"mdp", PidMemory>;

const options: OptionSchema<Required<PidValueIterationOptions>> = optionSchema({
  ...regroundedFields,
  proportional: number({ description: "gain κ_p of the Bellman residual", default: 1 }),
  integral: number({ description: "gain κ_I of its decaying sum", default: 0 }),
  derivative: number({ description: "gain κ_d of the last change of V", default: 0 }),
  integralStep: number({ description: "how much of a residual the sum takes up, α", default: 0.05, minimum: 0 }),
  integralDecay: number({ description: "how much of the sum is kept, β", default: 0.95, minimum: 0, maximum: 1 }),
  adaptation: number({ description: "step size η of the gains; 0 leaves them", default: 0, minimum: 0 }),
});

/** {@link pidValueIteration} by name. */
export const pidValueIterationPlugin: Plugin<"planner", Required<PidValueIterationOptions>, TabularProblem, PidValueIteration> =
  definePlugin({
    role: "planner", name: "pidValueIteration",
    about: "PID value iteration: the Bellman residual under proportional, integral and derivative control",
    options, create,
  });

/**
 * PID value iteration.
 *
 *   BR = T V_k − V_k,   z ← β z + α BR,   V_(k+1) = V_k + κ_p BR + κ_I z + κ_d (V_k − V_(k−1))
 *
 * (κ_p, κ_I, κ_d) = (1, 0, 0) is value iteration. The fixed point is that of T for all gains; whether it is reached depends on
 * them: for a policy, if and only if the spectral radius of the linear map of (V_k, V_(k−1), z) is below 1; otherwise it ends
 * with "max-iterations" or "non-finite". With η \> 0 the gains follow the gradient of ‖BR‖², divided by the size of the one
 * before:
 *
 *   κ ← κ − η ⟨∂BR_k/∂κ, BR_k⟩ / (‖BR_(k−1)‖² + ε),   ∂BR_k/∂κ_p = −(I − γ P^π) BR_(k−1),  alike with z and V_(k−1) − V_(k−2)
 *
 * from the third iteration on; π is the greedy policy in control. Nothing of this keeps gains within the stable ones: they may
 * speed the iteration up at first and make it diverge later. So where ‖BR‖∞ rises above ten times its lowest in this call of
 * `plan`, the gains go back to (1, 0, 0) and η is halved, and are adapted again once the lowest is reached: with γ \< 1 it does
 * not diverge. A smaller η may still be faster. Integral, last values and gains are kept from one call of `plan` to the next. A query is one product with P for all rows; adaptation takes three products with P^π more. It
 * plans in the MDP it is given. Throws `bad-options`, `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Farahmand, Ghavamzadeh (2021), PID accelerated value iteration algorithm, ICML; defaults of α, β as there. Differs:
 * the retreat is ours.
 */
export function pidValueIteration(problem: TabularProblem, chosen: PidValueIterationOptions = {}): PidValueIteration {
  return createComponent(pidValueIterationPlugin, chosen, problem);
}

function create(chosen: Required<PidValueIterationOptions>, problem: TabularProblem): PidValueIteration {
  return regroundedPlanner(problem, chosen, (target) => method(problem, chosen, target));
}

function method(
  { observation: { count: stateCount } }: TabularProblem, chosen: Required<PidValueIterationOptions>,
  { probability }: ValueTarget,
): Regrounding<"mdp", PidMemory> {
  const products = transitionProducts();
  const residual = new Float64Array(stateCount);
  const [adapt, guard] = [gainAdaptation(stateCount), gainGuard(chosen.adaptation)];
  const greedy = new Int32Array(stateCount);
  return {
    name: "pid-value-iteration", needs: ["mdp"],
    truthOf: ({ mdp }) => mdp,
    init: (_, allocator) => ({
      gains: Float64Array.of(chosen.proportional, chosen.integral, chosen.derivative), count: 0,
      previousValue: allocator("float64", stateCount), integral: allocator("float64", stateCount),
      previousResidual: allocator("float64", stateCount), previousChange: allocator("float64", stateCount),
    }),
    begin(_state, _model, truth) {
      guard.begin();
      if (chosen.adaptation > 0) products.read(truth);
    },
    improve({ value, actionValue, memory }, _, { truth, backedUp }) {
      for (let s = 0; s < stateCount; s++) residual[s] = backedUp[s]! - value[s]!;
      if (memory.count === 0) memory.previousValue.set(value);
      const stepSize = chosen.adaptation > 0 ? guard.stepSize(memory, residual) : 0;
      if (stepSize > 0 && memory.count >= 2) {
        if (probability === undefined) greedyPolicy(actionValue, greedy);
        const policy: TabularPolicy = probability ?? greedy;
        adapt(memory, residual, stepSize, {
          discount: truth.discount, product: (vector, out) => { products.product(policy, vector, out); },
        });
      }
      controlStep(value, memory, residual, chosen);
      return undefined;
    },
    metrics: ({ gains }) => ({ proportionalGain: gains[0]!, integralGain: gains[1]!, derivativeGain: gains[2]! }),
  };
}

/** One step of the controller; moves what it remembers on. */
function controlStep(
  value: Float64Array, memory: PidMemory, residual: Float64Array,
  { integralStep, integralDecay }: Required<PidValueIterationOptions>,
): void {
  const { gains, previousValue, integral, previousResidual, previousChange } = memory;
  const [proportional, integralGain, derivative] = [gains[0]!, gains[1]!, gains[2]!];
  for (let s = 0; s < value.length; s++) {
    const change = value[s]! - previousValue[s]!;
    integral[s] = integralDecay * integral[s]! + integralStep * residual[s]!;
    previousValue[s] = value[s]!;
    value[s]! += proportional * residual[s]! + integralGain * integral[s]! + derivative * change;
    previousResidual[s] = residual[s]!;
    previousChange[s] = change;
  }
  memory.count++;
}

/** Keeps the division finite once there is no residual left. As in the authors' released code. */
const tiny = 1e-20;

/** γ and products with P^π. */
type PolicyChain = { readonly discount: number; readonly product: MatrixProduct };
type AdaptGains = (memory: PidMemory, residual: Float64Array, stepSize: number, chain: PolicyChain) => void;

/** Moves the gains against the gradient of ‖BR_k‖². */
function gainAdaptation(stateCount: number): AdaptGains {
  const image = new Float64Array(stateCount);
  return (memory, residual, stepSize, { discount, product }) => {
    const { gains, previousResidual, integral, previousChange } = memory;
    const scale = stepSize / (dot(previousResidual, previousResidual) + tiny);
    [previousResidual, integral, previousChange].forEach((direction, i) => {
      product(direction, image);
      for (let s = 0; s < stateCount; s++) image[s] = discount * image[s]! - direction[s]!; // ∂BR_k/∂κ_i
      gains[i]! -= scale * dot(image, residual);
    });
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
