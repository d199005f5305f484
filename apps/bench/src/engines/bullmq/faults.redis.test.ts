import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isRunning, until } from "../../fixtures/bench-project.ts";
import type { Deed, QueueProject } from "./fixtures/queue-project.ts";
import { experimentOf, queueProject } from "./fixtures/queue-project.ts";
import type { RedisServer } from "./fixtures/redis-server.ts";
import { redisServer } from "./fixtures/redis-server.ts";

let server: RedisServer;
let project: QueueProject;
beforeAll(async () => {
  server = await redisServer();
  project = queueProject();
});
afterEach(async () => {
  await project.stopAll();
  await server.client.flushall();
});
afterAll(async () => {
  await server.close();
  project.remove();
});

/** Waits for a run, and expects that every cell was finished once and none failed. */
async function expectWhole(coordinator: { ended: Promise<number | string>; said(): string }, folder: string, count: number): Promise<void> {
  expect(await coordinator.ended, coordinator.said()).toBe(0);
  expect(Object.keys(project.cells(folder))).toHaveLength(count);
  expect(project.lines(`${folder}/timings.jsonl`)).toHaveLength(count);
  expect(project.lines(`${folder}/failures.jsonl`)).toEqual([]);
}

/** Starts a sweep of these deeds into a folder of its name. */
function sweep(name: string, deeds: readonly Deed[]): ReturnType<QueueProject["coordinator"]> {
  project.write(`${name}.yaml`, experimentOf(name, deeds));
  return project.coordinator(server.address, `${name}.yaml`, "--folder", name);
}

describe("workers that are lost", () => {
  test("killed in the middle of a cell: another one runs it, and the child does not live on", async () => {
    const coordinator = sweep("killed", [{ label: "long", deed: "spin", milliseconds: 1500 }]);
    const first = project.worker(server.address);
    await until(() => project.starts("long").length === 1, 20);
    const second = project.worker(server.address);
    await until(() => second.said().includes("serves killed"), 20);
    first.process.kill("SIGKILL");
    const [child] = project.starts("long");
    await until(() => !isRunning(child!), 5);
    await expectWhole(coordinator, "killed", 1);
    expect(project.starts("long")).toHaveLength(2);
  });

  test("a cell that kills every worker is a failure after the third, and the others end", async () => {
    const coordinator = sweep("poison", [{ label: "poison", deed: "killWorker" }, { label: "good" }]);
    const runs = (): boolean => coordinator.process.exitCode === null;
    let stops = 0;
    while (runs() && stops < 10) {
      const worker = project.worker(server.address, "--claim", "1");
      await Promise.race([worker.ended, coordinator.ended]);
      if (runs()) stops++;
    }
    expect(await coordinator.ended, coordinator.said()).toBe(1);
    expect(stops).toBe(3);
    expect(Object.keys(project.cells("poison"))).toHaveLength(1);
    expect(project.lines("poison/failures.jsonl")).toEqual([expect.objectContaining({
      point: { world: "poison", seed: "1" }, error: expect.stringContaining("every worker that ran it was lost") as string,
    })]);
  });

  test("stopped for longer than its claim, and going on while another has it: one result", async () => {
    const coordinator = sweep("stopped", [{ label: "twice", deed: "spin", milliseconds: 2500 }]);
    const first = project.worker(server.address, "--claim", "1");
    await until(() => project.starts("twice").length === 1, 20);
    first.process.kill("SIGSTOP");
    const second = project.worker(server.address, "--claim", "1");
    await until(() => project.starts("twice").length === 2, 20);
    first.process.kill("SIGCONT"); // its own child has gone on, and both finish
    await until(() => first.said().includes("Redis at"), 20);
    await expectWhole(coordinator, "stopped", 1);
    expect(second.said()).toContain("serves stopped");
  });

  test("a cell that takes longer than a claim lasts is run once", async () => {
    const coordinator = sweep("long", [{ label: "longer", deed: "spin", milliseconds: 4000 }]);
    const [worker] = [project.worker(server.address, "--claim", "1"), project.worker(server.address, "--claim", "1")];
    await expectWhole(coordinator, "long", 1);
    expect(project.starts("longer")).toHaveLength(1);
    expect(worker.said()).not.toContain("Redis at");
  });
});

