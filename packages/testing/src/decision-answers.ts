import type { DecisionContext, Parameters, StateTree } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { Probe } from "./face-answers.ts";

/** What a decision says now, as a tree: two trees are the same where the decisions say the same. */
export function decisionAnswers(decision: Partial<DecisionContext>, probe: Probe): { [word: string]: StateTree } {
  const answers: { [word: string]: StateTree } = { ...functionAnswers(decision, probe) };
  for (const [word, said] of Object.entries(decision)) {
    const answer = plainAnswer(said);
    if (answer !== undefined) answers[word] = answer;
  }
  return answers;
}

function functionAnswers(
  { value, actionValue, policy, stateDistribution }: Partial<DecisionContext>,
  { world, lanes, observation, action, streams }: Probe,
): { [word: string]: StateTree } {
  const answers: { [word: string]: StateTree } = {};
  if (value) {
    const out = (answers["value"] = new Float64Array(lanes));
    value.evaluate(observation.slice(), out);
  }
  if (actionValue) {
    const out = (answers["actionValue"] = new Float64Array(lanes * (world.action.kind === "discrete" ? world.action.count : 1)));
    // With discrete actions Q is asked for all of them at once; the type of "some action space" has no word for that.
    actionValue.evaluate(observation.slice(), (world.action.kind === "discrete" ? null : action.slice()) as null, out);
  }
  if (policy) {
    const out = (answers["policy"] = allocate(world.action, lanes));
    policy.act(observation.slice(), streams("probe policy", lanes), out, "evaluate");
  }
  if (stateDistribution) {
    const out = (answers["stateDistribution"] = allocate(world.observation, lanes));
    stateDistribution.draw(streams("probe distribution", lanes), out);
  }
  return answers;
}

/** Numbers, tables, and the numbers of what is traced. */
function plainAnswer(said: unknown): StateTree | undefined {
  if (typeof said === "number") return said;
  if (said instanceof Float64Array) return said.slice();
  if (typeof said !== "object" || said === null) return undefined;
  if ("actionValue" in said && said.actionValue instanceof Float64Array) {
    return {
      actionValue: said.actionValue.slice(),
      stepSize: "stepSize" in said && typeof said.stepSize === "number" ? said.stepSize : null,
    };
  }
  // The parameters of what is traced: anything that has some is of that type.
  return "parameters" in said && "bind" in said ? numbersOf(said.parameters as Parameters) : undefined;
}

/** The numbers of a tree of parameters. */
export const numbersOf = (parameters: Parameters): StateTree => (isLeaf(parameters)
  ? parameters.data.slice()
  : Object.fromEntries(Object.entries(parameters).map(([name, child]) => [name, numbersOf(child)])));

const isLeaf = (parameters: Parameters): parameters is Extract<Parameters, { readonly data: ArrayBufferView }> =>
  ArrayBuffer.isView(parameters.data);
