// @ts-check
import { mustRun } from "../shared/processes.mjs";

/**
 * What a tarball must and must not hold.
 *
 * @param {import("./tarballs.mjs").Packed} packed
 * @param {string} home  a folder to work in
 */
export async function checkContents({ entry, tarball }, home) {
  const listing = await mustRun("tar", ["tzf", tarball], { cwd: home });
  const manifest = await mustRun("tar", ["xzOf", tarball, "package/package.json"], { cwd: home });
  const files = listing.stdout.split("\n").filter(Boolean).map((file) => file.replace(/^package\//, ""));
  const problems = contentProblems(entry.kind, files, manifest.stdout);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

const neverShipped = [
  { pattern: /\.test(-d)?\.[cm]?[jt]sx?(\.map)?$|\.test(-d)?\.d\.ts(\.map)?$/, what: "tests" },
  { pattern: /\.tsbuildinfo$/, what: "build information" },
  { pattern: /(^|\/)(node_modules|\.turbo|coverage|templates)\//, what: "working files" },
  { pattern: /(^|\/)\.env/, what: "settings of a machine" },
];

/**
 * @param {"package" | "app"} kind
 * @param {readonly string[]} files
 * @param {string} manifest  text of the packed package.json
 * @returns {string[]}
 */
export function contentProblems(kind, files, manifest) {
  const required = ["package.json", "LICENSE", "README.md"];
  if (kind === "package") required.push("dist/index.js", "dist/index.d.ts");
  const missing = required.filter((file) => !files.includes(file)).map((file) => `lacks ${file}`);
  const surplus = files.flatMap((file) => {
    const reason = neverShipped.find(({ pattern }) => pattern.test(file));
    return reason === undefined ? [] : [`ships ${file} (${reason.what})`];
  });
  const fixtures = files.filter((file) => isFixtureOfTests(file, files)).map((file) => `ships ${file} (only tests need it)`);
  const specifiers = /"(workspace|catalog):/.test(manifest) ? ["package.json still speaks of the workspace"] : [];
  return [...missing, ...surplus, ...fixtures, ...specifiers];
}

/**
 * The compiler copies to dist what the sources import; a fixture that it left behind serves tests alone.
 *
 * @param {string} file
 * @param {readonly string[]} files
 */
function isFixtureOfTests(file, files) {
  if (!/^src\/(.*\/)?fixtures\//.test(file)) return false;
  return !files.includes(file.replace(/^src\//, "dist/").replace(/\.ts$/, ".js"));
}
