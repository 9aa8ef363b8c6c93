"""The networks of dlfs in NumPy, as a beginner's book writes them: im2col and one matrix product.

Reads names of measurements from standard input and answers each with a line of JSON, milliseconds a step.
"""
import json
import sys
import time

import numpy as np

BATCH = 100
rng = np.random.default_rng(1)


def im2col(x, fh, fw, stride, pad):
    n, c, h, w = x.shape
    oh, ow = (h + 2 * pad - fh) // stride + 1, (w + 2 * pad - fw) // stride + 1
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.empty((n, c, fh, fw, oh, ow))
    for i in range(fh):
        for j in range(fw):
            col[:, :, i, j] = x[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1)


def col2im(col, shape, fh, fw, stride, pad):
    n, c, h, w = shape
    oh, ow = (h + 2 * pad - fh) // stride + 1, (w + 2 * pad - fw) // stride + 1
    col = col.reshape(n, oh, ow, c, fh, fw).transpose(0, 3, 4, 5, 1, 2)
    x = np.zeros((n, c, h + 2 * pad + stride - 1, w + 2 * pad + stride - 1))
    for i in range(fh):
        for j in range(fw):
            x[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride] += col[:, :, i, j]
    return x[:, :, pad:h + pad, pad:w + pad]


class Affine:
    def __init__(self, d, m):
        self.params = [rng.normal(0, np.sqrt(2 / d), (d, m)), np.zeros(m)]

    def forward(self, x):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.params[0] + self.params[1]

    def backward(self, dy):
        self.grads = [self.x.T @ dy, dy.sum(axis=0)]
        return (dy @ self.params[0].T).reshape(self.shape)


class ReLU:
    params = []

    def forward(self, x):
        self.off = x <= 0
        y = x.copy()
        y[self.off] = 0
        return y

    def backward(self, dy):
        dy[self.off] = 0
        return dy


class Conv:
    def __init__(self, filters, c, size, pad=0):
        self.params = [rng.normal(0, np.sqrt(2 / (c * size * size)), (filters, c, size, size)), np.zeros(filters)]
        self.size, self.pad = size, pad

    def forward(self, x):
        n, _, h, w = x.shape
        self.shape = x.shape
        oh, ow = h + 2 * self.pad - self.size + 1, w + 2 * self.pad - self.size + 1
        self.col = im2col(x, self.size, self.size, 1, self.pad)
        self.flat = self.params[0].reshape(len(self.params[0]), -1).T
        y = self.col @ self.flat + self.params[1]
        return y.reshape(n, oh, ow, -1).transpose(0, 3, 1, 2)

    def backward(self, dy):
        dy = dy.transpose(0, 2, 3, 1).reshape(-1, len(self.params[0]))
        self.grads = [(self.col.T @ dy).T.reshape(self.params[0].shape), dy.sum(axis=0)]
        return col2im(dy @ self.flat.T, self.shape, self.size, self.size, 1, self.pad)


