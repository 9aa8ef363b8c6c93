"""Numbers for oracle_test.go, from the formulas and by NumPy alone.

    python3 oracle.py [DIRECTORY]

writes oracle.json and numpy.npz, beside itself or into the directory.

Everything is computed the slow way, by loops over the definitions, so that it
shares no idea with the Go code but the formulas.
"""

import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent


def ramp(seed, *shape):
    """Numbers from -1 to 1 that Go computes too (ramp in oracle_test.go)."""
    n = int(np.prod(shape))
    k = np.arange(n, dtype=np.int64)
    return (((k * 7919 + seed * 104729) % 1009) / 504.5 - 1).reshape(shape)


def convolution(x, w, b, stride, pad, dy):
    n, c, h, wd = x.shape
    fn, _, fh, fw = w.shape
    oh, ow = (h + 2 * pad - fh) // stride + 1, (wd + 2 * pad - fw) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    y, dxp, dw = np.zeros((n, fn, oh, ow)), np.zeros_like(xp), np.zeros_like(w)
    dy = dy(n, fn, oh, ow)
    for i in range(n):
        for f in range(fn):
            for r in range(oh):
                for s in range(ow):
                    at = (i, slice(None), slice(r * stride, r * stride + fh), slice(s * stride, s * stride + fw))
                    y[i, f, r, s] = np.sum(xp[at] * w[f]) + b[f]
                    dw[f] += dy[i, f, r, s] * xp[at]
                    dxp[at] += dy[i, f, r, s] * w[f]
    dx = dxp[:, :, pad:pad + h, pad:pad + wd]
    return dict(y=y, dx=dx, dw=dw, db=dy.sum(axis=(0, 2, 3)))


def maxpool(x, size, stride):
    n, c, h, w = x.shape
    oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
    y = np.zeros((n, c, oh, ow))
    for r in range(oh):
        for s in range(ow):
            y[:, :, r, s] = x[:, :, r * stride:r * stride + size, s * stride:s * stride + size].max(axis=(2, 3))
    return y


def batchnorm(x, gamma, beta, dy):
    """The gradient by the full Jacobian of the normalization."""
    n, d = x.shape
    mean, var = x.mean(axis=0), x.var(axis=0)
    std = np.sqrt(var + 1e-6)
    xhat = (x - mean) / std
    dx = np.zeros_like(x)
    for j in range(d):
        for i in range(n):
            for k in range(n):  # ∂xhat[k] / ∂x[i]
                jac = ((i == k) - 1 / n) / std[j] - (x[k, j] - mean[j]) * (x[i, j] - mean[j]) / n / std[j] ** 3
                dx[i, j] += dy[k, j] * gamma[j] * jac
    return dict(y=gamma * xhat + beta, dx=dx, dgamma=(dy * xhat).sum(axis=0), dbeta=dy.sum(axis=0),
                mean=0.1 * mean, var=0.9 + 0.1 * var,
                inference=gamma * (x - 0.1 * mean) / np.sqrt(0.9 + 0.1 * var + 1e-6) + beta)


def multilayer(x, t, ws, bs, decay):
    """Loss and gradients of Affine-ReLU-Affine-ReLU-Affine-softmax."""
    acts = [x]
    for i, (w, b) in enumerate(zip(ws, bs)):
        z = acts[-1] @ w + b
        acts.append(np.maximum(z, 0) if i < len(ws) - 1 else z)
    e = np.exp(acts[-1])
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log((p * t).sum(axis=1)).mean() + decay / 2 * sum((w ** 2).sum() for w in ws)
    dz, grads = (p - t) / len(x), {}
    for i in reversed(range(len(ws))):
        grads[f"W{i + 1}"], grads[f"b{i + 1}"] = acts[i].T @ dz + decay * ws[i], dz.sum(axis=0)
        dz = (dz @ ws[i].T) * (acts[i] > 0)
    return dict(loss=loss, **grads)


def smooth(x):
    s = np.r_[x[10:0:-1], x, x[-1:-11:-1]]
    w = np.kaiser(11, 2)
    return np.convolve(w / w.sum(), s, mode="valid")[5:-5]


def halves():
    values = [0, 1, -2, 0.1, 1 / 3, 65504, 65519.99, 65520, 1e9, 6.1e-5, 6.103515625e-05, 5.96e-8, 2.98e-8, 2.99e-8,
              1e-9, 2049, 2051, 4098, 1.0009765625, 1.00048828125, 1.00146484375, -0.0, 1023.75, 6.097555160522461e-05]
    with np.errstate(over="ignore"):
        return dict(x=np.array(values), bits=np.array(values).astype(np.float16).view(np.uint16).astype(int))


def save_npz():
    a = ramp(1, 3, 4)
    with open(HERE / "numpy.npz", "wb") as f:
        np.savez(f, c64=a, c32=a.astype(np.float32), c16=a.astype(np.float16), f64=np.asfortranarray(a),
                 f3d=np.asfortranarray(ramp(2, 2, 3, 4)), filters=ramp(3, 2, 1, 3, 3), vector=ramp(4, 5), scalar=np.float64(7))


def main():
    x, w, b = ramp(1, 2, 3, 7, 6), ramp(2, 4, 3, 3, 2), ramp(3, 4)
    conv = {f"stride {s} pad {p}": convolution(x, w, b, s, p, lambda *shape: ramp(4, *shape))
            for s, p in [(1, 0), (1, 1), (2, 1), (3, 2)]}
    sizes = [(4, 5), (5, 6), (6, 3)]
    ws, bs = [ramp(5 + i, *s) for i, s in enumerate(sizes)], [ramp(15 + i, s[1]) for i, s in enumerate(sizes)]
    numbers = dict(
        numpy=np.__version__, python=sys.version.split()[0],
        convolution=conv,
        maxpool={"2 by 2": maxpool(x, 2, 2), "3 by 2": maxpool(x, 3, 2), "3 by 1": maxpool(x, 3, 1)},
        batchnorm=batchnorm(ramp(1, 5, 3), ramp(2, 3), ramp(3, 3), ramp(4, 5, 3)),
        multilayer=multilayer(ramp(1, 3, 4), np.eye(3)[[0, 2, 1]], ws, bs, 0.1),
        kaiser=np.kaiser(11, 2), smooth=smooth(ramp(1, 40)),
        halves=halves(),
    )
    text = json.dumps(numbers, default=lambda a: a.ravel().tolist() if isinstance(a, np.ndarray) else float(a), indent=1)
    (HERE / "oracle.json").write_text(text + "\n")
    save_npz()


main()
