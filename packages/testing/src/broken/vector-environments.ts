import type { Discrete, RestorableLanes, VectorEnvironment } from "@worldwise/protocol";
import { vectorize } from "@worldwise/rollout";
import { chainWorld } from "../examples-for-tests/chain.ts";
import type { Broken } from "./broken.ts";

type Chains = VectorEnvironment<Discrete, Discrete> & RestorableLanes<Discrete>;
type Create = (lanes: number) => Chains;

const wrong = (change: (inner: Chains) => Partial<Chains>): (() => Create) => () => (lanes) => {
  const inner = vectorize(chainWorld(), lanes, { seed: 1 });
  return { ...inner, ...change(inner) };
};

/** Makes chains of which the first that is ever stepped pays more: a cache that warms up. */
const firstPaysMore = (): Create => {
  let first: object | undefined;
  return wrong((inner) => {
    const own = {};
    return {
      step(action, out) {
        inner.step(action, out);
        first ??= own;
        if (first === own) out.reward[0] = out.reward[0]! + 1e-12;
        return undefined;
      },
    };
  })();
};

/** Each breaks one promise of a vector environment. */
export const brokenVectorEnvironments: readonly Broken<Create>[] = [
  { breaks: "describes itself: discount, spaces, time limit", create: wrong(() => ({ discount: -1 })) },
  { breaks: "gives the same trajectory for the same key", create: firstPaysMore },
  {
    breaks: "keeps its lanes apart",
    also: ["steps the first of B lanes as it steps a single lane, bit for bit"],
    create: wrong((inner) => ({
      step(action, out) {
        inner.step(action, out);
        out.reward[0] = out.reward[0]! + 1e-12 * action[inner.lanes - 1]!;
        return undefined;
      },
    })),
  },
  {
    breaks: "steps the first of B lanes as it steps a single lane, bit for bit",
    create: wrong((inner) => ({
      step(action, out) {
        inner.step(action, out);
        out.reward[0] = out.reward[0]! + 1e-12 * inner.lanes;
        return undefined;
      },
    })),
  },
  {
    breaks: "reset leaves the other lanes and their observations alone",
    create: wrong((inner) => ({
      reset(mask, outObservation) {
        inner.reset(mask, outObservation);
        mask.forEach((begins, b) => (outObservation[b] = begins ? outObservation[b]! : 0));
        return undefined;
      },
    })),
  },
  {
    breaks: "writes its outputs fully, and not its inputs",
    create: wrong((inner) => ({
      step(action, out) {
        const before = out.truncated.slice();
        inner.step(action, out);
        before.forEach((flag, b) => (out.truncated[b] = flag > 1 ? flag : out.truncated[b]!));
        return undefined;
      },
    })),
  },
  {
    breaks: "step throws where a lane has not begun or has ended",
    create: wrong((inner) => {
      const begun = new Uint8Array(inner.lanes);
      const reset: Chains["reset"] = (mask, outObservation) => {
        mask.forEach((begins, b) => (begun[b] = begins ? 1 : begun[b]!));
        return inner.reset(mask, outObservation);
      };
      return {
        reset,
        step(action, out) {
          if (begun.includes(0)) reset(begun.map((flag) => 1 - flag), out.observation);
          return inner.step(action, out);
        },
      };
    }),
  },
  {
    breaks: "stays finite and inside its spaces for 3000 random steps, and ends in one way at most",
    create: wrong((inner) => ({
      step(action, out) {
        inner.step(action, out);
        out.reward.forEach((reward, b) => (out.reward[b] = reward === 1 ? Infinity : reward));
        return undefined;
      },
    })),
  },
  {
    breaks: "replays bit for bit from a snapshot, where it is restorable",
    create: wrong((inner) => {
      let forgotten = 0;
      return {
        step(action, out) {
          inner.step(action, out);
          out.reward[0] = out.reward[0]! + 1e-12 * forgotten++;
          return undefined;
        },
      };
    }),
  },
];
