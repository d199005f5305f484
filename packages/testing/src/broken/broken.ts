/** Something that breaks exactly one promise, and the name of the check that must say so. */
export interface Broken<Part> {
  readonly breaks: string;
  readonly create: () => Part;
}
