import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textContrasts } from "../fixtures/text-contrasts.ts";
import { attack, wholeReport } from "./fixtures/whole-report.ts";

const folder = mkdtempSync(join(tmpdir(), "report-browser-"));
const { page: text, files } = wholeReport();
let browser: Browser;

beforeAll(async () => {
  writeFileSync(join(folder, "report.html"), text);
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens the report from disk, and closes it again; the page may complain of nothing, and ask nobody for anything. */
async function inReport(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => { complaints.push(message.text()); });
  page.on("pageerror", (error) => { complaints.push(error.message); });
  page.on("request", (request) => { requests.push(request.url()); });
  const address = pathToFileURL(join(folder, "report.html")).href;
  await page.goto(address);
  await look(page);
  expect(complaints).toEqual([]);
  expect(requests).toEqual([address]);
  await context.close();
}

const parts = [
  "In brief", "What was claimed, and what came of it", "Over all tasks", "Which is better, and how surely", "Along the sweep",
  "Model error, and what it costs", "What failed", "What was run",
];
const titles = [
  "Learning curves:", "Values at the end:", "Over all tasks:", "Performance profiles:", "Probability of improvement:", "by size:",
  "The loss of a plan and its bounds", "Loss of the plan by", "Error by horizon:",
];

const expectEveryPart = async (page: Page): Promise<void> => {
  const headings = await page.getByRole("heading", { level: 2 }).or(page.getByRole("heading", { level: 3 })).allTextContents();
  for (const part of parts) expect(headings).toContain(part);
  const figures = (await page.locator("figure h3").allTextContents()).join("\n");
  for (const title of titles) expect(figures).toContain(title);
  expect(await page.locator("pre code").allTextContents()).toContain("worldwise-bench run report/experiment.json --folder again");
};

/** A chart with its readout. */
const firstChart = (page: Page): Readonly<Record<"svg" | "readout", Locator>> => ({
  svg: page.locator("figure svg:visible").first(), readout: page.locator("figure .readout:visible").first(),
});

describe("the report in a browser", () => {
  test("has every part, complains of nothing, and fetches nothing", () => inReport({}, async (page) => {
    await expectEveryPart(page);
    expect(await page.locator("thead button").count()).toBeGreaterThan(10);
  }));

  test("has every part without scripts, and shows one view at a time", () => inReport({ javaScriptEnabled: false }, async (page) => {
    await expectEveryPart(page);
    expect(await page.locator("thead button, .readout").count()).toBe(0);
    const curves = page.getByRole("radiogroup", { name: "What learning is counted in" }).first();
    expect(await curves.locator("figure:visible h3").allInnerTexts()).toHaveLength(1);
    await curves.getByText("by seconds").click();
    expect(await curves.locator("figure:visible h3").innerText()).toContain("over seconds");
  }));

  test("names from files are text: nothing of them runs", () => inReport({}, async (page) => {
    expect(await page.title()).toBe(`Experiment ${attack}`);
    expect(await page.locator("img, main script").count()).toBe(0);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(`Experiment ${attack}`);
    const { svg, readout } = firstChart(page);
    await svg.focus();
    await page.keyboard.press("ArrowRight");
    expect(await readout.textContent()).toContain(attack);
    expect(await page.title()).toBe(`Experiment ${attack}`);
  }));

  test("pictures of their own open too, and run nothing", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const [name, svg] of [...files].filter(([file]) => file.endsWith(".svg"))) {
      writeFileSync(join(folder, name), svg);
      await page.goto(pathToFileURL(join(folder, name)).href);
      expect(await page.evaluate(() => [document.documentElement.localName, document.querySelectorAll("script, img, parsererror").length])).toEqual(["svg", 0]);
    }
    await context.close();
  });
});

