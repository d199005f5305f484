import type { Component, Plugin, Problem, Role } from "@worldwise/protocol";
import { createComponent, WorldwiseError } from "@worldwise/protocol";
import { readSpec } from "./component-id.ts";

/** Finds the plugin behind an id. Throws when there is none. */
export type LoadPlugin = (id: string) => Promise<Plugin>;

/**
 * Creates the component that a spec names, and first, inside its options, the parts that it is made of.
 *
 * @param given - what learners, planners and search control are made for; environments are given nothing
 * @param role - throws when the component is of another role
 */
export async function createFromSpec(
  spec: unknown, load: LoadPlugin, { given, roles }: { readonly given?: Problem; readonly roles?: readonly Role[] } = {},
): Promise<Component> {
  const { id, options } = readSpec(spec);
  const plugin = await load(id);
  const { role } = plugin["~worldwise-plugin"];
  if (roles && !roles.includes(role)) {
    throw new WorldwiseError("wrong-role", {
      expected: `a component of the role ${roles.join(" or ")}`, got: `${id}, of the role ${role}`, todo: "`worldwise list` shows what there is",
    }, { id, role });
  }
  const created = { ...options };
  for (const [name, { "x-role": partRole, default: byDefault }] of Object.entries(plugin.options.jsonSchema.properties ?? {})) {
    const chosen = created[name] ?? byDefault;
    if (partRole === undefined || chosen === undefined) continue;
    created[name] = await createFromSpec(chosen, load, { ...(given && { given }), roles: [partRole] });
  }
  return createComponent(plugin, created, given);
}
