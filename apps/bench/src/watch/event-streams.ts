import type { ServerResponse } from "node:http";
import { render } from "../report/html.ts";
import type { PageParts } from "./page.ts";

/** Pages that are told what changes. */
export interface EventStreams {
  /** Begins a stream of server-sent events: all parts at once, then those that change. */
  open(response: ServerResponse, chosen: number, headers: Readonly<Record<string, string>>): void;
  close(): void;
}

/** What the pages are told, and how often. */
export interface EventOptions {
  /** Milliseconds. */
  readonly interval: number;
  /** Looks once: the parts of the page with any chosen curve, as of this moment. */
  look(): (chosen: number) => PageParts;
}

interface Reader {
  readonly response: ServerResponse;
  readonly chosen: number;
  /** What it was sent last, by part. */
  readonly sent: Map<string, string>;
}

const mostReaders = 50;
/** Of intervals: a comment, so that dead connections are noticed. */
const heartbeat = 15;

/** Looks at the folder while there are readers, and only then. */
export function eventStreams({ interval, look }: EventOptions): EventStreams {
  const readers = new Set<Reader>();
  let [timer, ticks]: [NodeJS.Timeout | undefined, number] = [undefined, 0];

  function tick(): void {
    ticks++;
    const partsOf = look();
    for (const reader of readers) {
      if (!reader.response.writableNeedDrain) tell(reader, partsOf(reader.chosen), ticks % heartbeat === 0);
    }
  }
  function leave(reader: Reader): void {
    readers.delete(reader);
    if (readers.size === 0) clearInterval(timer);
  }
  return Object.freeze({
    open(response, chosen, headers) {
      if (readers.size >= mostReaders) {
        response.writeHead(503, headers).end("Too many pages are watching.");
        return;
      }
      response.writeHead(200, { ...headers, "Content-Type": "text/event-stream; charset=utf-8" });
      const reader: Reader = { response, chosen, sent: new Map() };
      response.on("close", () => { leave(reader); });
      tell(reader, look()(chosen), false);
      if (readers.size === 0) timer = setInterval(tick, interval);
      readers.add(reader);
    },
    close() {
      clearInterval(timer);
      for (const { response } of readers) response.end();
      readers.clear();
    },
  } satisfies EventStreams);
}

/** Sends what has changed since it was told last. */
function tell({ response, sent }: Reader, { title, markup }: PageParts, isHeartbeat: boolean): void {
  const all = { title, ...Object.fromEntries(Object.entries(markup).map(([name, piece]) => [name, render(piece)])) };
  const changed = Object.entries(all).filter(([name, text]) => sent.get(name) !== text);
  for (const [name, text] of changed) sent.set(name, text);
  if (changed.length > 0) response.write(`event: parts\ndata: ${JSON.stringify(Object.fromEntries(changed))}\n\n`);
  else if (isHeartbeat) response.write(": still here\n\n");
}
