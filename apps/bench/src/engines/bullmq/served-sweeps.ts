import type { CellServer } from "./cell-server.ts";
import type { Sweep, SweepBoard } from "./sweep-board.ts";

/** How sweeps are taken up. */
export interface ServedSweepsOptions {
  readonly board: SweepBoard;
  /** Why a sweep must not run here; undefined when it may. */
  readonly reasonToRefuse: (sweep: Sweep) => string | undefined;
  readonly open: (codeDigest: string) => CellServer;
  readonly log: (text: string) => void;
}

/** The sweeps that a worker has heard of. */
export interface ServedSweeps {
  /** Takes up what was announced and drops what was withdrawn. */
  update(): Promise<void>;
  /** Drops what the code here is no longer the code of: it must not run under the old name. */
  review(): void;
  /** Cells that were claimed and have not ended. */
  busy(): number;
  close(): Promise<void>;
  giveBack(): void;
}

/** Serves the sweeps that need the code that is here, and says of each of the others, once, why not. */
export function servedSweeps({ board, reasonToRefuse, open, log }: ServedSweepsOptions): ServedSweeps {
  const refused = new Set<string>();
  const served = new Map<string, { readonly sweep: Sweep; readonly server: CellServer }>();
  const closing = new Map<CellServer, Promise<void>>();
  const servers = (): readonly CellServer[] => [...closing.keys(), ...[...served.values()].map(({ server }) => server)];

  async function takeUp(digest: string): Promise<void> {
    const sweep = await board.find(digest);
    if (!sweep) return;
    const reason = reasonToRefuse(sweep);
    if (reason === undefined) served.set(digest, { sweep, server: open(digest) });
    else refused.add(digest);
    log(reason === undefined ? `serves ${nameOf(sweep)}` : `does not serve ${nameOf(sweep)}: the code here is another one: ${reason}`);
  }
  function drop(digest: string): CellServer | undefined {
    const server = served.get(digest)?.server;
    if (!server) return undefined;
    served.delete(digest);
    closing.set(server, server.close().finally(() => closing.delete(server)));
    return server;
  }
  return {
    async update() {
      const announced = await board.digests();
      for (const digest of announced) if (!served.has(digest) && !refused.has(digest)) await takeUp(digest);
      for (const digest of [...served.keys()]) if (!announced.includes(digest)) drop(digest);
    },
    review() {
      for (const [digest, { sweep }] of [...served]) {
        if (reasonToRefuse(sweep) === undefined) continue;
        log(`serves ${nameOf(sweep)} no longer: the code here has changed`);
        drop(digest)?.giveBack();
        refused.add(digest);
      }
    },
    busy: () => servers().reduce((sum, server) => sum + server.busy(), 0),
    async close() {
      for (const digest of [...served.keys()]) drop(digest);
      await Promise.all(closing.values());
    },
    giveBack() { for (const server of servers()) server.giveBack(); },
  };
}

const nameOf = ({ experiment, code }: Sweep): string => `${experiment.name} (code ${code.digest.slice(0, 8)})`;
