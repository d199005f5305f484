import { concat, mul, numbers, reshape, sum } from "@worldwise/autodiff";
import type { ModelClass, ModelFace, Parameters, Prediction, PredictionKey, Space, Spaces, StateTree, Tensor } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { numbersOf } from "./decision-answers.ts";
import { lanesTensor, leavesOf, tensorsOf } from "./eager.ts";
import { markerCheck } from "./marker-check.ts";
import type { ContractOptions, NamedStreams } from "./options.ts";
import { namedStreams } from "./options.ts";
import { drawElements } from "./random-elements.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { contractViolation, ensure } from "./violation.ts";

type AnyModelClass = ModelClass<Space, Space, Parameters, PredictionKey, ModelFace>;

/** What the contract of a model class takes. */
export interface ModelClassContractOptions extends ContractOptions {
  /** Spaces to try it in; those of its marker when not given. */
  readonly spaces?: Spaces;
  /** Rows to predict. 5 when not given. */
  readonly size?: number;
}

interface Trial {
  readonly create: () => AnyModelClass;
  readonly streams: NamedStreams;
  readonly given: Spaces | undefined;
  readonly size: number;
}

/**
 * The contract of a model class, on eager tensors: it predicts exactly what it lists, in the right shapes and finite, predicting
 * moves no parameter, `project` moves trained ones alone and nothing that is allowed already, and `derive` writes fixed parameters alone and the same twice.
 *
 * @param create - makes the model class anew
 */
export function testModelClass<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
>(
  create: () => ModelClass<O, A, P, K, F>, options?: ModelClassContractOptions,
): Contract;
export function testModelClass(create: () => AnyModelClass, options: ModelClassContractOptions = {}): Contract {
  const trial: Trial = { create, given: options.spaces, size: options.size ?? 5, streams: namedStreams(options) };
  return {
    subject: subjectOf("model class", create),
    checks: [
      markerCheck("model-class", create), parameterTree(trial), sameParameters(trial), exactPredictions(trial), shapes(trial),
      nextStep(trial),
      parametersKept(trial), projectsOnce(trial), derivesOnce(trial), exactFaces(trial),
    ],
  };
}

const startOf = ({ create, streams }: Trial): { readonly model: AnyModelClass; readonly parameters: Parameters } => {
  const model = create();
  return { model, parameters: model.init(streams("parameters").lane(0)) };
};

function spacesOf({ given }: Trial, model: AnyModelClass): Spaces {
  const spaces = given ?? model["~worldwise"].spaces;
  ensure(
    spaces !== undefined, "spaces in the marker, or in options", "none", "write spaces in the definition, or pass options.spaces",
  );
  return spaces;
}

/** States, actions and next states as tensors, encoded where the class encodes. */
function inputsOf(trial: Trial, model: AnyModelClass, parameters: Parameters): {
  readonly state: Tensor; readonly action: Tensor; readonly next: Tensor;
} {
  const { observation, action } = spacesOf(trial, model);
  const drawn = (space: Space, name: string): Tensor => {
    const lanes = allocate(space, trial.size);
    drawElements(space, trial.streams(name, trial.size), lanes);
    return lanesTensor(space, lanes);
  };
  const encoded = (seen: Tensor): Tensor => model.encode?.(tensorsOf(parameters), seen) ?? seen;
  return {
    state: encoded(drawn(observation, "states")), action: drawn(action, "actions"),
    next: encoded(drawn(observation, "next states")),
  };
}

type Predictions = ReturnType<AnyModelClass["predict"]>;

function predictionOf(trial: Trial): {
  readonly predicted: Predictions; readonly state: Tensor; readonly next: Tensor; readonly model: AnyModelClass;
} {
  const { model, parameters } = startOf(trial);
  const { state, action, next } = inputsOf(trial, model, parameters);
  return { predicted: model.predict(tensorsOf(parameters), state, action), state, next, model };
}

const parameterTree = (trial: Trial): ContractCheck => ({
  name: "its parameters have as many finite numbers as their shapes hold",
  run() {
    for (const [name, { shape, data }] of leavesOf(startOf(trial).parameters)) {
      const size = shape.reduce((product, length) => product * length, 1);
      ensure(
        data.length === size, `${size} numbers in ${name} [${shape.join("×")}]`, String(data.length),
        "allocate what the shape holds",
      );
      ensure(
        data.every(Number.isFinite), `finite numbers in ${name}`, String(data.find((x) => !Number.isFinite(x))),
        "look at its initializer",
      );
    }
  },
});

const sameParameters = (trial: Trial): ContractCheck => ({
  name: "begins with the same parameters for the same stream",
  run: () =>
    ensureSameTree(
      numbersOf(startOf(trial).parameters), numbersOf(startOf(trial).parameters), "the same parameters",
      "take randomness from the argument alone",
    ),
});

const exactPredictions = (trial: Trial): ContractCheck => ({
  name: "predicts exactly what it lists, and a state",
  run() {
    const { predicted, model } = predictionOf(trial);
    const listed = model["~worldwise"].provides.filter((name) => name.startsWith("predicted.")).map(
      (name) => name.slice("predicted.".length)
    );
    const [expected, got] = [[...listed, "state"].sort().join(", "), [...new Set(Object.keys(predicted))].sort().join(", ")];
    ensure(expected === got, expected, got, "make predicts agree with predict()");
  },
});

