import type { JsonSchema, Role } from "@worldwise/protocol";
import { readSpec } from "./component-id.ts";

/** An option that is itself a component. */
export interface ChosenPart {
  readonly option: string;
  readonly role: Role;
  /** Of the part: what was chosen, or the default. */
  readonly spec: unknown;
}

/** Roles that will do where a part of one role is asked for: dynamics pass for environments, since whoever runs them makes environments. */
export const rolesFor = (role: Role): readonly Role[] => (role === "environment" ? ["environment", "dynamics"] : [role]);

/** The parts among some options: those that were chosen, and the defaults of the others. Parts that have neither are left out. */
export function chosenParts(schema: JsonSchema, options: Readonly<Record<string, unknown>>): readonly ChosenPart[] {
  return Object.entries(schema.properties ?? {}).flatMap(([option, { "x-role": role, default: byDefault }]) => {
    const spec = (Object.hasOwn(options, option) ? options[option] : undefined) ?? byDefault;
    return role === undefined || spec === undefined ? [] : [{ option, role, spec }];
  });
}

/**
 * Every id that a spec names: its own, those of its parts, and those of the parts that it leaves to their default.
 *
 * @param optionsOf - the schema of a component's options; throws on an id that is not there
 */
export function idsOf(spec: unknown, optionsOf: (id: string) => JsonSchema): readonly string[] {
  const { id, options } = readSpec(spec);
  return [id, ...chosenParts(optionsOf(id), options).flatMap((part) => idsOf(part.spec, optionsOf))];
}
