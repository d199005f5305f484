import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package. */
export const harness: string = fileURLToPath(new URL("..", import.meta.url));

/** Where the shipped experiments lie. */
export const shippedExperiments: string = join(harness, "experiments");
