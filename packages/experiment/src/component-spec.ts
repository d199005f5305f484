/**
 * A component named in a file or on a command line: its id, or its id with options.
 *
 * Options that are parts take specs in turn.
 */
export type ComponentSpec = string | { readonly use: string; readonly with?: Readonly<Record<string, unknown>> };

/** The package and the name behind an id: `env-tabular/dynaMaze` of ours, `@alice/pkg#maze` or `pkg#maze` of others. */
export interface ComponentId {
  /** As npm knows it: `@worldwise/env-tabular`. */
  readonly package: string;
  readonly name: string;
}
