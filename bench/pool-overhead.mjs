import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cellPool } from "../apps/bench/dist/pool/cell-pool.js";
import { runCell } from "../packages/experiment/dist/index.js";
import { checkpointFolder, readCatalog, runFolder } from "../packages/experiment/dist/node/index.js";
import { atMost, interleaved, spread } from "./measure.mjs";

export const name = "The pool: cells of about 2 s on two processes at once, from claim to commit";

const processes = 2;
const harness = fileURLToPath(new URL("../apps/bench", import.meta.url));

/** Planning keeps a processor busy for about two seconds. */
const specOf = (seed) => ({
  environment: "env-tabular/dynaMaze", seed, budget: { steps: 100_000, maxEpisodeSteps: 1000 },
  agent: { use: "agents/dyna", with: { learner: "model-tabular/lastOutcome", planner: "planner-tabular/qLearning", planningSteps: 3500, capacity: 1000 } },
});

const everywhere = (work) => Promise.all(Array.from({ length: processes }, (_, lane) => work(lane)));

/** CPU nanoseconds of a process so far, all its threads together, as Linux tells them: in hundredths of a second. */
function cpuTime(processId) {
  const [, facts] = /\) (.*)/.exec(readFileSync(`/proc/${processId}/stat`, "utf8"));
  const [user, system] = facts.split(" ").slice(11, 13).map(Number);
  return 1e7 * (user + system);
}
const childrenOf = (processId) => readFileSync(`/proc/${processId}/task/${processId}/children`, "utf8").trim().split(" ").map(Number);

/** One cell in each of the pool's children, from claim to commit. `gaps`: what that took by the clock beyond the child's own time, as a ratio. */
function pooled(folder) {
  const run = runFolder(folder);
  const checkpoints = checkpointFolder(join(folder, "checkpoints"));
  for (const path of [join(folder, "cells"), checkpoints.path]) mkdirSync(path, { recursive: true });
  const pool = cellPool({ roots: [harness], size: processes, checkpoints: checkpoints.path });
  const gaps = [];
  async function claimToCommit(cell) {
    const start = performance.now();
    const { result, milliseconds, error } = await pool.run(cell);
    if (error !== undefined) throw new Error(error);
    run.commit(cell, result);
    run.time({ id: cell.id, milliseconds });
    checkpoints.remove(cell.id);
    gaps.push((performance.now() - start) / milliseconds);
  }
  return {
    gaps, close: () => pool.close(), ownTime: () => 1000 * (process.cpuUsage().user + process.cpuUsage().system),
    work: (first) => everywhere((lane) => (
      claimToCommit({ id: `${process.pid}${first + lane}`, study: "pool", point: {}, spec: specOf(first + lane) }))),
  };
}

/** The same cells in plain processes that do nothing else. */
function bare() {
  const children = Array.from({ length: processes }, () => fork(fileURLToPath(import.meta.url), ["--bare"]));
  return {
    processIds: children.map(({ pid }) => pid), close: () => { for (const child of children) child.disconnect(); }, ownTime: () => 0,
    work: (first) => everywhere(async (lane) => {
      children[lane].send(specOf(first + lane));
      await once(children[lane], "message");
    }),
  };
}

/** CPU nanoseconds of a cell: of the processes that run it, and of the one that hands it out. Both sides meet the same seeds in turn. */
function candidate({ work, ownTime }, processIds) {
  const time = () => ownTime() + processIds().reduce((total, id) => total + cpuTime(id), 0);
  let seed = processes;
  return async (count) => {
    const start = time();
    for (let call = 0; call < count; call++) await work(seed += processes);
    return (time() - start) / (count * processes);
  };
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), "worldwise-pool-overhead-"));
  const [pool, plain] = [pooled(folder), bare()];
  try {
    await pool.work(0); // its children start with the first cells
    await plain.work(0);
    const ofPool = childrenOf(process.pid).filter((id) => !plain.processIds.includes(id));
    const candidates = { pool: candidate(pool, () => ofPool), bare: candidate(plain, () => plain.processIds) };
    pool.gaps.length = 0;
    const times = await interleaved(candidates, { rounds: 5, milliseconds: 1 });
    return {
      rows: [
        atMost("CPU time of a cell, the pool's coordinator and watchdogs included, against plain processes", 1.05, times.ratio("pool", "bare")),
        atMost("by the clock, from claim to commit, against the child's own time with the cell", 1.05, spread(pool.gaps)),
      ],
      notes: [
        `CPU seconds of a cell: pool ${(times.time("pool") / 1e9).toFixed(2)}, plain ${(times.time("bare") / 1e9).toFixed(2)}; two at once on either side, in turn.`,
        "The commit is a file that is written, synchronized and linked, and a line of timings.",
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
