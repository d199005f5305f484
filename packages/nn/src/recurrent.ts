import { add, broadcastTo, matmul, mul, sigmoid, slice, sub, tanh, tensor } from "@worldwise/autodiff";
import type { Parameter, Random, Tensor, Tensors } from "@worldwise/protocol";
import { checkSize } from "./check-size.ts";
import { glorot, orthogonal } from "./initializer.ts";
import { drawn, filled } from "./layer.ts";
import { rowVector } from "./row-vector.ts";

/**
 * Parameters of a recurrent cell with G gates: input weight `[I, G·S]`, state weight `[S, G·S]`, and a bias for each `[G·S]`. The
 * gates lie side by side in the order of the equations.
 */
export type RecurrentParameters = {
  readonly inputWeight: Parameter; readonly stateWeight: Parameter; readonly inputBias: Parameter; readonly stateBias: Parameter;
};

/** Settings of a recurrent cell. */
export interface RecurrentOptions {
  /** I, numbers in a row that comes in. */
  readonly inputs: number;
  /** S, numbers in a state. */
  readonly size: number;
}

/** One step of a network with a state. */
export interface RecurrentCell<State> {
  /** Input weights by Glorot, the state's orthogonal gate by gate, biases 0 unless said otherwise. */
  init(random: Random): RecurrentParameters;
  /** x `[B, I]` and the state before → the state after. With parameters of E members, all of them `[E, B, …]`. */
  step(parameters: Tensors<RecurrentParameters>, x: Tensor, state: State): State;
  /** The state at the beginning: zeros of a shape such as `[B]`, or `[E, B]`. */
  start(rows: readonly number[]): State;
}

/** The state of an LSTM: `[B, S]` each. */
export interface LstmState {
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/**
 * A gated recurrent unit:
 *
 *   r = σ(x W_r + b_r + h U_r + c_r),  z = σ(x W_z + b_z + h U_z + c_z)
 *   n = tanh(x W_n + b_n + r · (h U_n + c_n)),  h' = (1 − z) · n + z · h
 *
 * The state is h, `[B, S]`; gates lie in the order r, z, n. Source: Cho et al. (2014), EMNLP, eqs. 5 to 8. Differs: the reset
 * gate acts after the product with U_n, and there are biases, as in most implementations since.
 *
 * @throws WorldwiseError `bad-size`
 */
export function gru({ inputs, size }: RecurrentOptions): RecurrentCell<Tensor> {
  checkSize("inputs", inputs);
  checkSize("size", size);
  return Object.freeze<RecurrentCell<Tensor>>({
    init: (random) => recurrentParameters(random, inputs, size, 3),
    start: (rows) => broadcastTo(tensor(0), [...rows, size]),
    step(parameters, x, state) {
      const { fromInput, fromState } = preactivations(parameters, x, state);
      const [inputReset, inputKeep, inputNew] = gates(fromInput, size);
      const [stateReset, stateKeep, stateNew] = gates(fromState, size);
      const reset = sigmoid(add(inputReset!, stateReset!));
      const keep = sigmoid(add(inputKeep!, stateKeep!));
      const fresh = tanh(add(inputNew!, mul(reset, stateNew!)));
      return add(mul(sub(1, keep), fresh), mul(keep, state));
    },
  });
}

/**
 * A long short-term memory:
 *
 *   [i, f, g, o] = x W + b + h U + c
 *   cell' = σ(f) · cell + σ(i) · tanh(g),  hidden' = σ(o) · tanh(cell')
 *
 * The bias of the forget gate begins at 1. Source: Hochreiter, Schmidhuber (1997), with the forget gate of Gers et al. (2000) and
 * its beginning after Jozefowicz et al. (2015), ICML.
 *
 * @throws WorldwiseError `bad-size`
 */
export function lstm({ inputs, size }: RecurrentOptions): RecurrentCell<LstmState> {
  checkSize("inputs", inputs);
  checkSize("size", size);
  return Object.freeze<RecurrentCell<LstmState>>({
    init(random) {
      const parameters = recurrentParameters(random, inputs, size, 4);
      parameters.inputBias.data.fill(1, size, 2 * size);
      return parameters;
    },
    start: (rows) => ({ hidden: broadcastTo(tensor(0), [...rows, size]), cell: broadcastTo(tensor(0), [...rows, size]) }),
    step(parameters, x, { hidden, cell }) {
      const { fromInput, fromState } = preactivations(parameters, x, hidden);
      const [input, forget, candidate, output] = gates(add(fromInput, fromState), size);
      const after = add(mul(sigmoid(forget!), cell), mul(sigmoid(input!), tanh(candidate!)));
      return { hidden: mul(sigmoid(output!), tanh(after)), cell: after };
    },
  });
}

/** The states after each of T inputs `[B, I]`. */
export function unroll<State>(
  cell: RecurrentCell<State>, parameters: Tensors<RecurrentParameters>, inputs: readonly Tensor[], start: State,
): readonly State[] {
  let state = start;
  return inputs.map((x) => (state = cell.step(parameters, x, state)));
}

function recurrentParameters(random: Random, inputs: number, size: number, gateCount: number): RecurrentParameters {
  const part = (initializer: ReturnType<typeof glorot>, rows: number): Parameter =>
    sideBySide(Array.from({ length: gateCount }, () =>
      drawn(random, initializer, [rows, size], { inputSize: rows, outputSize: size, windowSize: 1 })));
  return {
    inputWeight: part(glorot(), inputs), stateWeight: part(orthogonal(), size),
    inputBias: filled([gateCount * size]), stateBias: filled([gateCount * size]),
  };
}

/** Matrices `[R, S]` as one `[R, G·S]`. */
function sideBySide(parts: readonly Parameter[]): Parameter {
  const [rows, size] = parts[0]!.shape as [number, number]; // matrices
  const whole = filled([rows, parts.length * size]);
  parts.forEach(({ data }, g) => {
    for (let r = 0; r < rows; r++) whole.data.set(data.subarray(r * size, (r + 1) * size), (r * parts.length + g) * size);
  });
  return whole;
}

function preactivations(
  { inputWeight, stateWeight, inputBias, stateBias }: Tensors<RecurrentParameters>, x: Tensor, state: Tensor,
): { readonly fromInput: Tensor; readonly fromState: Tensor } {
  return {
    fromInput: add(matmul(x, inputWeight), rowVector(inputBias)),
    fromState: add(matmul(state, stateWeight), rowVector(stateBias)),
  };
}

/** Cuts the last axis into gates of S numbers. */
const gates = (all: Tensor, size: number): readonly Tensor[] =>
  Array.from({ length: all.shape.at(-1)! / size }, (_, g) => slice(all, -1, g * size, (g + 1) * size));
