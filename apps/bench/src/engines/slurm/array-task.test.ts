import { expect, test } from "vitest";
import { isAlive, parseArrayTasks, parseJobRecord, recordInWords } from "./array-task.ts";

test("array tasks are read; other jobs, names with anything in them, and notices are not taken for tasks", () => {
  const text = [
    "17_0|RUNNING|worldwise-0a-001", "  17_12|PENDING|worldwise-0a-001  ", "18|RUNNING|single", "17_[3-9%2]|PENDING|not expanded",
    "slurm_load_jobs error: Socket timed out", "19_1|FAILED|a|b c", "", "20_1|NODE_FAIL|x",
  ].join("\n");
  expect(parseArrayTasks(text)).toEqual([
    { job: "17_0", index: 0, state: "RUNNING", name: "worldwise-0a-001" },
    { job: "17_12", index: 12, state: "PENDING", name: "worldwise-0a-001" },
    { job: "19_1", index: 1, state: "FAILED", name: "a|b c" },
    { job: "20_1", index: 1, state: "NODE_FAIL", name: "x" },
  ]);
});

test.each([
  ["PENDING", true], ["RUNNING", true], ["SUSPENDED", true], ["REQUEUED", true], ["COMPLETING", true], ["A_STATE_OF_TOMORROW", true],
  ["COMPLETED", false], ["FAILED", false], ["CANCELLED", false], ["TIMEOUT", false], ["NODE_FAIL", false], ["OUT_OF_MEMORY", false], ["PREEMPTED", false],
])("a task in state %s is alive: %s", (state, alive) => { expect(isAlive(state)).toBe(alive); });

test("the record of a job as scontrol prints it on one line", () => {
  const text = "JobId=7 ArrayJobId=5 ArrayTaskId=1 JobName=x JobState=FAILED Reason=JobLaunchFailure Requeue=0 ExitCode=0:9 "
    + "ReqNodeList=(null) ExcNodeList=(null) NodeList=n1 BatchHost=n1\n";
  expect(parseJobRecord(text)).toEqual({ state: "FAILED", exitCode: "0:9", node: "n1" });
  expect(recordInWords({ state: "FAILED", exitCode: "0:9", node: "n1" })).toBe("FAILED, exit code 0:9, on n1");
  expect(parseJobRecord("slurm_load_jobs error: Invalid job id specified")).toBeUndefined();
});
