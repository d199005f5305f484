import type { Box, BoxDtype, Space } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { badFrame } from "./bridge-errors.ts";
import { isRecord } from "./plain-data.ts";

/** A space of Gymnasium that became numbers of ours: the whole space, or one branch of a Dict or Tuple. */
export interface SpacePart {
  /** Keys and indices on the way to it, joined by dots; empty for the whole space. */
  readonly path: string;
  readonly kind: "discrete" | "box" | "multi-binary" | "multi-discrete";
  /** How many numbers it became. They lie one after the other, in the order of the parts. */
  readonly size: number;
  /** Whether only whole numbers lie in it. */
  readonly whole: boolean;
}

/** A space, and what its numbers were in Python. */
export interface DescribedSpace {
  readonly space: Space;
  readonly parts: readonly SpacePart[];
}

/** Reads the description of a space that came through the pipe. Throws `bad-frame` on one that makes no sense. */
export function readSpace(value: unknown): DescribedSpace {
  if (!isRecord(value)) throw nonsense(value);
  const space = value["kind"] === "discrete" ? discrete(Number(value["count"])) : readBox(value);
  const parts = Array.isArray(value["parts"]) ? value["parts"].map(readPart) : [];
  if (parts.reduce((total, { size }) => total + size, 0) !== space.size) throw nonsense(value["parts"]);
  return { space, parts };
}

const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((length) => Number.isInteger(length) && length > 0);
const isBoxDtype = (value: unknown): value is BoxDtype => value === "uint8" || value === "float32" || value === "float64";
const kinds: readonly SpacePart["kind"][] = ["discrete", "box", "multi-binary", "multi-discrete"];

function readBox({ dtype, shape, low, high }: Readonly<Record<string, unknown>>): Box {
  if (!isBoxDtype(dtype) || !isShape(shape)) throw nonsense(shape);
  const size = shape.reduce((product, length) => product * length, 1);
  return { kind: "box", dtype, size, shape, low: readBounds(low, size), high: readBounds(high, size) };
}

/** One number stands for all. */
function readBounds(value: unknown, size: number): readonly number[] {
  if (typeof value === "number") return new Array<number>(size).fill(value);
  const data = isRecord(value) ? value["data"] : undefined;
  if (!(data instanceof Float64Array) || data.length !== size) throw nonsense(value);
  return Array.from(data);
}

function readPart(value: unknown): SpacePart {
  const kind = isRecord(value) ? kinds.find((known) => known === value["kind"]) : undefined;
  if (!isRecord(value) || kind === undefined) throw nonsense(value);
  return { path: String(value["path"]), kind, size: Number(value["size"]), whole: value["whole"] === true };
}

const nonsense = (value: unknown): Error => badFrame("the description of a space", JSON.stringify(value ?? null));
