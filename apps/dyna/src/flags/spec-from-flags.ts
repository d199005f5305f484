import type { ComponentSpec } from "@worldwise/experiment";
import { readSpec, rolesFor } from "@worldwise/experiment";
import type { Catalog, CatalogEntry } from "@worldwise/experiment/node";
import type { JsonSchema } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { nearestNames } from "../nearest-names.ts";
import type { FlagTree } from "./flag-tree.ts";
import { optionValue } from "./option-value.ts";
import { kebabCase } from "./part-flags.ts";

/** A component by its id, with the options that were chosen. */
export interface ChosenSpec {
  readonly use: string;
  readonly with: Readonly<Record<string, unknown>>;
}

/** What there is to choose from. */
export interface Offer {
  readonly catalog: Catalog;
  /** Offered when the component itself is not named. */
  readonly roles: readonly string[];
}

/**
 * The spec that flags describe, on top of one that a file gave: flags win, and options of another component are dropped.
 *
 * Reads schemas from the catalog and imports nothing. Throws on options that do not exist, with the nearest names; on values that
 * do not fit; and on parts that are needed and not named.
 */
export function specFromFlags(
  tree: FlagTree, before: ComponentSpec | undefined, { catalog, roles }: Offer,
): ChosenSpec {
  const given = before === undefined ? undefined : readSpec(before);
  const id = tree.text ?? given?.id;
  if (id === undefined) throw notNamed(tree.flag, catalog, roles);
  const entry = catalog.find(id);
  const options: Record<string, unknown> = given?.id === id ? { ...given.options } : {};
  for (const [name, child] of tree.children) {
    const schema = optionOf(entry, name, child);
    const partRole = schema["x-role"];
    options[name] = partRole === undefined ? plainValue(entry, schema, child)
      : specFromFlags(child, partSpec(options[name] ?? schema.default), { catalog, roles: rolesFor(partRole) });
  }
  checkParts(tree, entry, options, catalog);
  return { use: id, with: options };
}

const partSpec = (spec: unknown): ComponentSpec | undefined => spec as ComponentSpec | undefined; // `readSpec` checks it

function optionOf(entry: CatalogEntry, name: string, { flag }: FlagTree): JsonSchema {
  const { properties = {} } = entry.options;
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (schema) return schema;
  const names = Object.keys(properties);
  const near = nearestNames(name, names);
  throw new WorldwiseError("no-such-option", {
    expected: `an option of ${entry.id}: ${names.map(kebabCase).join(", ") || "it has none"}`, got: flag,
    todo: near.length > 0 ? `perhaps ${near.map(kebabCase).join(" or ")}` : shownBy(entry),
  }, { flag, id: entry.id });
}

function plainValue(entry: CatalogEntry, schema: JsonSchema, { flag, text, children }: FlagTree): unknown {
  const [inside] = children.values();
  if (!inside) return optionValue(schema, { flag, text });
  throw new WorldwiseError("no-such-option", {
    expected: `a plain value for ${flag} of ${entry.id}, which is no part with options of its own`, got: inside.flag,
    todo: shownBy(entry),
  }, { flag: inside.flag });
}

const shownBy = ({ id }: CatalogEntry): string => `\`worldwise describe ${id}\` shows its options`;

/** Throws when a part is neither named nor has a default. */
function checkParts(tree: FlagTree, entry: CatalogEntry, options: ChosenSpec["with"], catalog: Catalog): void {
  for (const [name, { "x-role": role, default: byDefault }] of Object.entries(entry.options.properties ?? {})) {
    if (role === undefined || byDefault !== undefined || options[name] !== undefined) continue;
    const prefix = tree.flag === "--agent" ? "--" : `${tree.flag}.`;
    throw notNamed(`${prefix}${kebabCase(name)}`, catalog, rolesFor(role));
  }
}

function notNamed(flag: string, { entries }: Catalog, roles: readonly string[]): WorldwiseError {
  const ids = entries.filter(({ role }) => roles.includes(role)).map(({ id }) => id);
  return new WorldwiseError("not-named", {
    expected: `${flag} <id>: ${roles.join(" or ")}`, got: "none", todo: `choose one of ${ids.join(", ")}`,
  }, { flag });
}
