import { isPlainRecord } from "./is-record.ts";

/** Something that is wrong, and where. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Keys that could reach a prototype. */
const refusedKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
const mostLevels = 64;

// eslint-disable-next-line no-control-regex -- it is what is looked for
const hasControl = (text: string): boolean => /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(text);
const visible = (key: string): string => (hasControl(key) ? JSON.stringify(key) : key);

/**
 * What keeps a value from being plain data: functions, instances of classes, numbers that are not finite, keys that could reach a
 * prototype, more than 64 levels (so, values that contain themselves),
 * control characters other than tabs and ends of lines.
 */
export function dataIssues(value: unknown, path: readonly PropertyKey[] = []): readonly Issue[] {
  const wrong = (message: string): readonly Issue[] => [{ path, message }];
  if (path.length > mostLevels) return wrong(`more than ${mostLevels} levels`);
  if (value === null || value === undefined || typeof value === "boolean") return [];
  if (typeof value === "string") return hasControl(value) ? wrong("a control character: terminals would obey it") : [];
  if (typeof value === "number") return Number.isFinite(value) ? [] : wrong(`${value} is not a finite number`);
  if (Array.isArray(value)) return firstOf(value.entries(), path);
  if (!isPlainRecord(value)) return wrong("experiments are data: lists, records, strings, numbers, booleans");
  const refused = Object.keys(value).filter((key) => refusedKeys.has(key) || hasControl(key));
  const refusals = refused.map((key) => ({ path: [...path, visible(key)], message: `the key ${visible(key)} is refused` }));
  return [...refusals, ...firstOf(Object.entries(value), path)];
}

/** The issues of the first child that has any: a value that contains itself twice would have 2^64. */
function firstOf(children: Iterable<readonly [PropertyKey, unknown]>, path: readonly PropertyKey[]): readonly Issue[] {
  for (const [key, child] of children) {
    const issues = dataIssues(child, [...path, key]);
    if (issues.length > 0) return issues;
  }
  return [];
}
