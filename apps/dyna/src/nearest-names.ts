/** The names that are at most a few slips away from a word, nearest first, at most three. Upper and lower case are the same. */
export function nearestNames(word: string, names: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.ceil(word.length / 3));
  return names.map((name) => ({ name, slips: slipsBetween(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= most && slips < name.length)
    .sort((a, b) => a.slips - b.slips).slice(0, 3).map(({ name }) => name);
}

/** Levenshtein distance: letters inserted, left out or exchanged. */
function slipsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const exchanged = row[j - 1]! + Number(from[i - 1] !== to[j - 1]);
      next.push(Math.min(exchanged, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
