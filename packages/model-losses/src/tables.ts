import { gather, tensor } from "@worldwise/autodiff";
import type { StateFunction, Tensor } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";

/** A function of finite states that is written out, K numbers for each of N. Throws `bad-options`. */
export function tableOf(name: string, rows: readonly ArrayLike<number>[]): StateFunction {
  const table = tensorOf(name, rows);
  return (state) => gather(table, state);
}

/** The rows as one tensor `[N, K]`. Throws `bad-options` unless all are as long and finite. */
export function tensorOf(name: string, rows: readonly ArrayLike<number>[]): Tensor {
  const size = rows[0]?.length ?? 0;
  requireOption(size > 0, name, "at least one row of at least one number", rows.length);
  const other = rows.findIndex((row) => row.length !== size || !Array.from(row).every(Number.isFinite));
  requireOption(other < 0, name, `${size} finite numbers in every row`, `others in row ${other}`);
  return tensor(rows.flatMap((row) => Array.from(row)), [rows.length, size]);
}
