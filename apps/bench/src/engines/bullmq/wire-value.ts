/**
 * Data as JSON can carry it and give it back exactly: the numbers that JSON has no words for travel as `{ "~": "NaN" }`.
 *
 * No record of a result has the one field `~` with a text in it.
 */
export function toWire(value: unknown): unknown {
  if (typeof value === "number") return isPlain(value) ? value : { "~": Object.is(value, -0) ? "-0" : String(value) };
  if (Array.isArray(value)) return value.map(toWire);
  return isObject(value) ? mapFields(value, toWire) : value;
}

/** The value that `toWire` was given. */
export function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (!isObject(value)) return value;
  const { "~": number, ...others } = value;
  return typeof number === "string" && Object.keys(others).length === 0 ? Number(number) : mapFields(value, fromWire);
}

const isPlain = (number: number): boolean => Number.isFinite(number) && !Object.is(number, -0);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

const mapFields = (record: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([name, field]) => [name, change(field)]));
