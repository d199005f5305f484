import type { Box, BoxDtype, Space } from "@worldwise/protocol";
import { describeSpace, discrete, WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "./json.ts";

/**
 * A space as Minari writes it: JSON, but for infinite bounds, which are `Infinity` and `-Infinity` as Python's json has them.
 *
 * Bounds are nested as the shape is. A discrete space counts from 0; its dtype is said to be int64, as Gymnasium's.
 */
export function spaceToJson(space: Space): string {
  if (space.kind === "discrete") return `{"type": "Discrete", "dtype": "int64", "start": 0, "n": ${space.count}}`;
  const { dtype, shape, low, high } = space;
  return `{"type": "Box", "dtype": "${dtype}", "shape": [${shape.join(", ")}]`
    + `, "low": ${nested(low, shape)}, "high": ${nested(high, shape)}}`;
}

/** Numbers as lists in lists. */
function nested(numbers: readonly number[], [length, ...inner]: readonly number[]): string {
  if (length === undefined) return exactText(numbers[0]!);
  const size = numbers.length / length;
  return `[${Array.from({ length }, (_, i) => nested(numbers.slice(i * size, (i + 1) * size), inner)).join(", ")}]`;
}

const exactText = (x: number): string => (Object.is(x, -0) ? "-0.0" : String(x));

/**
 * The space that Minari's JSON describes.
 *
 * Throws `unsupported-space` on what no space of ours is: spaces made of others, text, discrete spaces that do not count from 0,
 * boxes of
 * other element types than uint8, float32 and float64.
 */
export function spaceFromJson(text: string): Space {
  const parsed = parse(text);
  if (!isRecord(parsed)) throw unsupported(text);
  if (parsed["type"] === "Discrete" && (parsed["start"] ?? 0) === 0 && isCount(parsed["n"])) return discrete(parsed["n"]);
  if (parsed["type"] === "Box") return boxFrom(parsed, text);
  throw unsupported(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/-?Infinity|NaN/g, "\"$&\"")) as unknown;
  } catch {
    throw unsupported(text);
  }
}

function boxFrom({ dtype, shape, low, high }: { readonly [name: string]: unknown }, text: string): Box {
  if (!isBoxDtype(dtype) || !Array.isArray(shape) || !shape.every(isCount)) throw unsupported(text);
  const size = shape.reduce((product, length) => product * length, 1);
  const space: Box = { kind: "box", dtype, size, shape, low: boundsFrom(low, size, text), high: boundsFrom(high, size, text) };
  if (!space.low.every((bound, i) => bound <= space.high[i]!)) throw unsupported(text);
  return space;
}

function boundsFrom(value: unknown, size: number, text: string): readonly number[] {
  if (typeof value === "number" || typeof value === "string") return new Array<number>(size).fill(Number(value));
  const bounds = Array.isArray(value) ? value.flat(Infinity).map(Number) : [];
  if (bounds.length !== size) throw unsupported(text);
  return bounds;
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;
const isBoxDtype = (value: unknown): value is BoxDtype => value === "uint8" || value === "float32" || value === "float64";

const unsupported = (text: string): WorldwiseError => new WorldwiseError("unsupported-space", {
  expected: "a Discrete from 0, or a Box of uint8, float32 or float64, as Minari writes them", got: text.slice(0, 200),
  todo: `flatten the space first, into one like ${describeSpace(discrete(4))} or a box`,
});
