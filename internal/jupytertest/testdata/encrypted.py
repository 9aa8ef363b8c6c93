"""Runs the kernel "under-test" with its sockets encrypted, as Jupyter does it
(JEP 145), and looks at it as a stranger who has not got the keys."""
import sys
import time

import zmq
from jupyter_client.manager import KernelManager

TIMEOUT = 60


def start(policy, **options):
    km = KernelManager(kernel_name="under-test", transport_encryption=policy, **options)
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=TIMEOUT)
    return km, kc


def overheard(address, configure, run):
    """What a subscriber without the right keys gets while a cell runs."""
    context = zmq.Context()
    sub = context.socket(zmq.SUB)
    configure(sub)
    sub.setsockopt(zmq.SUBSCRIBE, b"")
    sub.connect(address)
    time.sleep(0.3)
    run()
    got = []
    while sub.poll(500):
        got.append(sub.recv_multipart())
    sub.close(0)
    context.term()
    return got


def wrong_key(sub):
    sub.curve_publickey, sub.curve_secretkey = zmq.curve_keypair()
    sub.curve_serverkey = zmq.curve_keypair()[0]


for policy in "auto", "required":
    for transport in "tcp", "ipc":
        km, kc = start(policy, transport=transport)
        info = km.get_connection_info()
        assert info["curve_publickey"], "the manager has made no keys"
        address = kc._make_url("iopub")

        def secret():
            reply = kc.execute_interactive('import "fmt"; fmt.Println("hunter" + "2")', timeout=TIMEOUT, output_hook=lambda m: None)
            assert reply["content"]["status"] == "ok", reply["content"]

        for name, configure in {"no keys": lambda s: None, "a wrong key": wrong_key}.items():
            got = overheard(address, configure, secret)
            assert not got, f"{policy}, {transport}: with {name} a stranger has read {got}"
        kc.hb_channel.unpause()
        time.sleep(1.2)
        assert kc.is_alive(), "no heartbeat"
        control = kc.control_channel
        msg = kc.session.msg("kernel_info_request")
        control.send(msg)
        assert control.get_msg(timeout=TIMEOUT)["content"]["status"] == "ok"
        kc.stop_channels()
        km.shutdown_kernel()

# Without encryption the stranger reads, which is what the docs say.
km, kc = start("disabled")
got = overheard(kc._make_url("iopub"), lambda s: None, lambda: kc.execute_interactive("1 + 1", timeout=TIMEOUT, output_hook=lambda m: None))
assert got, "without encryption nothing was overheard: the test does not see anything"
kc.stop_channels()
km.shutdown_kernel()
print("encrypted: ok")
