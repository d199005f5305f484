/** How the states of a finite world lie in the plane: for pictures of values, policies and agents. Cells row by row, from the top left. */
export interface GridLayout {
  readonly rows: number;
  readonly columns: number;
  /** `[rows · columns]` The state shown in each cell, −1 for a wall. */
  readonly stateOfCell: Int32Array;
  /** Letters on cells, by cell: S start, G goal, H hole, C cliff, % closed (a state that cannot be entered). */
  readonly marks: Readonly<Record<number, string>>;
  /** `[M]` Where each action points, as steps in rows and columns. */
  readonly moves: readonly (readonly [rows: number, columns: number])[];
}
