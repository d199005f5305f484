import type { Agent, AgentRecipe, Discrete, StateTree } from "@worldwise/protocol";
import { defineAgent, discrete, loadTree } from "@worldwise/protocol";
import { smallDyna } from "../examples-for-tests/small-dyna.ts";
import type { Broken } from "./broken.ts";

type Recipe = AgentRecipe<Discrete, Discrete>;
type Running = Agent<Discrete, Discrete>;

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };

const wrong = (change: (agent: Running) => Partial<Running>, name = "wrong"): (() => Recipe) => () => defineAgent({
  name, spaces: problem,
  start(key, lanes) {
    const agent = smallDyna(problem).start(key, { lanes });
    return { ...agent, ...change(agent) };
  },
});

const valuesOf = (agent: Running): Float64Array => agent.decision.valueTable!;

/** Saves one number more than the agent inside. */
const withCount = (agent: Running, count: { acts: number }): Pick<Running, "save" | "load"> => ({
  save: () => ({ inner: agent.save(), acts: count.acts }),
  load(saved) {
    const { inner, acts } = saved as { inner: StateTree; acts: number }; // what save made, or else the agent inside refuses it
    agent.load(inner ?? null);
    count.acts = acts;
  },
});

let started = 0;

/** Each breaks one promise of an agent. */
export const brokenAgents: readonly Broken<Recipe>[] = [
  { breaks: "has a marker of its role", create: wrong(() => ({}), "") },
  {
    breaks: "lives the same life for the same key",
    create: wrong((agent) => {
      const number = started++;
      let observed = 0;
      return {
        observe(batch) {
          agent.observe(batch);
          if (++observed === 60) valuesOf(agent)[0] = number;
        },
      };
    }),
    also: ["n steps, save, load into another, n steps equal 2n steps, bit for bit"],
  },
  { breaks: "runs 1 lane and 3 lanes, as it is asked", create: wrong(() => ({ lanes: 1 })) },
  {
    breaks: "its actions are in their space, to explore and to evaluate",
    create: wrong((agent) => ({
      act(observation, outAction, mode) {
        agent.act(observation, outAction, mode);
        if (mode === "evaluate") outAction.fill(-1);
      },
    })),
  },
  {
    breaks: "writes every action, and neither the observation nor the batch",
    create: wrong((agent) => ({
      observe(batch) {
        agent.observe(batch);
        batch.reward.fill(-3);
      },
    })),
  },
  {
    breaks: "saves a state tree that stays as it was saved",
    create: wrong((agent) => {
      const shared = agent.save();
      return {
        save() {
          loadTree(shared, agent.save());
          return shared;
        },
      };
    }),
  },
  {
    breaks: "n steps, save, load into another, n steps equal 2n steps, bit for bit",
    create: wrong((agent) => {
      let acts = 0;
      return {
        act(observation, outAction, mode) {
          agent.act(observation, outAction, mode);
          if (mode === "explore" && ++acts % 7 === 0) outAction.fill(0);
        },
      };
    }),
  },
  {
    breaks: "loading a foreign tree throws and changes nothing",
    create: wrong((agent) => ({
      load(saved) {
        try {
          agent.load(saved);
        } catch {
          // The mistake: it goes on as if nothing had happened.
        }
      },
    })),
  },
  {
    breaks: "its decision and model stay bound across a load",
    create: wrong((agent) => {
      const valueTable = valuesOf(agent).slice();
      return {
        decision: { ...agent.decision, valueTable },
        observe(batch) {
          agent.observe(batch);
          valueTable.set(valuesOf(agent));
        },
      };
    }),
  },
  {
    breaks: "acting to evaluate teaches it nothing",
    also: ["acting to evaluate moves nothing but random streams"],
    create: wrong((agent) => ({
      act(observation, outAction, mode) {
        agent.act(observation, outAction, mode);
        if (mode === "evaluate") valuesOf(agent)[0] = 5;
      },
    })),
  },
  {
    breaks: "acting to evaluate moves nothing but random streams",
    create: wrong((agent) => {
      const count = { acts: 0 };
      return {
        ...withCount(agent, count),
        act(observation, outAction, mode) {
          agent.act(observation, outAction, mode);
          if (mode === "evaluate") count.acts++;
        },
      };
    }),
  },
  // the mistake
  {
    breaks: "its metrics are numbers, and asking for them changes nothing",
    create: wrong(() => ({ metrics: () => ({ transitions: "many" as never }) })),
  },
];
