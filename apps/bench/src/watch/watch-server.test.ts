import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shortening, watchedFolder, watchedYaml } from "./fixtures/watched-folder.ts";
import { folderWatch } from "./folder-watch.ts";
import type { WatchServer } from "./watch-server.ts";
import { watchServer } from "./watch-server.ts";

const hostile = `</title><script>alert(1)</script> & "quoted" \u202e`;
const watched = watchedFolder(watchedYaml(hostile));
const watching = folderWatch(watched.path, { now: () => Date.now() });
let server: WatchServer;

beforeAll(async () => {
  watched.begin();
  server = await watchServer(watching, { port: 0, interval: 20 });
});
afterAll(async () => {
  await server.close();
  watched.remove();
});

interface Answer { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string }

interface Asking { readonly method?: string; readonly host?: string }

const ask = (path: string, options: Asking = {}): Promise<Answer> => new Promise((resolve, reject) => {
  const { port } = new URL(server.address);
  const headers = options.host === undefined ? {} : { Host: options.host };
  const asking = request({ host: "127.0.0.1", port, path, method: options.method ?? "GET", headers }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (piece: string) => { text += piece; }).on("end", () => {
      resolve({ status: response.statusCode!, headers: response.headers, text });
    });
  });
  asking.on("error", reject).end();
});

describe("the server", () => {
  test("sends the page, its style and its script, and nothing else; all with a strict policy", async () => {
    for (const [path, type] of [["/", "text/html"], ["/style.css", "text/css"], ["/script.js", "text/javascript"]] as const) {
      const { status, headers } = await ask(path);
      expect(status).toBe(200);
      expect(headers).toMatchObject({ "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/);
    }
    for (const path of ["/x", "/../manifest.json", "/cells", "/%2e%2e/x"]) expect((await ask(path)).status).toBe(404);
    expect((await ask("//elsewhere/")).status).toBe(400);
  });

  test("refuses other host names and anything that is no reading", async () => {
    const { port } = new URL(server.address);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1:1", `127.0.0.1.evil.example:${port}`]) {
      expect((await ask("/", { host })).status, host).toBe(403);
    }
    expect((await ask("/", { host: `LOCALHOST:${port}` })).status).toBe(200);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) expect((await ask("/", { method })).status).toBe(405);
    expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  });

  test("writes names as text, whatever is in them", async () => {
    watched.folder.fail(watched.cells[3]!, `Error: <img src=x onerror=alert(1)> ${hostile}`);
    watched.folder.commit(watched.cells[4]!, shortening(9));
    const { text } = await ask("/");
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<img");
    expect(text).not.toContain("<b>");
    expect(text).toContain("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; \ufffd");
    expect(text).not.toMatch(/<[^>]* (style|on[a-z]+)=/);
  });

  test("a curve that there is not is the first one", async () => {
    for (const curve of ["-1", "99", "x", "1e9"]) {
      expect((await ask(`/?curve=${curve}`)).text).toContain("steps of an episode, by episode (states 5). ");
    }
  });

  test("tells pages what changes, and only that", async () => {
    const { port } = new URL(server.address);
    const texts: string[] = [];
    const asking = request({ host: "127.0.0.1", port, path: "/events?curve=0" }, (response) => {
      expect(response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
      response.setEncoding("utf8").on("data", (piece: string) => { texts.push(piece); });
      response.on("error", () => undefined);
    });
    asking.on("error", () => undefined).end();
    const told = async (): Promise<Record<string, string>> => {
      while (!texts.join("").endsWith("\n\n")) await new Promise((resume) => setTimeout(resume, 5));
      const events = texts.splice(0).join("").split("\n\n").filter((event) => event !== "");
      const parts = events.map((event) => JSON.parse(event.split("data: ")[1]!) as Record<string, string>); // as the server writes them
      return Object.fromEntries(parts.flatMap((each) => Object.entries(each)));
    };
    const first = await told();
    expect(Object.keys(first).sort().join(" ")).toBe("chart curves failures headline moment progress state studies title");
    expect(first["title"]).toContain("1/12 · </title>");
    expect(first["progress"]).toContain("1 of 12");
    watched.folder.commit(watched.cells[0]!, shortening(9));
    expect(Object.keys(await told()).sort()).toEqual(["chart", "progress", "title"]);
    asking.destroy();
  });

  test("says when its port is taken", async () => {
    const taken = Number(new URL(server.address).port);
    await expect(watchServer(watching, { port: taken, interval: 1000 })).rejects.toMatchObject({ code: "port-in-use" });
  });
});
