import { WorldwiseError } from "./errors.ts";
import type { OptionSchema } from "./options.ts";
import type { Component, Role } from "./plugin.ts";

/**
 * A component that files and command lines can name: options in, component out.
 *
 * Every package exports a list `plugins` of these; its `package.json` repeats names, roles, descriptions and option schemas under
 * `"worldwise"` as static data, so that listing imports nothing.
 *
 * Given: what it is made for. Environments are given nothing, learners, planners and search control a `Problem`.
 */
export interface Plugin<R extends Role = Role, Options = unknown, Given = unknown, Part extends Component = Component> {
  readonly "~worldwise-plugin": { readonly role: R; readonly name: string };
  /** One line. */
  readonly about: string;
  readonly options: OptionSchema<Options>;
  create(options: Options, given: Given): Part;
}

/** Freezes a plugin. */
export function definePlugin<R extends Role, Options, Given, Part extends Component>(definition: {
  readonly role: R; readonly name: string; readonly about: string; readonly options: OptionSchema<Options>;
  create(options: Options, given: Given): Part;
}): Plugin<R, Options, Given, Part> {
  const { role, name, about, options, create } = definition;
  return Object.freeze({ "~worldwise-plugin": Object.freeze({ role, name }), about, options, create });
}

/** Whether something is a plugin of this or any copy of the package. */
export const isPlugin = (value: unknown): value is Plugin =>
  typeof value === "object" && value !== null && "~worldwise-plugin" in value;

/** Whether something is a component of a role. */
export const isComponent = (value: unknown, role: Role): value is Component =>
  typeof value === "object" && value !== null && "~worldwise" in value
  && typeof value["~worldwise"] === "object" && value["~worldwise"] !== null
  && "role" in value["~worldwise"] && value["~worldwise"].role === role;

/** Validates options and creates the component. Throws `bad-options` with one line for each issue. */
export function createComponent<Options, Given, Part extends Component>(
  plugin: Plugin<Role, Options, Given, Part>, options: unknown, given: Given,
): Part {
  const { name } = plugin["~worldwise-plugin"];
  const validated = plugin.options["~standard"].validate(options);
  if (validated instanceof Promise) {
    throw new WorldwiseError("bad-options",
      { expected: `a schema of ${name} that answers at once`, got: "a promise", todo: "use a synchronous schema" }, { name });
  }
  if (validated.issues !== undefined) {
    throw new WorldwiseError("bad-options", {
      expected: `options of ${name} that fit its schema`,
      got: validated.issues.map(({ message }) => `\n         ${message}`).join(""), todo: "correct these options",
    }, { name, issues: validated.issues.map(({ message }) => message) });
  }
  return plugin.create(validated.value, given);
}
