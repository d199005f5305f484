// Ten thousand cells of a millisecond through a Redis of our own: `node bench/run.mjs Redis`. Needs Debian's `redis-server`.
// Coordinator, worker, its two children and the Redis share the machine. Every result is written to the run folder with fsync.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { atLeast, notMeasured } from "./measure.mjs";

const cellCount = 10_000;
const metric = `${cellCount.toLocaleString("en")} cells of 1 ms, from claim to commit, warm children`;
const main = fileURLToPath(new URL("../apps/bench/dist/main.js", import.meta.url));
const worlds = new URL("../packages/env-tabular/dist/index.js", import.meta.url).href;

/** A small maze without a table of its transitions, so that nothing is solved at the end: a cell of one step takes about a millisecond. */
const moduleText = `
import { dynaMaze } from ${JSON.stringify(worlds)};
export const plugins = [{
  "~worldwise-plugin": { role: "dynamics", name: "brief" }, about: "A small maze",
  options: { jsonSchema: { type: "object" }, "~standard": { version: 1, vendor: "bench", validate: (value) => ({ value }) } },
  create() {
    const { mdp, ...maze } = dynaMaze();
    return maze;
  },
}];
`;

const experiment = `
name: brief
title: Brief cells
studies:
  - name: brief
    title: Brief cells
    environment: "brief-cells#brief"
    agent: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } }
    axes: { seed: 1..${cellCount} }
    budget: { steps: 1 }
    metrics:
      steps: { kind: episode-length, reduce: sum, better: lower }
`;

export const name = "A queue in a Redis";

export async function run() {
  if (!hasRedis()) return { rows: [notMeasured(metric, "≥ 200 cells/s", "no redis-server")], notes: [] };
  const path = mkdtempSync(join(tmpdir(), "worldwise-redis-throughput-"));
  const processes = [];
  const start = (command, commandArguments, options = {}) => {
    const child = spawn(command, commandArguments, { cwd: path, stdio: ["ignore", "ignore", "inherit"], ...options });
    processes.push(child);
    return child;
  };
  try {
    writeProject(path);
    const port = await freePort();
    start("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", path, "--save", "", "--appendonly", "yes", "--loglevel", "warning"]);
    await pause(500);
    const env = { ...process.env, WORLDWISE_REDIS: `redis://127.0.0.1:${port}` };
    start(process.execPath, [main, "worker", "--jobs", "2"], { env, stdio: "ignore" });
    start(process.execPath, [main, "run", "experiment.yaml", "--folder", "run", "--engine", "bullmq"], { env, stdio: "ignore" });
    const samples = await commitTimes(join(path, "run/timings.jsonl"));
    return report(samples, join(path, "run/timings.jsonl"), processes.map(({ pid }) => cpuMilliseconds(pid)));
  } finally {
    for (const child of processes) child.kill("SIGKILL");
    await Promise.all(processes.map((child) => child.exitCode === null && child.signalCode === null && once(child, "exit")));
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** CPU time of a process and of its children that run, as Linux tells. */
function cpuMilliseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return { own: 10 * ticks, children: children.map((child) => cpuMilliseconds(child).own).reduce((a, b) => a + b, 0) };
}

function hasRedis() {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function writeProject(path) {
  mkdirSync(join(path, "dist"));
  const components = { brief: { role: "dynamics", description: "A small maze", options: { type: "object" } } };
  const manifest = { name: "brief-cells", version: "1.0.0", type: "module", exports: "./dist/index.js", worldwise: { components } };
  writeFileSync(join(path, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(path, "dist/index.js"), moduleText);
  writeFileSync(join(path, "experiment.yaml"), experiment);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** How many cells were committed at what time, looked at ten times a second from the first on. */
async function commitTimes(file, mostSeconds = 300) {
  const samples = [];
  for (const start = performance.now(); performance.now() - start < 1000 * mostSeconds;) {
    const count = existsSync(file) ? readFileSync(file).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0) : 0;
    if (count > 0) samples.push({ count, at: performance.now() });
    if (count >= cellCount) return samples;
    await pause(100);
  }
  throw new Error(`${samples.at(-1)?.count ?? 0} of ${cellCount} cells after ${mostSeconds} s`);
}

/** Rates over ten stretches of equally many cells. The first tenth warms the children up. */
function report(samples, file, [redis, worker, coordinator]) {
  const at = (count) => samples.find((sample) => sample.count >= count);
  const marks = Array.from({ length: 10 }, (_, k) => at(Math.max(1, (k + 1) * cellCount / 10)));
  const rates = marks.slice(1).map((mark, k) => 1000 * (mark.count - marks[k].count) / (mark.at - marks[k].at)).sort((a, b) => a - b);
  const [first, last] = [marks[0], samples.at(-1)];
  const overall = 1000 * (last.count - first.count) / (last.at - first.at);
  const milliseconds = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line).milliseconds).sort((a, b) => a - b);
  const perCell = (spent) => (spent / cellCount).toFixed(2);
  const all = redis.own + worker.own + worker.children + coordinator.own;
  return {
    rows: [atLeast(metric, 200, { low: rates[2], middle: overall, high: rates[6] }, " cells/s")],
    notes: [
      `The cells themselves took ${milliseconds[milliseconds.length >> 1].toFixed(2)} ms in the middle; Redis wrote its log once a second, the run folder every cell.`,
      `CPU milliseconds for each cell, starting included: Redis ${perCell(redis.own)}, worker ${perCell(worker.own)}, its children `
        + `${perCell(worker.children)}, coordinator ${perCell(coordinator.own)}: ${perCell(all)} in all, `
        + `that is ${(2000 * cellCount / all).toFixed(0)} cells/s for two cores that do nothing else and wait for no disk.`,
    ],
  };
}
