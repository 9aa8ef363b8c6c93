// Shots makes pictures of pages for people to look at:
//   node shots.mjs SITE OUT [PAGE…]
import { chromium } from "playwright-core";
import { mkdirSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { launch } from "./chromium.mjs";

const [dir, out, ...pages] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await launch(chromium);
for (const page of pages.length ? pages : readdirSync(dir).filter(f => f.endsWith(".html"))) {
  const [name, anchor] = page.split("#");
  for (const width of [360, 800, 1440]) for (const theme of ["light", "dark"]) {
    const p = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme, reducedMotion: "reduce" });
    await p.goto("file://" + resolve(dir, name) + (anchor ? "#" + anchor : ""));
    await p.waitForTimeout(150);
    await p.screenshot({ path: `${out}/${name.replace(".html", "")}${anchor ? "-" + anchor : ""}-${width}-${theme}.png` });
    await p.close();
  }
}
await browser.close();
