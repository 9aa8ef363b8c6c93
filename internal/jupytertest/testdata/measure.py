"""Measures installed kernels side by side: measure.py dlfs gophernotes python3 …

The kernels take turns, so that what else the machine does hits all of them.
Printed is the median of the rounds:

bound    process start until all five sockets take connections
first    process start until the reply to a cell that is sent at once
ready    process start until wait_for_ready has returned and a cell is answered
trip     round trip of a cell
memory   resident memory after one cell
stop     interrupt until idle, where a cell for it is given (KERNEL=CODE)
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.connect import write_connection_file
from jupyter_client.manager import KernelManager

ROUNDS = int(os.environ.get("DLFS_ROUNDS", "5"))
TIMEOUT = 60


def environment():
    """The environment without a Go toolchain, which gophernotes does not survive: it cannot read the export data of new ones."""
    path = os.environ["PATH"].split(os.pathsep)
    return os.environ | {"GOROOT": "/nonexistent", "PATH": os.pathsep.join(p for p in path if not os.path.exists(os.path.join(p, "go")))}


def listening():
    """The ports of this machine that take connections. Some kernels die of a connection that says nothing."""
    with open("/proc/net/tcp") as f:
        rows = [line.split() for line in f][1:]
    return {int(r[1].split(":")[1], 16) for r in rows if r[3] == "0A"}


def bound(name):
    with tempfile.TemporaryDirectory() as folder:
        file, info = write_connection_file(os.path.join(folder, "c.json"), key=b"k")
        km = KernelManager(kernel_name=name, connection_file=file)
        ports = {info[p] for p in ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port")}
        began = time.perf_counter()
        p = subprocess.Popen(km.format_kernel_cmd(), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not ports <= listening():
                if p.poll() is not None or time.perf_counter() - began > TIMEOUT:
                    raise RuntimeError(f"{name} does not listen")
            return time.perf_counter() - began
        finally:
            p.kill()
            p.wait()


def launch(name):
    km = KernelManager(kernel_name=name)
    km.start_kernel(env=environment())
    kc = km.client()
    kc.start_channels()
    return km, kc


def answer(kc, msg_id):
    while kc.get_shell_msg(timeout=TIMEOUT)["parent_header"].get("msg_id") != msg_id:
        pass


def first(name):
    began = time.perf_counter()
    km, kc = launch(name)
    try:
        answer(kc, kc.execute("1+1"))
        return time.perf_counter() - began
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


def stop(kc, km, code):
    """Interrupts a cell and waits for the kernel to be idle."""
    msg_id = kc.execute(code)
    while kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "execute_input":
        pass
    time.sleep(0.1)  # into its loop
    began = time.perf_counter()
    km.interrupt_kernel()
    while True:
        m = kc.get_iopub_msg(timeout=TIMEOUT)
        if m["parent_header"].get("msg_id") == msg_id and m["content"].get("execution_state") == "idle":
            return time.perf_counter() - began


def session(name, endless):
    began = time.perf_counter()
    km, kc = launch(name)
    try:
        kc.wait_for_ready(timeout=TIMEOUT)
        answer(kc, kc.execute("1+1"))
        got = {"ready": time.perf_counter() - began}
        with open(f"/proc/{km.provisioner.pid}/status") as f:
            got["memory"] = next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))
        trips = []
        for _ in range(200):
            began = time.perf_counter()
            answer(kc, kc.execute("1+1"))
            trips.append(time.perf_counter() - began)
        got["trip"] = statistics.median(trips)
        if endless:
            while True:  # what the cells before have published
                try:
                    kc.get_iopub_msg(timeout=0.2)
                except Exception:
                    break
            got["stop"] = stop(kc, km, endless)
        return got
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


def main():
    kernels = dict((a.split("=", 1) + [""])[:2] for a in sys.argv[1:])
    seen = {name: {} for name in kernels}
    for _ in range(ROUNDS):
        for name, endless in kernels.items():
            for key, value in {"bound": bound(name), "first": first(name), **session(name, endless)}.items():
                seen[name].setdefault(key, []).append(value)
    for name, got in seen.items():
        m = {key: statistics.median(values) for key, values in got.items()}
        print(f"{name}: bound {m['bound'] * 1000:.0f} ms, first {m['first']:.3f} s, ready {m['ready']:.2f} s, trip {m['trip'] * 1000:.2f} ms, "
              f"memory {m['memory']:.0f} MB, stop " + (f"{m['stop'] * 1000:.0f} ms" if "stop" in m else "-"), flush=True)


main()
