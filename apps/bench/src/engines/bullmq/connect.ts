import { WorldwiseError } from "@worldwise/protocol";
import { Redis } from "ioredis";
import type { RedisAddress } from "./redis-address.ts";

/** Tries an address once. Throws `no-redis` with the server's reason; errors of the client itself would carry the password. */
export async function checkConnection({ where, options, hide }: RedisAddress): Promise<void> {
  const client = new Redis({ ...options, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let reason: string | undefined;
  client.on("error", (error) => { reason ??= textOf(error); });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new WorldwiseError("no-redis", {
      expected: `a Redis at ${where} that lets us in`, got: hide(reason ?? textOf(error)),
      todo: "check the address, the password, and, with rediss://, the certificate",
    }, { where });
  } finally {
    client.disconnect();
  }
}

/** A client that waits for a server that is away. Its troubles are told without the password. */
export function openClient({ options, hide }: RedisAddress, onTrouble: (text: string) => void): Redis {
  const client = new Redis(options);
  client.on("error", (error) => { onTrouble(hide(textOf(error))); });
  return client;
}

/** What an error says: never the error itself, whose other fields may hold the command that failed. */
export function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(textOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

/** An error that may be shown. Errors of the client hold the command that failed, which may be the one with the password. */
export function presentable(error: unknown, { where, hide }: RedisAddress): unknown {
  if (!(error instanceof Error && "command" in error)) return error;
  return new WorldwiseError("redis-refused", {
    expected: `that the Redis at ${where} does what we ask`, got: hide(error.message), todo: "look at the rights of the user, and at the server",
  }, { where });
}
