import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { chromium } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { benchProject } from "../fixtures/bench-project.ts";
import { textContrasts } from "../fixtures/text-contrasts.ts";
import { smallSweep } from "./fixtures/small-sweep.ts";
import type { WatchedFolder } from "./fixtures/watched-folder.ts";
import { shortening, watchedFolder, watchedYaml } from "./fixtures/watched-folder.ts";
import { folderWatch } from "./folder-watch.ts";
import type { WatchServer } from "./watch-server.ts";
import { watchServer } from "./watch-server.ts";

const hostile = `</title><script>document.title = "stolen"</script><img src=x onerror="document.title='stolen'">`;
/** Debian's Chromium, without a screen. */
const startBrowser = (): Promise<Browser> => chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});

/** What a page complains about: its console, its errors, what it cannot load. Streams that it ended itself are none of these. */
function complaintsOf(told: Page): readonly string[] {
  const all: string[] = [];
  told.on("console", (message) => { if (["error", "warning"].includes(message.type())) all.push(message.text()); });
  told.on("pageerror", (error) => { all.push(error.message); });
  told.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED") all.push(`${request.url()} ${why}`);
  });
  return all;
}

let browser: Browser;
let watched: WatchedFolder;
let server: WatchServer;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => { browser = await startBrowser(); });
afterAll(async () => { await browser.close(); });
beforeEach(async () => {
  watched = watchedFolder(watchedYaml(hostile));
  server = await watchServer(folderWatch(watched.path, { now: () => Date.now() }), { port: 0, interval: 50 });
  page = await browser.newPage();
  complaints = complaintsOf(page);
});
afterEach(async () => {
  await page.close();
  await server.close();
  watched.remove();
});

/** Some runs finished, one failed. */
function halfWay(): void {
  watched.begin();
  for (const cell of watched.cells.slice(0, 6)) watched.folder.commit(cell, shortening(9));
  watched.folder.fail(watched.cells[6]!, `Error: ${hostile}\n    at somewhere`);
}
const textOf = (name: string): Promise<string> => page.locator(`#${name}`).innerText();

describe("the page of a sweep", () => {
  test("has every part, and complains of nothing", async () => {
    halfWay();
    await page.goto(server.address);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(hostile);
    expect(await page.getByRole("status").innerText()).toBe("Running.");
    expect(await page.locator("progress").evaluate((bar: HTMLProgressElement) => [bar.value, bar.max])).toEqual([6, 12]);
    expect((await page.locator(".tiles dd").allInnerTexts()).slice(0, 3)).toEqual(["6 of 12", "1", "5"]);
    expect(await page.getByRole("img").getAttribute("aria-label")).toContain("slow: 6 over 3 runs");
    expect(await page.locator("#chart svg path").count()).toBeGreaterThan(2);
    expect(await page.locator("details").count()).toBe(1);
    expect(await textOf("moment")).toContain("Last written");
    expect(complaints).toEqual([]);
  });

  test("goes from waiting to the end by itself", async () => {
    await page.goto(server.address);
    expect(await textOf("state")).toContain("there is none yet");
    halfWay();
    await page.getByText("6 of 12", { exact: true }).waitFor();
    expect(await page.title()).toBe(`6/12 · ${hostile}`);
    for (const cell of watched.cells) watched.folder.commit(cell, shortening(9));
    await page.getByText("Over: all 12 runs have finished.").waitFor();
    expect(await page.locator("details").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("follows a real sweep that another process runs", async () => {
    const project = benchProject();
    project.write("sweep.yaml", smallSweep);
    const watching = folderWatch(join(project.path, "folder"), { now: () => Date.now() });
    const real = await watchServer(watching, { port: 0, interval: 50 });
    await page.goto(real.address);
    const bar = async (): Promise<number> =>
      page.locator("progress").evaluateAll((found) => Number(found[0]?.getAttribute("value") ?? -1));
    const seen = new Set([await bar()]);
    const sweep = { isOver: false };
    const ended = project.bench("run", "sweep.yaml", "--folder", "folder", "--jobs", "1").then(() => { sweep.isOver = true; });
    while (!sweep.isOver) {
      seen.add(await bar());
      await page.waitForTimeout(20);
    }
    await ended;
    await page.getByText("Over: 20 of 21 runs have finished, 1 failed.").waitFor();
    expect(seen.has(-1)).toBe(true); // before there was a folder
    expect(seen.size).toBeGreaterThan(5);
    expect(await page.locator("summary").innerText()).toContain("it was told to throw");
    expect(complaints).toEqual([]);
    await page.goto("about:blank");
    await real.close();
    project.remove();
  });

  test("takes names as text: nothing of them runs", async () => {
    halfWay();
    await page.goto(server.address);
    await page.locator("summary").click();
    expect(await page.locator("pre").innerText()).toContain(hostile);
    expect(await page.locator("img:not(svg), main script, b").count()).toBe(0);
    expect(await page.title()).toContain("6/12");
    expect(complaints).toEqual([]);
  });

  test("is worked by keys alone; what is open and has the focus stays so while runs come in", async () => {
    halfWay();
    await page.goto(server.address);
    await page.waitForTimeout(200); // its script has connected
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("curve");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("img", { name: "(states 9)" }).or(page.getByText("No finished run has numbers")).first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("chart");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("details").getAttribute("open")).not.toBeNull();
    watched.folder.fail(watched.cells[7]!, "Error: another");
    await page.locator("details").nth(1).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`summary-${watched.cells[6]!.id}`);
    expect(await page.locator(`#failure-${watched.cells[6]!.id}`).getAttribute("open")).not.toBeNull();
    expect(await page.locator("#curve").inputValue()).toBe("1");
    expect(complaints).toEqual([]);
  });

  test.each(["light", "dark"] as const)("every text can be read: %s", async (colorScheme) => {
    halfWay();
    await page.emulateMedia({ colorScheme });
    await page.goto(server.address);
    await page.locator("summary").click();
    const found = await textContrasts(page);
    expect(found.length).toBeGreaterThan(20);
    expect(found[0]!.ratio, found[0]!.text).toBeGreaterThanOrEqual(4.5);
  });

  test("is whole on a narrow screen: nothing but the curve and tables is wider than it", async () => {
    halfWay();
    await page.setViewportSize({ width: 360, height: 700 });
    await page.goto(server.address);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });

  test("without scripts it says the same, and other curves can be had", async () => {
    halfWay();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(server.address);
    expect(await plain.locator(".tiles dd").first().innerText()).toBe("6 of 12");
    await plain.locator("#curve").selectOption("2");
    await plain.getByRole("button", { name: "Show" }).click();
    expect(await plain.getByRole("img").getAttribute("aria-label")).toContain("steps (states 5)");
    await context.close();
  });

  test("says so when the watcher has gone", async () => {
    halfWay();
    await page.goto(server.address);
    await page.waitForTimeout(200);
    await server.close();
    await page.getByRole("alert").getByText("does not answer").waitFor();
  });
});

test("contrasts are those of the guideline", async () => {
  await page.setContent(`<body style="background: #fff"><p style="color: #777">gray</p>
    <div style="background: #000"><svg><text y="9" fill="#fff">white</text></svg></div>`);
  expect((await textContrasts(page)).map(({ text, ratio }) => [text, ratio.toFixed(2)])).toEqual([["gray", "4.48"], ["white", "21.00"]]);
});
