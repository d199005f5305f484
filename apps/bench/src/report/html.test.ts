import { describe, expect, test } from "vitest";
import { escapeText, html, render, trusted } from "./html.ts";

describe("escaping", () => {
  test("what would end a tag, an attribute or a text means itself", () => {
    expect(escapeText(`</title><script>alert("1")</script> & 'x'`))
      .toBe("&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;");
  });

  test("an entity is text too", () => {
    expect(escapeText("&lt;")).toBe("&amp;lt;");
  });

  test("characters that XML cannot hold, or that turn the text around, are replaced", () => {
    expect(escapeText("a\u0000b\u001bc\u202ed\ud800e\n")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde\n");
    expect(escapeText("θ 😀")).toBe("θ 😀");
  });
});

describe("the template", () => {
  test("escapes texts and takes its own pieces as they are", () => {
    const inner = html`<b>${"<i>"}</b>`;
    expect(render(html`<p title="${'"'}">${inner}${3}</p>`)).toBe('<p title="&quot;"><b>&lt;i&gt;</b>3</p>');
  });

  test("joins lists and leaves out what is absent", () => {
    const absent: string | undefined = undefined;
    expect(render(html`${["<", trusted("<hr>"), ["&"]]}${false}${absent}.`)).toBe("&lt;<hr>&amp;.");
  });

  test("a record read from a file cannot pass for markup", () => {
    // @ts-expect-error a record that only looks like a piece
    expect(() => render(html`${JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}') as object}`)).toThrow();
  });
});
