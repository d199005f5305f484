import type { Plugin } from "@worldwise/protocol";
import { __factory__Plugin } from "./__concept__.ts";

/** What experiment files and command lines can name. */
export const plugins: readonly Plugin[] = [__factory__Plugin];
