// @ts-check
import { expect, test } from "vitest";
import { mapInParallel, mustRun, runProcess } from "./shared/processes.mjs";

const here = { cwd: import.meta.dirname };

test("a process gives its status and what it printed", async () => {
  const result = await runProcess(process.execPath, ["-e", "console.log(1); console.error(2); process.exit(3)"], here);
  expect(result).toMatchObject({ status: 3, stdout: "1\n", stderr: "2\n" });
});

test("a command that does not exist is a failure that says so, and leaves no clock running", async () => {
  const program = 'import { runProcess } from "./shared/processes.mjs"; console.log(await runProcess("no-such-command", [], { cwd: "." }));';
  const result = await runProcess(process.execPath, ["--input-type=module", "-e", program], { ...here, timeLimit: 5000 });
  expect(result).toMatchObject({ status: 0, stdout: expect.stringContaining("ENOENT") });
});

test("the time limit ends a process", async () => {
  const result = await runProcess(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { ...here, timeLimit: 100 });
  expect(result).toMatchObject({ status: 1, output: expect.stringContaining("the time limit is 0.1 s") });
});

test("a command that must succeed throws its output", async () => {
  await expect(mustRun(process.execPath, ["-e", "console.log('why'); process.exit(1)"], here)).rejects.toThrow("why");
});

test("work goes on in parallel, up to the width, and keeps its order", async () => {
  let [running, most] = [0, 0];
  const results = await mapInParallel([3, 1, 2, 0], 2, async (item) => {
    most = Math.max(most, ++running);
    await new Promise((resume) => setTimeout(resume, item));
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([30, 10, 20, 0]);
  expect(most).toBe(2);
});
