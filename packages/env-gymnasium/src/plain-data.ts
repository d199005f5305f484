/** Element types of arrays that environments put into their infos. `bool` comes as bytes of 0 and 1. */
export interface PlainArrayTypes {
  uint8: Uint8Array;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  uint32: Uint32Array;
  int32: Int32Array;
  uint64: BigUint64Array;
  int64: BigInt64Array;
  float32: Float32Array;
  float64: Float64Array;
  bool: Uint8Array;
}

/** A NumPy array as it came: its elements, row by row. */
export interface PlainArray {
  readonly dtype: keyof PlainArrayTypes;
  readonly shape: readonly number[];
  readonly data: PlainArrayTypes[keyof PlainArrayTypes];
}

/**
 * What passes between Python and here, beside observations and actions.
 *
 * Where Python had something that cannot pass, there is `\{ notPassed \}` with its type: nothing is dropped in silence.
 */
export type PlainData =
  | null | boolean | number | string | PlainArray | readonly PlainData[] | { readonly [key: string]: PlainData };

/** Keyword arguments, options of a reset, an info: names and values. Typed arrays become NumPy arrays on the way to Python. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/** What an environment said beside the observation. */
export type Info = Readonly<Record<string, PlainData>>;

/** Whether something is a record, and no list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
