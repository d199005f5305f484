import type { Graph } from "./graph.ts";

let current: Graph | undefined;

/** The graph of the program that is being traced, if any: where derivatives of plain numbers are traced to. */
export const ambientGraph = (): Graph | undefined => current;

/** Runs `body` as part of the trace of a graph. */
export function whileTracing<T>(graph: Graph, body: () => T): T {
  const before = current;
  current = graph;
  try {
    return body();
  } finally {
    current = before;
  }
}
