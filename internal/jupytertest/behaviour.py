"""What front ends rely on beyond the public conformance tests.

Prints "ok NAME" for each check; a failed one raises.
"""

import os
import queue
import signal
import time

from jupyter_client.manager import start_new_kernel

km, kc = start_new_kernel(kernel_name="dlfs")


def outputs(msg_id, timeout=30):
    """All iopub messages of a request, up to idle."""
    out = []
    while True:
        m = kc.get_iopub_msg(timeout=timeout)
        if m["parent_header"].get("msg_id") != msg_id:
            continue
        out.append(m)
        if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
            return out


def reply(msg_id, timeout=30):
    while True:
        m = kc.get_shell_msg(timeout=timeout)
        if m["parent_header"].get("msg_id") == msg_id:
            return m


def run(code, **kw):
    msg_id = kc.execute(code, **kw)
    r = reply(msg_id)
    return r["content"], outputs(msg_id)


def text(msgs, name="stdout"):
    return "".join(m["content"]["text"] for m in msgs if m["msg_type"] == "stream" and m["content"]["name"] == name)


def check(name, ok, detail=""):
    if not ok:
        raise AssertionError(f"{name}: {detail}")
    print("ok", name, flush=True)


run('import ("fmt"; "time"; "os")\nx := 41')
c, out = run("x + 1")
result = [m for m in out if m["msg_type"] == "execute_result"]
check("variables live on", result and result[0]["content"]["data"]["text/plain"] == "42", out)

c, out = run("x = 7", silent=True)
check("silent publishes only status", {m["msg_type"] for m in out} == {"status"}, out)
before = c["execution_count"]
c, out = run("x", store_history=False)
check("store_history=False keeps the count", c["execution_count"] == before, c)

c, _ = run("", user_expressions={"good": "x", "bad": "nope"})
ue = c["user_expressions"]
check("user expressions", ue["good"]["data"]["text/plain"] == "7" and ue["bad"]["status"] == "error", ue)

ids = [kc.execute(code) for code in ("time.Sleep(300 * time.Millisecond); panic(1)", "1", "2")]
status = [reply(i)["content"]["status"] for i in ids]
check("cells behind a failing one are aborted", status == ["error", "aborted", "aborted"], status)
ids = [kc.execute("time.Sleep(300 * time.Millisecond); panic(1)", stop_on_error=False), kc.execute("1")]
status = [reply(i)["content"]["status"] for i in ids]
check("stop_on_error=False", status == ["error", "ok"], status)

ids = [kc.execute(str(i)) for i in range(100)]
counts = [reply(i)["content"]["execution_count"] for i in ids]
check("100 at once in order", counts == list(range(counts[0], counts[0] + 100)), counts)

c, out = run("for i := range 100000 { fmt.Println(i) }")
check("100,000 lines", text(out) == "".join(f"{i}\n" for i in range(100000)), len(text(out)))

msg_id = kc.execute("n := 0\nfor { n++ }")
time.sleep(0.3)
control = kc.session.msg("kernel_info_request", {})
kc.control_channel.send(control)
m = kc.get_control_msg(timeout=5)
check("control answers while a cell runs", m["msg_type"] == "kernel_info_reply", m)
start = time.time()
km.interrupt_kernel()
r = reply(msg_id)
took = time.time() - start
check("interrupt", r["content"]["status"] == "error" and took < 1, (r["content"], took))
c, out = run("x")
check("variables survive an interrupt", c["status"] == "ok", c)

c, out = run("os.Exit(3)")
check("os.Exit ends only the cell", c["status"] == "error" and "os.Exit(3)" in c["evalue"], c)

msg_id = kc.execute('var name string\nfmt.Scan(&name)\nfmt.Println("hello", name)', allow_stdin=True)
m = kc.get_stdin_msg(timeout=10)
check("input is asked for", m["msg_type"] == "input_request", m)
kc.input("Gopher")
reply(msg_id)
check("input arrives", text(outputs(msg_id)) == "hello Gopher\n")

c, out = run('m := map[string]int{"c": 30}\nm["c"]')
result = [m for m in out if m["msg_type"] == "execute_result"]
check("a map element is one value", result[0]["content"]["data"]["text/plain"] == "30", result)

c, out = run("""import "github.com/dlfs-go/book/display"
display.HandleComm("twice", func(c *display.Comm, data any) {
	c.OnMessage = func(data any) { c.Send(2 * data.(float64)) }
})""")
check("a cell handles a comm's target", c["status"] == "ok", c)
kc.shell_channel.send(kc.session.msg("comm_open", {"comm_id": "c1", "target_name": "twice", "data": {}}))
kc.shell_channel.send(kc.session.msg("comm_msg", {"comm_id": "c1", "data": 21}))
m = kc.get_iopub_msg(timeout=10)
while m["msg_type"] != "comm_msg":
    m = kc.get_iopub_msg(timeout=10)
check("a cell answers on a comm", m["content"]["data"] == 42, m["content"])

times = []
for _ in range(200):
    start = time.perf_counter()
    reply(kc.execute("1"))
    times.append(time.perf_counter() - start)
times.sort()
print(f"median round trip {1000 * times[100]:.2f} ms", flush=True)
pid = km.provisioner.process.pid
with open(f"/proc/{pid}/status") as f:
    print(*[line.strip() for line in f if line.startswith("VmRSS")], flush=True)

start = time.time()
kc.shutdown()
while km.is_alive() and time.time() - start < 5:
    time.sleep(0.02)
check("shutdown", time.time() - start < 2, time.time() - start)

km, kc = start_new_kernel(kernel_name="dlfs")
past = [line[2] for line in reply(kc.history(hist_access_type="tail", n=1000))["content"]["history"]]
check("the next kernel knows what was run", "x + 1" in past and "x = 7" not in past, past[-5:])
kc.shutdown()
