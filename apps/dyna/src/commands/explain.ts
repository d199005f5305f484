import type { Command } from "commander";
import type { Shell } from "../shell.ts";
export function explainCommand(_root: Command, _shell: Shell): void { /* below */ }
