import { add, mul, numbers, sub } from "@worldwise/autodiff";
import { defineOptimizer } from "@worldwise/protocol";
import { momentum } from "../examples-for-tests/momentum.ts";
import type { Broken } from "./broken.ts";

type Momentum = ReturnType<typeof momentum>;
type Definition = Parameters<typeof defineOptimizer<ReturnType<Momentum["memory"]>>>[0];

const wrong = (change: (inner: Momentum) => Partial<Definition>): (() => Momentum) => () => {
  const { memory, update } = momentum();
  return defineOptimizer({ name: "wrong", needs: [], provides: [], memory, update, ...change(momentum()) });
};

/** Each breaks one promise of an optimizer. */
export const brokenOptimizers: readonly Broken<Momentum>[] = [
  { breaks: "has a marker of its role", create: wrong(() => ({ name: "" })) },
  {
    breaks: "its memory begins at zero, in the sizes of its shapes",
    create: wrong(
      () => ({ memory: ({ shape, data }) => ({ velocity: { shape, data: new Float64Array(data.length).fill(0.01) } }) })
    ),
  },
  {
    breaks: "keeps the shape of the parameter and the structure of its memory",
    create: wrong(({ update }) => ({
      update(...given) {
        const { parameter, memory } = update(...given);
        return { parameter, memory: { ...memory, more: memory.velocity } };
      },
    })),
  },
  {
    breaks: "keeps nothing but its memory",
    create: wrong(({ update }) => {
      let updates = 0;
      return {
        update(...given) {
          const { parameter, memory } = update(...given);
          return { parameter: add(parameter, 1e-9 * updates++), memory };
        },
      };
    }),
  },
  {
    breaks: "moves against the gradient at first",
    create: wrong(({ update }) => ({
      update(parameter, gradient, memory, count) {
        if (numbers(count)[0] !== 1) return update(parameter, gradient, memory, count);
        return { parameter: add(parameter, mul(gradient, 0.01)), memory };
      },
    })),
  },
  {
    breaks: "leaves at most 0.5 of a quadratic loss after 500 updates",
    create: wrong(
      () => ({ update: (parameter, gradient, memory) => ({ parameter: sub(parameter, mul(gradient, 1e-9)), memory }) })
    ),
  },
];
