import { WorldwiseError } from "./errors.ts";

/** Element types of exchanged arrays. Reward, value and discount are float64; float32 is for observations and networks. */
export interface ArrayTypes {
  uint8: Uint8Array;
  int32: Int32Array;
  uint32: Uint32Array;
  float32: Float32Array;
  float64: Float64Array;
}
/** Name of an element type. */
export type Dtype = keyof ArrayTypes;
/** Any array that is exchanged. */
export type NumberArray = ArrayTypes[Dtype];

/**
 * Where an array lives: the JavaScript heap, or the linear memory of a WASM core.
 *
 * A matter of speed, never of meaning: every component takes arrays from anywhere, and a kernel copies
 * those that are not in its own memory. Arenas are sized once and do not grow, so that views stay valid.
 */
export type Allocator = <D extends Dtype>(dtype: D, length: number) => ArrayTypes[D];

const constructors: { readonly [D in Dtype]: new (length: number) => ArrayTypes[D] } = {
  uint8: Uint8Array, int32: Int32Array, uint32: Uint32Array, float32: Float32Array, float64: Float64Array,
};
/** Allocates on the JavaScript heap. */
export const heap: Allocator = (dtype, length) => new constructors[dtype](length);

/** The integers 0 … count−1. */
export interface Discrete {
  readonly kind: "discrete";
  readonly dtype: "int32";
  /** Numbers in one element. */
  readonly size: 1;
  readonly shape: readonly [];
  readonly count: number;
}

/** Element types of a box. */
export type BoxDtype = "uint8" | "float32" | "float64";

/** Real vectors (or images, by `shape`) between `low` and `high`. `Row` is a tuple where the author wrote the bounds out. */
export interface Box<D extends BoxDtype = BoxDtype, Row extends readonly number[] = readonly number[]> {
  readonly kind: "box";
  readonly dtype: D;
  /** Numbers in one element: the product of `shape`. */
  readonly size: number;
  readonly shape: readonly number[];
  readonly low: Row;
  readonly high: Row;
}

/** What observations, actions and states are made of. */
export type Space = Discrete | Box;

/** What a problem looks like from outside. */
export interface Spaces<O extends Space = Space, A extends Space = Space> {
  readonly observation: O;
  readonly action: A;
}

/** Spaces and discount: what a learner or planner is made for. */
export interface Problem<O extends Space = Space, A extends Space = Space> extends Spaces<O, A> {
  /** γ in [0, 1]. */
  readonly discount: number;
}

/** B elements side by side: `[B, size]`, row by row. */
export type Lanes<S extends Space> = ArrayTypes[S["dtype"]];

/** One element as the author of a single lane sees it: a number, or a tuple of doubles. */
export type Lane<S extends Space> = S extends Box<infer _, infer Row> ? { -readonly [K in keyof Row]: number } : number;

/** One element as a person sees it: a number, or a typed array. */
export type Element<S extends Space> = S extends Discrete ? number : Lanes<S>;

/** The space of the integers 0 … count−1. Throws unless `count` is a positive integer. */
export function discrete(count: number): Discrete {
  if (!Number.isInteger(count) || count < 1) {
    throw new WorldwiseError("bad-space", { expected: "a positive integer count", got: String(count), todo: "count from 1" }, { count });
  }
  return { kind: "discrete", dtype: "int32", size: 1, shape: [], count };
}

type Numbers<Row extends readonly number[]> = { readonly [I in keyof Row]: number };

/**
 * A box by its bounds, one number for each dimension: `box("float64", [-1.2, -0.07], [0.6, 0.07])`.
 *
 * Bounds may be infinite. Throws when they differ in length or cross.
 */
export function box<D extends BoxDtype, Row extends readonly number[]>(
  dtype: D, low: readonly [...Row], high: Numbers<Row>,
): Box<D, Numbers<Row>>;
export function box(dtype: BoxDtype, low: readonly number[], high: readonly number[]): Box {
  const crossed = low.findIndex((bound, i) => !(bound <= (high[i] ?? Number.NaN)));
  if (low.length !== high.length || crossed >= 0) {
    throw new WorldwiseError("bad-space", {
      expected: "low[i] <= high[i] for every dimension",
      got: `low [${low.join(", ")}], high [${high.join(", ")}]`, todo: "give one bound for each dimension",
    }, { dimension: crossed });
  }
  return { kind: "box", dtype, size: low.length, shape: [low.length], low, high };
}

