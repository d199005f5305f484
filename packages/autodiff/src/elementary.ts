import { elementwise } from "./apply.ts";
import { div, mul, neg, square, sub } from "./arithmetic.ts";
import * as functions from "./lane-functions.ts";
import type { ElementwiseOperation } from "./operation.ts";
import type { Operand, Tensor } from "./tensor.ts";

const expOperation: ElementwiseOperation = {
  kind: "elementwise", name: "exp",
  evaluate: Math.exp,
  vjp: (g, y) => [mul(g, y)],
  lower: (lanes, a) => functions.exp(lanes, a),
};
const logOperation: ElementwiseOperation = {
  kind: "elementwise", name: "log",
  evaluate: Math.log,
  vjp: (g, _y, a) => [div(g, a)],
  lower: (lanes, a) => functions.log(lanes, a),
};
const sqrtOperation: ElementwiseOperation = {
  kind: "elementwise", name: "sqrt",
  evaluate: Math.sqrt,
  vjp: (g, y) => [div(mul(g, 0.5), y)],
  lower: (lanes, a) => lanes.sqrt(a),
};
const sinOperation: ElementwiseOperation = {
  kind: "elementwise", name: "sin",
  evaluate: Math.sin,
  vjp: (g, _y, a) => [mul(g, cos(a))],
  lower: (lanes, a) => functions.sin(lanes, a),
};
const cosOperation: ElementwiseOperation = {
  kind: "elementwise", name: "cos",
  evaluate: Math.cos,
  vjp: (g, _y, a) => [neg(mul(g, sin(a)))],
  lower: (lanes, a) => functions.cos(lanes, a),
};
const tanhOperation: ElementwiseOperation = {
  kind: "elementwise", name: "tanh",
  evaluate: Math.tanh,
  vjp: (g, y) => [mul(g, sub(1, square(y)))],
  lower: (lanes, a) => functions.tanh(lanes, a),
};
const sigmoidOperation: ElementwiseOperation = {
  kind: "elementwise", name: "sigmoid",
  evaluate: (a) => 1 / (1 + Math.exp(-a)),
  vjp: (g, y) => [mul(g, mul(y, sub(1, y)))],
  lower: (lanes, a) => lanes.div(lanes.constant(1), lanes.add(lanes.constant(1), functions.boundedExp(lanes, lanes.neg(a)))),
};
const softplusOperation: ElementwiseOperation = {
  kind: "elementwise", name: "softplus",
  evaluate: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  vjp: (g, _y, a) => [mul(g, sigmoid(a))],
  lower: (lanes, a) => {
    const small = functions.boundedExp(lanes, lanes.neg(lanes.abs(a)));
    return lanes.add(lanes.max(a, lanes.constant(0)), functions.log1pSmall(lanes, small));
  },
};

/** eᵃ. In compiled programs ∞ from 88.3 (float32) or 709.4 (float64), 0 below −87.3 or −708.3. */
export const exp = (a: Operand): Tensor => elementwise(expOperation, a);
/** Natural logarithm; −∞ at 0, NaN below. */
export const log = (a: Operand): Tensor => elementwise(logOperation, a);
/** √a; its derivative at 0 is infinite. */
export const sqrt = (a: Operand): Tensor => elementwise(sqrtOperation, a);
/** Sine. Compiled programs are accurate up to about |a| = 1000 in float32, 100000 in float64. */
export const sin = (a: Operand): Tensor => elementwise(sinOperation, a);
/** Cosine; accurate where `sin` is. */
export const cos = (a: Operand): Tensor => elementwise(cosOperation, a);
/** Hyperbolic tangent. */
export const tanh = (a: Operand): Tensor => elementwise(tanhOperation, a);
/** 1 / (1 + e⁻ᵃ) */
export const sigmoid = (a: Operand): Tensor => elementwise(sigmoidOperation, a);
/** log(1 + eᵃ), without overflow. */
export const softplus = (a: Operand): Tensor => elementwise(softplusOperation, a);
/** a · sigmoid(a) */
export const silu = (a: Operand): Tensor => mul(a, sigmoid(a));
