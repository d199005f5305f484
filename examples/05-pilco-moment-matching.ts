// PILCO (Deisenroth, Fox, Rasmussen 2015): a Gaussian belief about the state goes through a Gaussian process and comes out Gaussian.
//
// One process for each output a, with kernel σ² exp(−½ (x − x')ᵀ Λ_a⁻¹ (x − x')), data X and β_a = (K_a + noise)⁻¹ y_a. For x ~ N(m, S)
// and ν_i = X_i − m (their eqs. 14 to 23, written so that every matrix that is solved with is symmetric positive definite):
//
//   mean_a   = β_aᵀ q_a,   q_ai = σ² |I + Λ_a^-½ S Λ_a^-½|^-½ exp(−½ ν_iᵀ (S + Λ_a)⁻¹ ν_i)
//   E[f_a f_b] = β_aᵀ L_ab β_b,   L_ab,ij = k_a(X_i, m) k_b(X_j, m) |B|^-½ exp(½ z_ijᵀ D (I − B⁻¹) D z_ij)
//                B = I + D⁻¹ S D⁻¹,   D = (Λ_a⁻¹ + Λ_b⁻¹)^-½,   z_ij = Λ_a⁻¹ ν_i + Λ_b⁻¹ ν_j
//   Cov_ab   = E[f_a f_b] − mean_a mean_b,  and σ² − tr((K_a + noise)⁻¹ L_aa) more on the diagonal
//
// The derivative of a cost of the outcome with respect to m, S and the data goes through every Cholesky factor and solve. Shown: moments
// against sampling, and the derivative against differences.
import type { Tensor } from "@worldwise/autodiff";
import {
  add, cholesky, choleskySolve, div, exp, logDeterminant, matmul, mul, neg, numbers, program, reshape, sqrt, square, sub, sum, tensor,
  transpose, valueAndGrad,
} from "@worldwise/autodiff";
import { philox, seedKey } from "@worldwise/math";

const [pointCount, inputs, outputs] = [25, 3, 2];
const [signal, noise] = [1.3, 0.01];
const lengths = [tensor([0.9, 1.4, 1.1]), tensor([1.6, 0.8, 1.2])]; // of each output

const eye = (size: number): Tensor => tensor(Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)), [size, size]);
const scaled = (s: Tensor, d: Tensor): Tensor => mul(mul(reshape(d, [inputs, 1]), s), d); // diag(d) S diag(d)
/** r_iᵀ A⁻¹ r_i for the rows of r, from A's factor. */
const quadratic = (rows: Tensor, factor: Tensor): Tensor => sum(mul(transpose(rows), choleskySolve(factor, transpose(rows))), 0);

interface Process { readonly precision: Tensor; readonly factor: Tensor; readonly beta: Tensor }

/** A process that has seen the data: 1 / Λ, the factor of K + noise I, and β. */
function learn(length: Tensor, points: Tensor, targets: Tensor): Process {
  const scaledPoints = div(points, length);
  const squares = sum(square(scaledPoints), 1);
  const distance = sub(add(reshape(squares, [pointCount, 1]), squares), mul(2, matmul(scaledPoints, transpose(scaledPoints))));
  const factor = cholesky(add(mul(signal, exp(mul(-0.5, distance))), mul(noise, eye(pointCount))));
  return { precision: div(1, square(length)), factor, beta: choleskySolve(factor, reshape(targets, [pointCount, 1])) };
}

/** β_aᵀ q_a */
function outcomeMean({ precision, beta }: Process, offsets: Tensor, covariance: Tensor): Tensor {
  const root = sqrt(precision);
  const factor = cholesky(add(eye(inputs), scaled(covariance, root)));
  const exponent = add(quadratic(mul(offsets, root), factor), logDeterminant(factor));
  return sum(mul(reshape(beta, [pointCount]), mul(signal, exp(mul(-0.5, exponent)))));
}

/** L_ab, `[points, points]` */
function crossKernel(a: Process, b: Process, offsets: Tensor, covariance: Tensor): Tensor {
  const atMean = ({ precision }: Process): Tensor => mul(signal, exp(mul(-0.5, sum(mul(square(offsets), precision), 1))));
  const inverse = add(a.precision, b.precision); // D⁻²
  const factor = cholesky(add(eye(inputs), scaled(covariance, sqrt(inverse))));
  const rowOf = (first: Tensor, second: Tensor): Tensor =>
    reshape(add(reshape(first, [pointCount, 1, inputs]), second), [pointCount * pointCount, inputs]);
  const z = div(rowOf(mul(offsets, a.precision), mul(offsets, b.precision)), sqrt(inverse)); // D z_ij
  const exponent = reshape(sub(sum(square(z), 1), quadratic(z, factor)), [pointCount, pointCount]);
  const size = exp(mul(0.5, sub(exponent, logDeterminant(factor))));
  return mul(mul(reshape(atMean(a), [pointCount, 1]), atMean(b)), size);
}

interface Belief { readonly mean: Tensor; readonly covariance: Tensor; readonly targets: Tensor }

