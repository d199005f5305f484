import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell, CellResult } from "@worldwise/experiment";
import { parseExperiment, planCells } from "@worldwise/experiment";
import { sha256 } from "@worldwise/experiment/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../fixtures/bench-project.ts";
import { bullmqEngine } from "./bullmq-engine.ts";
import type { QueueProject, StartedCommand } from "./fixtures/queue-project.ts";
import { childrenOf, experimentOf, queueProject } from "./fixtures/queue-project.ts";
import type { RedisServer } from "./fixtures/redis-server.ts";
import { redisServer } from "./fixtures/redis-server.ts";
import { redisAddress } from "./redis-address.ts";

/** Eight cells that learn and are judged. */
const small = `
name: small
title: A small race
studies:
  - name: mazes
    title: Mazes
    environment: $world
    agent: $method
    axes:
      world: [env-tabular/dynaMaze, { label: shortcut, value: { use: env-tabular/shortcutMaze, with: { changeAt: 100 } } }]
      method:
        - { label: Q-learning, value: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } } }
        - { label: Dyna-Q, value: { use: agents/dyna, with: { learner: model-tabular/lastOutcome, planner: planner-tabular/qLearning, capacity: 1000 } } }
      seed: 1..2
    budget: { episodes: 5, steps: 4000 }
    evaluate: { every: 2, episodes: 2, maxEpisodeSteps: 30 }
    metrics:
      steps: { kind: episode-length, reduce: sum, better: lower }
`;

let server: RedisServer;
let project: QueueProject;
let local: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await redisServer();
  project = queueProject();
  project.write("small.yaml", small);
  const { status, stderr } = await project.bench("run", "small.yaml", "--folder", "local", "--jobs", "2");
  expect(status, stderr).toBe(0);
  local = project.cells("local");
});
afterEach(async () => {
  await project.stopAll();
  await server.client.flushall();
});
afterAll(async () => {
  await server.close();
  project.remove();
});

async function expectEnd({ ended, said }: StartedCommand, code: number): Promise<void> {
  expect(await ended, said()).toBe(code);
}

describe("the cells of a sweep", () => {
  test("come back from two workers with the bytes of the local pool, and leave an empty queue", async () => {
    const workers = [project.worker(server.address, "--idle", "3"), project.worker(server.address, "--idle", "3")];
    await expectEnd(project.coordinator(server.address, "small.yaml", "--folder", "queued"), 0);
    expect(project.cells("queued")).toEqual(local);
    expect(project.lines("queued/timings.jsonl")).toHaveLength(8);
    expect(await server.client.keys("*:cell[0-9a-f]*")).toEqual([]);
    expect(await server.client.keys("*:sweep:*")).toEqual([]);
    for (const worker of workers) await expectEnd(worker, 0);
    expect(workers.map(({ said }) => Number(/(\d+) cells finished/.exec(said())?.[1])).reduce((a, b) => a + b)).toBe(8);
  });

  test("queued by two coordinators at once: the same bytes in both folders", async () => {
    const coordinators = ["first", "second"].map((folder) => project.coordinator(server.address, "small.yaml", "--folder", folder));
    await until(() => coordinators.every(({ said }) => said().includes("0 of 8")), 30);
    project.worker(server.address);
    for (const coordinator of coordinators) await expectEnd(coordinator, 0);
    for (const folder of ["first", "second"]) expect(project.cells(folder)).toEqual(local);
  });

  test("that failed are failures by their words, and are tried anew by the next run", async () => {
    project.write("throws.yaml", experimentOf("throws", [{ label: "bad", deed: "throw" }, { label: "good" }]));
    project.worker(server.address);
    for (const starts of [1, 2]) {
      const coordinator = project.coordinator(server.address, "throws.yaml", "--folder", "throws");
      await expectEnd(coordinator, 1);
      expect(project.lines("throws/failures.jsonl").map(({ error }) => error)).toEqual(Array(starts).fill("it was told to throw"));
      expect(Object.keys(project.cells("throws"))).toHaveLength(1);
    }
    expect(project.starts("good")).toHaveLength(1);
  });

  test("that failed while no coordinator listened are tried anew on purpose", async () => {
    project.write("unheard.yaml", experimentOf("unheard", [{ label: "unheard", deed: "throw" }]));
    const first = project.coordinator(server.address, "unheard.yaml", "--folder", "unheard");
    const worker = project.worker(server.address);
    await until(() => worker.said().includes("serves unheard"), 30);
    first.process.kill("SIGKILL");
    await until(() => worker.said().includes("failed: cell"), 30);
    await expectEnd(project.coordinator(server.address, "unheard.yaml", "--folder", "unheard"), 1);
    expect(worker.said().match(/failed: cell/g)!.length).toBeGreaterThanOrEqual(2);
  });
});

