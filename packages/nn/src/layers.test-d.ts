import type { Parameter, Tensor } from "@worldwise/protocol";
import { expectTypeOf, test } from "vitest";
import type { ConvolutionParameters, DenseParameters, Layer } from "./index.ts";
import { convolution, dense, eager, ensemble, flatten, sequence } from "./index.ts";

const steps = {
  first: convolution({ height: 3, width: 3, channels: 1, filters: 2 }),
  flat: flatten(3),
  second: dense({ inputs: 18, outputs: 4 }),
};

test("a sequence has the parameters of its layers, by name, and nothing for functions", () => {
  type Expected = { readonly first: ConvolutionParameters; readonly second: DenseParameters };
  expectTypeOf(sequence(steps)).toEqualTypeOf<Layer<Expected>>();
});

test("an ensemble has the parameters of a member, and tensors the structure of parameters", () => {
  const parameters = ensemble(dense({ inputs: 1, outputs: 1 }), 3).init({ uniform: () => 0, normal: () => 0, integer: () => 0 });
  expectTypeOf(parameters.weight).toEqualTypeOf<Parameter>();
  expectTypeOf(eager(parameters)).toEqualTypeOf<{ readonly weight: Tensor; readonly bias: Tensor }>();
});

test("parameters of one layer do not pass for those of another", () => {
  // @ts-expect-error -- a table is not a weight and a bias
  dense({ inputs: 1, outputs: 1 }).apply({ table: {} as Tensor }, {} as Tensor); // for the compiler alone
});
