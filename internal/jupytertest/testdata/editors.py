"""Uses the kernel "under-test" as a reader does, in JupyterLab and Notebook 7.

usage: editors.py lab|notebook [FOLDER for screenshots]

Every step is a key or a click in headless Chromium. The browser is the one of
DLFS_CHROMIUM, or chromium on the PATH.
"""
import base64
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

import nbformat
from playwright.sync_api import expect, sync_playwright

SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="60" height="20" fill="teal"/></svg>').decode()
PACKAGES = 'import (\n\t"fmt"\n\t"strings"\n\t"time"\n\t"github.com/dlfs-go/book/display"\n\t"gonum.org/v1/plot"\n\t"gonum.org/v1/plot/plotter"\n)\nx := 41'
CELLS = {
    "packages": PACKAGES,
    "result": "x + 1",
    "complete": "strings.SplitA",
    "help": "strings.Split()",
    "progress": 'for range display.Range(30, "training") {\n\ttime.Sleep(10 * time.Millisecond)\n}',
    "live": "h := display.NewHandle()\nfor i := range 4 {\n\tp := plot.New()\n\tline, _ := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: float64(i)}})\n\tp.Add(line)\n\th.Show(p)\n\ttime.Sleep(50 * time.Millisecond)\n}",
    "input": 'var name string\nfmt.Scan(&name)\nfmt.Println("hello,", name)',
    "password": 'word, _ := display.Password("the word?")\nfmt.Println(len(word), "letters")',
    "endless": "x = 7\nfor {}",
    "after": "x",
    "error": "fmt.Printn(x)",
    "gone": "x",
}


IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


def notebook(folder):
    """A notebook of the cells, and at its end the saved output of a figure, which nobody has trusted."""
    cells = [nbformat.v4.new_code_cell(code, id=name) for name, code in CELLS.items()]
    figure = nbformat.v4.new_output("display_data", {"text/html": f'<img alt="teal" src="data:image/svg+xml;base64,{SVG}">', "text/plain": "teal"})
    cells.append(nbformat.v4.new_code_cell("figure()", id="figure", outputs=[figure]))
    meta = {"kernelspec": {"name": "under-test", "display_name": "under-test", "language": "go"}, "language_info": {"name": "go"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=meta), folder / "use.ipynb")


def settings(folder):
    """No questions about news, which would lie over the page."""
    f = folder / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    f.parent.mkdir(parents=True)
    f.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))