describe("workers that are told to stop", () => {
  test("a cell that ends in time is finished; the next one waits for another worker", async () => {
    const coordinator = sweep("graceful", ["a", "b"].map((label) => ({ label, deed: "spin", milliseconds: 1000 })));
    const first = project.worker(server.address, "--grace", "30");
    await until(() => project.starts("a").length + project.starts("b").length === 1, 20);
    first.process.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(first.said()).toContain("1 cells finished");
    project.worker(server.address);
    await expectWhole(coordinator, "graceful", 2);
    expect([project.starts("a"), project.starts("b")].map(({ length }) => length)).toEqual([1, 1]);
  });

  test("a cell that does not end in time is given back at once: no claim has to run out, and it has not failed", async () => {
    const coordinator = sweep("returned", [{ label: "slow", deed: "spin", milliseconds: 3000 }]);
    const first = project.worker(server.address, "--claim", "300", "--grace", "0.2");
    await until(() => project.starts("slow").length === 1, 20);
    first.process.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(isRunning(project.starts("slow")[0]!)).toBe(false);
    project.worker(server.address, "--claim", "300");
    await expectWhole(coordinator, "returned", 1);
    expect(project.starts("slow")).toHaveLength(2);
  });
});

test("a child that is stopped together with its worker has not failed", async () => {
  const coordinator = sweep("group", [{ label: "group", deed: "spin", milliseconds: 3000 }]);
  const first = project.worker(server.address, "--claim", "300", "--grace", "30");
  await until(() => project.starts("group").length === 1, 20);
  process.kill(project.starts("group")[0]!, "SIGTERM");
  first.process.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  project.worker(server.address, "--claim", "300");
  await expectWhole(coordinator, "group", 1);
});

describe("a Redis that is away", () => {
  const deeds = Array.from({ length: 12 }, (_, k): Deed => ({ label: `r${k}`, deed: "spin", milliseconds: 150 }));

  test("killed in the middle and started again: nothing is lost, nothing counts twice", async () => {
    const coordinator = sweep("restarted", deeds);
    const workers = [project.worker(server.address), project.worker(server.address)];
    await until(() => Object.keys(project.cells("restarted")).length >= 3, 20);
    await server.kill();
    await new Promise((resume) => setTimeout(resume, 1000));
    await server.restart();
    await expectWhole(coordinator, "restarted", deeds.length);
    expect(coordinator.said()).toMatch(/Redis at 127\.0\.0\.1:\d+: connect ECONNREFUSED/);
    for (const { said } of workers) expect(said()).not.toContain("failed");
  });

  test("that comes back with nothing is told everything again", async () => {
    const coordinator = sweep("emptied", deeds);
    project.worker(server.address);
    await until(() => Object.keys(project.cells("emptied")).length >= 3, 20);
    await server.kill();
    await server.restart({ empty: true });
    await expectWhole(coordinator, "emptied", deeds.length);
  });

  test("a coordinator that was killed finds, when it is started again, what ended meanwhile", async () => {
    const labels = ["o0", "o1", "o2", "o3"];
    const first = sweep("orphaned", labels.map((label) => ({ label })));
    await until(() => first.said().includes("0 of 4"), 20);
    const waiting = async (state: string): Promise<number> => {
      const [key = ""] = await server.client.keys(`*:${state}`);
      return key === "" ? 0 : await (state === "wait" ? server.client.llen(key) : server.client.zcard(key));
    };
    for (let waited = 0; waited < 200 && await waiting("wait") < 4; waited++) await new Promise((resume) => setTimeout(resume, 100));
    first.process.kill("SIGKILL");
    await once(first.process, "exit");
    const worker = project.worker(server.address);
    for (let waited = 0; waited < 200 && await waiting("completed") < 4; waited++) await new Promise((resume) => setTimeout(resume, 100));
    worker.process.kill("SIGKILL");
    expect(Object.keys(project.cells("orphaned"))).toHaveLength(0);
    await expectWhole(project.coordinator(server.address, "orphaned.yaml", "--folder", "orphaned"), "orphaned", 4);
    expect(labels.map((label) => project.starts(label).length)).toEqual([1, 1, 1, 1]);
  });
});
