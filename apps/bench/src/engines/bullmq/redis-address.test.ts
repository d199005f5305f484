import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { redisAddress } from "./redis-address.ts";

describe("an address", () => {
  test("is shown by host and port alone", () => {
    const { where, options } = redisAddress("redis://worker:pa%2Fss%40word@queue.example:7000/3");
    expect(where).toBe("queue.example:7000");
    expect(options).toMatchObject({ host: "queue.example", port: 7000, db: 3, username: "worker", password: "pa/ss@word", maxRetriesPerRequest: null });
    expect(options.tls).toBeUndefined();
  });

  test("has the usual port, the first database, and nobody's name by default", () => {
    const { where, options } = redisAddress("redis://localhost");
    expect(where).toBe("localhost:6379");
    expect(options).toMatchObject({ host: "localhost", port: 6379, db: 0 });
    expect(Object.keys(options)).not.toContain("password");
  });

  test("may be of IPv6", () => {
    expect(redisAddress("redis://[::1]:7000")).toMatchObject({ where: "[::1]:7000", options: { host: "::1" } });
  });

  test("with two s means TLS, with an authority of one's own where there is one", () => {
    const folder = mkdtempSync(join(tmpdir(), "worldwise-certificate-"));
    const file = join(folder, "authority.pem");
    writeFileSync(file, "a certificate");
    expect(redisAddress("rediss://host", file).options.tls).toEqual({ ca: "a certificate" });
    expect(redisAddress("rediss://host").options.tls).toEqual({});
    rmSync(folder, { recursive: true });
    expect(() => redisAddress("rediss://host", file)).toThrow(expect.objectContaining({ code: "bad-redis-address", facts: expect.objectContaining({ file }) as object }));
  });

  test("waits longer and longer for a server that is away, and at most two seconds", () => {
    const { retryStrategy } = redisAddress("redis://host").options;
    expect([1, 2, 3, 4, 5, 100].map(retryStrategy)).toEqual([200, 400, 800, 1600, 2000, 2000]);
  });
});

test("texts of others are shown without the user and the password, however they are written", () => {
  const { hide } = redisAddress("redis://worker:pa%2Fss%40word@host");
  expect(hide("AUTH worker pa/ss@word failed at pa%2Fss%40word")).toBe("AUTH *** *** failed at ***");
  expect(redisAddress("redis://host").hide("nothing to hide")).toBe("nothing to hide");
});

describe("what is no address is refused, and not repeated", () => {
  test.each([
    "", "secret", "http://user:secret@host", "redis://:secret@", "redis://:secret@host:99999", "redis://:secret@host/first",
  ])("%s", (text) => {
    const read = (): unknown => redisAddress(text);
    expect(read).toThrow(expect.objectContaining({ code: "bad-redis-address" }));
    expect(read).not.toThrow(/secret/);
  });
});