/**
 * A box of any shape with the same bounds everywhere, such as an image: `boxOfShape("uint8", [64, 64, 3], 0, 255)`.
 *
 * Throws on lengths that are no positive integers, and on bounds that cross.
 */
export function boxOfShape<D extends BoxDtype>(dtype: D, shape: readonly number[], low: number, high: number): Box<D> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (!shape.every((length) => Number.isInteger(length) && length > 0) || !(low <= high)) {
    throw new WorldwiseError("bad-space", {
      expected: "a shape of positive integers, and low <= high", got: `shape [${shape.join(", ")}], bounds ${low} … ${high}`,
      todo: "correct the shape or the bounds",
    }, { dtype });
  }
  return { kind: "box", dtype, size, shape, low: new Array<number>(size).fill(low), high: new Array<number>(size).fill(high) };
}

/** A buffer for B lanes of a space, zeroed. */
export function allocate<S extends Space>(space: S, lanes: number, allocator: Allocator = heap): Lanes<S> {
  return allocator<S["dtype"]>(space.dtype, lanes * space.size);
}

/** One line about a space: `discrete(4)`, `box float32[2]`. */
export function describeSpace(space: Space): string {
  return space.kind === "discrete" ? `discrete(${space.count})` : `box ${space.dtype}[${space.shape.join("×")}]`;
}

/** Whether two spaces have the same elements: kind, count or shape, dtype and bounds. */
export function sameSpace(a: Space, b: Space): boolean {
  if (a.kind === "discrete" || b.kind === "discrete") return a.kind === b.kind && describeSpace(a) === describeSpace(b);
  const sameBounds = (x: readonly number[], y: readonly number[]): boolean => x.every((bound, i) => bound === y[i]);
  return describeSpace(a) === describeSpace(b) && sameBounds(a.low, b.low) && sameBounds(a.high, b.high);
}

/** Throws unless an element lies in a space: a whole number in range, or finite numbers in an array of the right type, size and bounds. */
export function checkElement(space: Space, element: number | NumberArray, what: string): void {
  const problem = space.kind === "discrete" ? discreteProblem(space, element) : boxProblem(space, element);
  if (problem === undefined) return;
  throw new WorldwiseError("outside-space", {
    expected: `${what} in ${describeSpace(space)}`, got: problem,
    todo: space.kind === "discrete" ? `pass a whole number from 0 to ${space.count - 1}`
      : `pass a ${constructors[space.dtype].name} of ${space.size} inside the bounds of the space`,
  }, { what });
}

/** What somebody passed, who need not have asked the compiler. */
function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const name = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return "length" in value ? `${name} of ${String(value.length)}` : name;
}

function discreteProblem({ count }: Discrete, element: number | NumberArray): string | undefined {
  if (typeof element !== "number") return nameOf(element);
  return Number.isInteger(element) && element >= 0 && element < count ? undefined : String(element);
}

function boxProblem(space: Box, element: number | NumberArray): string | undefined {
  if (typeof element === "number") return `the number ${element}`;
  const fits = element instanceof constructors[space.dtype] && element.length === space.size;
  if (!fits) return nameOf(element);
  // Bounds are compared in the precision of the space: 0.1 as a float32 is not 0.1.
  const round = space.dtype === "float32" ? Math.fround : (x: number): number => x;
  const inside = (x: number, low: number, high: number): boolean => Number.isFinite(x) && x >= round(low) && x <= round(high);
  const outside = space.low.findIndex((low, i) => !inside(element[i]!, low, space.high[i]!));
  return outside < 0 ? undefined : `${element[outside]!} in dimension ${outside}, bounds ${space.low[outside]!} … ${space.high[outside]!}`;
}

/** Throws unless an array can hold B lanes of a space: right element type, right length. Looks at no element. */
export function checkLanes(space: Space, array: NumberArray, lanes: number, what: string): void {
  const expected = constructors[space.dtype];
  if (array instanceof expected && array.length === lanes * space.size) return;
  throw new WorldwiseError("wrong-array", {
    expected: `${what}: ${expected.name} of ${lanes * space.size} (${lanes} lanes of ${describeSpace(space)})`,
    got: `${array.constructor.name} of ${array.length}`, todo: "allocate it with allocate(space, lanes)",
  }, { what, lanes });
}
