"""What ipykernel's users count on, asked of the kernel "under-test".

The argument is a JSON object of cells: lines (prints 100,000 lines), sleep (runs
until interrupted), fail, print, set and get (of a variable), input and said; and
how many kernels to start at once.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import nbformat
import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from nbclient import NotebookClient

cells = json.loads(sys.argv[1])
TIMEOUT = 60


def start(**options):
    km = KernelManager(kernel_name="under-test", **options)
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=TIMEOUT)
    return km, kc


def stop(km, kc):
    kc.stop_channels()
    km.shutdown_kernel()


def outputs(kc, msg_id):
    """All of iopub until the request is done."""
    got = []
    while True:
        m = kc.get_iopub_msg(timeout=TIMEOUT)
        if m["parent_header"].get("msg_id") != msg_id:
            continue
        if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
            return got
        got.append(m)


def text(messages, name="stdout"):
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name)


def busy(kc, msg_id):
    while True:
        m = kc.get_iopub_msg(timeout=TIMEOUT)
        if m["msg_type"] == "execute_input" and m["parent_header"]["msg_id"] == msg_id:
            return


def run(kc, code):
    msg_id = kc.execute(code)
    reply = kc.get_shell_msg(timeout=TIMEOUT)
    while reply["parent_header"]["msg_id"] != msg_id:
        reply = kc.get_shell_msg(timeout=TIMEOUT)
    return reply, outputs(kc, msg_id)


def test_all_lines(km, kc):
    _, out = run(kc, cells["lines"])
    assert text(out) == "".join(f"line {i}\n" for i in range(100_000)), "lines are lost or out of order"


def test_interrupt_keeps_variables(km, kc):
    run(kc, cells["set"])
    for how in (km.interrupt_kernel, lambda: os.kill(km.provisioner.pid, signal.SIGINT)):
        msg_id = kc.execute(cells["sleep"])
        busy(kc, msg_id)
        time.sleep(0.05)  # the cell is on its way into its loop
        began = time.monotonic()
        how()
        outputs(kc, msg_id)
        took = time.monotonic() - began
        assert took < 0.5, f"interrupt took {took:.3f} s"
        print(f"interrupt to idle {took * 1000:.0f} ms")
        reply, out = run(kc, cells["get"])
        assert reply["content"]["status"] == "ok", reply["content"]
        assert any(m["msg_type"] == "execute_result" and "5" in m["content"]["data"]["text/plain"] for m in out), out


def test_control_while_busy(km, kc):
    msg_id = kc.execute(cells["sleep"])
    busy(kc, msg_id)
    for _ in range(5):
        request = kc.session.msg("kernel_info_request", {})
        kc.control_channel.send(request)
        reply = kc.control_channel.get_msg(timeout=5)
        assert reply["parent_header"]["msg_id"] == request["header"]["msg_id"], reply
    km.interrupt_kernel()
    outputs(kc, msg_id)


def test_stop_on_error(km, kc):
    ids = [kc.execute(c) for c in (cells["fail"], cells["print"], cells["print"])]
    status = {}
    while len(status) < 3:
        m = kc.get_shell_msg(timeout=TIMEOUT)
        if m["parent_header"]["msg_id"] in ids:
            status[m["parent_header"]["msg_id"]] = m["content"]["status"]
    assert [status[i] for i in ids] == ["error", "aborted", "aborted"], status
    reply, _ = run(kc, cells["set"])
    assert reply["content"]["status"] == "ok", reply["content"]


def test_input(km, kc):
    msg_id = kc.execute(cells["input"], allow_stdin=True)
    ask = kc.get_stdin_msg(timeout=TIMEOUT)
    assert ask["msg_type"] == "input_request", ask
    kc.input("Ada")
    assert cells["said"] in text(outputs(kc, msg_id))


def test_interrupt_of_input(km, kc):
    msg_id = kc.execute(cells["input"], allow_stdin=True)
    kc.get_stdin_msg(timeout=TIMEOUT)
    km.interrupt_kernel()
    outputs(kc, msg_id)
    reply, _ = run(kc, cells["set"])
    assert reply["content"]["status"] == "ok", reply["content"]


def test_bad_signature(km, kc):
    key, kc.session.key = kc.session.key, b"wrong"
    kc.execute(cells["print"])
    kc.session.key = key
    reply, _ = run(kc, cells["set"])
    assert reply["content"]["status"] == "ok", reply["content"]


def test_heartbeat(km, kc):
    kc.hb_channel.unpause()
    time.sleep(0.3)
    assert kc.hb_channel.is_beating()


def test_round_trip(km, kc):
    times = []
    for _ in range(100):
        began = time.perf_counter()
        msg_id = kc.execute(cells["set"])
        while kc.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] != msg_id:
            pass
        times.append(time.perf_counter() - began)
        outputs(kc, msg_id)
    print(f"round trip, median of 100: {sorted(times)[50] * 1000:.2f} ms")


def check_shutdown():
    for restart in (False, True):
        km, kc = start()
        process = km.provisioner.process
        began = time.monotonic()
        kc.control_channel.send(kc.session.msg("shutdown_request", {"restart": restart}))
        reply = kc.control_channel.get_msg(timeout=5)
        assert reply["content"]["restart"] is restart, reply
        process.wait(timeout=2)
        print(f"shutdown {1000 * (time.monotonic() - began):.0f} ms")
        kc.stop_channels()
    km, kc = start()
    km.provisioner.process.send_signal(signal.SIGTERM)
    km.provisioner.process.wait(timeout=2)
    kc.stop_channels()


def check_connection_files():
    exe = os.environ["DLFS_TEST_EXE"]
    for name in ("missing.json", __file__):
        r = subprocess.run([exe, "kernel", name], capture_output=True, text=True, timeout=20)
        assert r.returncode != 0 and os.path.basename(name) in r.stderr, (name, r)


def check_parent_death():
    """A kernel ends when what started it does, however that ended."""
    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_connection_file(os.path.join(folder, "c.json"), key=b"k")
        code = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); p.wait()"
        parent = subprocess.Popen([sys.executable, "-c", code, os.environ["DLFS_TEST_EXE"], "kernel", file], stdout=subprocess.PIPE, text=True)
        pid = int(parent.stdout.readline())
        kc = BlockingKernelClient(connection_file=file)
        kc.load_connection_file()
        kc.start_channels()
        kc.wait_for_ready(timeout=TIMEOUT)
        kc.stop_channels()
        parent.kill()
        parent.wait()
        began = time.monotonic()
        while running(pid):
            assert time.monotonic() - began < 5, "the kernel outlives its parent"
            time.sleep(0.02)


def running(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def check_slow_and_dying_peers():
    """libzmq peers that read late get everything; those that die hold nobody up."""
    km, kc = start()
    address = f"tcp://127.0.0.1:{km.iopub_port}"
    context = zmq.Context()
    slow, dying = context.socket(zmq.SUB), context.socket(zmq.SUB)
    for s in (slow, dying):
        s.subscribe(b"")
        s.connect(address)
        assert s.poll(TIMEOUT * 1000), "no iopub_welcome"
        s.recv_multipart()
    msg_id = kc.execute(cells["lines"])
    dying.recv_multipart()
    dying.close(linger=0)
    assert text(outputs(kc, msg_id)) == "".join(f"line {i}\n" for i in range(100_000)), "the good peer"
    session, got = Session(key=kc.session.key), []
    while True:
        _, m = session.recv(slow, mode=0)
        if m["parent_header"].get("msg_id") != msg_id:
            continue
        if m["content"].get("execution_state") == "idle":
            break
        got.append(m)
    assert text(got) == "".join(f"line {i}\n" for i in range(100_000)), "the slow peer"
    context.destroy(linger=0)
    stop(km, kc)


def check_ipc():
    with tempfile.TemporaryDirectory() as folder:
        km, kc = start(transport="ipc", ip=os.path.join(folder, "k"))
        run(kc, cells["set"])
        reply, _ = run(kc, cells["get"])
        assert reply["content"]["status"] == "ok", reply["content"]
        stop(km, kc)


def check_many():
    """Many kernels at once: how long until all are ready, and how big they are."""
    began = time.monotonic()
    kms = [KernelManager(kernel_name="under-test") for _ in range(cells["many"])]
    for km in kms:
        km.start_kernel()
    kcs = [km.client() for km in kms]
    for kc in kcs:
        kc.start_channels()
    for kc in kcs:
        kc.wait_for_ready(timeout=TIMEOUT)
        run(kc, cells["set"])
    print(f"{len(kms)} kernels ready in {time.monotonic() - began:.1f} s, {max(resident(km) for km in kms):.0f} MB each after a cell")
    for km, kc in zip(kms, kcs):
        stop(km, kc)


def resident(km):
    """Memory in MB, where the system tells."""
    try:
        with open(f"/proc/{km.provisioner.pid}/status") as f:
            return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))
    except OSError:
        return 0


def check_nbclient():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cells[c]) for c in ("set", "get")])
    NotebookClient(nb, kernel_name="under-test", timeout=TIMEOUT).execute()
    assert nb.cells[1].outputs[0]["data"]["text/plain"].strip() == "5", nb.cells[1].outputs


def main():
    began = time.monotonic()
    km, kc = start()
    print(f"start to ready {1000 * (time.monotonic() - began):.0f} ms")
    try:
        for name, test in list(globals().items()):
            if name.startswith("test_"):
                print(name, flush=True)
                test(km, kc)
    finally:
        stop(km, kc)
    for check in (check_shutdown, check_connection_files, check_parent_death, check_slow_and_dying_peers, check_nbclient, check_ipc, check_many):
        print(check.__name__, flush=True)
        check()


main()
