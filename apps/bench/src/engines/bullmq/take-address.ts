import { WorldwiseError } from "@worldwise/protocol";
import type { RedisAddress } from "./redis-address.ts";
import { redisAddress } from "./redis-address.ts";

/** What of a process could show an address to others. */
export interface VisiblePlaces {
  title: string;
  readonly argv: string[];
  readonly env: Record<string, string | undefined>;
}

/** How a command is told of a Redis. */
export interface RedisFlags {
  readonly redis?: string;
  /** A PEM file: the authority that signed the server's certificate. */
  readonly redisCa?: string;
}

const variable = "WORLDWISE_REDIS";

/**
 * The address from the command line or the environment, taken out of both: from then on neither a list of processes nor the
 * environment of a child shows it.
 *
 * Throws `bad-redis-address` where there is none.
 */
export function takeAddress({ redis, redisCa }: RedisFlags, visible: VisiblePlaces, title: string): RedisAddress {
  const text = redis ?? visible.env[variable];
  forgetAddress(visible);
  if (redis !== undefined) hideArgument(redis, visible, title);
  if (text !== undefined && text !== "") return redisAddress(text, redisCa);
  throw new WorldwiseError("bad-redis-address", {
    expected: "the address of a Redis", got: "none",
    todo: `give --redis <address>, or put the address into the environment variable ${variable}`,
  });
}

/** Takes the address out of the environment, so that no child inherits it. */
export function forgetAddress({ env }: Pick<VisiblePlaces, "env">): void {
  Reflect.deleteProperty(env, variable);
}

/** The title of a process is what its arguments are to others: setting it writes over them. */
function hideArgument(secret: string, visible: VisiblePlaces, title: string): void {
  visible.argv.forEach((argument, index) => {
    if (argument.includes(secret)) visible.argv[index] = argument.replaceAll(secret, "***");
  });
  visible.title = title;
}
