import type { Component, Plugin, Problem, Role } from "@worldwise/protocol";
import { createComponent, WorldwiseError } from "@worldwise/protocol";
import { readSpec } from "./component-id.ts";
import { chosenParts, rolesFor } from "./parts-of-spec.ts";

/** Finds the plugin behind an id. Throws when there is none. */
export type LoadPlugin = (id: string) => Promise<Plugin>;

/** What a component is created for. */
export interface CreateOptions {
  /** What learners, planners and search control are made for; environments are given nothing. */
  readonly given?: Problem;
  /** Roles that will do; all by default. */
  readonly roles?: readonly Role[];
}

/**
 * Creates the component that a spec names, and first, inside its options, the parts that it is made of.
 *
 * Throws `wrong-role` when it, or a part, is of another role than asked for, and `bad-options` on options that a schema refuses.
 */
export async function createFromSpec(spec: unknown, load: LoadPlugin, { given, roles }: CreateOptions = {}): Promise<Component> {
  const { id, options } = readSpec(spec);
  const plugin = await load(id);
  checkRole(id, plugin["~worldwise-plugin"].role, roles);
  const created = { ...options };
  for (const part of chosenParts(plugin.options.jsonSchema, options)) {
    created[part.option] = await createFromSpec(part.spec, load, { ...(given && { given }), roles: rolesFor(part.role) });
  }
  return createComponent(plugin, created, given);
}

function checkRole(id: string, role: Role, roles: readonly Role[] | undefined): void {
  if (!roles || roles.includes(role)) return;
  throw new WorldwiseError("wrong-role", {
    expected: `a component of the role ${roles.join(" or ")}`, got: `${id}, of the role ${role}`,
    todo: "`worldwise list` shows what there is",
  }, { id, role });
}
