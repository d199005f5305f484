import { fileURLToPath } from "node:url";
import type { BridgeSettings } from "../bridge-options.ts";

/** How Python is started. */
export interface Launch {
  readonly command: string;
  readonly argumentList: readonly string[];
  readonly environmentVariables: NodeJS.ProcessEnv;
}

/** The command where none is given. */
export const defaultPython: string = process.platform === "win32" ? "python" : "python3";

/** Python's side of the bridge, as it lies in this package, seen from src/node and from dist/node alike. */
const bridge = fileURLToPath(new URL("../../python/bridge.py", import.meta.url));

/** The command line and variables that run the bridge. */
export function launchOf({ python, environmentVariables, maxFrameSize }: BridgeSettings): Launch {
  const [command = defaultPython, ...first] = typeof python === "string" ? [python] : python;
  return {
    command, argumentList: [...first, bridge, String(maxFrameSize), String(process.pid)],
    environmentVariables: { ...process.env, ...environmentVariables },
  };
}
