import { readFileSync } from "node:fs";
import { WorldwiseError } from "@worldwise/protocol";

/** How a client connects: what both libraries understand. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly ca?: string };
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (attempt: number) => number;
  readonly keepAlive: number;
}

/** Where a Redis is, and how to get in. Only `where` may be shown; the rest never leaves this process. */
export interface RedisAddress {
  /** Host and port, without user and password. */
  readonly where: string;
  readonly options: ConnectionOptions;
  /** A text, such as another library's error, without the user and the password. */
  hide(text: string): string;
}

/**
 * Reads `redis://user:password@host:port/database`, or `rediss://…` for TLS.
 *
 * @param certificateFile - a PEM file with the certificate of the authority that signed the server's; by default those of Node
 *
 * Throws `bad-redis-address`, without repeating what it was given.
 */
export function redisAddress(text: string, certificateFile?: string): RedisAddress {
  const url = parseUrl(text);
  const host = url.hostname.replace(/^\[|\]$/g, ""); // of IPv6
  const port = url.port === "" ? 6379 : Number(url.port);
  const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const secrets = [password, url.password, username, url.username].filter((secret) => secret.length > 2);
  return {
    where: `${url.hostname}:${port}`,
    options: {
      host, port, db: databaseOf(url),
      ...(username !== "" && { username }), ...(password !== "" && { password }),
      ...(url.protocol === "rediss:" && { tls: certificateFile === undefined ? {} : { ca: readCertificate(certificateFile) } }),
      maxRetriesPerRequest: null, // what was sent waits until the server is back
      retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 2000),
      keepAlive: 30_000,
    },
    hide: (shown) => secrets.reduce((left, secret) => left.replaceAll(secret, "***"), shown),
  };
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw badAddress("something that is not an address");
  const url = new URL(text);
  if (url.protocol !== "redis:" && url.protocol !== "rediss:") throw badAddress("an address of another kind");
  if (url.hostname === "") throw badAddress("an address without a host");
  return url;
}

function databaseOf({ pathname }: URL): number {
  const name = pathname.replace(/^\//, "");
  if (!/^\d*$/.test(name)) throw badAddress("a database that is not a number");
  return Number(name);
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new WorldwiseError("bad-redis-address", {
      expected: "a readable file with the certificate of the authority", got: file, todo: "give the path of a PEM file",
    }, { file, cause: error instanceof Error ? error.message : String(error) });
  }
}

const badAddress = (got: string): WorldwiseError => new WorldwiseError("bad-redis-address", {
  expected: "redis://user:password@host:port/database, or rediss:// for TLS", got,
  todo: "give --redis <address>, or put the address into the environment variable WORLDWISE_REDIS",
});
