import type { Random, RandomKey } from "@worldwise/math";
import { philox } from "@worldwise/math";
import { apply, toTensor } from "./apply.ts";
import type { Live } from "./example.ts";
import type { CallKernel } from "./kernel.ts";
import type { ArrayOperation, Attributes } from "./operation.ts";
import { noDerivative } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { shapeError, sizeOf } from "./shape.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** The largest float32 below 1: rounding must not lead out of [0, 1). */
const BELOW_ONE = 1 - 2 ** -24;
const normalOperation = noiseOperation("normal", (random) => random.normal());
const uniformOperation = noiseOperation("uniform", (random) => Math.min(random.uniform(), BELOW_ONE));

/**
 * Standard normal numbers, a pure function of key, count and place: number i is draw i of lane `count` of the Philox stream `key`.
 *
 * Whoever wants new numbers for each run keeps the count in a store and adds 1; whoever wants two tensors of noise derives two keys
 * by name (`philox.derive(key, "action noise")`). Calls that agree in everything are the same numbers. No derivative passes.
 *
 * @param count - scalar, a whole number below 2²⁴ (float32) or 2³² (float64)
 */
export const normal = (key: RandomKey, count: Operand, shape: Shape): Tensor => noise(normalOperation, key, count, shape);

/** Uniform numbers in [0, 1), a pure function of key, count and place as `normal` is. */
export const uniform = (key: RandomKey, count: Operand, shape: Shape): Tensor => noise(uniformOperation, key, count, shape);

function noise(operation: ArrayOperation, key: RandomKey, count: Operand, shape: Shape): Tensor {
  const draw = toTensor(count);
  if (draw.shape.length !== 0) throw shapeError(operation.name, "a scalar count", draw);
  return apply(operation, [draw], shape, { key });
}

function noiseOperation(name: string, drawOne: (random: Random) => number): ArrayOperation {
  return {
    kind: "array", name, needsDense: true, vjp: noDerivative,
    evaluate: ({ inputs: [count], attributes, out }) => drawing(attributes, drawOne)(count![0]!, out),
    lower: (node, places): CallKernel[] => [{
      kind: "call", name, values: [places.address(node.inputs[0]!), places.address(node)],
      link: ({ memory: { buffer } }, precision) => {
        const live = (address: number, length: number): Live =>
          (precision === "float32" ? new Float32Array(buffer, address, length) : new Float64Array(buffer, address, length));
        const draw = drawing(node.attributes, drawOne);
        const [count, out] = [live(places.address(node.inputs[0]!), 1), live(places.address(node), sizeOf(node.shape))];
        return () => draw(count[0]!, out);
      },
    }],
  };
}

const [LANE, POSITION_LOW, POSITION_HIGH] = [2, 3, 4];

function drawing(attributes: Attributes, drawOne: (random: Random) => number): (count: number, out: Live) => void {
  const [high, low] = attributes["key"] as RandomKey; // `noise` put it there
  const { state, lane } = philox.streams([high, low], 1);
  const random = lane(0);
  return (count, out) => {
    state[LANE] = count;
    state[POSITION_LOW] = state[POSITION_HIGH] = 0;
    for (let i = 0; i < out.length; i++) out[i] = drawOne(random);
  };
}