describe("a worker", () => {
  test("with other code refuses the cells and says why; one with the same code takes them", async () => {
    const other = queueProject();
    try {
      other.write("dist/other.js", "// one file more");
      project.write("refused.yaml", experimentOf("refused", [{ label: "refused" }]));
      const stranger = other.worker(server.address);
      const coordinator = project.coordinator(server.address, "refused.yaml", "--folder", "refused");
      await until(() => stranger.said().includes("does not serve refused"), 30);
      expect(stranger.said()).toMatch(/the code here is another one: the same versions, but other files: \w{8} here, \w{8} there/);
      expect(Object.keys(project.cells("refused"))).toHaveLength(0);
      project.worker(server.address);
      await expectEnd(coordinator, 0);
      expect(other.starts("refused")).toEqual([]);
    } finally {
      await other.stopAll();
      other.remove();
    }
  });
});

describe("an engine that is aborted", () => {
  test("takes back what no worker has begun, and resolves", async () => {
    const experiment = parseExperiment(small);
    const code = { digest: "c0de".repeat(16), packages: {} };
    const cells = planCells(experiment, code.digest, sha256);
    const told: (Cell | CellResult)[] = [];
    const abort = new AbortController();
    const engine = bullmqEngine({ redis: redisAddress(server.address), sweep: { experiment, code } });
    const run = engine.run(cells, { succeed: (cell) => told.push(cell), fail: (cell) => told.push(cell) }, abort.signal);
    const waiting = `worldwise-1:cells-${code.digest.slice(0, 32)}:wait`;
    for (let waited = 0; waited < 100 && await server.client.llen(waiting) < 8; waited++) await new Promise((resume) => setTimeout(resume, 50));
    expect(await server.client.llen(waiting)).toBe(8);
    abort.abort();
    await run;
    expect(told).toEqual([]);
    expect(await server.client.keys("*:cell[0-9a-f]*")).toEqual([]);
  });
});

describe("the password", () => {
  /** What others on the machine can read of a process. */
  const visible = (processId: number): string => readFileSync(`/proc/${processId}/cmdline`, "utf8");
  const inherited = (processId: number): string => readFileSync(`/proc/${processId}/environ`, "utf8");

  test("is in no list of processes, no environment of a child, no file, and nothing that is printed", async () => {
    project.write("seen.yaml", experimentOf("seen", [{ label: "seen", deed: "spin", milliseconds: 2500 }, { label: "bad", deed: "throw" }]));
    const worker = project.worker("", "--redis", server.address);
    const coordinator = project.coordinator("", "seen.yaml", "--folder", "seen", "--redis", server.address);
    await until(() => project.starts("seen").length === 1, 30);
    const children = childrenOf(worker.process);
    expect(children).toContain(project.starts("seen")[0]);
    const secrets = [server.password, encodeURIComponent(server.password)];
    const texts = [
      ...[worker.process.pid!, coordinator.process.pid!, ...children].map(visible), ...children.map(inherited),
    ];
    expect(visible(worker.process.pid!)).toContain("worldwise-bench worker");
    await expectEnd(coordinator, 1);
    texts.push(worker.said(), coordinator.said(), ...filesUnder(join(project.path, "seen")).map((file) => readFileSync(file, "utf8")));
    for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret);
  });

  test("from the environment is not passed on to children", async () => {
    project.write("inherits.yaml", experimentOf("inherits", [{ label: "inherits", deed: "spin", milliseconds: 2000 }]));
    project.worker(server.address);
    const coordinator = project.coordinator(server.address, "inherits.yaml", "--folder", "inherits");
    await until(() => project.starts("inherits").length === 1, 30);
    expect(inherited(project.starts("inherits")[0]!)).not.toMatch(/WORLDWISE_REDIS|pa55/);
    await expectEnd(coordinator, 0);
  });

  test("that is wrong ends both commands with clear words and without itself", async () => {
    const wrong = server.address.replace("pa55", "wr0ng");
    for (const command of [project.worker(wrong), project.coordinator(wrong, "small.yaml", "--folder", "wrong")]) {
      await expectEnd(command, 2);
      expect(command.said()).toMatch(/a Redis at 127\.0\.0\.1:\d+ that lets us in\n +got WRONGPASS/);
      expect(command.said()).not.toContain("wr0ng");
    }
  });
});

describe("TLS", () => {
  test("with a certificate of one's own authority", async () => {
    const flags = ["--redis-ca", server.certificateFile];
    project.worker(server.tlsAddress, ...flags);
    await expectEnd(project.coordinator(server.tlsAddress, "small.yaml", "--folder", "tls", ...flags), 0);
    expect(project.cells("tls")).toEqual(local);
  });

  test("refuses a certificate that nobody vouches for", async () => {
    const worker = project.worker(server.tlsAddress);
    await expectEnd(worker, 2);
    expect(worker.said()).toMatch(/got self-signed certificate/);
  });
});

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (
    entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]
  ));
}
