import { expect, test } from "vitest";
import { crc32c, maskedCrc32c } from "./crc32c.ts";

test.each<[string, Uint8Array, number]>([
  ["nothing", new Uint8Array(), 0], ["the digits", new TextEncoder().encode("123456789"), 0xe3069283],
  ["32 zeros", new Uint8Array(32), 0x8a9136aa], ["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["32 bytes upwards", Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
])("of %s, as RFC 3720 and the catalogs have it", (_, bytes, crc) => { expect(crc32c(bytes)).toBe(crc); });

test("masked: turned right by 15 bits, and 0xa282ead8 more", () => {
  expect(maskedCrc32c(new Uint8Array())).toBe(0xa282ead8);
  // 0xe3069283: its low 15 bits, 0x1283, go to the top: 0x2507c60d; and 0x2507c60d + 0xa282ead8 = 0xc78ab0e5
  expect(maskedCrc32c(new TextEncoder().encode("123456789"))).toBe(0xc78ab0e5);
});
