// Compare measures pages of the same notebooks that were made by different
// programs and prints a table for docs/html.md:
//   node compare.mjs NAME=DIR NAME=DIR…
// Requests to the network are counted and refused: the reader is on a train.
import { chromium } from "playwright-core";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { resolve, join } from "node:path";
import { launch } from "./chromium.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sets = process.argv.slice(2).map(a => { const [name, dir] = a.split("="); return { name, dir: resolve(dir) } });
const pages = readdirSync(sets[0].dir).filter(f => f.endsWith(".html") && sets.every(s => existsSync(join(s.dir, f))));
const browser = await launch(chromium);
const kB = n => Math.round(n / 1000).toLocaleString("en-US");
const median = list => list.sort((a, b) => a - b)[list.length >> 1];

async function measure(dir, name) {
  const m = { bytes: 0, packed: 0, requests: new Set(), errors: 0, times: [] };
  for (let run = 0; run < 5; run++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    if (run === 0) page.on("console", c => c.type() === "error" && m.errors++);
    await page.route(/^https?:/, r => { m.requests.add(r.request().url()); r.abort() });
    const files = new Set();
    page.on("request", r => r.url().startsWith("file:") && files.add(decodeURI(r.url().slice(7).split("#")[0])));
    await page.goto(`file://${dir}/${name}`, { waitUntil: "load" });
    m.times.push(await page.evaluate(() => { const n = performance.getEntriesByType("navigation")[0]; return n.loadEventEnd || n.loadEventStart }));
    if (run === 0) {
      for (const f of files) {
        const data = readFileSync(f);
        m.bytes += data.length;
        m.packed += gzipSync(data).length;
      }
      m.source = await page.evaluate(() => (document.body.innerText.match(/\$[^$\n]{1,80}\$|\\(frac|partial|mathbf|sum)\b/g) ?? []).length);
      await page.evaluate(axe);
      const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      m.violations = result.violations.reduce((n, v) => n + v.nodes.length, 0);
      m.rules = result.violations.length;
    }
    await context.close();
  }
  return m;
}

console.log("| page | made by | size, kB | gzipped, kB | network requests | load, ms | axe: rules / places | formulas as source | console errors |\n|---|---|--:|--:|--:|--:|--:|--:|--:|");
for (const name of pages)
  for (const s of sets) {
    const m = await measure(s.dir, name);
    console.log(`| ${name.replace(".html", "")} | ${s.name} | ${kB(m.bytes)} | ${kB(m.packed)} | ${m.requests.size} | ${Math.round(median(m.times))} | ${m.rules} / ${m.violations} | ${m.source} | ${m.errors} |`);
  }
await browser.close();
