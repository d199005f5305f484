/** A number for people: whole ones as they are, others with four significant digits. */
export const formatNumber = (value: number): string =>
  (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));
