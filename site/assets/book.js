// Theme, copy buttons, contents, search and figures that move. The pages can
// be read without any of it, and nothing here asks the network.
(() => {
  const root = document.documentElement;
  const store = {
    get: key => { try { return localStorage.getItem(key) } catch { return null } },
    set: (key, value) => { try { localStorage.setItem(key, value) } catch { } },
  };
  const chosen = store.get("theme");
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen; // before the page is drawn
  const id = name => document.getElementById(name);
  const named = hash => { try { return decodeURIComponent(hash.slice(1)) } catch { return "" } }; // an address may say anything
  const all = (query, fn) => document.querySelectorAll(query).forEach(fn);

  function theme() {
    const button = id("theme"), words = document.body.dataset, system = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    const label = () => { button.textContent = dark() ? words.light : words.dark };
    button.onclick = () => { root.dataset.theme = dark() ? "light" : "dark"; store.set("theme", root.dataset.theme); label() };
    button.hidden = false;
    system.addEventListener("change", label);
    label();
  }

  function copying() {
    const words = document.body.dataset;
    all(".copy", b => b.onclick = async () => {
      const code = b.parentElement.querySelector("pre").textContent;
      try { await navigator.clipboard.writeText(code) } catch { // an old browser, or a page that may not
        const area = document.body.appendChild(document.createElement("textarea"));
        area.value = code;
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      b.textContent = words.copied;
      setTimeout(() => b.textContent = words.copy, 1500);
    });
  }

  function contents() {
    const toc = id("toc");
    if (!toc) return;
    const wide = matchMedia("(min-width: 64rem)");
    const fit = () => { toc.open = wide.matches };
    wide.addEventListener("change", fit);
    fit();
    const links = new Map();
    toc.querySelectorAll(".sections a").forEach(a => links.set(named(a.hash), a));
    const heads = [...links.keys()].map(id).filter(Boolean);
    let here;
    const spy = () => {
      const h = heads.findLast(h => h.getBoundingClientRect().top < 120);
      const a = h && links.get(h.id);
      if (a === here) return;
      here?.removeAttribute("aria-current");
      a?.setAttribute("aria-current", "true");
      const box = toc.parentElement, r = a?.getBoundingClientRect(), b = box.getBoundingClientRect();
      if (wide.matches && r && (r.top < b.top || r.bottom > b.bottom)) box.scrollTop += r.top - b.top - b.height / 3;
      here = a;
    };
    addEventListener("scroll", () => requestAnimationFrame(spy), { passive: true });
    spy();
  }

  // The other language opens at the cell that is being read: cells have the
  // same names in both.
  function languages() {
    all("a.lang", a => a.addEventListener("click", () => {
      const cells = [...document.querySelectorAll("main [id^='c-'], main h2[id], main h3[id]")];
      const at = cells.findLast(c => c.getBoundingClientRect().top < innerHeight / 3);
      if (at && scrollY > 50) a.hash = at.id;
      else if (location.hash) a.hash = location.hash;
    }));
  }

  // What can be scrolled must be reached without a mouse.
  function scrollers() {
    const mark = () => all("pre, .out, .wide, figure, .formula", e => {
      if (e.scrollWidth > e.clientWidth + 1) e.tabIndex = 0;
      else e.removeAttribute("tabindex");
    });
    addEventListener("resize", mark);
    all("details", d => d.addEventListener("toggle", mark));
    mark();
  }

  function figures() {
    const words = document.body.dataset;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return; // they stand still
    all("figure.moves", f => {
      const svg = f.querySelector("svg"), b = document.createElement("button");
      const set = paused => {
        paused ? svg.pauseAnimations() : svg.unpauseAnimations();
        f.classList.toggle("paused", paused);
        b.textContent = paused ? words.play : words.pause;
      };
      b.type = "button";
      b.className = "pause";
      b.onclick = () => set(!f.classList.contains("paused"));
      f.append(b);
      set(false);
    });
  }

  function printing() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("main details:not([open]):not(.solution):not(.source)")];
      opened.forEach(d => d.open = true);
    });
    addEventListener("afterprint", () => opened.forEach(d => d.open = false));
    const target = () => { // what a link leads to may be folded
      const e = location.hash && id(named(location.hash));
      for (let d = e && e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    };
    addEventListener("hashchange", target);
    target();
  }

  // Words as the index has them: see words in search.go.
  const hangul = /\p{Script=Hangul}/u;
  const words = s => (s.toLowerCase().replace(/\p{Script=Hangul}+/gu, " $& ").match(/\p{Script=Hangul}+|[\p{L}\p{N}_]+/gu) ?? []);
  const escape = s => s.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

  // matches returns the places of a word: all that begin with it, or, for
  // Hangul, all that have each pair of its syllables.
  function matches(index, w) {
    if (hangul.test(w) && [...w].length > 1) {
      const pairs = [...w].slice(1).map((c, i) => [...w][i] + c);
      return pairs.map(p => new Set(index.words[p] ?? [])).reduce((a, b) => a.intersection ? a.intersection(b) : new Set([...a].filter(x => b.has(x))));
    }
    const found = new Set();
    for (const key in index.words) if (key.startsWith(w)) for (const n of index.words[key]) found.add(n);
    return found;
  }

  function look(index, query) {
    const ws = words(query);
    if (!ws.length) return [];
    const sets = ws.map(w => matches(index, w));
    const score = n => {
      const d = index.docs[n], title = d.t.toLowerCase(), text = d.x.toLowerCase();
      return ws.reduce((s, w) => s + (title.includes(w) ? 20 : 0) + (title.split(/[^\p{L}\p{N}]+/u).includes(w) ? 20 : 0) + Math.min(9, text.split(w).length), 0);
    };
    return [...sets[0]].filter(n => sets.every(s => s.has(n))).map(n => [score(n), n]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(x => index.docs[x[1]]);
  }

  function excerpt(text, ws) {
    const low = text.toLowerCase(), at = Math.max(0, Math.min(...ws.map(w => low.indexOf(w)).filter(i => i >= 0), 1e9));
    const from = at > 1e8 ? 0 : Math.max(0, at - 40);
    let s = escape((from ? "…" : "") + text.slice(from, from + 140) + (text.length > from + 140 ? "…" : ""));
    for (const w of ws) s = s.replace(new RegExp(w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"), m => "\u0001" + m + "\u0002");
    return s.replace(/\u0001/g, "<mark>").replace(/\u0002/g, "</mark>");
  }

  function search() {
    const form = id("find");
    if (!form) return;
    const input = id("query"), box = id("results"), say = document.body.dataset;
    let loading;
    const load = () => loading ??= new Promise((done, fail) => {
      const s = document.createElement("script");
      s.src = form.dataset.index;
      s.onload = () => done(window.bookIndex);
      s.onerror = fail;
      document.head.append(s);
    });
    const show = async () => {
      const q = input.value.trim();
      if (!q) { box.hidden = true; return }
      const index = await load(), found = look(index, q), ws = words(q);
      if (q !== input.value.trim()) return;
      box.innerHTML = `<p role="status">${found.length ? found.length + " " + escape(say.found) : escape(say.none)}</p>` +
        (found.length ? "<ul>" + found.slice(0, 20).map(d => `<li><a href="${escape(d.h)}"><b>${escape(d.t)}</b>${d.p === d.t ? "" : ` <small>${escape(d.p)}</small>`}<span>${excerpt(d.x, ws)}</span></a></li>`).join("") + "</ul>" : "");
      box.hidden = false;
    };
    const close = () => { box.hidden = true };
    input.addEventListener("focus", load, { once: true });
    input.addEventListener("input", show);
    input.addEventListener("focus", () => { if (input.value) show() });
    form.onsubmit = e => { e.preventDefault(); show().then(() => box.querySelector("a")?.click()) };
    form.addEventListener("keydown", e => {
      const links = [input, ...box.querySelectorAll("a")], i = links.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (e.key === "Escape") { close(); input.blur() }
      else if (step && i >= 0) { e.preventDefault(); links[(i + step + links.length) % links.length].focus() }
    });
    box.addEventListener("click", e => { if (e.target.closest("a")) close() });
    document.addEventListener("click", e => { if (!form.contains(e.target)) close() });
    document.addEventListener("keydown", e => {
      if (e.key === "/" && !e.ctrlKey && !e.metaKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { e.preventDefault(); input.focus() }
    });
  }

  document.addEventListener("DOMContentLoaded", () => [theme, copying, contents, languages, figures, printing, search, scrollers].forEach(f => f()));
})();
