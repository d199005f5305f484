// assembly/*.ts -> src/generated/math.wasm -> src/generated/wasm-bytes.ts (base64, so that one import is enough everywhere)
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
mkdirSync("src/generated", { recursive: true });
const { error, stderr } = await asc.main([
  "assembly/index.ts", "--outFile", "src/generated/math.wasm", "--runtime", "stub", "--importMemory", "--noExportMemory",
  "--initialMemory", "1", "--maximumMemory", "65536", "--memoryBase", "4096", "--noAssert", "--use", "abort=",
  "-O3", "--enable", "simd", "--enable", "bulk-memory",
]);
if (error) {
  console.error(error.message, stderr.toString());
  process.exit(1);
}
const bytes = readFileSync("src/generated/math.wasm");
const digest = createHash("sha256").update(bytes).digest("hex");
writeFileSync("src/generated/wasm-bytes.ts", [
  "// Written by scripts/build-wasm.mjs.",
  "/** SHA-256 of the module, hexadecimal. */",
  `export const wasmDigest: string = "${digest}";`,
  "/** The module, base64. */",
  `export const wasmBase64: string = "${bytes.toString("base64")}";`,
  "",
].join("\n"));
