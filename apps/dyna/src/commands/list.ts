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
    .addOption(new Option("--role <role>", "only these; environment: dynamics too, since they become environments").choices(roles))
    .option("--options <id>", "the options of one component, as `describe` shows them")
    .option("--json", "as one JSON list")
    .action((options: ListOptions) => {
      if (options.options !== undefined) describe(options.options, options, shell);
      else list(options, shell);
    });
}

function list({ role, json = false }: ListOptions, { catalog, out }: Shell): void {
  const entries = catalog().entries.filter((entry) => role === undefined || entry.role === role || (role === "environment" && entry.role === "dynamics"));
  if (json) {
    out.write(`${JSON.stringify(entries.map(({ id, role: own, description, package: from, version }) => ({ id, role: own, description, package: from, version })))}\n`);
    return;
  }
  const width = entries.reduce((longest, { id }) => Math.max(longest, id.length), 0);
  const groups = roles.flatMap((name) => group(name, entries.filter((entry) => entry.role === name), width));
  const strange = group("other", entries.filter((entry) => !roles.includes(entry.role)), width);
  out.write(`${[...groups, ...strange].join("\n\n") || "none"}\n`);
}

const group = (role: string, entries: readonly CatalogEntry[], width: number): readonly string[] =>
  (entries.length === 0 ? [] : [[role, ...entries.map(({ id, description }) => `  ${id.padEnd(width)}  ${description}`)].join("\n")]);
