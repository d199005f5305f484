import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { shorten, textWidth } from "./picture.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

/** The key of a chart: a sample of each line with its label, in rows that are filled from the left. */
export interface LineKey {
  readonly height: number;
  draw(theme: Theme): Html;
}

const [rowHeight, sampleWidth, gap] = [22, 30, 20];

/** Lays the labels out on as many rows as they need. */
export function lineKey(lines: readonly { readonly label: string; readonly place: number }[], width: number): LineKey {
  let [row, x] = [0, 0];
  const entries = lines.map(({ label, place }) => {
    const text = shorten(label);
    const size = sampleWidth + 6 + textWidth(text);
    if (x > 0 && x + size > width) [row, x] = [row + 1, 0];
    const entry = { text, place, x, y: row * rowHeight + 14 };
    x += size + gap;
    return entry;
  });
  return {
    height: lines.length === 0 ? 0 : (row + 1) * rowHeight,
    draw: (theme) => html`${entries.map((entry) => drawEntry(entry, theme))}`,
  };
}

function drawEntry({ text, place, x, y }: { text: string; place: number; x: number; y: number }, theme: Theme): Html {
  const { color, dashes } = lineStyle(theme, place);
  const stroke = html`stroke="${color}" stroke-width="2.5" stroke-dasharray="${dashes}" fill="none"`;
  return html`<path d="M${round(x)},${y - 4}h${sampleWidth}" ${stroke}/>
<text x="${round(x + sampleWidth + 6)}" y="${y}">${text}</text>
`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