/** Means and covariances of the outcome: m₁, m₂, C₁₁, C₁₂, C₂₂. */
function moments({ mean, covariance, targets }: Belief, points: Tensor): readonly Tensor[] {
  const processes = lengths.map((length, a) => learn(length, points, sum(mul(targets, tensor([1 - a, a])), 1)));
  const offsets = sub(points, mean);
  const means = processes.map((process) => outcomeMean(process, offsets, covariance));
  const second = (a: number, b: number): Tensor => {
    const [one, other] = [processes[a]!, processes[b]!];
    const kernel = crossKernel(one, other, offsets, covariance);
    const centered = sub(sum(mul(one.beta, matmul(kernel, other.beta))), mul(means[a]!, means[b]!));
    return a !== b ? centered : add(centered, sub(signal, sum(mul(eye(pointCount), choleskySolve(one.factor, kernel)))));
  };
  return [...means, second(0, 0), second(0, 1), second(1, 1)];
}

// Data, and a belief
const random = philox.streams(seedKey(3), 1).lane(0);
const draw = (size: number): number[] => Array.from({ length: size }, () => random.normal());
const points = draw(pointCount * inputs);
const targets = Array.from({ length: pointCount }, (_, i) => {
  const [x, y, z] = points.slice(i * inputs) as [number, number, number]; // three inputs
  return [Math.sin(x) + 0.3 * y, Math.cos(y) - 0.5 * z];
}).flat();
const belief = { mean: [0.2, -0.1, 0.4], covariance: [0.3, 0.1, 0, 0.1, 0.2, 0.05, 0, 0.05, 0.4], targets };

/** A saturating cost of the outcome (their eq. 25 with W = I), in one dimension for each output. */
function cost([first, second, v1, , v2]: readonly Tensor[]): Tensor {
  const one = (m: Tensor, v: Tensor): Tensor => sub(1, div(exp(neg(div(square(m), mul(2, add(1, v))))), sqrt(add(1, v))));
  return add(one(first!, v1!), one(second!, v2!));
}

const shapes = { mean: { shape: [inputs] }, covariance: { shape: [inputs, inputs] }, targets: { shape: [pointCount, outputs] } };
const data = tensor(points, [pointCount, inputs]);
const compiled = program(({ belief }) => {
  const [value, slope] = valueAndGrad((belief: Belief) => cost(moments(belief, data)))(belief);
  return { value, slope, moments: moments(belief, data) };
}, { belief: shapes }, { dtype: "float64" });

// Moments against sampling: the process at many draws of x, its mean and variance there
const found = compiled.run({ belief });
const [matched, value] = [found.moments.map((each) => each[0]!), found.value[0]!];
const kept = ({ mean, covariance, targets }: typeof found.slope): Record<keyof typeof found.slope, readonly number[]> =>
  ({ mean: [...mean], covariance: [...covariance], targets: [...targets] });
const slope = kept(found.slope); // what a program gives is live: the next run overwrites it
const bySampling = sampledMoments(100_000);
console.log("          mean 1   mean 2  cov 11  cov 12  cov 22");
console.log(`matched ${matched.map((each) => each.toFixed(3).padStart(8)).join("")}`);
console.log(`within 0.01 of 100,000 samples: ${matched.every((each, i) => Math.abs(each - bySampling[i]!) < 0.01)}`);

// The derivative against central differences
for (const name of ["mean", "covariance", "targets"] as const) {
  const at = (k: number, by: number): number =>
    compiled.run({ belief: { ...belief, [name]: belief[name].map((each, i) => (i === k ? each + by : each)) } }).value[0]!;
  const worst = Math.max(...belief[name].map((_, k) => Math.abs((at(k, 1e-5) - at(k, -1e-5)) / 2e-5 - slope[name][k]!)));
  console.log(`∂cost/∂${name}: ${slope[name].length} entries, differences agree to 1e-8: ${worst < 1e-8}`);
}
console.log(`cost ${value.toFixed(6)}`);

function sampledMoments(count: number): number[] {
  const factor = numbers(cholesky(tensor(belief.covariance, [inputs, inputs])));
  const processes = lengths.map((length, a) => learn(length, data, tensor(targets.filter((_, i) => i % outputs === a))));
  const sample = program(({ x }) => processes.map(({ precision, factor: root, beta }) => {
    const squares = (rows: Tensor): Tensor => sum(mul(square(rows), precision), 1);
    const distance = sub(add(reshape(squares(x), [1000, 1]), squares(data)), mul(2, matmul(mul(x, precision), transpose(data))));
    const kernel = mul(signal, exp(mul(-0.5, distance)));
    return { mean: matmul(kernel, beta), variance: sub(signal, quadratic(kernel, root)) };
  }), { x: { shape: [1000, inputs] } }, { dtype: "float64" });
  const totals = [0, 0, 0, 0, 0, 0, 0];
  for (let chunk = 0; chunk < count / 1000; chunk++) {
    const [first, second] = sample.run({ x: Array.from({ length: 1000 }, () => {
      const e = draw(inputs);
      return belief.mean.map((m, i) => e.reduce((total, each, j) => total + factor[i * inputs + j]! * each, m));
    }).flat() });
    for (let i = 0; i < 1000; i++) {
      const [f, g] = [first!.mean[i]!, second!.mean[i]!];
      [f, g, f * f + first!.variance[i]!, f * g, g * g + second!.variance[i]!].forEach((each, k) => { totals[k]! += each / count; });
    }
  }
  const [m1, m2, e11, e12, e22] = totals as [number, number, number, number, number]; // five of them
  return [m1, m2, e11 - m1 * m1, e12 - m1 * m2, e22 - m2 * m2];
}
