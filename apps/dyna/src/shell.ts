import type { Catalog } from "@worldwise/experiment/node";
import type { PartFlag } from "./flags/part-flags.ts";

/** Where text goes. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  /** Size of a terminal, in characters. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** What commands find around them. */
export interface Shell {
  readonly out: Output;
  readonly err: Output;
  /** Milliseconds. */
  now(): number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Components of the application and of the folder where it was called. Read when first asked for. */
  catalog(): Catalog;
  /** Flags with dots. */
  readonly partFlags: readonly PartFlag[];
  /** What the process answers. */
  exitCode: number;
}

/** What the process answers. */
export const exitCodes = { fine: 0, no: 1, wrongUse: 2, fault: 3, interrupted: 130 } as const;
