import { defineModelLearner, discrete } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import type { CountState } from "../examples-for-tests/counting-learner.ts";
import { countingLearner } from "../examples-for-tests/counting-learner.ts";
import type { Broken } from "./broken.ts";

type Learner = ReturnType<typeof countingLearner>;
type Face = "mdp" | "sampledRows" | "dynamics";
type Definition = Parameters<typeof defineModelLearner<Discrete, Discrete, CountState, "valueTable", Face>>[0];
type Discrete = ReturnType<typeof discrete>;

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };

const wrong = (change: (learner: Learner) => Partial<Definition>): (() => Learner) => () => {
  const learner = countingLearner(problem);
  const { init, update, model, "~worldwise": { needs, provides } } = learner;
  return defineModelLearner({ name: "wrong", spaces: problem, needs, provides, init, update, model, ...change(learner) });
};

let made = 0;

/** Each breaks one promise of a model learner. */
export const brokenLearners: readonly Broken<Learner>[] = [
  { breaks: "has a marker of its role", create: wrong(() => ({ needs: ["valueTable", "valueTable"] })) },
  { breaks: "its model has exactly the faces that it provides", create: wrong(() => ({ provides: ["mdp", "dynamics"] })) },
  { breaks: "reads no word of the decision that it does not list", create: wrong(() => ({ needs: [] })) },
  {
    breaks: "its state is a tree whose structure stays as init made it",
    // the mistake
    create: wrong(({ init }) => ({ init: (random, allocator) => ({ ...init(random, allocator), cache: new Map() as never }) })),
  },
  {
    breaks: "says how an update ended in a word of the protocol, or not at all",
    create: wrong(({ update }) => ({
      update(...given) {
        update(...given);
        return "done" as never; // the mistake
      },
    })),
  },
  {
    breaks: "learns the same from the same data and stream",
    create: () => {
      const number = made++;
      return wrong(({ update }) => ({
        update(state, data, ...given) {
          const outcome = update(state, data, ...given);
          if (data.added === 200) state.surprise += 1e-9 * (number % 2);
          return outcome;
        },
      }))();
    },
  },
  {
    breaks: "does not write what the decision tells it",
    create: wrong(({ update }) => ({
      update(state, data, decision, random) {
        decision.valueTable[0] = 0;
        return update(state, data, decision, random);
      },
    })),
  },
  {
    breaks: "faces bound before an update show the update",
    create: wrong(({ model }) => ({
      model(state) {
        const mdp = { ...model(state).mdp, reward: state.reward.slice() };
        return { mdp, sampledRows: mdp, dynamics: asDynamics(mdp) };
      },
    })),
  },
  { breaks: "its model changes with data", create: wrong(() => ({ update: () => undefined })) },
  {
    breaks: "faces read nothing but the state",
    create: wrong(({ model, update }) => {
      const reward = new Float64Array(10);
      return {
        update(state, ...given) {
          const outcome = update(state, ...given);
          reward.set(state.reward);
          return outcome;
        },
        model(state) {
          const mdp = { ...model(state).mdp, reward };
          return { mdp, sampledRows: mdp, dynamics: asDynamics(mdp) };
        },
      };
    }),
  },
  {
    breaks: "n updates, save, load into another, n updates equal 2n updates, bit for bit",
    create: wrong(({ update }) => {
      let updates = 0;
      return {
        update(state, ...given) {
          state.surprise += ++updates;
          return update(state, ...given);
        },
      };
    }),
  },
  {
    breaks: "its explicit faces are MDPs, before and after learning",
    create: wrong(({ model }) => ({
      model(state) {
        const faces = model(state);
        return { ...faces, mdp: { ...faces.mdp, initial: new Float64Array(5) } };
      },
    })),
  },
  {
    breaks: "its dynamics answers as outcomeTable and sampledRows promise, where it has them",
    create: wrong(({ model }) => ({
      model(state) {
        const { dynamics, ...faces } = model(state);
        const step: typeof dynamics.step = (from, action, random, out) => {
          random.lane(0).uniform();
          dynamics.step(from, action, random, out);
        };
        return { ...faces, dynamics: { ...dynamics, step } };
      },
    })),
  },
];
