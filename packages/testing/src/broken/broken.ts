/** Something that breaks one promise, and the name of the check that must say so. */
export interface Broken<Part> {
  readonly breaks: string;
  /** Further checks that cannot hold then either. */
  readonly also?: readonly string[];
  readonly create: () => Part;
}

/** Names of the checks that must fail. */
export const expectedFailures = ({ breaks, also = [] }: Broken<unknown>): string[] => [breaks, ...also].sort();
