import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

const folder = "/sys/devices/system/cpu/cpu0/cache";
const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function readCache(index) {
  const read = (file) => readFileSync(`${folder}/${index}/${file}`, "utf8").trim();
  const size = read("size");
  return { name: `L${read("level")}`, type: read("type"), bytes: parseInt(size) * (units[size.at(-1)] ?? 1) };
}

/** Data caches that one core reaches, smallest first; none where the system does not say. */
export function cacheSizes() {
  try {
    const caches = readdirSync(folder).filter((file) => file.startsWith("index")).map(readCache);
    return caches.filter(({ type }) => type !== "Instruction").sort((a, b) => a.bytes - b.bytes);
  } catch {
    return [];
  }
}

export function describeMachine() {
  const all = cpus();
  const caches = cacheSizes().map(({ name, bytes }) => `${name} ${bytes / 2 ** 10} KiB`).join(", ");
  return `${all[0].model.trim()}, ${all.length} cores, caches ${caches || "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; `
    + `${process.platform} ${process.arch}, `
    + `Node ${process.versions.node} (V8 ${process.versions.v8})`;
}

/** Processes that ran or wanted to, over the last minute, whoever's they are. */
export const describeLoad = () => loadavg()[0].toFixed(1);
