import type { Node } from "./graph.ts";
import type { Tensor } from "./tensor.ts";

/** Where this package's own files are: lines of a stack that lie here are not the caller's. */
const home = import.meta.url.replace("file://", "").replace(/[^/]*$/, "");

const isForeign = (line: string): boolean =>
  (!line.includes(home) || /\.test\.[jt]s/.test(line)) && !/ Array\.|\(<anonymous>\)|node:/.test(line);

/** The line of the caller's code in an error's stack. */
export function callerLine(error: Error): string {
  const lines = (error.stack ?? "").split("\n").filter((line) => line.trim().startsWith("at "));
  const line = (lines.find(isForeign) ?? lines.at(-1) ?? "an unknown place").trim().replace(/^at /, "");
  return /\((.*)\)$/.exec(line)?.[1] ?? line;
}

/** Who made each tensor, and where, as far as that was noted. */
export const sitesOf = (tensors: readonly Tensor[]): string[] => tensors.flatMap((x) => siteOf(x as Node)); // eager tensors have no site

function siteOf({ site, operation, shape, attributes }: Node): string[] {
  if (site === undefined) return [];
  const maker = operation.kind === "leaf" ? `the ${operation.name} ${String(attributes["name"] ?? "")}` : `${operation.name} at ${callerLine(site)}`;
  return [`[${shape.join("×")}] made by ${maker.trim()}`];
}
