// Theme, copy buttons and the folded contents of narrow pages. The page can be
// read without any of it.
(() => {
  const root = document.documentElement, button = document.getElementById("theme");
  const store = { get: () => { try { return localStorage.getItem("theme") } catch { return null } }, set: t => { try { localStorage.setItem("theme", t) } catch { } } };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => { button.textContent = dark() ? "Light" : "Dark" };
  if (store.get()) root.dataset.theme = store.get();
  label();
  button.onclick = () => { root.dataset.theme = dark() ? "light" : "dark"; store.set(root.dataset.theme); label() };
  const toc = document.getElementById("toc");
  if (toc && !matchMedia("(min-width: 64rem)").matches) toc.open = false;
  for (const b of document.querySelectorAll(".copy")) b.onclick = async () => {
    await navigator.clipboard.writeText(b.parentElement.querySelector("pre").innerText);
    b.textContent = "copied";
    setTimeout(() => b.textContent = "copy", 1500);
  };
})();
