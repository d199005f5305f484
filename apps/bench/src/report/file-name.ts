/** A part of a file name made from any text: small letters, digits and hyphens. */
export function slug(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{Mark}/gu, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "-").slice(0, 48).replace(/^-+|-+$/g, "");
  return words === "" ? "unnamed" : words;
}

/** Joins parts of a file name, leaving out empty ones. */
export const fileName = (...parts: readonly (string | number)[]): string =>
  parts.map(String).filter((part) => part !== "").map(slug).join("-");