const shapes = (trial: Trial): ContractCheck => ({
  name: "predicts finite numbers in the shapes of the protocol",
  run() {
    const { predicted, next, model } = predictionOf(trial);
    const { action } = spacesOf(trial, model);
    const B = [trial.size];
    const found: Partial<Predictions> = predicted;
    if (found.mean) ensureShape("mean", found.mean, model.encode ? found.mean.shape : next.shape);
    if (found.reward) ensureShape("reward", found.reward, B);
    if (found.value) ensureShape("value", found.value, B);
    if (found.policyLogits && action.kind === "discrete") ensureShape("policyLogits", found.policyLogits, [...B, action.count]);
    if (found.logProbability) ensureShape("logProbability(next)", found.logProbability(next), B);
    if (found.expectation) ensureExpectations(found.expectation, trial.size);
  },
});

/** One number of each state, and two: both expected alike. */
function ensureExpectations(expectation: Prediction["expectation"], size: number): void {
  ensureShape("expectation(f)", expectation(rowFunction), [size]);
  const both = expectation((state) => {
    const values = reshape(rowFunction(state), [state.shape[0]!, 1]);
    return concat([values, mul(2, values)], 1);
  });
  ensureShape("expectation(f) of a function that gives two numbers", both, [size, 2]);
}

/** A function of states: `[B, S]` or `[B]` → `[B]`. */
const rowFunction = (state: Tensor): Tensor => (state.shape.length > 1 ? sum(state, 1) : state);

function ensureShape(what: string, got: Tensor, shape: readonly number[]): void {
  ensure(
    got.shape.join() === shape.join(), `${what} of shape [${shape.join("×")}]`, `[${got.shape.join("×")}]`,
    "see Prediction in the protocol",
  );
  const wrong = numbers(got).find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw contractViolation(
    { expected: `finite numbers in ${what}`, got: String(wrong), todo: "look at what they are made of" },
  );
}

const nextStep = (trial: Trial): ContractCheck => ({
  name: "predicts on from the state that it predicted",
  run() {
    const { predicted, state } = predictionOf(trial);
    ensureShape("state", predicted.state, state.shape);
    const { model, parameters } = startOf(trial);
    const { action } = inputsOf(trial, model, parameters);
    ensureShape("state", model.predict(tensorsOf(parameters), predicted.state, action).state, state.shape);
  },
});

const parametersKept = (trial: Trial): ContractCheck => ({
  name: "predicting moves no parameter",
  run() {
    const { model, parameters } = startOf(trial);
    const before = numbersOf(parameters);
    const { state, action } = inputsOf(trial, model, parameters);
    model.predict(tensorsOf(parameters), state, action);
    ensureSameTree(before, numbersOf(parameters), "the parameters as they were", "compute with tensors alone");
  },
});

const projectsOnce = (trial: Trial): ContractCheck => ({
  name: "projects trained parameters alone, and what is allowed stays",
  run() {
    const { model: { project }, parameters } = startOf(trial);
    if (!project) return;
    const leaves = leavesOf(parameters).map(([, leaf]) => leaf);
    const kept = (): Float64Array[] => leaves.map(({ data }) => Float64Array.from(data));
    const projected = (moved: string): void => {
      const before = kept();
      project(parameters);
      const step = Math.max(...leaves.map(({ data }, i) => farthest(data, before[i]!)));
      ensure(step < 1e-9, `${moved} where they were`, `one moved by ${step}`, "project to the nearest that is allowed");
    };
    projected("the first parameters");
    const random = trial.streams("moved parameters").lane(0);
    for (const { data, fixed } of leaves) if (!fixed) for (let i = 0; i < data.length; i++) data[i]! += random.normal();
    const before = kept();
    project(parameters);
    const isKept = leaves.every(({ data, fixed }, i) => !fixed || farthest(data, before[i]!) === 0);
    ensure(isKept, "fixed parameters as they were", "others", "leave them to derive");
    projected("parameters that were projected");
  },
});

/** max |a − b|; NaN where an entry is. */
const farthest = (a: ArrayLike<number>, b: Float64Array): number =>
  b.reduce((largest, each, i) => Math.max(largest, Math.abs(a[i]! - each)), 0);

const derivesOnce = (trial: Trial): ContractCheck => ({
  name: "derives fixed parameters alone, and the same twice",
  run() {
    const { model, parameters } = startOf(trial);
    const trained = (): StateTree =>
      Object.fromEntries(leavesOf(parameters).filter(([, { fixed }]) => !fixed).map(([name, { data }]) => [name, data.slice()]));
    const before = trained();
    model.derive?.(parameters);
    ensureSameTree(before, trained(), "the trained parameters as they were", "derive into parameters that are fixed: true");
    const once = numbersOf(parameters);
    model.derive?.(parameters);
    ensureSameTree(
      once, numbersOf(parameters), "the same fixed parameters after deriving again", "compute them from the trained ones alone",
    );
  },
});

const exactFaces = (trial: Trial): ContractCheck => ({
  name: "has exactly the faces that it provides",
  run() {
    const { model, parameters } = startOf(trial);
    model.derive?.(parameters);
    const provided = model["~worldwise"].provides.filter((name) => !name.startsWith("predicted."));
    const [expected, got] = [[...provided].sort().join(", "), Object.keys(model.faces(parameters)).sort().join(", ")];
    ensure(expected === got, `the faces ${expected || "(none)"}`, got || "none", "make provides agree with faces()");
  },
});
