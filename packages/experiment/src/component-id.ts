import { WorldwiseError } from "@worldwise/protocol";
import type { ComponentId } from "./component-spec.ts";
import { isRecord } from "./is-record.ts";

const ours = /^([a-z0-9][a-z0-9-]*)\/([A-Za-z][A-Za-z0-9]*)$/;
const theirs = /^((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)#([A-Za-z][A-Za-z0-9]*)$/;

/**
 * Reads an id: `env-tabular/dynaMaze` is `dynaMaze` of `@worldwise/env-tabular`; other packages write `package#name`.
 *
 * Throws `bad-component-id` on anything else.
 */
export function parseComponentId(id: string): ComponentId {
  const [own, other] = [ours.exec(id), theirs.exec(id)];
  if (own) return { package: `@worldwise/${own[1]!}`, name: own[2]! };
  if (other) return { package: other[1]!, name: other[2]! };
  throw new WorldwiseError("bad-component-id", {
    expected: "a component id such as env-tabular/dynaMaze or @alice/pkg#maze", got: JSON.stringify(id),
    todo: "`worldwise list` shows the ids",
  }, { id });
}

/** The id under which a component is listed: the inverse of `parseComponentId`. */
export function formatComponentId({ package: from, name }: ComponentId): string {
  return from.startsWith("@worldwise/") ? `${from.slice("@worldwise/".length)}/${name}` : `${from}#${name}`;
}

/** Id and options of a spec. Throws unless it is an id, or a record with `use` and perhaps `with`. */
export function readSpec(spec: unknown): { readonly id: string; readonly options: Readonly<Record<string, unknown>> } {
  if (typeof spec === "string") return { id: spec, options: {} };
  const { use, with: options = {}, ...rest } = isRecord(spec) ? spec : {};
  if (typeof use !== "string" || !isRecord(options) || Object.keys(rest).length > 0) {
    throw new WorldwiseError("bad-component-spec", {
      expected: "a component id, or a record { use: id, with: options }", got: JSON.stringify(spec),
      todo: "name the component by its id",
    });
  }
  return { id: use, options };
}
