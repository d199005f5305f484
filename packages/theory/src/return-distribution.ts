import type { TabularPolicy } from "@worldwise/math";
import { type Mdp, WorldwiseError } from "@worldwise/protocol";
import { checkDistribution, checkLength } from "./distribution.ts";
import { checkDiscounted, policyProbabilities } from "./model-pair.ts";

/** A discrete distribution of returns. */
export interface ReturnDistribution {
  /** `[n]` different from each other, ascending */
  readonly returns: Float64Array;
  /** `[n]` */
  readonly masses: Float64Array;
}

/** Atoms at any time, beyond which a distribution is not written out. */
const ATOM_LIMIT = 100_000;

/** Where an episode may be, and what it has earned. */
interface Atom {
  /** N once the episode has ended. */
  readonly state: number;
  readonly earned: number;
  readonly mass: number;
}

/**
 * The exact distribution of the discounted return of a number of steps, written out atom by atom.
 *
 *   G = Σ_t\<horizon γᵗ R_t
 *
 * For small worlds and short horizons: atoms multiply unless returns coincide.
 *
 * @param state - where to begin
 * @param horizon - steps, at least 0; what would follow is left out
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`, and `too-many-atoms` above 100,000.
 */
export function returnDistribution(mdp: Mdp, policy: TabularPolicy, state: number, horizon: number): ReturnDistribution {
  checkDiscounted(mdp);
  const probabilities = policyProbabilities(mdp, policy);
  let atoms: readonly Atom[] = [{ state, earned: 0, mass: 1 }];
  for (let t = 0; t < horizon; t++) {
    const weight = mdp.discount ** t;
    atoms = merged(atoms.flatMap((atom) => atom.state === mdp.stateCount ? [atom] : followers(mdp, probabilities, atom, weight)));
    if (atoms.length > ATOM_LIMIT) throw tooMany(atoms.length, t + 1);
  }
  const total = [...merged(atoms.map((atom) => ({ ...atom, state: 0 })))].sort((a, b) => a.earned - b.earned);
  return { returns: Float64Array.from(total, ({ earned }) => earned), masses: Float64Array.from(total, ({ mass }) => mass) };
}

/** Where one atom goes in one step. */
function followers(mdp: Mdp, probabilities: Float64Array, atom: Atom, weight: number): readonly Atom[] {
  const next: Atom[] = [];
  for (let row = atom.state * mdp.actionCount; row < (atom.state + 1) * mdp.actionCount; row++) {
    const mass = atom.mass * probabilities[row]!;
    const [start, end] = [mdp.rowStart[row]!, mdp.rowEnd[row]!];
    if (start === end && mass > 0) next.push({ state: mdp.stateCount, earned: atom.earned + weight * mdp.reward[row]!, mass });
    for (let k = start; k < end && mass > 0; k++) {
      const reward = mdp.successorReward?.[k] ?? mdp.reward[row]!;
      const state = mdp.terminated[k] === 1 ? mdp.stateCount : mdp.successor[k]!;
      if (mdp.probability[k]! > 0) next.push({ state, earned: atom.earned + weight * reward, mass: mass * mdp.probability[k]! });
    }
  }
  return next;
}

/** Atoms of one state and one sum are one atom. */
function merged(atoms: readonly Atom[]): readonly Atom[] {
  const byState = new Map<number, Map<number, number>>();
  for (const { state, earned, mass } of atoms) {
    const masses = byState.get(state) ?? new Map<number, number>();
    byState.set(state, masses.set(earned, mass + (masses.get(earned) ?? 0)));
  }
  return [...byState].flatMap(([state, masses]) => [...masses].map(([earned, mass]) => ({ state, earned, mass })));
}

const tooMany = (atoms: number, step: number): WorldwiseError => new WorldwiseError("too-many-atoms", {
  expected: `at most ${ATOM_LIMIT} atoms`, got: `${atoms} after ${step} steps`, todo: "shorten the horizon, or use returnMoments",
}, { atoms, step });

/**
 * Conditional value at risk: the mean of the worst `share` of returns.
 *
 *   CVaR = 1/share ∫ over the lowest `share` of the mass, with a part of the atom at its edge
 *
 * @param returns - `[n]`, more is better
 * @param masses - `[n]`
 * @param share - in (0, 1]; 1 gives the mean
 *
 * Throws `bad-distribution`, `bad-length`, `bad-share`.
 *
 * Source: Rockafellar and Uryasev (2002), Journal of Banking and Finance 26(7), for the lower tail.
 */
export function conditionalValueAtRisk(returns: Float64Array, masses: Float64Array, share: number): number {
  checkLength("masses", masses.length, returns.length);
  checkDistribution("masses", masses);
  if (!(share > 0 && share <= 1)) {
    throw new WorldwiseError("bad-share", {
      expected: "a share in (0, 1]", got: String(share), todo: "give 0.05 for the worst twentieth",
    });
  }
  let [left, total] = [share, 0];
  for (const i of Array.from(returns, (_, at) => at).sort((a, b) => returns[a]! - returns[b]!)) {
    const taken = Math.min(left, masses[i]!);
    if (taken > 0) total += taken * returns[i]!;
    left -= taken;
  }
  return total / share;
}
