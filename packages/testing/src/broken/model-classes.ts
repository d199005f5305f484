import { reshape } from "@worldwise/autodiff";
import type { Discrete } from "@worldwise/protocol";
import { defineModelClass, discrete } from "@worldwise/protocol";
import type { Table } from "../examples-for-tests/softmax-table.ts";
import { softmaxTable } from "../examples-for-tests/softmax-table.ts";
import type { Broken } from "./broken.ts";

type Class = ReturnType<typeof softmaxTable>;
type Definition = Parameters<typeof defineModelClass<Discrete, Discrete, Table, "logProbability" | "expectation", "mdp">>[0];

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };

const wrong = (change: (inner: Class) => Partial<Definition>): (() => Class) => () => {
  const { init, predict, derive, faces } = softmaxTable(problem);
  return defineModelClass({
    name: "wrong", spaces: problem, needs: [], predicts: ["logProbability", "expectation"], provides: ["mdp"], init, predict,
    faces,
    ...(derive && { derive }), ...change(softmaxTable(problem)),
  });
};

const made = { count: 0 };

/** Each breaks one promise of a model class. */
export const brokenModelClasses: readonly Broken<Class>[] = [
  { breaks: "has a marker of its role", create: wrong(() => ({ name: "" })) },
  {
    breaks: "its parameters have as many finite numbers as their shapes hold",
    create: wrong(({ init }) => ({
      init(random) {
        const parameters = init(random);
        parameters.probability.data[0] = Number.NaN;
        return parameters;
      },
    })),
  },
  {
    breaks: "begins with the same parameters for the same stream",
    create: wrong(({ init }) => ({
      init(random) {
        const parameters = init(random);
        parameters.logits.data[0] = made.count++;
        return parameters;
      },
    })),
  },
  { breaks: "predicts exactly what it lists, and a state", create: wrong(() => ({ predicts: ["logProbability"] })) },
  {
    breaks: "predicts finite numbers in the shapes of the protocol",
    create: wrong(({ predict }) => ({
      predict(parameters, state, action) {
        const predicted = predict(parameters, state, action);
        return { ...predicted, logProbability: (next) => reshape(predicted.logProbability(next), [state.shape[0]!, 1]) };
      },
    })),
  },
  {
    breaks: "predicts on from the state that it predicted",
    create: wrong(({ predict }) => ({
      predict: (parameters, state, action) => ({
        ...predict(parameters, state, action), state: reshape(state, [1, state.shape[0]!]),
      }),
    })),
  },
  {
    breaks: "predicting moves no parameter",
    create: wrong(({ init, predict }) => {
      let held: Table | undefined;
      return {
        init: (random) => (held = init(random)),
        predict(parameters, state, action) {
          if (held) held.logits.data[0] = held.logits.data[0]! + 1;
          return predict(parameters, state, action);
        },
      };
    }),
  },
  {
    breaks: "projects trained parameters alone, and what is allowed stays",
    create: wrong(() => ({
      project: ({ logits }) => logits.data.forEach((value, i) => (logits.data[i] = value / 2)),
    })),
  },
  {
    breaks: "derives fixed parameters alone, and the same twice",
    create: wrong(() => ({
      derive: ({ probability }) => probability.data.forEach((value, i) => (probability.data[i] = value / 2)),
    })),
  },
  { breaks: "has exactly the faces that it provides", create: wrong(() => ({ provides: [] })) },
];
