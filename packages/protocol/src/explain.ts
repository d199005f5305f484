import { WorldwiseError } from "./errors.ts";
import type { Component, Marker } from "./plugin.ts";
import { roleVersions } from "./plugin.ts";
import type { Space, Spaces } from "./space.ts";
import { describeSpace, sameSpace } from "./space.ts";

/** A capability that can be derived: `explain` names the adapter when it would help. */
export interface Adapter {
  readonly gives: string;
  readonly from: string;
  /** What to write. */
  readonly write: string;
}

/** The adapters that `explain` knows. */
export const adapters: readonly Adapter[] = [
  { gives: "dynamics", from: "mdp", write: "asDynamics(model.mdp), from @worldwise/rollout" },
  { gives: "trueDynamics", from: "trueMdp", write: "asDynamics(trueMdp), from @worldwise/rollout" },
  { gives: "mdp", from: "posterior", write: "posteriorSampling(planner), a planner that draws a world and plans in it" },
  { gives: "mdp", from: "dynamics", write: "a tabular model, or a planner that needs only dynamics" },
  { gives: "valueTable", from: "value", write: "a planner with a table for its value" },
  { gives: "differentiableValue", from: "tracedValue", write: "a planner with a network for its value" },
];

/** Named parts of a composition. */
export type Parts = Readonly<Record<string, Component>>;

/** What a composition brings along besides its parts. */
export interface Brought {
  /** Capabilities that the composition itself provides. */
  readonly given?: readonly string[];
  /** Spaces of the environment: every part that was made for spaces must have been made for these. */
  readonly spaces?: Spaces;
}

/** Whether parts fit, and a tick-list that says why. */
export interface Explanation {
  readonly fits: boolean;
  readonly text: string;
}

interface NamedMarker { readonly part: string; readonly marker: Marker }

/** A tick-list of what each part needs and who provides it, of versions, and of spaces. */
export function explain(parts: Parts, { given = [], spaces }: Brought = {}): Explanation {
  const markers = Object.entries(parts).map(([part, component]) => ({ part, marker: component["~worldwise"] }));
  const reference = spaces ? { part: "environment", spaces } : firstWithSpaces(markers);
  const rows = markers.flatMap((named) => [
    ...versionRows(named), ...(reference ? spaceRows(named, reference) : []), ...needRows(named, markers, given),
  ]);
  return { fits: rows.every((row) => row.startsWith("✓")), text: rows.join("\n") };
}

function needRows({ part, marker }: NamedMarker, all: readonly NamedMarker[], given: readonly string[]): string[] {
  return marker.needs.map((need) => {
    // A planner may learn from columns that its own policy records; of everything else it would only be telling itself.
    const from = (other: NamedMarker): boolean => other.part !== part || need.startsWith("extras.");
    const provider = all.find((other) => from(other) && other.marker.provides.includes(need));
    const by = provider ? `${provider.part} ${provider.marker.name}` : given.includes(need) ? "the composition" : undefined;
    const line = `${part.padEnd(14)} ${marker.name.padEnd(22)} needs ${need.padEnd(20)}`;
    return by ? `✓ ${line} ← ${by}` : `✗ ${line} ← nobody${advice(need, all.filter(from).flatMap((other) => other.marker.provides))}`;
  });
}

function versionRows({ part, marker: { role, name, version, package: from } }: NamedMarker): string[] {
  const known = roleVersions[role];
  if (version === known) return [];
  const todo = version > known ? "update the packages that compose it" : `update ${from}, or wrap the part in its adapter`;
  return [`✗ ${part.padEnd(14)} ${name} speaks ${role}/${version} (${from}), this protocol speaks ${role}/${known}\n    → ${todo}`];
}

interface Reference { readonly part: string; readonly spaces: Spaces }

const firstWithSpaces = (markers: readonly NamedMarker[]): Reference | undefined =>
  markers.flatMap(({ part, marker }) => (marker.spaces ? [{ part, spaces: marker.spaces }] : []))[0];

function spaceRows({ part, marker }: NamedMarker, reference: Reference): string[] {
  const { spaces: own } = marker;
  if (!own || own === reference.spaces) return [];
  return (["observation", "action"] as const).filter((side) => !sameSpace(own[side], reference.spaces[side])).map((side) =>
    `✗ ${part.padEnd(14)} ${marker.name.padEnd(22)} has ${side} ${describeWithBounds(own[side])}, `
    + `the ${reference.part} has ${describeWithBounds(reference.spaces[side])}\n    → make ${part} for the spaces of the ${reference.part}`);
}

/** A box with its bounds, as far as they fit on a line. */
function describeWithBounds(space: Space): string {
  if (space.kind === "discrete") return describeSpace(space);
  const row = (bounds: readonly number[]): string => {
    if (bounds.every((bound) => bound === bounds[0])) return String(bounds[0]);
    return `[${bounds.slice(0, 4).join(", ")}${bounds.length > 4 ? ", …" : ""}]`;
  };
  return `${describeSpace(space)} in ${row(space.low)} … ${row(space.high)}`;
}

function advice(need: string, provided: readonly string[]): string {
  const adapter = adapters.find(({ gives, from }) => gives === need && provided.includes(from));
  if (adapter) return `\n    → ${adapter.from} is there: write ${adapter.write}`;
  return `\n    → provided are: ${provided.join(", ") || "nothing"}`;
}

/** Throws the text of `explain` unless the parts fit. Compositions call it once, before anything runs. */
export function check(parts: Parts, brought: Brought = {}): void {
  const { fits, text } = explain(parts, brought);
  if (!fits) throw new WorldwiseError("parts-do-not-fit",
    { expected: "every need met", got: `\n${text}`, todo: "follow the arrows, or choose another part" }, { parts: Object.keys(parts) });
}
