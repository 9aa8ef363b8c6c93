// Gen makes site/math.json: the MathML of every formula in the notebooks. It
// copies KaTeX's script to site/katex, which runs for all other formulas.
// Run by go generate, in the folder site.
import { copyFileSync, readFileSync, writeFileSync, readdirSync, existsSync } from "node:fs";
import katex from "katex";

// What the notebooks of the book use of the rules in mathfind.go.
const formula = /(```[\s\S]*?```|`[^`\n]*`)|\$\$([\s\S]+?)\$\$|\$([^\s$](?:[^$\n]*[^\s$])?)\$/g;
const found = new Set();
const scan = text => {
  for (const m of text.matchAll(formula)) {
    if (m[2] !== undefined) found.add("$$" + m[2].trim());
    else if (m[3] !== undefined) found.add(m[3].trim());
  }
};
for (const lang of ["en", "ko"]) {
  const dir = "../notebooks/" + lang;
  if (!existsSync(dir)) continue;
  for (const f of readdirSync(dir).filter(f => f.endsWith(".ipynb"))) {
    for (const c of JSON.parse(readFileSync(`${dir}/${f}`, "utf8")).cells) {
      if (c.cell_type === "markdown") scan([].concat(c.source).join(""));
      for (const o of c.outputs ?? []) scan([].concat(o.data?.["text/latex"] ?? "").join(""));
    }
  }
}
// A sign that no term comes before is no binary operator: without the
// attribute it has the space of one on both sides.
const sign = /(<mo[^>]*>(?:[(\[{,;:=≤≥≈∈+−×⋅→\u2061]|&[lg]t;)<\/mo>)<mo>([−+±])<\/mo>/g;
const out = {};
for (const key of [...found].sort()) {
  const displayMode = key.startsWith("$$");
  const html = katex.renderToString(displayMode ? key.slice(2) : key, { displayMode, output: "mathml", throwOnError: true });
  out[key] = html.replace(/^<span class="katex">/, "").replace(/<\/span>$/, "").replace(/<annotation[\s\S]*?<\/annotation>/, "")
    .replace(sign, '$1<mo form="prefix">$2</mo>');
}
writeFileSync("math.json", JSON.stringify(out, null, 1) + "\n");
for (const [from, to] of [["dist/katex.min.js", "katex.min.js"], ["LICENSE", "LICENSE"]])
  copyFileSync("mathgen/node_modules/katex/" + from, "katex/" + to);
