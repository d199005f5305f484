import { InvalidArgumentError } from "commander";

/** A whole number of at least 1, from the command line. */
export function wholeNumber(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("expected a whole number of at least 1");
}

/** Seconds above 0, from the command line. */
export function seconds(text: string): number {
  const limit = Number(text);
  if (Number.isFinite(limit) && limit > 0) return limit;
  throw new InvalidArgumentError("expected seconds above 0");
}

/** A port from 0 to 65535, from the command line. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("expected a port from 0 to 65535");
}
