import { parseExperiment } from "@worldwise/experiment";
import { expect, test, vi } from "vitest";
import type { CellServer } from "./cell-server.ts";
import type { ServedSweeps } from "./served-sweeps.ts";
import { servedSweeps } from "./served-sweeps.ts";
import type { Sweep } from "./sweep-board.ts";

const experiment = parseExperiment(`
name: small
title: Small
studies:
  - name: one
    title: One
    environment: a/b
    agent: c/d
    axes: { seed: 1..1 }
    budget: { episodes: 1 }
    metrics: { steps: { kind: episode-length, reduce: sum, better: lower } }
`);
const sweep = (digest: string): Sweep => ({ experiment, code: { digest, packages: {} } });

/** A worker's view of a board on which `announced` stands; `reasons` says what it refuses. */
function start(announced: string[], reasons: Record<string, string> = {}): {
  sweeps: ServedSweeps; servers: Map<string, CellServer>; lines: string[]; reasons: Record<string, string>;
} {
  const servers = new Map<string, CellServer>();
  const lines: string[] = [];
  const sweeps = servedSweeps({
    board: {
      digests: () => Promise.resolve(announced), find: (digest) => Promise.resolve(sweep(digest)),
      announce: () => Promise.resolve(), withdraw: () => Promise.resolve(),
    },
    reasonToRefuse: ({ code }) => reasons[code.digest],
    log: (text) => lines.push(text),
    open(digest) {
      const server = { busy: () => 2, close: vi.fn(() => Promise.resolve()), giveBack: vi.fn() };
      servers.set(digest, server);
      return server;
    },
  });
  return { sweeps, servers, lines, reasons };
}

test("serves what has our code and says once why not the rest", async () => {
  const { sweeps, servers, lines } = start(["ours", "theirs"], { theirs: "it is theirs" });
  await sweeps.update();
  await sweeps.update();
  expect([...servers.keys()]).toEqual(["ours"]);
  expect(lines).toEqual(["serves small (code ours)", "does not serve small (code theirs): the code here is another one: it is theirs"]);
  expect(sweeps.busy()).toBe(2);
});

test("drops what is withdrawn, lets it end, and takes it up again", async () => {
  const announced = ["ours"];
  const { sweeps, servers } = start(announced);
  await sweeps.update();
  const first = servers.get("ours")!;
  announced.pop();
  await sweeps.update();
  expect(first.close).toHaveBeenCalledOnce();
  expect(first.giveBack).not.toHaveBeenCalled();
  expect(sweeps.busy()).toBe(0);
  announced.push("ours");
  await sweeps.update();
  expect(servers.get("ours")).not.toBe(first);
});

test("gives back what the code here is no longer the code of, for good", async () => {
  const { sweeps, servers, lines, reasons } = start(["ours"]);
  await sweeps.update();
  sweeps.review();
  expect(servers.get("ours")!.giveBack).not.toHaveBeenCalled();
  reasons["ours"] = "changed";
  sweeps.review();
  expect(servers.get("ours")!.giveBack).toHaveBeenCalledOnce();
  await sweeps.update();
  expect(servers.size).toBe(1);
  expect(lines.at(-1)).toBe("serves small (code ours) no longer: the code here has changed");
});

test("closing closes all, and what is closing can still be given back", async () => {
  const { sweeps, servers } = start(["a", "b"]);
  await sweeps.update();
  const closed = sweeps.close();
  sweeps.giveBack();
  await closed;
  for (const server of servers.values()) {
    expect(server.close).toHaveBeenCalledOnce();
    expect(server.giveBack).toHaveBeenCalledOnce();
  }
});
