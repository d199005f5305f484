import type { Discrete, Dynamics } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import { chainWorld, type ChainWorld } from "../examples-for-tests/chain.ts";
import type { Broken } from "./broken.ts";

type Step = Dynamics<Discrete, Discrete, Discrete>["step"];

const withStep = (wrong: (step: Step) => Step): ChainWorld => {
  const chain = chainWorld();
  return { ...chain, step: wrong(chain.step) };
};

/** Makes dynamics of which the first that is ever stepped pays more: a cache that warms up. */
const firstPaysMore = (): (() => ChainWorld) => {
  let first: object | undefined;
  return () => {
    const own = {};
    return withStep((step) => (state, action, random, out) => {
      step(state, action, random, out);
      first ??= own;
      if (first === own) for (let b = 0; b < out.reward.length; b++) out.reward[b] = out.reward[b]! + 1e-12;
    });
  };
};

/** Each breaks one promise of a dynamics. */
export const brokenDynamics: readonly Broken<ChainWorld>[] = [
  { breaks: "describes itself: discount, spaces, time limit", create: () => ({ ...chainWorld(), maxEpisodeSteps: 0 }) },
  {
    breaks: "draws a grid of its states and allows an action everywhere, where it says so",
    create: () => ({
      ...chainWorld(),
      grid: { rows: 1, columns: 5, stateOfCell: Int32Array.of(0, 1, 2, 3, 5), marks: {}, moves: [[0, -1], [0, 1]] },
    }),
  },
  {
    breaks: "gives the same trajectory for the same key",
    create: firstPaysMore(),
  },
  {
    breaks: "keeps nothing between calls",
    create: () => {
      let calls = 0;
      return withStep((step) => (state, action, random, out) => {
        step(state, action, random, out);
        calls++;
        for (let b = 0; b < out.reward.length; b++) out.reward[b] = out.reward[b]! + calls * 1e-12;
      });
    },
  },
  {
    breaks: "steps B lanes as it steps B single lanes, bit for bit",
    create: () => withStep((step) => (state, action, random, out) => {
      step(state, action, random, out);
      for (let b = 0; b < out.reward.length; b++) out.reward[b] = out.reward[b]! + (out.reward.length - 1) * 1e-13;
    }),
  },
  {
    breaks: "does not write its inputs",
    create: () => withStep((step) => (state, action, random, out) => {
      step(state, action, random, out);
      action.fill(0);
    }),
  },
  {
    breaks: "writes its outputs fully",
    create: () => withStep((step) => (state, action, random, out) => {
      const kept = out.terminated.slice();
      step(state, action, random, out);
      for (let b = 0; b < kept.length; b++) if (out.terminated[b] === 0) out.terminated[b] = (kept[b] ?? 0) > 1 ? kept[b]! : 0;
    }),
  },
  {
    breaks: "stays finite and inside its spaces for 10000 random steps",
    create: () => {
      const chain = chainWorld();
      return {
        ...chain,
        observe: (state, outObservation) => outObservation.set(state.map((s) => (s === 2 ? 5 : s))),
        encode: (observation, outState) => outState.set(observation.map((s) => (s === 5 ? 2 : s))),
      };
    },
  },
  {
    breaks: "observes what it encoded, where it encodes",
    create: () => ({ ...chainWorld(), encode: (_, outState) => void outState.fill(1) }),
  },
  {
    breaks: "samples agree with its mdp face, where it has one",
    create: () => withStep((step) => (state, action, random, out) => {
      const turned = heap("int32", action.length);
      for (let b = 0; b < action.length; b++) turned[b] = random.lane(b).uniform() < 0.2 ? 1 - action[b]! : action[b]!;
      step(state, turned, random, out);
    }),
  },
];
