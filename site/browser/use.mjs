// Use does with a folder of pages what a reader does, from disk, and writes
// what went wrong as a list in JSON:
//   node use.mjs SITE
import { chromium } from "playwright-core";
import { resolve } from "node:path";
import { launch } from "./chromium.mjs";

const dir = resolve(process.argv[2]), wrong = [];
const browser = await launch(chromium);
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", reducedMotion: "reduce" });
const page = await context.newPage();
page.on("request", r => /^(file|data):/.test(r.url()) || wrong.push(`a request: ${r.url()}`));
page.on("console", m => m.type() === "error" && wrong.push(`console: ${m.text()}`));
page.on("pageerror", e => wrong.push(`script: ${e.message}`));
const open = name => page.goto(`file://${dir}/${name}`);
const check = (what, got, want) => { if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`) };
const at = () => page.evaluate(() => {
  const h = [...document.querySelectorAll("main h2[id], main h3[id]")].findLast(h => h.getBoundingClientRect().top < innerHeight / 3);
  return h?.id;
});

async function search(name, query, want) {
  await open(name);
  await page.keyboard.press("/");
  await page.keyboard.type(query);
  const first = page.locator("#results a").first();
  try { await first.waitFor({ timeout: 5000 }) } catch { wrong.push(`${name}: searching ${query} finds nothing`); return }
  const href = await first.getAttribute("href");
  if (!want.test(href)) wrong.push(`${name}: searching ${query} finds ${href} first, want ${want}`);
  if (!await page.locator("#results mark").count()) wrong.push(`${name}: searching ${query} marks nothing`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(u => u.href.endsWith(href));
  check(`${name}: ${query} leads to a heading`, await page.evaluate(() => !!document.querySelector(location.hash.replace(/[^#\w-]/g, "\\$&"))), true);
}
await search("index.html", "chain rule", /^ch05\.html#/);
await search("ch05.html", "GradientCheck", /#(GradientCheck|s-5)/);
await search("ch05.html#100%", "GradientCheck", /#(GradientCheck|s-5)/); // an address that is none
await search("index.ko.html", "역전파", /^ch05\.ko\.html#/);
await search("ch05.ko.html", "연쇄 법칙", /^ch05\.ko\.html#s-5-2$/);
await search("ch05.ko.html", "값", /^ch\d\d\.ko\.html#/); // one syllable
await open("ch05.html");
await page.fill("#query", "zzzqqq");
await page.locator("#results p").waitFor();
check("a word that is nowhere", await page.locator("#results a").count(), 0);
await page.keyboard.press("Escape");
check("escape closes the results", await page.locator("#results").isHidden(), true);

const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const light = await paper();
await page.click("#theme");
const dark = await paper();
if (light === dark) wrong.push("the theme switch changes nothing");
await open("ch05.ko.html");
check("the theme on the next page", await paper(), dark);
await page.click("#theme");
check("the theme switched back", await paper(), light);

for (const [from, to, lang] of [["ch05.html", "ch05.ko.html", "ko"], ["ch05.ko.html", "ch05.html", "en"]])
  for (const id of ["s-5-2", "s-5-6-2", "s-5-7-3", "s-5-8"]) {
    await open(`${from}#${id}`);
    const here = await at();
    await page.click(`a.lang[lang=${lang}]`);
    await page.waitForURL(u => u.pathname.endsWith(to));
    check(`${from}#${id} in the other language`, await at(), here);
  }
await open("index.html");
await page.click("a.lang[lang=ko]");
check("the front page in the other language", await page.evaluate(() => document.documentElement.lang), "ko");

await open("ch05.html");
await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => { });
const cell = page.locator(".cell .in").first();
await cell.hover();
await cell.locator(".copy").click();
await page.waitForFunction(() => [...document.querySelectorAll(".copy")].some(b => b.textContent === document.body.dataset.copied));
await page.fill("#query", "");
await page.focus("#query");
await page.keyboard.press("Control+V");
const pasted = await page.inputValue("#query"), code = await cell.locator("pre").textContent();
check("what was copied", pasted.replace(/\s+/g, ""), code.replace(/\s+/g, ""));

await open("ch05.html");
check("solutions are folded", await page.locator("details.solution[open]").count(), 0);
await page.locator(".turn a").first().click();
check("to the next chapter", /ch0\d\.html$|appendix/.test(page.url()), true);
await page.setViewportSize({ width: 360, height: 740 });
await open("ch05.html");
check("contents on a telephone are closed", await page.evaluate(() => document.getElementById("toc").open), false);
await page.click("#toc summary");
await page.click("#toc .sections a >> nth=1");
check("a section from the contents", await page.evaluate(() => location.hash), "#s-5-2");
check("the notebook beside the page", await page.getAttribute("a[download]", "href"), "ch05.ipynb");
await browser.close();
console.log(JSON.stringify(wrong, null, 1));
