/**
 * One record of several, in which properties that are computed when read stay so.
 *
 * Faces and words are live; a spread would read a getter once and keep the number.
 */
export function liveRecord(...records: readonly (object | undefined)[]): object {
  const merged: object = {};
  for (const record of records) Object.defineProperties(merged, Object.getOwnPropertyDescriptors(record ?? {}));
  return merged;
}
