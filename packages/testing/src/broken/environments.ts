import type { Box, Discrete, Environment, Restorable } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { chainWorld } from "../examples-for-tests/chain.ts";
import { drift } from "../examples-for-tests/drift.ts";
import type { Broken } from "./broken.ts";

type Chain = Environment<Discrete, Discrete, null> & Restorable<Discrete>;
type Drift = Environment<Box<"float64", readonly [number, number]>, Box<"float32", readonly [number]>, null>;

const chain = (): Chain => asEnvironment(chainWorld(), { seed: 1 });
const wrong = (change: (inner: Chain) => Partial<Chain>): (() => Chain) => () => {
  const inner = chain();
  return { ...inner, ...change(inner) };
};
const wrongDrift = (change: (inner: Drift) => Partial<Drift>): (() => Drift) => () => {
  const inner = asEnvironment(drift(), { seed: 1 });
  return { ...inner, ...change(inner) };
};

/** Each breaks one promise of an environment of the chain. */
export const brokenChains: readonly Broken<Chain>[] = [
  { breaks: "describes itself: discount, spaces, time limit", create: wrong(() => ({ discount: 1.5 })) },
  {
    breaks: "draws a grid of its states and allows an action everywhere, where it says so",
    create: wrong(() => ({ legalActions: { mask: (_, outMask) => outMask.fill(0) } })),
  },
  {
    breaks: "reset with a seed reproduces the episode",
    create: wrong((inner) => {
      let last: number | undefined;
      return {
        reset(options = {}) {
          const { seed } = options;
          const begun = inner.reset(seed === undefined ? {} : { seed: seed === (last ?? seed) ? seed : seed + 1 });
          last = seed ?? last;
          return begun;
        },
      };
    }),
  },
  {
    breaks: "reset without a seed goes on with the stream",
    create: wrong((inner) => {
      let [resets, justSeeded] = [0, false];
      return {
        reset(options = {}) {
          const begun = inner.reset(justSeeded && options.seed === undefined ? { seed: resets++ } : options);
          justSeeded = options.seed !== undefined;
          return begun;
        },
        step(action) {
          justSeeded = false;
          return inner.step(action);
        },
      };
    }),
  },
  {
    breaks: "step before reset throws",
    create: wrong((inner) => {
      let begun = false;
      return {
        reset(options) {
          begun = true;
          return inner.reset(options);
        },
        step(action) {
          if (!begun) inner.reset();
          return inner.step(action);
        },
      };
    }),
  },
  {
    breaks: "step after the end throws, and nothing resets itself",
    create: wrong((inner) => {
      let ended = false;
      return {
        reset(options) {
          ended = false;
          return inner.reset(options);
        },
        step(action) {
          if (ended) inner.reset();
          const step = inner.step(action);
          ended = step.terminated;
          return step;
        },
      };
    }),
  },
  {
    breaks: "actions outside the space throw", create: wrong((inner) => ({ step: (action) => inner.step(action === 1 ? 1 : 0) })),
  },
  {
    breaks: "stays finite and inside its spaces for 10000 random steps, and ends in one way at most",
    create: wrong((inner) => ({
      step(action) {
        const step = inner.step(action);
        return { ...step, truncated: step.terminated };
      },
    })),
  },
  {
    breaks: "replays bit for bit from a snapshot, where it is restorable",
    create: wrong((inner) => ({
      restore(state) {
        const mixed = new Float64Array(inner.snapshotSize);
        inner.snapshot(mixed);
        mixed[0] = state[0]!;
        mixed[mixed.length - 1] = state[mixed.length - 1]!;
        inner.restore(mixed);
      },
    })),
  },
];

/** Each breaks one promise that only arrays can break. */
export const brokenDrifts: readonly Broken<Drift>[] = [
  {
    breaks: "leaves the observations that it returned alone",
    create: wrongDrift((inner) => {
      const shared = new Float64Array(2);
      const share = <Shown extends { readonly observation: Float64Array }>(shown: Shown): Shown => {
        shared.set(shown.observation);
        return { ...shown, observation: shared };
      };
      return { reset: (options) => share(inner.reset(options)), step: (action) => share(inner.step(action)) };
    }),
  },
  {
    breaks: "does not write the action",
    create: wrongDrift((inner) => ({
      step(action) {
        const step = inner.step(action);
        action.fill(0);
        return step;
      },
    })),
  },
];
