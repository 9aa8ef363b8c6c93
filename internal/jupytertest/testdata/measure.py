"""Measures installed kernels by name: measure.py dlfs python3 …

For each: the time from start to the first result, the median round trip of a
cell, and the memory after one cell. The best of three starts counts.
"""
import statistics
import sys
import time

from jupyter_client.manager import KernelManager


def run(kc, code):
    msg_id = kc.execute(code)
    while kc.get_shell_msg(timeout=60)["parent_header"]["msg_id"] != msg_id:
        pass


def timed(f, *args):
    began = time.perf_counter()
    f(*args)
    return time.perf_counter() - began


def once(name):
    began = time.perf_counter()
    km = KernelManager(kernel_name=name)
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=60)
        run(kc, "1+1")
        first = time.perf_counter() - began
        with open(f"/proc/{km.provisioner.pid}/status") as f:
            memory = next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))
        return first, statistics.median(timed(run, kc, "1+1") for _ in range(200)), memory
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


for name in sys.argv[1:]:
    first, trip, memory = (min(x) for x in zip(*(once(name) for _ in range(3))))
    print(f"{name}: first result {first:.2f} s, round trip {trip * 1000:.2f} ms, {memory:.0f} MB after one cell", flush=True)
