/** A value of a table. */
export type CsvValue = string | number;

/** A table as comma-separated values (RFC 4180, lines end with a line feed). Numbers that are none leave their place empty. */
export function csv(head: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvField).join(",")}\n`).join("");
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front, as people type it. */
function csvField(value: CsvValue): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const plain = /^[=+\-@\t\r]/.test(value) && !Number.isFinite(Number(value)) ? `'${value}` : value;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
