import type { Mdp } from "@worldwise/protocol";
import { chainMdp } from "../examples-for-tests/chain.ts";
import type { Broken } from "./broken.ts";

/** A copy of some numbers with one of them changed. */
const changed = <Numbers extends Float64Array | Int32Array | Uint8Array>(
  numbers: Numbers, index: number, value: number,
): Numbers => {
  const copy = numbers.slice();
  copy[index] = value;
  return copy as Numbers; // a slice has the type of its array
};

/** Each breaks one promise of an explicit MDP. */
export const brokenMdps: readonly Broken<Mdp>[] = [
  // the mistake
  {
    breaks: "holds the array types of the protocol",
    create: () => ({ ...chainMdp(), initial: Float32Array.from(chainMdp().initial) as unknown as Float64Array }),
  },
  {
    breaks: "has rows and a start distribution that sum to 1, and finite numbers",
    create: () => ({ ...chainMdp(), probability: changed(chainMdp().probability, 0, 0.8) }),
  },
  {
    breaks: "says of every transition whether it ends the episode, 0 or 1",
    create: () => ({ ...chainMdp(), terminated: changed(chainMdp().terminated, 9, 2) }),
  },
  {
    breaks: "gives every row places of its own",
    create: () => ({ ...chainMdp(), rowStart: changed(chainMdp().rowStart, 1, 0), rowEnd: changed(chainMdp().rowEnd, 1, 2) }),
  },
  {
    breaks: "expects the reward that its successors pay on average",
    create: () => ({ ...chainMdp(), reward: changed(chainMdp().reward, 7, 1) }),
  },
];
