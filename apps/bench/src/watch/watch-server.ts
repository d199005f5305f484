import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WorldwiseError } from "@worldwise/protocol";
import { eventStreams } from "./event-streams.ts";
import type { FolderWatch } from "./folder-watch.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { chartMemory, contentPolicy, pageDocument, pageParts } from "./page.ts";

/** The page of a sweep, served to this machine alone. */
export interface WatchServer {
  readonly address: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** How the page is served. */
export interface WatchServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Milliseconds between two looks at the folder, while somebody watches. */
  readonly interval: number;
}

const host = "127.0.0.1";

const headers = {
  "Cache-Control": "no-store", "Content-Security-Policy": contentPolicy, "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
};

/**
 * Serves the page on 127.0.0.1.
 *
 * Requests under another host name are refused, so that no page of the web can read it by a name that it has pointed here.
 * Throws `port-in-use`.
 */
export async function watchServer(watch: FolderWatch, { port, interval }: WatchServerOptions): Promise<WatchServer> {
  const draw = chartMemory();
  const streams = eventStreams({
    interval,
    look() {
      const sweep = watch.look();
      return (chosen) => pageParts(sweep, chosen, draw);
    },
  });
  const server = createServer((request, response) => {
    const url = addressOf(request);
    const refusal = refusalOf(request, (server.address() as AddressInfo).port, url); // it listens on a port, so it has one
    if (refusal) send(response, refusal.status, "text/plain", refusal.words);
    else if (url!.pathname === "/events") streams.open(response, chosenBy(url!), headers);
    else if (url!.pathname === "/") send(response, 200, "text/html", page(chosenBy(url!)), request.method === "HEAD");
    else sendFile(response, url!.pathname, request.method === "HEAD");
  });
  function page(chosen: number): string {
    const sweep = watch.look();
    return pageDocument(sweep, pageParts(sweep, chosen, draw));
  }
  const chosenPort = await listening(server, port);
  return Object.freeze({
    address: `http://${host}:${chosenPort}/`,
    close: async () => {
      streams.close();
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  } satisfies WatchServer);
}

/** Undefined where the path is none. */
function addressOf({ url = "/" }: IncomingMessage): URL | undefined {
  return url.startsWith("/") && URL.canParse(url, `http://${host}`) ? new URL(url, `http://${host}`) : undefined;
}

interface Refusal {
  readonly status: number;
  readonly words: string;
}

function refusalOf({ headers: { host: asked = "" }, method }: IncomingMessage, port: number, url: URL | undefined): Refusal | undefined {
  const ours = [host, "localhost"].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  if (!ours.includes(asked.toLowerCase())) return { status: 403, words: `This page is at http://${host}:${port}/ alone.` };
  if (method !== "GET" && method !== "HEAD") return { status: 405, words: "Nothing can be changed here." };
  return url?.hostname === host ? undefined : { status: 400, words: "No such address." };
}

/** Which curve a request asks for; the first where it asks for none. */
function chosenBy({ searchParams }: URL): number {
  const chosen = Number(searchParams.get("curve") ?? 0);
  return Number.isInteger(chosen) && chosen >= 0 ? chosen : 0;
}

function sendFile(response: ServerResponse, path: string, headOnly: boolean): void {
  switch (path) {
    case "/style.css": { send(response, 200, "text/css", pageStyle(), headOnly); return; }
    case "/script.js": { send(response, 200, "text/javascript", pageScript(), headOnly); return; }
    default: send(response, 404, "text/plain", "There is no such page.", headOnly);
  }
}

function send(response: ServerResponse, status: number, type: string, text: string, headOnly = false): void {
  response.writeHead(status, { ...headers, "Content-Type": `${type}; charset=utf-8`, "Content-Length": Buffer.byteLength(text) });
  response.end(headOnly ? undefined : text);
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" || error.code === "EACCES" ? portInUse(port) : error);
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port; // as above
}

const portInUse = (port: number): WorldwiseError => new WorldwiseError("port-in-use", {
  expected: `port ${port} of this machine to be free`, got: "another program that has it, or no permission",
  todo: "give another --port, or none for any that is free",
}, { port });