describe("by keyboard", () => {
  test("buttons that sort are reached with Tab and worked with Enter", () => inReport({}, async (page) => {
    const table = page.getByRole("region", { name: /^Table: Pairs of methods/ }).first();
    await table.focus();
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press("Tab");
    const focused = page.locator("button:focus");
    expect(await focused.innerText()).toBe("probability");
    await page.keyboard.press("Enter");
    expect(await page.locator("th:has(button:focus)").getAttribute("aria-sort")).toBe("ascending");
    await page.keyboard.press("Space");
    expect(await page.locator("th:has(button:focus)").getAttribute("aria-sort")).toBe("descending");
  }));

  test("sorting puts rows in order by their whole numbers, both ways", () => inReport({}, async (page) => {
    const table = page.getByRole("region", { name: /^Table: Errors of the model/ });
    const labels = (): Promise<readonly string[]> => table.locator("tbody th").allTextContents();
    const before = await labels();
    const button = table.getByRole("button").first();
    await button.press("Enter");
    const ascending = await labels();
    await button.press("Enter");
    expect([...ascending].sort()).toEqual([...before].sort());
    expect(ascending[0]).toContain("lake");
    expect(await labels()).toEqual([...ascending].reverse());
  }));

  test("values of a chart are read with the arrow keys, and left with Escape", () => inReport({}, async (page) => {
    const { svg, readout } = firstChart(page);
    expect(await readout.innerText()).toContain("arrow keys");
    await svg.focus();
    await page.keyboard.press("Home");
    expect(await readout.innerText()).toMatch(/^plain .* – episode 1: /);
    await page.keyboard.press("ArrowRight");
    expect(await readout.innerText()).toMatch(/^plain .* – episode 2: /);
    await page.keyboard.press("ArrowDown");
    expect(await readout.innerText()).toMatch(/^planning .* – episode 2: /);
    await page.keyboard.press("End");
    expect(await readout.innerText()).toMatch(/^planning .* – episode 4: /);
    expect(await page.locator("circle.marker").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await page.locator("circle.marker").count()).toBe(0);
  }));

  test("views are chosen with the arrow keys", () => inReport({}, async (page) => {
    const curves = page.getByRole("radiogroup", { name: "What learning is counted in" }).first();
    await curves.getByRole("radio").first().focus();
    await page.keyboard.press("ArrowRight");
    expect(await curves.locator("figure:visible h3").innerText()).toContain("over real steps");
  }));
});

describe("by eye", () => {
  test("a pointer reads the nearest value", () => inReport({}, async (page) => {
    const { svg, readout } = firstChart(page);
    await svg.scrollIntoViewIfNeeded();
    const box = (await svg.boundingBox())!;
    await page.mouse.move(box.x + box.width - 30, box.y + box.height / 2);
    expect(await readout.innerText()).toMatch(/ – episode 4: [\d.]+ \[[\d.]+, [\d.]+\]$/);
  }));

  test.each(["light", "dark"] as const)("every text stands out: %s", (colorScheme) => inReport({ colorScheme }, async (page) => {
    const found = await textContrasts(page);
    expect(found.length).toBeGreaterThan(300);
    expect(found.filter(({ ratio }) => ratio < 4.5).slice(0, 5)).toEqual([]);
    for (const radio of await page.getByRole("radio").all()) await radio.check({ force: true });
    const others = await textContrasts(page);
    expect(others.filter(({ ratio }) => ratio < 4.5).slice(0, 5)).toEqual([]);
  }));

  test("light and dark are different", async () => {
    const papers: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await inReport({ colorScheme }, async (page) => { papers.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)); });
    }
    expect(papers).toEqual(["rgb(255, 255, 255)", "rgb(20, 23, 27)"]);
  });

  test("a narrow window shows all without scrolling sideways", () => inReport({ viewport: { width: 360, height: 700 } }, async (page) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  }));

  test("on paper every view is there, light, and nothing that is for hands", () => inReport({ colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("figure:visible").count()).toBe(await page.locator("figure").count());
    expect(await page.locator("input:visible, .views > label:visible, .readout:visible, nav:visible").count()).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(27, 31, 36)");
    expect((await textContrasts(page)).filter(({ ratio }) => ratio < 4.5).slice(0, 5)).toEqual([]);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(50_000);
  }));
});
