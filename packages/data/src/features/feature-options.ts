import { WorldwiseError } from "@worldwise/protocol";

/** An error of the code `bad-options` about one option. */
export function badFeatureOption(name: string, expected: string, got: string | number): WorldwiseError {
  return new WorldwiseError("bad-options", { expected: `${name}: ${expected}`, got: String(got), todo: `choose another ${name}` }, { option: name });
}

/** Throws `bad-options` unless an option is a whole number of at least `least`. */
export function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw badFeatureOption(name, `a whole number of at least ${least}`, value);
}

const featureLimit = 100_000;

/** Throws `bad-options` where there would be more features than anybody wants to solve for. */
export function checkFeatureCount(name: string, count: number): void {
  if (count <= featureLimit) return;
  throw badFeatureOption(name, `at most ${featureLimit} features`, `${count} features`);
}
