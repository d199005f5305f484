import type { DecisionContext, Discrete } from "@worldwise/protocol";
import { defineSearchControl, discrete } from "@worldwise/protocol";
import type { TriedState } from "../examples-for-tests/uniform-tried.ts";
import { uniformTried } from "../examples-for-tests/uniform-tried.ts";
import type { Broken } from "./broken.ts";

type Control = ReturnType<typeof uniformTried>;
type Definition = Parameters<typeof defineSearchControl<Discrete, Discrete, TriedState>>[0];

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };

const wrong = (change: (control: Control) => Partial<Definition>): (() => Control) => () => {
  const { init, observe, draw } = uniformTried(problem);
  return defineSearchControl(
    { name: "wrong", spaces: problem, needs: [], provides: [], init, observe, draw, ...change(uniformTried(problem)) },
  );
};

/** Each breaks one promise of search control. */
export const brokenSearchControls: readonly Broken<Control>[] = [
  { breaks: "has a marker of its role", create: wrong(() => ({ name: "" })) },
  {
    breaks: "reads no face and no word that it does not list",
    create: wrong(({ observe }) => ({
      observe(state, batch, view) {
        if ((view as Partial<DecisionContext>).valueTable) observe(state, batch, view); // the mistake
      },
    })),
  },
  {
    breaks: "its state is a tree whose structure stays as init made it",
    create: wrong(({ init }) => ({ init: (allocator) => ({ ...init(allocator), cache: new Map() as never }) })), // the mistake
  },
  {
    breaks: "fills as many lanes as it says, with observations and actions of their spaces",
    create: wrong(({ draw }) => ({
      draw(state, view, random, outObservation, outAction) {
        const filled = draw(state, view, random, outObservation, outAction);
        outAction[0] = 2;
        return filled;
      },
    })),
  },
  {
    breaks: "does not write the batch that it observes",
    create: wrong(({ observe }) => ({
      observe(state, batch, view) {
        observe(state, batch, view);
        batch.discount[0] = 0.5;
      },
    })),
  },
  {
    breaks: "draws read nothing but state, view and stream",
    create: wrong(({ observe, draw }) => {
      let latest = 0;
      return {
        observe(state, batch, view) {
          observe(state, batch, view);
          latest = batch.observation[0]!;
        },
        draw(state, view, random, outObservation, outAction) {
          const filled = draw(state, view, random, outObservation, outAction);
          outObservation[0] = latest;
          return filled;
        },
      };
    }),
  },
  {
    breaks: "n steps, save, load into another, n steps equal 2n steps, bit for bit",
    create: wrong(({ draw }) => {
      let draws = 0;
      return {
        draw: (state, view, random, outObservation, outAction) =>
          (++draws % 7 === 0 ? 0 : draw(state, view, random, outObservation, outAction)),
      };
    }),
  },
  {
    breaks: "draws as triedPairs promises, where it has it",
    create: wrong(({ draw, triedPairs }) => ({
      ...(triedPairs && { triedPairs }),
      draw(state, view, random, outObservation, outAction) {
        random.lane(0).uniform();
        return draw(state, view, random, outObservation, outAction);
      },
    })),
  },
];
