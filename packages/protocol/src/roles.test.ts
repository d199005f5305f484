/** What the `define…` functions have in common: marked, frozen, and no function more than was given. */
import { describe, expect, test } from "vitest";
import { defineAgent } from "./agent.ts";
import type { Agent } from "./agent.ts";
import { defineModelClass } from "./model-class.ts";
import { defineModelLearner } from "./model-learner.ts";
import { defineModelLoss } from "./model-loss.ts";
import { addFace } from "./model.ts";
import { defineOptimizer } from "./optimizer.ts";
import { definePlanner } from "./planner.ts";
import { defineSearchControl } from "./search-control.ts";
import type { Discrete } from "./space.ts";
import { traced } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

const tensor: Tensor = { shape: [], dtype: "float64", "~trace": null };
const nothing = { needs: [], provides: [] } as const;
const idle = { act: () => undefined };

const planner = definePlanner<Discrete, Discrete, null, "mdp", "discount">({
  name: "planner", needs: ["mdp"], provides: ["discount"], init: () => null, policy: () => idle, decision: () => ({
    discount: 0.5,
  }),
});
const learner = defineModelLearner<Discrete, Discrete, null, "discount", "mdp">({
  name: "learner", needs: ["discount"], provides: ["mdp"], init: () => null, update: () => "converged",
  model: () => { throw new Error("not asked for"); },
});
const loss = defineModelLoss({
  name: "loss", needs: { prediction: ["mean"], decision: ["tracedValue", "extras.visitCounts"] }, loss: () => tensor,
});
const modelClass = defineModelClass({
  name: "class", needs: [], provides: [], predicts: ["mean", "reward"],
  init: () => ({ shape: [1], data: new Float64Array(1) }), predict: () => ({ state: tensor, mean: tensor, reward: tensor }),
  faces: () => ({}),
});
const optimizer =
  defineOptimizer({ name: "optimizer", ...nothing, memory: () => ({}), update: (parameter) => ({ parameter, memory: {} }) });
const searchControl =
  defineSearchControl({ name: "search", ...nothing, init: () => null, observe: () => undefined, draw: () => 0 });

describe("components", () => {
  test.each([
    ["planner", planner, ["mdp"], ["discount"], ["init", "policy", "decision"]],
    ["model-learner", learner, ["discount"], ["mdp"], ["init", "update", "model"]],
    ["model-loss", loss, ["predicted.mean", "tracedValue", "extras.visitCounts"], [], ["loss"]],
    ["model-class", modelClass, [], ["predicted.mean", "predicted.reward"], ["init", "predict", "faces"]],
    ["optimizer", optimizer, [], [], ["memory", "update"]],
    ["search-control", searchControl, [], [], ["init", "observe", "draw"]],
  ] as const)("%s", (role, component, needs, provides, functions) => {
    expect(component["~worldwise"]).toMatchObject({ role, needs, provides });
    expect(Object.keys(component)).toEqual([...functions, "~worldwise"]);
    expect(Object.isFrozen(component)).toBe(true);
  });

  test("keep what is optional where it is given", () => {
    const rich = definePlanner<Discrete, Discrete, null>({
      name: "rich", ...nothing, init: () => null, policy: () => idle, decision: () => ({}),
      plan: () => "converged", learn: () => undefined, metrics: () => ({ sweeps: 2 }),
    });
    expect(rich.plan?.(null, {}, { uniform: () => 0, normal: () => 0, integer: () => 0 })).toBe("converged");
    expect(rich.metrics?.(null)).toEqual({ sweeps: 2 });
    expect("learn" in rich).toBe(true);
    const derived = defineModelClass({
      ...modelClass, name: "derived", needs: [], provides: [], predicts: ["mean", "reward"], derive: () => undefined,
    });
    expect("derive" in derived).toBe(true);
  });
});

describe("defineAgent", () => {
  test("starts with one lane unless told otherwise", () => {
    const started: unknown[] = [];
    const agent: Agent = {
      lanes: 1, act: () => undefined, observe: () => undefined, save: () => null, load: () => undefined, decision: {}, model: {},
      metrics: () => ({}),
    };
    const recipe = defineAgent({ name: "agent", start: (key, lanes) => { started.push([key, lanes]); return agent; } });
    expect(recipe.start([1, 2])).toBe(agent);
    recipe.start([3, 4], { lanes: 8 });
    expect(started).toEqual([[[1, 2], 1], [[3, 4], 8]]);
    expect(recipe["~worldwise"].role).toBe("agent");
  });
});

describe("addFace", () => {
  test("adds a face and leaves the record it was given alone", () => {
    const legalActions = { mask: () => undefined };
    const expectation = { next: () => undefined };
    const model = Object.freeze({ expectation });
    expect(addFace(model, "legalActions", legalActions)).toEqual({ expectation, legalActions });
    expect(Object.keys(model)).toEqual(["expectation"]);
  });
});

test("traced keeps live parameters and binds functions to tensors", () => {
  const parameters = { weight: { shape: [1], data: Float64Array.of(2) } };
  const value = traced(parameters, ({ weight }) => (state: Tensor) => [weight, state]);
  expect(value.parameters.weight.data).toBe(parameters.weight.data);
  const other: Tensor = { ...tensor, shape: [3] };
  expect(value.bind({ weight: tensor })(other)).toEqual([tensor, other]);
});