class Pool:
    params = []

    def forward(self, x):
        n, c, h, w = x.shape
        self.shape = x.shape
        col = im2col(x, 2, 2, 2, 0).reshape(-1, 4)
        self.at = col.argmax(axis=1)
        return col.max(axis=1).reshape(n, h // 2, w // 2, c).transpose(0, 3, 1, 2)

    def backward(self, dy):
        dy = dy.transpose(0, 2, 3, 1)
        d = np.zeros((dy.size, 4))
        d[np.arange(dy.size), self.at] = dy.ravel()
        return col2im(d.reshape(dy.shape[0] * dy.shape[1] * dy.shape[2], -1), self.shape, 2, 2, 2, 0)


class Dropout:
    params = []

    def forward(self, x, train=True):
        if not train:
            return x * 0.5
        self.on = rng.random(x.shape) > 0.5
        return x * self.on

    def backward(self, dy):
        return dy * self.on


class Net:
    def __init__(self, layers, adam):
        self.layers, self.adam = layers, adam
        self.steps = 0
        self.moments = [[(np.zeros_like(p), np.zeros_like(p)) for p in l.params] for l in layers]

    def predict(self, x, train=False):
        for l in self.layers:
            x = l.forward(x, train) if isinstance(l, Dropout) else l.forward(x)
        return x

    def step(self, x, t):
        y = self.predict(x, True)
        y = np.exp(y - y.max(axis=1, keepdims=True))
        y /= y.sum(axis=1, keepdims=True)
        loss = -np.log(y[np.arange(len(t)), t] + 1e-7).mean()
        y[np.arange(len(t)), t] -= 1
        dy = y / len(t)
        for l in reversed(self.layers):
            dy = l.backward(dy)
        self.steps += 1
        rate = 0.001 * np.sqrt(1 - 0.999 ** self.steps) / (1 - 0.9 ** self.steps)
        for l, moments in zip(self.layers, self.moments):
            for p, g, (m, v) in zip(l.params, getattr(l, "grads", []), moments):
                if self.adam:
                    m += 0.1 * (g - m)
                    v += 0.001 * (g * g - v)
                    p -= rate * m / (np.sqrt(v) + 1e-7)
                else:
                    p -= 0.1 * g
        return loss


def two_layer():
    return Net([Affine(784, 50), ReLU(), Affine(50, 10)], False)


def simple():
    return Net([Conv(30, 1, 5), ReLU(), Pool(), Affine(30 * 12 * 12, 100), ReLU(), Affine(100, 10)], True)


def deep():
    layers, c = [], 1
    for filters, pad in (16, 1), (16, 1), (32, 1), (32, 2), (64, 1), (64, 1):
        layers += [Conv(filters, c, 3, pad), ReLU()]
        if len(layers) % 5 == 4:
            layers.append(Pool())
        c = filters
    return Net(layers + [Affine(64 * 4 * 4, 50), ReLU(), Dropout(), Affine(50, 10)], True)


def jobs():
    t = rng.integers(0, 10, BATCH)
    images, many = rng.random((BATCH, 1, 28, 28)), rng.random((1000, 1, 28, 28))

    def trainer(build, x):
        net = build()
        return lambda: net.step(x, t)

    def product(kind):
        a, b = rng.random((1000, 1000)).astype(kind), rng.random((1000, 1000)).astype(kind)
        return lambda: a @ b

    def predictor():
        net = deep()  # a hundred at a time, which is faster than all at once
        return lambda: [net.predict(many[i:i + 100]) for i in range(0, 1000, 100)]

    return {
        "TwoLayerNet/step": lambda: trainer(two_layer, images.reshape(BATCH, -1)),
        "SimpleConvNet/step": lambda: trainer(simple, images),
        "DeepConvNet/step": lambda: trainer(deep, images),
        "DeepConvNet/predict1000": predictor,
        "dgemm1000": lambda: product(np.float64),
        "sgemm1000": lambda: product(np.float32),
    }


def mean(step, within):
    """The milliseconds of a step, of one and as many as begin within so many seconds."""
    count, start = 0, time.perf_counter()
    while count < 1 or time.perf_counter() - start < within:
        step()
        count += 1
    return (time.perf_counter() - start) * 1000 / count


def serve(about, jobs):
    """Answers every name with the milliseconds of a step, the mean of at least a tenth of a second.

    One step is run before, as what it needs is no longer in the caches, unless that takes as long.
    """
    print(json.dumps({"about": about, "names": list(jobs)}), flush=True)
    ready = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in ready:
            ready[name] = jobs[name]()
            ready[name]()
        ms = mean(ready[name], 0)
        if ms < 100:
            ms = mean(ready[name], 0.1)
        print(json.dumps({"name": name, "ms": ms}), flush=True)


if __name__ == "__main__":
    serve("NumPy " + np.__version__, jobs())
