import { cholesky, createArena } from "@worldwise/math";
import { WorldwiseError } from "@worldwise/protocol";

/** Regression data, and routes over places whose predictions cost something. */
export interface OperationalCostProblem {
  /** `[N][D]` */
  readonly inputs: readonly (readonly number[])[];
  /** `[N]` */
  readonly targets: readonly number[];
  /** `[M][D]` The places that a decision is about. */
  readonly places: readonly (readonly number[])[];
  /** `[R][M]` For each decision, how much the prediction at each place costs: OpCost(π, f) = Σ_m weights[π][m] f(place_m). */
  readonly decisions: readonly (readonly number[])[];
}

/** What the regression is told besides the data. */
export interface OperationalCostOptions {
  /** C₁: above 0 leans to models that promise cheap decisions (optimism), below 0 to models that warn of dear ones; 0 is ridge regression. */
  readonly operationalWeight: number;
  /** C₂ \> 0, of ‖f‖². */
  readonly ridge: number;
}

/** A model, and what is decided with it. */
export interface OperationalCostSolution {
  /** `[D]` f(x) = weightsᵀ x */
  readonly weights: Float64Array;
  /** The cheapest decision by this model, an index into `decisions`. */
  readonly decision: number;
  /** min_π OpCost(π, f) */
  readonly operationalCost: number;
  /** The whole objective. */
  readonly objective: number;
  /** How far at most the objective is from the best one. */
  readonly gap: number;
}

/**
 * Linear regression that knows what its predictions will cost when acted upon:
 *
 *   min_f Σ_i (f(x_i) − y_i)² + C₁ min_π OpCost(π, f) + C₂ ‖f‖²
 *
 * For C₁ ≥ 0 each decision leaves a ridge regression with a linear term, and the best of them is the answer. For C₁ \< 0 the objective is
 * convex, a maximum over decisions; its dual over mixtures of decisions is climbed by Frank and Wolfe's steps until the gap is at most
 * 1e-8 (relative), or for 20,000 steps: `gap` says what is left.
 *
 * Throws `bad-options` on empty or ragged data, and where `ridge` is not above 0.
 *
 * Source: Tulabandhula and Rudin (2013), "Machine learning with operational costs", eq. 1 and section 3. They solve the general case by mixed
 * integer programs and by alternating; here every decision is listed, so that the answer is exact.
 */
export function operationalCostRegression(problem: OperationalCostProblem, options: OperationalCostOptions): OperationalCostSolution {
  checkProblem(problem, options);
  const solver = ridgeSolver(problem, options);
  return options.operationalWeight >= 0 ? bestOfAll(solver) : cautious(solver);
}

/** Latencies of all routes over M places that start at the first: for each route, the time at which each place is reached. */
export function latencyRoutes(distances: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const routes: number[][] = [];
  const visit = (last: number, time: number, latencies: readonly number[], rest: readonly number[]): void => {
    if (rest.length === 0) routes.push([...latencies]);
    for (const place of rest) {
      const arrival = time + distances[last]![place]!;
      visit(place, arrival, latencies.map((each, m) => (m === place ? arrival : each)), rest.filter((other) => other !== place));
    }
  };
  const all = distances.map((_, place) => place);
  visit(0, 0, all.map(() => 0), all.slice(1));
  return routes;
}

interface RidgeSolver {
  readonly decisionCount: number;
  /** OpCost's coefficients in the weights of the model: Σ_m weights[π][m] place_m, `[D]`. */
  coefficients(decision: number): Float64Array;
  /** The model that is best for a linear cost a: (XᵀX + C₂ I) w = Xᵀy − C₁ a / 2. */
  modelFor(coefficients: Float64Array): Float64Array;
  /** Squared error and ridge, without the operational cost. */
  fit(weights: Float64Array): number;
  readonly operationalWeight: number;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let d = 0; d < a.length; d++) total += a[d]! * b[d]!;
  return total;
};

