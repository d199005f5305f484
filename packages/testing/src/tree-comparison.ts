import type { StateTree } from "@worldwise/protocol";
import { contractViolation } from "./violation.ts";

type Container = Readonly<Record<string, StateTree>>;

/** Where two trees first differ, in words; nothing where they are the same, bit for bit (NaN equals NaN, 0 is not −0). */
export function treeDifference(a: StateTree, b: StateTree, path = "state"): string | undefined {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return arrayDifference(a, b, path);
  if (isContainer(a) && isContainer(b)) return containerDifference(a, b, path);
  return Object.is(a, b) ? undefined : `${show(a)} and ${show(b)} at ${path}`;
}

/** Index of the first element whose value differs, −1 where there is none. NaN equals NaN, 0 is not −0. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}

/** Throws unless two trees are the same, bit for bit. */
export function ensureSameTree(a: StateTree, b: StateTree, expected: string, todo: string): void {
  const difference = treeDifference(a, b);
  if (difference !== undefined) throw contractViolation({ expected, got: difference, todo });
}

function arrayDifference(
  a: ArrayBufferView & ArrayLike<number>, b: ArrayBufferView & ArrayLike<number>, path: string,
): string | undefined {
  if (a.constructor !== b.constructor || a.length !== b.length) return `${show(a)} and ${show(b)} at ${path}`;
  const index = firstDifference(a, b);
  return index < 0 ? undefined : `${a[index]!} and ${b[index]!} at ${path}[${index}]`;
}

function containerDifference(a: Container, b: Container, path: string): string | undefined {
  const [namesA, namesB] = [Object.keys(a).join(), Object.keys(b).join()];
  if (namesA !== namesB) return `the entries ${namesA || "none"} and ${namesB || "none"} at ${path}`;
  for (const [name, child] of Object.entries(a)) {
    const difference = treeDifference(child, b[name]!, `${path}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isContainer = (tree: unknown): tree is Container => typeof tree === "object" && tree !== null && !ArrayBuffer.isView(tree);

function show(value: unknown): string {
  if (ArrayBuffer.isView(value) && "length" in value) return `${value.constructor.name} of ${String(value.length)}`;
  return typeof value === "object" && value !== null ? "a record" : String(value);
}
