import type { Dataset, ExtraKey, Problem, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import type { ExtraLayout } from "../check-batch.ts";
import type { Json } from "./json.ts";

/** Where data came from: whatever is needed to make it again. */
export interface DatasetFacts {
  /** Name of the environment, such as `env-control/cartPole`. */
  readonly environment?: string;
  /** What the environment was told. */
  readonly options?: Json;
  /** Choices that change the numbers, such as `promotion: "numpy-1"`. */
  readonly conventions?: { readonly [name: string]: Json };
  /** Packages that made it, with their versions. */
  readonly packageVersions?: { readonly [name: string]: string };
  /** Seeds of the episodes or of the run. */
  readonly seeds?: readonly number[];
}

/** A data set with all that a file says about it. */
export interface RecordedDataset<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never> {
  /** Spaces and γ. */
  readonly problem: Problem<O, A>;
  readonly data: Dataset<O, A, E>;
  /** Further columns, which `data` must have. */
  readonly extras?: ExtraLayout<E>;
  readonly facts?: DatasetFacts;
}

/** A part of a file that could not be read; the rest was. */
export interface DamagedPart {
  /** Name of the file, as given. */
  readonly file: string;
  /** For example `line 17`, or `row group 3`, counted from 1. */
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  /** Rows that are lost with it. */
  readonly lostRows: number;
}

/** A data set that was read, and what could not be. */
export interface DecodedDataset<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never>
  extends RecordedDataset<O, A, E> {
  /** The rows of `data`, in the order of the file. */
  readonly batch: TransitionBatch<O, A, E>;
  readonly extras: ExtraLayout<E>;
  readonly facts: DatasetFacts;
  /** Empty where the file is whole. */
  readonly damage: readonly DamagedPart[];
  /** Transitions that the file says it has and that could not be read. */
  readonly lostTransitions: number;
}

/** What may be said about a file before it is read. */
export interface DecodeOptions<O extends Space = Space, A extends Space = Space, E extends ExtraKey = ExtraKey> {
  /** Name of the file in errors and in `damage`. */
  readonly name?: string;
  /** Spaces that the file must have: then the data set is typed by them. Needed for files that do not say. */
  readonly spaces?: Spaces<O, A>;
  /** γ of files that do not say. */
  readonly discount?: number;
  /** Further columns that the file must have; all that it says it has, by default. */
  readonly extras?: ExtraLayout<E>;
}
