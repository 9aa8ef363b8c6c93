// Check opens the pages of a folder in Chromium, from disk, and writes what is
// wrong with them as JSON:
//   node check.mjs [--open] SITE [PAGE…]
// With --open it only opens them and presses what can be pressed.
// {pages: {name: [problem…]}, requests: [address…], html: [message…]}
import { chromium } from "playwright-core";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { resolve, dirname } from "node:path";
import { launch } from "./chromium.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const args = process.argv.slice(2), onlyOpen = args[0] === "--open" && !!args.shift();
const dir = resolve(args.shift());
const names = args.length ? args : readdirSync(dir).filter(f => f.endsWith(".html"));
const report = { pages: {}, requests: [], html: [] };
const ids = {}, links = [];

const browser = await launch(chromium);
for (const name of names) {
  const problems = report.pages[name] = [];
  for (const theme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on("request", r => /^(file|data|blob):/.test(r.url()) || report.requests.push(`${name}: ${r.url()}`));
    page.on("console", m => m.type() === "error" && problems.push(`console: ${m.text()}`));
    page.on("pageerror", e => problems.push(`script: ${e.message}`));
    await page.goto("file://" + dir + "/" + name);
    if (onlyOpen) {
      try {
        await press(page);
        if (await page.evaluate(() => window.pwned)) problems.push("a script of the notebook has run");
      } catch (e) {
        problems.push(`the page has gone elsewhere: ${e.message.split("\n")[0]}`);
      }
      await context.close();
      break;
    }
    for (const fold of folds(theme, name)) {
      if (fold === "open") {
        if (!await page.evaluate(() => { const d = [...document.querySelectorAll("details:not([open])")]; d.forEach(x => x.open = true); return d.length }) && folds(theme, name).length > 1) break;
        await page.waitForTimeout(50);
      }
      await page.evaluate(axe);
      const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const v of result.violations)
        for (const n of v.nodes.slice(0, 3)) problems.push(`axe ${theme} ${fold}: ${v.id}: ${n.html.slice(0, 160)}: ${n.failureSummary.slice(0, 300)}`);
    }
    if (theme === "light") await look(page, name, problems);
    await context.close();
  }
}
await browser.close();

// What is folded is looked at unfolded; that the lines to unfold it are right
// is seen on one chapter.
function folds(theme, name) {
  return theme === "light" && name.startsWith("ch05") ? ["closed", "open"] : ["open"];
}

// press does what a careless reader could do.
async function press(page) {
  await page.evaluate(() => {
    for (const d of document.querySelectorAll("details")) d.open = true;
    for (const e of document.querySelectorAll("main a, main img, main p, main td, main svg")) {
      if (e.tagName === "A") e.addEventListener("click", c => /^(https?|file):/.test(e.href) && c.preventDefault());
      for (const name of ["mouseover", "focus", "click", "error", "load", "toggle"]) e.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
    }
  });
  await page.waitForTimeout(50);
}

// look notes what axe does not: figures without words, formulas left as
// source, and pages wider than a telephone.
async function look(page, name, problems) {
  const found = await page.evaluate(() => {
    const out = [];
    for (const f of document.querySelectorAll("svg, img"))
      if (!(f.getAttribute("aria-label") ?? f.getAttribute("alt") ?? "").trim()) out.push(`a figure without words: ${f.outerHTML.slice(0, 120)}`);
    const prose = document.body.cloneNode(true);
    prose.querySelectorAll("pre, code, svg, math, script").forEach(e => e.remove());
    for (const m of prose.textContent.match(/\$[^$\n]{1,80}\$|\\(frac|partial|mathbf|sum)\b/g) ?? []) out.push(`a formula left as source: ${m}`);
    for (const e of document.querySelectorAll("math merror, .katex-error")) out.push(`a broken formula: ${e.textContent}`);
    return out;
  });
  problems.push(...found);
  ids[name] = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(e => e.id));
  links.push(...(await page.evaluate(() => [...document.querySelectorAll("a[href], link[href], script[src]")].map(e => e.getAttribute("href") ?? e.getAttribute("src")))).map(href => [name, href]));
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 360) problems.push(`at 360 px the page is ${wide} px wide`);
}

if (onlyOpen) {
  console.log(JSON.stringify(report, null, 1));
  process.exit();
}
const files = new Set(readdirSync(dir));
for (const [name, href] of links) {
  if (/^(https?|mailto|data):/.test(href)) continue;
  const [file, anchor] = href.split("#"), target = file || name;
  if (!files.has(target)) report.pages[name].push(`a dead link: ${href}`);
  else if (anchor && ids[target] && !ids[target].includes(decodeURIComponent(anchor))) report.pages[name].push(`a dead anchor: ${href}`);
}

const vnu = dirname(require.resolve("vnu-jar/package.json")) + "/build/dist/vnu.jar";
try {
  execFileSync("java", ["-Xss4m", "-jar", vnu, "--format", "json", ...names.map(n => dir + "/" + n)], { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 28 });
} catch (e) {
  if (!e.stderr?.length) throw e;
  for (const m of JSON.parse(e.stderr.toString()).messages)
    if (m.type === "error") report.html.push(`${m.url.split("/").pop()}:${m.lastLine}: ${m.message}: ${(m.extract ?? "").slice(0, 120)}`);
}
console.log(JSON.stringify(report, null, 1));
