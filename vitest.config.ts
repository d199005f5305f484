import { playwright } from "@vitest/browser-playwright";
import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** Tests run the sources: packages import each other through this export condition. */
const source = "@worldwise/source";
const sources = {
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
};

const chromiumArguments = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export default defineConfig({
  test: {
    projects: [
      {
        ...sources,
        test: {
          name: "node",
          environment: "node",
          isolate: false,
          testTimeout: 30_000, // what hangs is found, and a busy machine is not taken for a hang
          include: ["{packages,apps}/*/src/**/*.test.ts", "scripts/**/*.test.mjs"],
          exclude: [
            "**/*.browser.test.ts", "**/*.python.test.ts", "**/*.redis.test.ts", "**/*.slurm.test.ts", "**/node_modules/**",
          ],
        },
      },
      {
        ...sources,
        test: {
          name: "python",
          environment: "node",
          isolate: false,
          testTimeout: 30_000, // Processes are started, and some have to be waited for.
          include: ["packages/*/src/**/*.python.test.ts"],
        },
      },
      {
        ...sources,
        test: {
          name: "pages", // Pages of the apps, served or written by Node and looked at in a real browser.
          environment: "node",
          testTimeout: 60_000,
          include: ["apps/*/src/**/*.browser.test.ts"],
        },
      },
      {
        ...sources,
        test: {
          name: "redis",
          environment: "node",
          testTimeout: 120_000, // Claims have to run out, and servers to come back.
          hookTimeout: 60_000,
          include: ["apps/*/src/**/*.redis.test.ts"],
        },
      },
      {
        ...sources,
        test: {
          name: "slurm",
          environment: "node",
          isolate: false,
          testTimeout: 300_000, // A cluster is started, and what was lost has to be waited for.
          hookTimeout: 120_000,
          maxConcurrency: 8, // They wait, most of the time.
          include: ["apps/*/src/**/*.slurm.test.ts"],
        },
      },
      {
        ...sources,
        test: {
          name: "browser",
          include: ["packages/*/src/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: chromiumArguments },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
