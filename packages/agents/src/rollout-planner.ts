import type {
  Discrete, Dynamics, Lanes, Planner, Policy, Problem, RandomLanes, Space, StepBuffers,
} from "@worldwise/protocol";
import { allocate, definePlanner, describeSpace, stepBuffers, WorldwiseError } from "@worldwise/protocol";
import { checkCount, checkProbability } from "./check-parts.ts";

/** Options of {@link rolloutPlanner}. */
export interface RolloutOptions {
  /** N, rollouts of each action; 50 by default. */
  readonly rollouts?: number;
  /** H, steps of a rollout, the first included; 15 by default. */
  readonly depth?: number;
  /** Probability of a random action in explore mode, in [0, 1]; 0 by default. */
  readonly explore?: number;
}

/**
 * One-ply Monte Carlo: the action whose rollouts in the model earn most, further actions being uniformly random.
 *
 *   Q̂(x, a) = 1/N Σ_n Σ_t γ^t r̂(z_t, a_t),   z_0 = x,  a_0 = a,  a_t ~ ρ blind,   t below H,   z_t+1 ~ P̂(·|z_t, a_t)
 *
 * A decision-time planner of finitely many actions: it reads the model in `act` and keeps nothing. Blind rollouts are what the
 * bounds of hallucinated replay speak of: the actions do not depend on the states. Of equal actions the first is taken. One
 * decision costs M · N · H imagined steps.
 *
 * Source: Talvitie (2017), section on the one-ply Monte Carlo planner of H-DAgger-MC. Throws `bad-options`, `wrong-space`.
 */
export function rolloutPlanner<O extends Space>(
  problem: Problem<O, Discrete>, { rollouts = 50, depth = 15, explore = 0 }: RolloutOptions = {},
): Planner<O, Discrete, null, "dynamics", never> {
  checkCount("rollouts", rollouts, 1);
  checkCount("depth", depth, 1);
  checkProbability("explore", explore);
  requireActions(problem);
  return definePlanner({
    name: "rollout-planner", package: "@worldwise/agents", spaces: problem, needs: ["dynamics"], provides: [],
    init: () => null,
    policy: (_, { dynamics }, streams) => rolloutPolicy(problem, dynamics, streams("rollouts", rollouts), { depth, explore }),
    decision: () => ({}),
  });
}

function requireActions({ action }: Problem): void {
  if (action.kind === "discrete") return;
  throw new WorldwiseError("wrong-space", {
    expected: "finitely many actions for rolloutPlanner", got: describeSpace(action), todo: "choose a planner of continuous actions",
  });
}

function rolloutPolicy<O extends Space>(
  { observation: space, action: { count } }: Problem<O, Discrete>, dynamics: Dynamics<O, Discrete>, streams: RandomLanes,
  { depth, explore }: { readonly depth: number; readonly explore: number },
): Policy<O, Discrete> {
  const returns = rolloutReturns(dynamics, streams, depth);
  const one = allocate(space, 1);
  const best = (): number => {
    let [chosen, highest] = [0, -Infinity];
    for (let a = 0; a < count; a++) {
      const value = returns(one, a);
      if (value > highest) [chosen, highest] = [a, value];
    }
    return chosen;
  };
  return {
    act(observation, random, outAction, mode = "explore") {
      for (let b = 0; b < random.lanes; b++) {
        for (let i = 0; i < space.size; i++) one[i] = observation[b * space.size + i]!;
        const stream = random.lane(b);
        const wanders = mode === "explore" && explore > 0 && stream.uniform() < explore;
        outAction[b] = wanders ? stream.integer(count) : best();
      }
    },
  };
}

/** The mean return of rollouts, one for each stream, that begin in a state with an action. Nothing is earned after the end. */
function rolloutReturns<O extends Space>(
  dynamics: Dynamics<O, Discrete>, streams: RandomLanes, depth: number,
): (observation: Lanes<O>, first: number) => number {
  const { lanes } = streams;
  const { state: space, action: { count }, discount } = dynamics;
  const [from, out, action] = [allocate(space, lanes), stepBuffers(space, lanes), new Int32Array(lanes)];
  const [start, running] = [allocate(dynamics.observation, lanes), new Uint8Array(lanes)];
  const begin = (observation: Lanes<O>): void => {
    for (let n = 0; n < lanes; n++) start.set(observation, n * observation.length);
    if (dynamics.encode) dynamics.encode(start, from);
    else from.set(start);
    running.fill(1);
  };
  const earned = ({ reward, terminated }: StepBuffers): number => {
    let total = 0;
    for (let n = 0; n < lanes; n++) {
      if (running[n] === 1) total += reward[n]!;
      if (terminated[n] === 1) running[n] = 0;
    }
    return total;
  };
  return (observation, first) => {
    begin(observation);
    let [total, weight] = [0, 1 / lanes];
    for (let t = 0; t < depth; t++) {
      for (let n = 0; n < lanes; n++) action[n] = t === 0 ? first : streams.lane(n).integer(count);
      dynamics.step(from, action, streams, out);
      total += weight * earned(out);
      weight *= discount;
      from.set(out.state);
    }
    return total;
  };
}
