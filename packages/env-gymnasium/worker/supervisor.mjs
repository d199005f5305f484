// @ts-check
// Watches over a Python process while the thread that uses it is blocked: starts it, keeps the last that it says, ends it
// when a call takes too long, and reports its end. Requests and answers do not pass through here.
import { spawn } from "node:child_process";
import { workerData } from "node:worker_threads";

/**
 * @typedef {object} Supervised
 * @property {string} command
 * @property {string[]} argumentList
 * @property {NodeJS.ProcessEnv} environmentVariables
 * @property {number} incoming   file descriptor that the process reads
 * @property {number} outgoing   file descriptor that the process writes
 * @property {Int32Array} shared   see `slots`
 * @property {Uint8Array} report   takes JSON
 */

/** @type {Supervised} */
const { command, argumentList, environmentVariables, incoming, outgoing, shared, report } = workerData;

/** The same numbers are in blocking-connection.ts. */
const slots = { phase: 0, limit: 1, call: 2, reportSize: 3 };
const phases = { starting: 0, running: 1, ended: 2 };
/** Milliseconds between looks at the call, and between the signal that asks for a traceback and the one that kills. */
const tick = 50;
const grace = 300;

const child = spawn(command, argumentList, {
  env: environmentVariables, stdio: [incoming, outgoing, "pipe"], windowsHide: true,
});

let lastWords = "";
child.stderr?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
  lastWords = (lastWords + text).slice(-16_000);
});

/** @param {number} phase */
function enter(phase) {
  Atomics.store(shared, slots.phase, phase);
  Atomics.notify(shared, slots.phase);
}

/** @type {number | undefined} */
let hungFor;

/** @param {{ status: number | null, signal: string | null, startFailure?: string }} end */
function finish(end) {
  if (Atomics.load(shared, slots.phase) === phases.ended) return;
  const text = JSON.stringify({ ...end, hungFor, lastWords });
  Atomics.store(shared, slots.reportSize, new TextEncoder().encodeInto(text, report).written);
  enter(phases.ended);
  clearInterval(watch);
}

let [lastCall, waited] = [0, 0];

/** Counts how long the same call has been under way. */
function look() {
  const [limit, call] = [Atomics.load(shared, slots.limit), Atomics.load(shared, slots.call)];
  waited = limit > 0 && call === lastCall ? waited + tick : 0;
  lastCall = call;
  if (limit === 0 || waited < limit || hungFor !== undefined) return;
  hungFor = limit;
  child.kill("SIGUSR1");
  setTimeout(() => child.kill("SIGKILL"), grace);
}

const watch = setInterval(look, tick);
child.on("spawn", () => enter(phases.running));
child.on("error", (error) => {
  if (child.pid === undefined) finish({ status: null, signal: null, startFailure: error.message });
});
child.on("exit", (status, signal) => setTimeout(finish, grace, { status, signal }));
child.on("close", (status, signal) => finish({ status, signal }));
