import type { CatalogEntry } from "@worldwise/experiment/node";
import { roleVersions } from "@worldwise/protocol";
import type { Command } from "commander";
import { Option } from "commander";
import type { Shell } from "../shell.ts";
import { describe } from "./describe.ts";

interface ListOptions {
  readonly role?: string;
  readonly options?: string;
  readonly json?: boolean;
}

const roles = Object.keys(roleVersions);

/** `worldwise list`: reads what packages say of themselves and imports none of them. */
export function listCommand(root: Command, shell: Shell): void {
  root.command("list").description("the components that are installed, by role")
    .addOption(new Option("--role <role>", "only these; environment: dynamics too, which become environments").choices(roles))
    .option("--options <id>", "the options of one component, as `describe` shows them")
    .option("--json", "as one JSON list")
    .action((options: ListOptions) => {
      if (options.options !== undefined) describe(options.options, options, shell);
      else list(options, shell);
    });
}

function list({ role, json = false }: ListOptions, { catalog, out }: Shell): void {
  const wanted = role === undefined ? undefined : role === "environment" ? ["environment", "dynamics"] : [role];
  const entries = catalog().entries.filter((entry) => wanted?.includes(entry.role) ?? true);
  out.write(`${json ? JSON.stringify(entries.map(publicFacts)) : listing(entries)}\n`);
}

/** What the JSON list says of a component. */
const publicFacts = ({ id, role, description, package: from, version }: CatalogEntry): object =>
  ({ id, role, description, package: from, version });

function listing(entries: readonly CatalogEntry[]): string {
  const width = entries.reduce((longest, { id }) => Math.max(longest, id.length), 0);
  const groups = roles.flatMap((name) => group(name, entries.filter((entry) => entry.role === name), width));
  const strange = group("other", entries.filter((entry) => !roles.includes(entry.role)), width);
  return [...groups, ...strange].join("\n\n") || "none";
}

/** One text, or none where the role has no components. */
function group(role: string, entries: readonly CatalogEntry[], width: number): readonly string[] {
  if (entries.length === 0) return [];
  return [[role, ...entries.map(({ id, description }) => `  ${id.padEnd(width)}  ${description}`)].join("\n")];
}