function ridgeSolver({ inputs, targets, places, decisions }: OperationalCostProblem, { operationalWeight, ridge }: OperationalCostOptions): RidgeSolver {
  const size = inputs[0]!.length;
  const arena = createArena({ bytes: 65_536 + 32 * size * size });
  const { factor, solve } = cholesky(arena, size);
  const [matrix, right] = [arena.allocate("float64", size * size), arena.allocate("float64", size)];
  const crossed = Float64Array.from({ length: size }, (_, d) => inputs.reduce((total, x, i) => total + x[d]! * targets[i]!, 0));
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) matrix[a * size + b] = inputs.reduce((total, x) => total + x[a]! * x[b]!, a === b ? ridge : 0);
  }
  factor(matrix); // positive definite: the ridge is above 0
  return {
    decisionCount: decisions.length, operationalWeight,
    coefficients: (decision) => Float64Array.from({ length: size }, (_, d) =>
      places.reduce((total, place, m) => total + decisions[decision]![m]! * place[d]!, 0)),
    modelFor(coefficients) {
      for (let d = 0; d < size; d++) right[d] = crossed[d]! - operationalWeight * coefficients[d]! / 2;
      solve(matrix, right);
      return right.slice();
    },
    fit: (weights) => inputs.reduce((total, x, i) => total + (dot(x, weights) - targets[i]!) ** 2, ridge * dot(weights, weights)),
  };
}

/** The cheapest decision of a model. */
function decide(solver: RidgeSolver, weights: Float64Array): { readonly decision: number; readonly cost: number } {
  let [decision, cost] = [0, Infinity];
  for (let each = 0; each < solver.decisionCount; each++) {
    const here = dot(solver.coefficients(each), weights);
    if (here < cost) [decision, cost] = [each, here];
  }
  return { decision, cost };
}

function solutionAt(solver: RidgeSolver, weights: Float64Array, gap: number): OperationalCostSolution {
  const { decision, cost } = decide(solver, weights);
  return { weights, decision, operationalCost: cost, objective: solver.fit(weights) + solver.operationalWeight * cost, gap };
}

/** C₁ ≥ 0: min over f and π together. */
function bestOfAll(solver: RidgeSolver): OperationalCostSolution {
  const all = Array.from({ length: solver.decisionCount }, (_, each) => solutionAt(solver, solver.modelFor(solver.coefficients(each)), 0));
  return all.reduce((best, each) => (each.objective < best.objective ? each : best));
}

/** C₁ \< 0: min over f of a maximum over π, by Frank and Wolfe's steps on the mixture of decisions, with exact line searches. */
function cautious(solver: RidgeSolver): OperationalCostSolution {
  let mixture = solver.coefficients(0);
  let weights = solver.modelFor(mixture);
  for (let step = 0; step < 20_000; step++) {
    const { decision } = decide(solver, weights);
    const corner = solver.coefficients(decision);
    const direction = corner.map((each, d) => each - mixture[d]!);
    const gap = solver.operationalWeight * dot(direction, weights);
    if (gap <= 1e-8 * (1 + Math.abs(solver.fit(weights)))) return solutionAt(solver, weights, gap);
    const change = solver.modelFor(corner).map((each, d) => each - weights[d]!);
    const drop = -solver.operationalWeight * dot(direction, change);
    const length = drop > 0 ? Math.min(1, gap / drop) : 1;
    mixture = mixture.map((each, d) => each + length * direction[d]!);
    weights = solver.modelFor(mixture);
  }
  const corner = solver.coefficients(decide(solver, weights).decision);
  return solutionAt(solver, weights, solver.operationalWeight * dot(corner.map((each, d) => each - mixture[d]!), weights));
}

function checkProblem({ inputs, targets, places, decisions }: OperationalCostProblem, { ridge, operationalWeight }: OperationalCostOptions): void {
  const fail = (expected: string, got: string): never => {
    throw new WorldwiseError("bad-options", { expected, got, todo: "correct the problem" });
  };
  const size = inputs[0]?.length ?? 0;
  if (size === 0 || inputs.length !== targets.length) fail("as many targets as inputs, at least one", `${inputs.length} inputs, ${targets.length} targets`);
  if (![...inputs, ...places].every((row) => row.length === size)) fail(`rows of ${size} numbers`, "rows of other lengths");
  if (decisions.length === 0 || !decisions.every((row) => row.length === places.length)) {
    fail(`decisions with a weight for each of ${places.length} places, at least one`, `${decisions.length} decisions`);
  }
  if (!(ridge > 0 && ridge < Infinity && Number.isFinite(operationalWeight))) {
    fail("a ridge above 0 and a finite operational weight", `ridge ${ridge}, operationalWeight ${operationalWeight}`);
  }
}
