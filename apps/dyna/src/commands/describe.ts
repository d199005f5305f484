import type { CatalogEntry } from "@worldwise/experiment/node";
import type { JsonSchema } from "@worldwise/protocol";
import type { Command } from "commander";
import { describeType } from "../flags/option-type.ts";
import { kebabCase } from "../flags/part-flags.ts";
import type { Shell } from "../shell.ts";

/** `worldwise describe <id>` */
export function describeCommand(root: Command, shell: Shell): void {
  root.command("describe").description("the options of one component: types, ranges, defaults")
    .argument("<id>", "such as env-tabular/frozenLake")
    .option("--json", "as JSON, with the schema of the options")
    .action((id: string, options: { readonly json?: boolean }) => describe(id, options, shell));
}

/** Writes what a component's package says of it. Imports nothing. */
export function describe(id: string, { json = false }: { readonly json?: boolean }, { catalog, out }: Shell): void {
  const entry = catalog().find(id);
  const { role, description, package: from, version, options } = entry;
  const facts = { id, role, description, package: from, version, options };
  out.write(`${json ? JSON.stringify(facts) : descriptionLines(entry).join("\n")}\n`);
}

function descriptionLines({ id, role, description, package: from, version, options }: CatalogEntry): readonly string[] {
  const { properties = {}, required = [] } = options;
  const rows = Object.entries(properties).map(([name, schema]) => [
    `--${flagOf(role)}.${kebabCase(name)}`, describeType(schema), describeDefault(schema, required.includes(name)),
    schema.description ?? "",
  ]);
  const widths = [0, 1, 2, 3].map((column) => rows.reduce((longest, row) => Math.max(longest, row[column]!.length), 0));
  const lines = rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column]!)).join("  ")}`.trimEnd());
  return [`${id}   ${role}, ${from} ${version}`, description, "", ...(lines.length > 0 ? lines : ["no options"])];
}

/** Parts of the command line, by role; parts of parts are named by the option that holds them. */
function flagOf(role: string): string {
  if (role === "dynamics" || role === "environment") return "env";
  return role === "model-learner" ? "learner" : role;
}

function describeDefault({ default: byDefault }: JsonSchema, isRequired: boolean): string {
  if (byDefault === undefined) return isRequired ? "required" : "";
  return `default ${typeof byDefault === "string" ? byDefault : JSON.stringify(byDefault)}`;
}
