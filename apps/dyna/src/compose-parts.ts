import type { CellSpec } from "@worldwise/experiment";
import { createFromSpec, createWorld, readSpec } from "@worldwise/experiment";
import type { Catalog } from "@worldwise/experiment/node";
import type { Component, Mdp, Parts, Problem } from "@worldwise/protocol";

/** The parts of an agent before they are composed, and what the composition brings along. */
export interface ComposedParts {
  readonly problem: Problem;
  readonly parts: Parts;
  /** Capabilities that every composition brings: the data, and what is known of the world. */
  readonly given: readonly string[];
  /** Composes them. Throws where they do not fit. */
  compose(): Promise<Component>;
}

/** Creates the parts of an agent for its environment, each by itself. */
export async function composeParts(
  { environment, agent }: Pick<CellSpec, "environment" | "agent">, catalog: Catalog,
): Promise<ComposedParts> {
  const { observation, action, discount, mdp } = await createWorld(environment, catalog.load);
  const problem: Problem = { observation, action, discount };
  const given: Problem & { readonly world?: { readonly trueMdp: Mdp } } = { ...problem, ...(mdp && { world: { trueMdp: mdp } }) };
  return {
    problem, given: ["data", ...(mdp ? ["trueMdp"] : [])],
    parts: await createParts(agent, catalog, given),
    compose: () => createFromSpec(agent, catalog.load, { given, roles: ["agent"] }),
  };
}

async function createParts(agent: CellSpec["agent"], { find, load }: Catalog, given: Problem): Promise<Parts> {
  const { id, options } = readSpec(agent);
  const parts: Record<string, Component> = {};
  for (const [name, { "x-role": role, default: byDefault }] of Object.entries(find(id).options.properties ?? {})) {
    const spec = options[name] ?? byDefault;
    if (role !== undefined && spec !== undefined) parts[name] = await createFromSpec(spec, load, { given, roles: [role] });
  }
  return parts;
}
