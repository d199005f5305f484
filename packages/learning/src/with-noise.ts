import type { Program, Shaped } from "@worldwise/autodiff";
import { broadcastTo, program } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";

/** Standard normal numbers inside a program. */
export type Noise = (shape: readonly number[]) => Tensor;

/** The inputs that every program here has. */
interface Example {
  readonly count: Shaped;
  readonly noise: readonly Shaped[];
}

/**
 * Compiles a function that asks for noise as it goes. What it asks for are inputs, so it is traced once to hear their shapes, and
 * then once more with them.
 */
export function withNoise<E extends Example, O>(
  example: E, f: (inputs: unknown, noise: Noise) => O,
): Program<E & { readonly noise: Shaped[] }, O> {
  const shapes: Shaped[] = [];
  const heard = new Error("the shapes of the noise are known");
  try {
    program((inputs: unknown) => {
      const { count } = inputs as { readonly count: Tensor }; // any tensor of this trace will do
      shapes.length = 0;
      f(inputs, (shape) => {
        shapes.push({ shape });
        return broadcastTo(count, shape);
      });
      throw heard;
    }, example);
  } catch (error) {
    if (error !== heard) throw error;
  }
  return program((inputs: unknown) => {
    const { noise } = inputs as { readonly noise: readonly Tensor[] }; // of the shapes that were heard
    let next = 0;
    return f(inputs, () => noise[next++]!);
  }, { ...example, noise: shapes });
}
