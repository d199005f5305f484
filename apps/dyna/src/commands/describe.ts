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
  out.write(json ? `${JSON.stringify({ id, role, description, package: from, version, options })}\n` : `${descriptionLines(entry).join("\n")}\n`);
}

function descriptionLines({ id, role, description, package: from, version, options: { properties = {}, required = [] } }: CatalogEntry): readonly string[] {
  const rows = Object.entries(properties).map(([name, schema]) => ({
    flag: `--${flagOf(role)}.${kebabCase(name)}`, type: describeType(schema), byDefault: describeDefault(schema, required.includes(name)),
    about: schema.description ?? "",
  }));
  const width = (column: "flag" | "type" | "byDefault"): number => rows.reduce((longest, row) => Math.max(longest, row[column].length), 0);
  const [flags, types, defaults] = [width("flag"), width("type"), width("byDefault")];
  return [
    `${id}   ${role}, ${from} ${version}`, description, "", ...(rows.length === 0 ? ["no options"] : []),
    ...rows.map(({ flag, type, byDefault, about }) => `  ${flag.padEnd(flags)}  ${type.padEnd(types)}  ${byDefault.padEnd(defaults)}  ${about}`.trimEnd()),
  ];
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
