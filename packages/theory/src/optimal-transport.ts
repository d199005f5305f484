import { WorldwiseError } from "@worldwise/protocol";
import { checkDistribution, checkFinite, checkLength } from "./distribution.ts";

/** The cheapest way to carry one distribution to another, with its proof. */
export interface Transport {
  /** Σ_ij plan[i, j] cost[i, j] */
  readonly cost: number;
  /** `[n, m]` Row sums are p, column sums are q. */
  readonly plan: Float64Array;
  /** `[n]` u of the dual: u[i] + v[j] ≤ cost[i, j], equal where the plan carries anything. */
  readonly sourcePotential: Float64Array;
  /** `[m]` v of the dual. */
  readonly targetPotential: Float64Array;
  /** Σ p u + Σ q v, at most every cost there is; equal to `cost` up to rounding. */
  readonly dualValue: number;
}

/** What is still to be carried, and by which prices. */
interface Flow {
  readonly n: number;
  readonly m: number;
  readonly cost: Float64Array;
  readonly plan: Float64Array;
  readonly supply: Float64Array;
  readonly demand: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Shortest paths from all sources with supply; nodes 0 … n−1 are sources, n … n+m−1 targets. */
interface Paths {
  readonly length: Float64Array;
  readonly parent: Int32Array;
  readonly settled: Uint8Array;
}

/**
 * Optimal transport between two finite distributions.
 *
 *   minimize Σ_ij plan[i, j] cost[i, j]   over plan ≥ 0 with row sums p and column sums q
 *
 * By successive shortest paths: every path is the cheapest one that is left, and the prices u, v that prove it are kept.
 * O((n + m)²) for each path; about n + m paths are needed in practice. Exact up to rounding.
 *
 * @param cost - `[n, m]`, finite, of any sign
 * @param p - `[n]`
 * @param q - `[m]`
 *
 * Throws `bad-distribution`, `bad-length`, `bad-number`.
 *
 * Source: Ahuja, Magnanti and Orlin (1993), "Network flows", section 9.7.
 */
export function optimalTransport(cost: Float64Array, p: Float64Array, q: Float64Array): Transport {
  checkDistribution("p", p);
  checkDistribution("q", q);
  checkLength("cost", cost.length, p.length * q.length);
  checkFinite("cost", cost);
  return transportUnchecked(cost, p, q);
}

/** Transport between distributions that are known to be such. */
export function transportUnchecked(cost: Float64Array, p: Float64Array, q: Float64Array): Transport {
  const flow = startFlow(cost, p, q);
  const nodes = p.length + q.length;
  const paths: Paths = { length: new Float64Array(nodes), parent: new Int32Array(nodes), settled: new Uint8Array(nodes) };
  for (let path = 0; hasMore(flow.supply) && hasMore(flow.demand); path++) {
    if (path > 100 * nodes * nodes) throw tooManyPaths(path);
    const target = shortestPaths(flow, paths);
    raisePotentials(flow, paths, paths.length[target]!);
    augment(flow, paths.parent, target);
  }
  return {
    cost: dot(flow.plan, cost), plan: flow.plan, sourcePotential: flow.u, targetPotential: flow.v,
    dualValue: dot(flow.u, normalized(p)) + dot(flow.v, normalized(q)),
  };
}

/** Nothing carried; u = 0 and v the cheapest way into each target, so that no reduced cost is negative. */
function startFlow(cost: Float64Array, p: Float64Array, q: Float64Array): Flow {
  const [n, m] = [p.length, q.length];
  const v = new Float64Array(m).fill(Infinity);
  for (let at = 0; at < n * m; at++) v[at % m] = Math.min(v[at % m]!, cost[at]!);
  return { n, m, cost, plan: new Float64Array(n * m), supply: normalized(p), demand: normalized(q), u: new Float64Array(n), v };
}

function hasMore(masses: Float64Array): boolean {
  return masses.some((mass) => mass > 0);
}

/** Dijkstra on reduced costs until a target with demand is settled, which is returned. */
function shortestPaths(flow: Flow, { length, parent, settled }: Paths): number {
  settled.fill(0);
  parent.fill(-1);
  for (let node = 0; node < length.length; node++) length[node] = node < flow.n && flow.supply[node]! > 0 ? 0 : Infinity;
  for (;;) {
    const node = nearest(length, settled);
    settled[node] = 1;
    if (node < flow.n) relaxTargets(flow, node, length, parent, settled);
    else if (flow.demand[node - flow.n]! > 0) return node;
    else relaxSources(flow, node, length, parent, settled);
  }
}

function nearest(length: Float64Array, settled: Uint8Array): number {
  let best = -1;
  for (let node = 0; node < length.length; node++) {
    if (settled[node] === 0 && (best < 0 || length[node]! < length[best]!)) best = node;
  }
  return best;
}

function relaxTargets(flow: Flow, i: number, length: Float64Array, parent: Int32Array, settled: Uint8Array): void {
  for (let j = 0; j < flow.m; j++) {
    const node = flow.n + j;
    const through = length[i]! + Math.max(0, flow.cost[i * flow.m + j]! - flow.u[i]! - flow.v[j]!);
    if (settled[node] === 0 && through < length[node]!) {
      length[node] = through;
      parent[node] = i;
    }
  }
}

/** Back along what the plan carries, which costs nothing in reduced costs. */
function relaxSources(flow: Flow, node: number, length: Float64Array, parent: Int32Array, settled: Uint8Array): void {
  for (let i = 0; i < flow.n; i++) {
    if (settled[i] === 0 && flow.plan[i * flow.m + node - flow.n]! > 0 && length[node]! < length[i]!) {
      length[i] = length[node]!;
      parent[i] = node;
    }
  }
}

/** Makes the new shortest path tight and leaves no reduced cost negative. */
function raisePotentials(flow: Flow, { length }: Paths, reached: number): void {
  for (let i = 0; i < flow.n; i++) flow.u[i] = flow.u[i]! + Math.max(0, reached - length[i]!);
  for (let j = 0; j < flow.m; j++) flow.v[j] = flow.v[j]! - Math.max(0, reached - length[flow.n + j]!);
}

/** Carries as much along the path as its ends and the plan allow. */
function augment(flow: Flow, parent: Int32Array, target: number): void {
  let amount = flow.demand[target - flow.n]!, node = target;
  for (; parent[node]! >= 0; node = parent[node]!) {
    if (node < flow.n) amount = Math.min(amount, flow.plan[node * flow.m + parent[node]! - flow.n]!);
  }
  amount = Math.min(amount, flow.supply[node]!);
  flow.supply[node] = flow.supply[node]! - amount;
  flow.demand[target - flow.n] = flow.demand[target - flow.n]! - amount;
  for (let end = target; parent[end]! >= 0; end = parent[end]!) {
    const start = parent[end]!;
    const at = end >= flow.n ? start * flow.m + end - flow.n : end * flow.m + start - flow.n;
    flow.plan[at] = flow.plan[at]! + (end >= flow.n ? amount : -amount);
  }
}

function normalized(masses: Float64Array): Float64Array {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

const tooManyPaths = (path: number): WorldwiseError => new WorldwiseError("transport-not-finished", {
  expected: "a plan after fewer paths", got: `${path} paths`, todo: "scale the costs, whose differences may be below rounding",
}, { path });
