import { WorldwiseError } from "@worldwise/protocol";

/** Reads fields of a JSON record or list. Each method throws `bad-trajectories`, with the path, on anything but what it names. */
export interface FieldReader {
  /** Whether a field is there and not null. */
  has(name: string): boolean;
  isNumber(name: string): boolean;
  text(name: string): string;
  flag(name: string): boolean;
  number(name: string): number;
  /** A list of numbers, of a given length where one is given. */
  numbers(name: string, length?: number): readonly number[];
  flags(name: string, length: number): readonly boolean[];
  /** A list of rows of the same size; a list of numbers is one of rows of one. */
  rows(name: string, length: number, size?: number): readonly (readonly number[])[];
  /** Length of a list; without a name, of the list itself. */
  length(name?: string): number;
  /** Readers of the records in a list. */
  items(name: string): readonly FieldReader[];
  /** Readers of the lists in a list; without a name, in the list itself. */
  lists(name?: string): readonly FieldReader[];
  /** An error about a field, to throw. */
  complaint(name: string, expected: string, got: string): WorldwiseError;
}

/** A reader of one JSON value. Throws `bad-trajectories` unless it is a record or a list. */
export function fieldReader(value: unknown, path: string): FieldReader {
  if (typeof value !== "object" || value === null) throw complaint(path, "a record or a list", show(value));
  const fields = new Map<string, unknown>(Object.entries(value));
  const at = (name: string): string => (name === "" ? path : /^\d+$/.test(name) ? `${path}[${name}]` : `${path}.${name}`);
  const list = (name: string, length?: number): readonly unknown[] =>
    asList(name === "" ? value : fields.get(name), at(name), length);
  return {
    has: (name) => (fields.get(name) ?? null) !== null,
    isNumber: (name) => typeof fields.get(name) === "number",
    text: (name) => asText(fields.get(name), at(name)),
    flag: (name) => asFlag(fields.get(name), at(name)),
    number: (name) => asNumber(fields.get(name), at(name)),
    numbers: (name, length) => list(name, length).map((entry, k) => asNumber(entry, `${at(name)}[${k}]`)),
    flags: (name, length) => list(name, length).map((entry, k) => asFlag(entry, `${at(name)}[${k}]`)),
    rows: (name, length, size) => rowsOf(list(name, length), at(name), size),
    length: (name = "") => list(name).length,
    items: (name) => list(name).map((entry, k) => fieldReader(entry, `${at(name)}[${k}]`)),
    lists: (name = "") => list(name).map((entry, k) => fieldReader(asList(entry, `${at(name)}[${k}]`), `${at(name)}[${k}]`)),
    complaint: (name, expected, got) => complaint(at(name), expected, got),
  };
}

/** Numbers that JSON cannot write are written as strings. */
const spelled: ReadonlyMap<unknown, number> = new Map<unknown, number>(
  [["Infinity", Infinity], ["-Infinity", -Infinity], ["NaN", NaN]],
);

function asNumber(value: unknown, path: string): number {
  const number = spelled.get(value) ?? value;
  if (typeof number !== "number") throw complaint(path, "a number", show(value));
  return number;
}

function asFlag(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw complaint(path, "true or false", show(value));
  return value;
}

function asText(value: unknown, path: string): string {
  if (typeof value !== "string") throw complaint(path, "a string", show(value));
  return value;
}

function asList(value: unknown, path: string, length?: number): readonly unknown[] {
  if (!Array.isArray(value)) throw complaint(path, "a list", show(value));
  if (length !== undefined && value.length !== length) throw complaint(path, `${length} entries`, String(value.length));
  return value;
}

function rowsOf(rows: readonly unknown[], path: string, size?: number): readonly (readonly number[])[] {
  const read = rows.map((row, k) => (Array.isArray(row) ? row : [row]).map((entry) => asNumber(entry, `${path}[${k}]`)));
  const expected = size ?? read[0]?.length;
  const uneven = read.findIndex((row) => row.length !== expected);
  if (uneven >= 0) throw complaint(`${path}[${uneven}]`, `${String(expected)} numbers`, String(read[uneven]!.length));
  return read;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : typeof value === "object" && value !== null ? "a record" : JSON.stringify(value);
}

const complaint = (path: string, expected: string, got: string): WorldwiseError =>
  new WorldwiseError(
    "bad-trajectories", { expected: `${expected} at ${path}`, got, todo: "record the file again, or correct it" }, { path },
  );
