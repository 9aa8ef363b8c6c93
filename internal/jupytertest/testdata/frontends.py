"""The kernel "under-test" in jupyter console and papermill, and asked what VS Code asks.

The path of the kernel's program is the argument.
"""
import json
import os
import subprocess
import sys
import tempfile
import uuid

import nbformat
import pexpect
import zmq
from jupyter_client.connect import write_connection_file
from jupyter_client.session import Session

TIMEOUT = 30


def check_console():
    # --no-simple-prompt needs a terminal that answers; the simple one asks is_complete, too.
    c = pexpect.spawn(sys.executable, ["-m", "jupyter_console", "--kernel", "under-test", "--simple-prompt"], timeout=TIMEOUT, encoding="utf-8", env=os.environ | {"TERM": "dumb"})
    c.expect_exact("In [1]:")
    c.sendline("x := 41")
    c.expect_exact("In [2]:")
    c.sendline("x + 1")
    c.expect(r"Out\[2\]: *\r?\n?42")
    c.expect_exact("In [3]:")
    c.sendline('import "fmt"')
    c.expect_exact("In [4]:")
    c.sendline('var s string; fmt.Scanln(&s); fmt.Println("hello", s)')
    c.sendline("Ada")
    c.expect_exact("hello Ada")
    c.expect_exact("In [5]:")
    c.sendline("undefinedName")
    c.expect_exact("undefined: undefinedName")
    c.expect_exact("In [6]:")
    c.sendeof()
    c.expect_exact("really want to exit")
    c.sendline("y")
    c.expect(pexpect.EOF)


def check_papermill():
    """Papermill has no Go; what it writes for C# is Go, for numbers, text and truth values."""
    cell = nbformat.v4.new_code_cell
    nb = nbformat.v4.new_notebook(
        cells=[cell('rate := 0.1\nname := "nobody"\nfast := false\nrounds := 1', metadata={"tags": ["parameters"]}), cell('import "fmt"\nfmt.Println(rate, name, fast, rounds)')],
        metadata={"kernelspec": {"name": "under-test", "display_name": "Go", "language": "go"}})
    with tempfile.TemporaryDirectory() as folder:
        src, dst = os.path.join(folder, "in.ipynb"), os.path.join(folder, "out.ipynb")
        nbformat.write(nb, src)
        subprocess.run([sys.executable, "-m", "papermill", src, dst, "--language", ".net-csharp", "-p", "rate", "0.5", "-p", "name", 'Ada "A"', "-p", "fast", "true", "-p", "rounds", "3"],
                       check=True, timeout=120, capture_output=True)
        out = nbformat.read(dst, as_version=4)
        text = "".join(o.get("text", "") for o in out.cells[-1].outputs)
        assert text == '0.5 Ada "A" true 3\n', text


class VSCode:
    """The messages of the Jupyter extension: @jupyterlab/services over ZeroMQ sockets of one identity."""

    def __init__(self, file):
        with open(file) as f:
            info = json.load(f)
        self.session = Session(key=info["key"].encode(), username="", session=str(uuid.uuid4()))
        self.context = zmq.Context()
        identity = self.session.session.encode()
        self.sockets = {}
        for name, kind in (("iopub", zmq.SUB), ("shell", zmq.DEALER), ("control", zmq.DEALER), ("stdin", zmq.DEALER)):
            s = self.context.socket(kind)
            if kind == zmq.SUB:
                s.subscribe(b"")
            else:
                s.setsockopt(zmq.ROUTING_ID, identity)
            s.setsockopt(zmq.LINGER, 0)
            s.connect(f"tcp://{info['ip']}:{info[name + '_port']}")
            self.sockets[name] = s

    def close(self):
        self.context.destroy(linger=0)

    def receive(self, channel):
        assert self.sockets[channel].poll(TIMEOUT * 1000), f"nothing on {channel}"
        _, msg = self.session.recv(self.sockets[channel], mode=0)
        return msg

    def send(self, channel, kind, content, metadata=None):
        m = self.session.msg(kind, content, metadata=metadata)
        m["header"]["version"] = "5.2"
        self.session.send(self.sockets[channel], m)
        return m["header"]["msg_id"]

    def ask(self, channel, kind, content, metadata=None):
        msg_id = self.send(channel, kind, content, metadata)
        while True:
            m = self.receive(channel)
            if m["parent_header"].get("msg_id") == msg_id:
                return m["content"]

    def until_idle(self, msg_id):
        got = []
        while True:
            m = self.receive("iopub")
            if m["parent_header"].get("msg_id") != msg_id:
                continue
            if m["content"].get("execution_state") == "idle":
                return got
            got.append(m)

    def execute(self, code, n):
        metadata = {"cellId": f"vscode-notebook-cell:/tmp/nb.ipynb#W{n}sZmlsZQ%3D%3D", "trusted": True, "deletedCells": [], "recordTiming": False}
        return self.send("shell", "execute_request", {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True, "stop_on_error": False}, metadata)


def check_vscode(exe):
    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_connection_file(os.path.join(folder, "c.json"), key=b"vscode", kernel_name="under-test")
        for restarted in (False, True):  # a restart is a new process on the same ports
            process = subprocess.Popen([exe, "kernel", file], stdin=subprocess.PIPE)
            v = VSCode(file)
            while v.receive("iopub")["msg_type"] != "iopub_welcome":  # from now on nothing is missed
                pass
            info = v.ask("shell", "kernel_info_request", {})
            assert info["status"] == "ok" and info["language_info"]["name"] == "go" and info["language_info"]["mimetype"], info
            assert v.ask("control", "kernel_info_request", {})["status"] == "ok"
            assert v.ask("shell", "comm_info_request", {"target_name": "jupyter.widget"}) == {"status": "ok", "comms": {}}
            msg_id = v.execute("y := 5\ny", 0)
            kinds = [m["msg_type"] for m in v.until_idle(msg_id)]
            assert kinds == ["status", "execute_input", "execute_result"], kinds
            done = v.ask("shell", "complete_request", {"code": "y\nstr", "cursor_pos": 5})
            assert "string" in done["matches"] and (done["cursor_start"], done["cursor_end"]) == (2, 5), done
            about = v.ask("shell", "inspect_request", {"code": "len(x)", "cursor_pos": 2, "detail_level": 0})
            assert about["found"] and "func len" in about["data"]["text/plain"], about
            msg_id = v.execute('import "fmt"\nvar s string\nfmt.Scanln(&s)\ns', 1)
            assert v.receive("stdin")["msg_type"] == "input_request"
            v.send("stdin", "input_reply", {"value": "Ada", "status": "ok"})
            results = [m["content"]["data"]["text/plain"] for m in v.until_idle(msg_id) if m["msg_type"] == "execute_result"]
            assert results == ["Ada"], results
            msg_id = v.execute("for {}", 2)
            while v.receive("iopub")["msg_type"] != "execute_input":
                pass
            assert v.ask("control", "interrupt_request", {})["status"] == "ok"
            assert "error" in [m["msg_type"] for m in v.until_idle(msg_id)]
            gone = v.ask("control", "shutdown_request", {"restart": not restarted})
            assert gone["restart"] is (not restarted), gone
            process.wait(timeout=5)
            assert process.returncode == 0, process.returncode
            v.close()


print("check_console", flush=True)
check_console()
print("check_papermill", flush=True)
check_papermill()
print("check_vscode", flush=True)
check_vscode(sys.argv[1])
print("all front ends")
