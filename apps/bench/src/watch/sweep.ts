import type { Point } from "@worldwise/experiment";
import type { LiveCurve } from "./live-curve.ts";

/** A run that failed and has not been finished since. */
export interface FailedRun {
  readonly id: string;
  readonly study: string;
  readonly point: Point;
  readonly error: string;
}

/** How far a study is. */
export interface StudyProgress {
  readonly title: string;
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
}

/** What a run folder shows at one moment. */
export interface Sweep {
  readonly folder: string;
  /** waiting: there is nothing to watch yet. still: nothing has come for long. over: every run is finished or has failed. */
  readonly state: "waiting" | "running" | "still" | "over";
  /** Why it waits. */
  readonly waitsFor?: string;
  readonly title?: string;
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  /** Finished runs whose numbers are not in the curves yet. */
  readonly unread: number;
  readonly secondsLeft?: number;
  /** Since something was written last, in seconds. */
  readonly secondsStill?: number;
  readonly studies: readonly StudyProgress[];
  /** The latest first. */
  readonly failures: readonly FailedRun[];
  /** What is wrong with files that cannot be read, in words. */
  readonly damaged: readonly string[];
  readonly curves: readonly LiveCurve[];
}
