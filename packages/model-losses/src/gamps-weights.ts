import { grad, program, sum } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import type { DerivedColumn } from "@worldwise/learning";
import type { DecisionContext, Parameters, Problem, Space, Spaces } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";
import "./weighted-likelihood.ts";

/** The column that {@link gampsWeights} derives. */
export type GampsColumn<O extends Space, A extends Space> =
  DerivedColumn<O, A, "gamps.weight", "discount" | "tracedPolicy" | "extras.behaviorProbability">;

/**
 * How much each transition matters to the policy gradient: the weights of {@link weightedLikelihood}.
 *
 *   w_t = γ^t · Π_(l ≤ t) π(a_l|x_l) / π_b(a_l|x_l) · Σ_(l ≤ t) ‖∇ log π(a_l|x_l)‖_q
 *
 * Along each episode, as far as the data set holds it; an episode whose beginning was dropped begins where it is held. π is the
 * planner's present policy, π_b is recorded by the policy that acted. On policy, with scores of one length c, w_t = γ^t (t + 1)
 * c. Throws `bad-options`.
 *
 * @param norm - q, 1 or 2 or Infinity. Default 2
 *
 * Source: D'Oro, Metelli, Tirinzoni, Papini and Restelli (2020), "Gradient-aware model-based policy search", AAAI.
 */
export function gampsWeights<O extends Space, A extends Space>(
  problem: Problem<O, A>, { norm = 2 }: { readonly norm?: number } = {},
): GampsColumn<O, A> {
  requireOption([1, 2, Infinity].includes(norm), "norm", "1, 2 or Infinity", norm);
  const index = new Int32Array(1);
  const one = { ...transitionBatch(problem, 1), extras: { behaviorProbability: new Float64Array(1) } };
  const scoreOf = scores(problem, norm);
  return {
    gives: "gamps.weight", needs: ["discount", "tracedPolicy", "extras.behaviorProbability"],
    compute(data, { discount, tracedPolicy }, outColumn) {
      const score = scoreOf(tracedPolicy);
      const walked = new Uint8Array(data.size);
      for (let first = 0; first < data.size; first++) {
        let [decay, ratio, norms] = [1, 1, 0];
        for (let at = first; at >= 0 && walked[at] === 0; at = data.follow(at)) {
          index[0] = at;
          data.gather(index, one);
          const { probability, length } = score(one.observation, one.action);
          ratio *= probability / one.extras.behaviorProbability[0]!;
          norms += length;
          outColumn[at] = decay * ratio * norms;
          decay *= discount;
          walked[at] = 1;
        }
      }
    },
  };
}

type TracedWord = DecisionContext["tracedPolicy"];
type Score = (state: ArrayLike<number>, action: ArrayLike<number>) => { readonly probability: number; readonly length: number };

/** π(a|x) and the length of its score, by a program that is compiled once for each policy. */
function scores(spaces: Spaces, norm: number): (policy: TracedWord) => Score {
  let [known, score]: [TracedWord | undefined, Score | undefined] = [undefined, undefined];
  return (policy) => {
    if (policy !== known || !score) [known, score] = [policy, compiledScore(policy, spaces, norm)];
    return score;
  };
}

function compiledScore({ parameters, bind }: TracedWord, { observation, action }: Spaces, norm: number): Score {
  const rowShape = ({ kind, size }: Space): { readonly shape: readonly number[] } =>
    ({ shape: kind === "discrete" ? [1] : [1, size] });
  const shapes = { parameters: shapesIn(parameters), state: rowShape(observation), action: rowShape(action) };
  const compiled = program((inputs) => {
    const given = inputs; // in the structure of the shapes
    const policy = bind(given.parameters);
    const logarithm = (own: readonly Tensor[]): Tensor => sum(policy.logProbability(own, given.state, given.action));
    return { logarithm: logarithm(policy.parameters), score: grad(logarithm)(policy.parameters) };
  }, shapes, { dtype: "float64" });
  return (state, chosen) => {
    const told = compiled.run({ parameters: numbersIn(parameters), state, action: chosen });
    const { logarithm, score } = told as unknown as Told; // the same structures
    return { probability: Math.exp(logarithm[0]!), length: lengthOf(score, norm) };
  };
}

interface Told { readonly logarithm: ArrayLike<number>; readonly score: readonly ArrayLike<number>[] }

function lengthOf(leaves: readonly ArrayLike<number>[], norm: number): number {
  let [sumOfAll, largest] = [0, 0];
  for (const leaf of leaves) {
    for (let i = 0; i < leaf.length; i++) {
      sumOfAll += norm === 1 ? Math.abs(leaf[i]!) : leaf[i]! ** 2;
      largest = Math.max(largest, Math.abs(leaf[i]!));
    }
  }
  if (norm === Infinity) return largest;
  return norm === 1 ? sumOfAll : Math.sqrt(sumOfAll);
}

const isLeaf = (tree: Parameters): tree is Extract<Parameters, { readonly data: ArrayBufferView }> =>
  ArrayBuffer.isView(tree.data);

type ShapeTree = { readonly shape: readonly number[] } | { readonly [name: string]: ShapeTree };
const shapesIn = (tree: Parameters): ShapeTree => (isLeaf(tree)
  ? { shape: tree.shape }
  : Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, shapesIn(branch)])));

type NumberTree = ArrayLike<number> | { readonly [name: string]: NumberTree };
const numbersIn = (tree: Parameters): NumberTree => (isLeaf(tree)
  ? tree.data
  : Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, numbersIn(branch)])));
