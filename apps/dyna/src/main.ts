#!/usr/bin/env node
import { installedComponents } from "./installed-components.ts";
import { worldwise } from "./worldwise.ts";

// Whoever reads the output may stop at any time, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

let catalog: ReturnType<typeof installedComponents> | undefined;

process.exitCode = await worldwise(process.argv.slice(2), {
  out: process.stdout, err: process.stderr, environment: process.env,
  now: () => performance.now(),
  catalog: () => (catalog ??= installedComponents(process.cwd())),
});
