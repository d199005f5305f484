import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cellPool } from "../apps/bench/dist/pool/cell-pool.js";
import { runCell } from "../packages/experiment/dist/index.js";
import { checkpointFolder, readCatalog, runFolder } from "../packages/experiment/dist/node/index.js";
import { atMost, interleaved } from "./measure.mjs";

export const name = "The pool: cells of about 2 s on two processes at once, from claim to commit";

const processes = 2;
const harness = fileURLToPath(new URL("../apps/bench", import.meta.url));

/** Planning keeps a processor busy for about two seconds. */
const specOf = (seed) => ({
  environment: "env-tabular/dynaMaze", seed, budget: { steps: 100_000, maxEpisodeSteps: 1000 },
  agent: { use: "agents/dyna", with: { learner: "model-tabular/lastOutcome", planner: "planner-tabular/qLearning", planningSteps: 400, capacity: 1000 } },
});

let seed = 0;
const everywhere = (work) => Promise.all(Array.from({ length: processes }, (_, lane) => work(lane)));

/** Milliseconds from claim to commit of one cell in each of the pool's children, together. */
function pooled(folder) {
  const run = runFolder(folder);
  const checkpoints = checkpointFolder(join(folder, "checkpoints"));
  run.begin({ experiment: {}, codeDigest: "", packages: {} });
  checkpoints.begin();
  const pool = cellPool({ roots: [harness], size: processes, checkpoints: checkpoints.path });
  async function claimToCommit(cell) {
    const start = performance.now();
    const { result, milliseconds, error } = await pool.run(cell);
    if (error !== undefined) throw new Error(error);
    run.commit(cell, result);
    run.time({ id: cell.id, milliseconds });
    checkpoints.remove(cell.id);
    return performance.now() - start;
  }
  return {
    close: () => pool.close(),
    measure: (first) => everywhere((lane) => (
      claimToCommit({ id: `${Date.now()}${first + lane}`, study: "pool", point: {}, spec: specOf(first + lane) }))),
  };
}

/** Milliseconds of the same cells in plain processes that do nothing else. */
function bare() {
  const children = Array.from({ length: processes }, () => fork(fileURLToPath(import.meta.url), ["--bare"]));
  return {
    close: () => { for (const child of children) child.disconnect(); },
    measure: (first) => everywhere(async (lane) => {
      children[lane].send(specOf(first + lane));
      const [milliseconds] = await once(children[lane], "message");
      return milliseconds;
    }),
  };
}

const nanoseconds = ({ measure }) => async (count) => {
  let total = 0;
  for (let call = 0; call < count; call++) {
    for (const milliseconds of await measure(seed += processes)) total += milliseconds;
  }
  return 1e6 * total / (count * processes);
};

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), "worldwise-pool-overhead-"));
  const [pool, plain] = [pooled(folder), bare()];
  try {
    const times = await interleaved({ pool: nanoseconds(pool), bare: nanoseconds(plain) }, { rounds: 15, milliseconds: 1 });
    return {
      rows: [atMost("a cell in the pool, from claim to commit, against the same in plain processes", 1.05, times.ratio("pool", "bare"))],
      notes: [
        `Seconds of a cell by the clock: pool ${(times.time("pool") / 1e9).toFixed(2)}, plain ${(times.time("bare") / 1e9).toFixed(2)}; two at once on either side, in turn. `
        + `The fastest against the fastest: ${times.ratio("pool", "bare").fastest.toFixed(3)}×.`,
        "By the clock and not by CPU time, because waiting counts, too: so what else the machine does is in the quartiles.",
      ],
    };
  } finally {
    await pool.close();
    plain.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === "--bare") {
  const { load } = readCatalog([harness]);
  process.on("message", async (spec) => {
    const start = performance.now();
    await runCell(spec, load);
    process.send(performance.now() - start);
  });
}
