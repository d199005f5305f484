import type { Live, Shaped } from "./example.ts";
import { isStore } from "./store.ts";
import { TensorError } from "./tensor-error.ts";
import { isTensor, valuesOf } from "./tensor.ts";
import type { Traced } from "./trace.ts";
import type { TreeOf } from "./tree.ts";
import { isLeaf, mapTree } from "./tree.ts";

/** Where numbers enter a program. */
export interface Doors {
  /** Live numbers in the structure of the example, without the stores. */
  readonly tree: unknown;
  /** Copies numbers in. Throws if one is missing or has another length. */
  readonly copyIn: (given: unknown) => void;
}

interface Door {
  readonly names: readonly string[];
  readonly live: Live;
}

/** The doors of the inputs that are not in a store; `live` holds the numbers of all inputs. */
export function doorsOf(traced: Traced, live: readonly Live[], example: unknown): Doors {
  const doors = traced.inputs.flatMap(({ path, address }, i): Door[] =>
    (address === undefined ? [{ names: path.split(".").slice(1), live: live[i]! }] : []));
  return {
    tree: doorTree(doors, example),
    copyIn: (given) => {
      for (const door of doors) copyThrough(door, given);
    },
  };
}

function doorTree(doors: readonly Door[], example: unknown): unknown {
  let next = 0;
  const open = (branch: unknown): unknown => mapTree(branch as TreeOf<Shaped>, isLeaf, () => doors[next++]!.live); // an example
  if (isLeaf(example) || typeof example !== "object" || example === null || Array.isArray(example)) return open(example);
  return Object.fromEntries(Object.entries(example).filter(([, branch]) => !isStore(branch)).map(([name, branch]) => [name, open(branch)]));
}

function copyThrough({ names, live }: Door, given: unknown): void {
  let found = given;
  for (const name of names) found = (found as Record<string, unknown> | undefined)?.[name]; // `undefined` where there is nothing
  if (typeof found === "number" && live.length === 1) return void live.fill(found);
  const source = isTensor(found) ? valuesOf(found, "run") : found as ArrayLike<number> | undefined; // whatever has a length
  if (source?.length !== live.length) throw misfit(names, live.length, source?.length);
  live.set(source);
}

const misfit = (names: readonly string[], expected: number, got: number | undefined): TensorError => new TensorError("run", {
  expected: `run: ${expected} numbers for ${names.length === 0 ? "the input" : names.join(".")}`,
  got: got === undefined ? "none" : String(got), todo: "give each input of the example its numbers",
});
