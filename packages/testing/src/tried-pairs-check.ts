import type { TriedPairs } from "@worldwise/protocol";
import type { ContractCheck } from "./contract.ts";
import type { SearchRun, SearchTrial } from "./search-control-run.ts";
import { searchRun } from "./search-control-run.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensure } from "./violation.ts";

/**
 * `triedPairs` is a promise: draws are uniform over these pairs, one `random.integer(count)` for each lane, and nothing else;
 * and the pairs are those that were really tried, each once.
 */
export const triedPairsCheck = (trial: SearchTrial): ContractCheck => ({
  name: "draws as triedPairs promises, where it has it",
  run() {
    const run = searchRun(trial);
    const pairs = run.control.triedPairs?.(run.state);
    if (!pairs) return;
    for (let step = 0; step < trial.steps; step++) {
      run.run(1);
      ensureReallyTried(run, pairs, step + 1);
      ensureDraw(run, pairs, trial, step);
    }
  },
});

function ensureReallyTried({ data: { all }, world: { action } }: SearchRun, { rows, count }: TriedPairs, steps: number): void {
  const actionCount = action.kind === "discrete" ? action.count : 0;
  const tried = new Set(Array.from({ length: steps }, (_, i) => all.observation[i]! * actionCount + all.action[i]!));
  const listed = [...rows.subarray(0, count())];
  const same = listed.length === tried.size && listed.every((row) => tried.has(row)) && new Set(listed).size === tried.size;
  ensure(
    same, `the rows ${[...tried].sort((a, b) => a - b).join(", ")}, each once`, listed.join(", "),
    "list every pair that was really tried once",
  );
}

function ensureDraw(run: SearchRun, { rows, count }: TriedPairs, { streams, lanes }: SearchTrial, step: number): void {
  const actionCount = run.world.action.kind === "discrete" ? run.world.action.count : 1;
  const [own, twin] = [streams(`draw ${step}`, lanes), streams(`draw ${step}`, lanes)];
  const expected = Int32Array.from({ length: lanes }, (_, b) => rows[twin.lane(b).integer(count())]!);
  const { filled, observation, action } = run.draw(own);
  ensure(filled === lanes, `all ${lanes} lanes filled`, String(filled), "draw in every lane where there are pairs");
  const drawn = Int32Array.from({ length: lanes }, (_, b) => observation[b]! * actionCount + action[b]!);
  ensureSameTree(expected, drawn, "rows[random.integer(count)] in each lane", "keep the promise, or leave triedPairs out");
  ensureSameTree(twin.state, own.state, "one integer drawn from each lane", "draw nothing else, or leave triedPairs out");
}
