import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { isRecord } from "../is-record.ts";
import { codeOf } from "./storage-error.ts";

/** Which process, on which machine. */
export interface ProcessIdentity {
  readonly host: string;
  readonly processId: number;
  /** When it began, in the ticks of this boot of the machine, where that can be had: process ids are used again. */
  readonly began?: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  const began = beginningOf(process.pid);
  return { host: hostname(), processId: process.pid, ...(began !== undefined && { began }) };
}

/** Whether a value has the form of a process's identity. */
export const isProcessIdentity = (value: unknown): value is ProcessIdentity =>
  isRecord(value) && typeof value["host"] === "string" && typeof value["processId"] === "number";

/** Whether a process runs; undefined for processes of other machines, which cannot be asked. */
export function isAlive({ host, processId, began }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) return undefined;
  if (!isProcessRunning(processId)) return false;
  const now = beginningOf(processId);
  return began === undefined || now === undefined || now === began;
}

/** Whether a process of this machine runs. One that has ended and was not waited for does not. */
export function isProcessRunning(processId: number): boolean {
  const state = stateOf(processId)?.[0];
  if (state !== undefined) return state !== "Z" && state !== "X";
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function beginningOf(processId: number): string | undefined {
  const ticks = stateOf(processId)?.[19];
  const boot = "/proc/sys/kernel/random/boot_id";
  return ticks === undefined || !existsSync(boot) ? undefined : `${readFileSync(boot, "utf8").trim()} ${ticks}`;
}

/** Fields of `/proc/<id>/stat` from the third on, the state; undefined where there are none. The second, a name, may hold blanks. */
function stateOf(processId: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
