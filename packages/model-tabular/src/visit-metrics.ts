/** How much of a problem a learner has seen, of its visits `[N·M]`. */
export function visitMetrics(visits: Float64Array): { readonly visitedPairs: number; readonly transitions: number } {
  let [visitedPairs, transitions] = [0, 0];
  for (const count of visits) {
    visitedPairs += Number(count > 0);
    transitions += count;
  }
  return { visitedPairs, transitions };
}
