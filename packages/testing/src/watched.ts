import { contractViolation } from "./violation.ts";

/**
 * A record that shows only what was listed: reading another name is a violation that says which list it is missing from.
 *
 * @param record - what there is
 * @param listed - names that may be read
 * @param what - the kind of name, for the message: "a word of the decision"
 */
export function watched<Whole extends object>(record: Whole, listed: readonly string[], what: string): Whole {
  const shown = new Set(listed);
  const visible = Object.fromEntries(Object.entries(record).filter(([name]) => shown.has(name)));
  const guarded = new Proxy(visible, {
    get(target, name, receiver): unknown {
      if (typeof name === "symbol" || shown.has(name) || name in Object.prototype) return Reflect.get(target, name, receiver);
      throw contractViolation(
        {
          expected: `only ${what} that it lists: ${listed.join(", ") || "none"}`, got: `a read of ${name}`,
          todo: `add "${name}" to its needs`,
        },
        { name, listed },
      );
    },
  });
  // The caller lists what it needs, and its type says the same: names that it does not list are not there, as in a composition.
  return guarded as Whole;
}
