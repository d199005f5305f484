// A run folder of 10,000 cells and 10 million metric rows, and what it costs to report: wall time and peak memory of the command line.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { planCells, readExperiment } from "../packages/experiment/dist/index.js";
import { runFolder, sha256 } from "../packages/experiment/dist/node/index.js";
import { philox, seedKey } from "../packages/math/dist/index.js";

export const name = "A report of 10,000 cells and 10 million metric rows";

const command = fileURLToPath(new URL("../apps/bench/dist/main.js", import.meta.url));
const [worldCount, methodCount, seedCount, rowsOfCell] = [10, 10, 100, 1000];
const [mostSeconds, mostGigabytes] = [60, 2];

const names = (word, count) => Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);

/** Learning curves, three metrics, a claim: what a large sweep asks for. */
const experiment = readExperiment({
  name: "scale", title: "Ten million rows",
  studies: [{
    name: "sweep", title: "A large sweep", environment: "$world", agent: "$method", budget: { episodes: rowsOfCell },
    axes: {
      world: names("world", worldCount).map((label, index) => ({ label, value: `env/w${index}` })),
      method: names("method", methodCount).map((label, index) => ({ label, value: `agents/m${index}` })),
      seed: `1..${seedCount}`,
    },
    metrics: {
      return: { kind: "episode-return", reduce: "mean", better: "higher" },
      steps: { kind: "episode-length", reduce: "sum", better: "lower" },
      "last return": { kind: "episode-return", reduce: "mean", fromEpisode: rowsOfCell - 100, better: "higher" },
    },
    claims: [{ says: "Ten beats one", metric: "return", kind: "better", axis: "method", better: "method 10", than: "method 1", level: 0.01 }],
    charts: [{ kind: "learning-curve", of: "return", lines: "method" }, { kind: "metric", metric: "return", lines: "method" }],
  }],
});

/** A run that learns, faster with later methods, with noise of its own. */
function resultOf(cell, index) {
  const random = philox.streams(seedKey(index), 1).lane(0);
  const speed = Number(cell.point.method.split(" ")[1]) / rowsOfCell;
  const episodes = Array.from({ length: rowsOfCell }, (_, k) => (
    { episode: k + 1, steps: 10 + random.integer(90), return: 1 - Math.exp(-speed * k) + 0.1 * random.normal(), terminated: true }
  ));
  return { episodes, evaluations: [], metrics: { norm: random.uniform() } };
}

/** Writes the folder through the same commits as a run. Returns the number of rows and their size on disk. */
function writeFolder(path) {
  const folder = runFolder(path);
  folder.begin({ experiment, codeDigest: "0".repeat(64), packages: {} });
  const cells = planCells(experiment, folder.manifest().codeDigest, sha256);
  let bytes = 0;
  cells.forEach((cell, index) => {
    folder.commit(cell, resultOf(cell, index));
    folder.time({ id: cell.id, milliseconds: 1000 + index });
    bytes += statSync(join(path, "cells", `${cell.id}.jsonl`)).size;
  });
  return { cells: cells.length, rows: cells.length * rowsOfCell, bytes };
}

/** Runs the report in a process of its own. Its peak memory is what the kernel says of it. */
async function measureReport(path) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, [command, "report", path, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  let [output, peak] = ["", 0];
  child.stdout.on("data", (chunk) => { output += chunk; });
  let spent = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
    spent = Math.max(spent, cpuSecondsOf(child.pid));
  }, 50);
  const status = await new Promise((resolve) => { child.on("close", resolve); });
  clearInterval(watch);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`report ended with ${status}`);
  return { seconds, spent, gigabytes: peak / 2 ** 20, finished: JSON.parse(output).finished };
}

/** VmHWM in KiB, the largest resident size so far; 0 where the process is gone. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Time of all its threads on a processor so far, from clock ticks of a hundredth of a second. */
function cpuSecondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

export async function run() {
  const path = mkdtempSync(join(tmpdir(), "report-scale-"));
  try {
    const { cells, rows, bytes } = writeFolder(path);
    const { seconds, spent, gigabytes, finished } = await measureReport(path);
    if (finished !== cells) throw new Error(`the report has ${finished} of ${cells} cells`);
    const page = statSync(join(path, "report.html")).size / 2 ** 20;
    return {
      rows: [
        { metric: `\`worldwise-bench report\`, ${cells.toLocaleString("en")} cells, ${rows.toLocaleString("en")} rows`, goal: `≤ ${mostSeconds} s`, measured: `${seconds.toFixed(1)} s`, holds: seconds <= mostSeconds },
        { metric: "its time on a processor, all threads", goal: "—", measured: `${spent.toFixed(1)} s`, holds: undefined },
        { metric: "its peak memory", goal: `≤ ${mostGigabytes} GB`, measured: `${gigabytes.toFixed(2)} GB`, holds: gigabytes <= mostGigabytes },
      ],
      notes: [`${(bytes / 2 ** 30).toFixed(2)} GiB on disk, every checksum verified; the page is ${page.toFixed(1)} MiB. Wall time of one run, all of it: start, reading, intervals, charts, files.`],
    };
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