class Server:
    def __init__(self, app, folder):
        self.token = secrets.token_hex(16)
        runtime = folder / "runtime"
        env = os.environ | {
            "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(runtime),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        }
        self.log = open(folder / "server.log", "w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab" if app == "lab" else "notebook", "--no-browser", "--allow-root", "--expose-app-in-browser", "--ServerApp.port=0",
             f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={folder}", "--ServerApp.port_retries=50"],
            env=env, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        while True:
            for f in runtime.glob("jpserver-*.json"):
                try:
                    self.url = json.loads(f.read_text())["url"]
                    return
                except (json.JSONDecodeError, KeyError):
                    pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                raise RuntimeError("the server does not start:\n" + self.log.read())
            time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Book:
    """The open notebook."""

    def __init__(self, page):
        self.page = page

    def cell(self, name):
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth((list(CELLS) + ["figure"]).index(name))

    def edit(self, name):
        """Puts the cursor at the end of a cell."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("Control+End")

    def start(self, name):
        self.edit(name)
        self.page.keyboard.press("Shift+Enter")

    def run(self, name):
        self.start(name)
        self.done(name)
        return self.cell(name).locator(".jp-OutputArea")

    def done(self, name):
        expect(self.cell(name).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=30_000)

    def command(self, name, **args):
        self.page.evaluate("([name, args]) => { window.jupyterapp.commands.execute(name, args) }", [name, args])


def test_run(b):
    b.run("packages")
    expect(b.run("result")).to_contain_text("42")


def test_complete(b):
    b.edit("complete")
    b.page.keyboard.press("Tab")
    items = b.page.locator(".jp-Completer .jp-Completer-item")
    expect(items.first).to_contain_text("SplitAfter", timeout=15_000)
    assert items.count() == 3, items.all_inner_texts()
    b.shot("completion")
    b.page.keyboard.press("Escape")


def test_shift_tab(b):
    b.edit("help")
    b.page.keyboard.press("ArrowLeft")
    b.page.keyboard.press("Shift+Tab")
    tip = b.page.locator(".jp-Tooltip")
    expect(tip).to_contain_text("func strings.Split(s string, sep string) []string", timeout=15_000)
    expect(tip).to_contain_text("slices s into all substrings")
    b.shot("help")
    b.page.keyboard.press("Escape")


def test_progress(b):
    out = b.run("progress")
    expect(out.locator("progress")).to_have_count(1)
    assert out.locator("progress").get_attribute("value") == "30", out.inner_html()
    expect(out.locator(".jp-OutputArea-output")).to_have_count(1)


def seen(image):
    """Whether a picture was loaded and has a size."""
    expect(image).to_be_visible(timeout=10_000)
    return image.evaluate("async i => { await i.decode(); return i.naturalWidth > 0 && i.clientHeight > 10 }")


def test_live_plot(b):
    out = b.run("live")
    expect(out.locator("img")).to_have_count(1)
    assert seen(out.locator("img"))


def test_input(b):
    for name, answer, said in (("input", "Ada", "hello, Ada"), ("password", "sesame", "6 letters")):
        b.start(name)
        box = b.cell(name).locator("input.jp-Stdin-input")
        expect(box).to_be_visible(timeout=15_000)
        assert (box.get_attribute("type") == "password") == (name == "password"), box.get_attribute("type")
        box.fill(answer)
        box.press("Enter")
        b.done(name)
        expect(b.cell(name).locator(".jp-OutputArea")).to_contain_text(said)


def test_interrupt(b):
    b.start("endless")
    expect(b.cell("endless").locator(".jp-InputPrompt")).to_have_text("[*]:")
    time.sleep(0.3)  # into its loop
    b.page.keyboard.press("Escape")
    b.page.keyboard.press("i")
    b.page.keyboard.press("i")
    b.done("endless")
    expect(b.cell("endless").locator(".jp-OutputArea")).to_contain_text("interrupted")
    expect(b.run("after")).to_contain_text("7")


def test_error(b):
    out = b.run("error")
    expect(out).to_contain_text("undefined: fmt.Printn")
    assert "\x1b" not in out.inner_text()


def test_untrusted_figure(b):
    assert seen(b.cell("figure").locator("img"))


def test_restart(b):
    b.command("kernelmenu:restart")
    b.page.locator(".jp-Dialog button.jp-mod-accept").click(timeout=15_000)
    b.page.wait_for_function(IDLE, timeout=30_000)
    expect(b.run("gone")).to_contain_text("undefined: x")
    expect(b.cell("gone").locator(".jp-InputPrompt")).to_have_text("[1]:")


def main():
    app = sys.argv[1]
    shots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    chromium = os.environ.get("DLFS_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as p:
        folder = pathlib.Path(name)
        notebook(folder)
        settings(folder)
        server = Server(app, folder)
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        page = browser.new_page(viewport={"width": 1200, "height": 3000})
        try:
            where = "lab/tree/use.ipynb" if app == "lab" else "notebooks/use.ipynb"
            page.goto(f"{server.url}{where}?token={server.token}")
            page.wait_for_selector(".jp-Notebook .jp-CodeCell .cm-content", timeout=120_000)
            page.wait_for_function(IDLE, timeout=60_000)
            b = Book(page)
            b.shot = lambda name: shots and page.screenshot(path=shots / f"{app}-{name}.png", clip={"x": 0, "y": 0, "width": 1200, "height": 1400})
            for name, test in list(globals().items()):
                if name.startswith("test_"):
                    print(name, flush=True)
                    test(b)
            if shots:
                b.command("apputils:change-theme", theme="JupyterLab Dark")
                page.wait_for_timeout(1500)
                page.screenshot(path=shots / f"{app}-dark.png")
                b.command("apputils:change-theme", theme="JupyterLab Light")
                page.wait_for_timeout(1500)
                page.screenshot(path=shots / f"{app}-light.png")
        except Exception:
            page.screenshot(path=os.environ.get("DLFS_FAILED_SHOT", "/tmp/editors-failed.png"))
            raise
        finally:
            browser.close()
            server.stop()
    print("all of", app)


main()
