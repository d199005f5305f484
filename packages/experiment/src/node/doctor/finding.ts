/** What can be wrong with a run folder, or worth a word. */
export type FindingKind =
  | "newer-format" | "missing-manifest" | "damaged-manifest"
  | "damaged-cell" | "renamed-cell" | "stranger" | "missing-results" | "other-cells"
  | "damaged-attempt" | "torn-lines" | "leftover" | "coordinator";

/** How a finding is mended. Nothing is deleted: what has to go is moved to `set-aside/`. */
export type Remedy =
  | { readonly do: "set-aside" }
  /** The file goes to the name that its content has, or aside where that is taken. */
  | { readonly do: "rename"; readonly to: string }
  /** The file is set aside, and its good lines are written anew. */
  | { readonly do: "keep-lines"; readonly texts: readonly string[] }
  /** A damaged file is set aside, and a copy takes its place. */
  | { readonly do: "restore"; readonly from: string };

/** One thing that a run folder's doctor found. */
export interface Finding {
  readonly kind: FindingKind;
  /** Path within the folder, with slashes. */
  readonly file: string;
  /** In words. */
  readonly says: string;
  /** Whether the folder is less than whole because of it; the others are remarks. */
  readonly isDamage: boolean;
  /** Missing where nothing can be mended here. */
  readonly remedy?: Remedy;
}
