import type { Discrete, ModelFaces } from "@worldwise/protocol";
import { definePlanner, discrete } from "@worldwise/protocol";
import type { QGift, QState } from "../examples-for-tests/small-q-learning.ts";
import { smallQLearning } from "../examples-for-tests/small-q-learning.ts";
import type { Broken } from "./broken.ts";

type Small = ReturnType<typeof smallQLearning>;
type Definition = Parameters<typeof definePlanner<Discrete, Discrete, QState, never, QGift>>[0];
type Act = ReturnType<Small["policy"]>["act"];

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };

const wrong = (change: (planner: Small) => Partial<Definition>): (() => Small) => () => {
  const { init, learn, policy, decision, "~worldwise": { needs, provides } } = smallQLearning(problem);
  const parts = { init, policy, decision, ...(learn && { learn }) };
  return definePlanner({ name: "wrong", spaces: problem, needs, provides, ...parts, ...change(smallQLearning(problem)) });
};

const wrongAct = (change: (act: Act, state: QState) => Act): (() => Small) => wrong(({ policy }) => ({
  policy: (state, model, streams) => ({ act: change(policy(state, model, streams).act, state) }),
}));

let made = 0;

/** Each breaks one promise of a planner. */
export const brokenPlanners: readonly Broken<Small>[] = [
  { breaks: "has a marker of its role", create: wrong(() => ({ name: "" })) },
  {
    breaks: "its decision and its records have exactly what it provides",
    create: wrong(() => ({ provides: ["discount", "valueTable", "actionValueTable", "maxBackupTable", "value"] })),
  },
  {
    breaks: "reads no face and no extra column that it does not list",
    create: wrong(() => ({ plan: (_, model) => ((model as Partial<ModelFaces>).mdp ? undefined : "converged") })), // the mistake
  },
  {
    breaks: "its state is a tree whose structure stays as init made it",
    // the mistake
    create: wrong(({ init }) => ({ init: (random, allocator) => ({ ...init(random, allocator), cache: new Map() as never }) })),
  },
  // the mistake
  {
    breaks: "says how planning and learning ended in a word of the protocol, or not at all",
    create: wrong(() => ({ plan: () => "done" as never })),
  },
  {
    breaks: "acts and learns the same from the same streams",
    also: ["n steps, save, load into another, n steps equal 2n steps, bit for bit"],
    create: () => {
      const number = made++;
      return wrong(({ learn }) => ({
        learn(state, ...given) {
          state.value[4] = state.value[4]! + 1e-14 * (number % 2);
          return learn?.(state, ...given);
        },
      }))();
    },
  },
  {
    breaks: "does not write the batch that it learns from",
    create: wrong(({ learn }) => ({
      learn(state, batch, random) {
        const outcome = learn?.(state, batch, random);
        batch.reward[0] = -7;
        return outcome;
      },
    })),
  },
  {
    breaks: "does not write the model",
    create: wrong(() => ({
      plan(_, model) {
        // The mistake: it writes a number that nothing here reads.
        const { mdp } = model as Partial<ModelFaces>;
        if (mdp) mdp.initial[0] = mdp.initial[0]! * (1 + 1e-15);
        return undefined;
      },
    })),
    also: ["reads no face and no extra column that it does not list"],
  },
  {
    breaks: "its actions are in their space, and legal, to explore and to evaluate",
    create: wrongAct((act) => (observation, random, outAction, mode) => {
      act(observation, random, outAction, mode);
      if (mode === "evaluate") outAction.fill(2);
    }),
  },
  {
    breaks: "acts on what it sees, writes every action, and not what it sees",
    create: wrongAct((act) => (observation, random, outAction, mode) => {
      act(observation, random, outAction, mode);
      observation.fill(4);
    }),
  },
  {
    breaks: "acting to evaluate does not move its state",
    create: wrongAct((act, state) => (observation, random, outAction, mode) => {
      act(observation, random, outAction, mode);
      if (mode === "evaluate") state.value[0] = state.value[0]! + 1;
    }),
  },
  {
    breaks: "evaluates B lanes as it evaluates B single lanes, bit for bit, where it draws from no stream of its own",
    create: wrongAct((act) => (observation, random, outAction, mode) => {
      act(observation, random, outAction, mode);
      if (random.lanes > 1) outAction[0] = 1 - outAction[0]!;
    }),
  },
  {
    breaks: "its tables have the sizes of the problem, and its discount is one",
    create: wrong(({ decision }) => ({ decision: (state) => ({ ...decision(state), valueTable: state.value.subarray(1) }) })),
  },
  {
    breaks: "a decision bound before learning shows what was learned",
    create: wrong(({ decision }) => ({ decision: (state) => ({ ...decision(state), valueTable: state.value.slice() }) })),
  },
  {
    breaks: "policy and decision read nothing but the state",
    create: wrong(({ learn, policy }) => {
      let learned = 0;
      return {
        learn(...given) {
          learned = 1;
          return learn?.(...given);
        },
        policy: (state, model, streams) => ({
          act(observation, random, outAction, mode) {
            policy(state, model, streams).act(observation, random, outAction, mode);
            if (mode === "evaluate" && learned === 0) outAction.fill(1);
          },
        }),
      };
    }),
  },
  {
    breaks: "n steps, save, load into another, n steps equal 2n steps, bit for bit",
    create: wrongAct((act) => {
      let acts = 0;
      return (observation, random, outAction, mode) => {
        act(observation, random, outAction, mode);
        if (mode === "explore" && ++acts % 7 === 0) outAction.fill(0);
      };
    }),
  },
  {
    breaks: "learns imagined transitions as maxBackupTable promises, where it provides it",
    create: wrong(({ learn }) => ({
      learn(state, batch, random) {
        if (batch.imagined) state.actionValue[0] = state.actionValue[0]! + 0.1;
        return learn?.(state, batch, random);
      },
    })),
  },
];
