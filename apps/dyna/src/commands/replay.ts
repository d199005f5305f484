import type { Command } from "commander";
import type { Shell } from "../shell.ts";
export function replayCommand(_root: Command, _shell: Shell): void { /* below */ }
