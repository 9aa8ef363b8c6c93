"""The networks of dlfs in PyTorch on the CPU: float32, or float64 if the first argument is torch64."""
import sys

import torch
from torch import nn

from numpy_peer import serve

BATCH = 100
double = sys.argv[1:] == ["torch64"]
torch.set_default_dtype(torch.float64 if double else torch.float32)
torch.manual_seed(1)


def two_layer():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10))


def simple():
    return nn.Sequential(nn.Conv2d(1, 30, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(30 * 12 * 12, 100), nn.ReLU(), nn.Linear(100, 10))


def deep():
    layers, c = [], 1
    for i, (filters, pad) in enumerate([(16, 1), (16, 1), (32, 1), (32, 2), (64, 1), (64, 1)]):
        layers += [nn.Conv2d(c, filters, 3, padding=pad), nn.ReLU()]
        if i % 2:
            layers.append(nn.MaxPool2d(2))
        c = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 4 * 4, 50), nn.ReLU(), nn.Dropout(0.5), nn.Linear(50, 10))


def trainer(build, adam):
    net, loss = build(), nn.CrossEntropyLoss()
    x, t = torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))
    optimizer = torch.optim.Adam(net.parameters()) if adam else torch.optim.SGD(net.parameters(), lr=0.1)

    def step():
        optimizer.zero_grad()
        value = loss(net(x), t)
        value.backward()
        optimizer.step()
        return value.item()
    return step


def predictor():
    net, x = deep().eval(), torch.rand(1000, 1, 28, 28)

    def predict():
        with torch.inference_mode():
            return net(x)
    return predict


def product():
    a, b = torch.rand(1000, 1000), torch.rand(1000, 1000)
    return lambda: a @ b


serve("PyTorch %s, float%d" % (torch.__version__, 64 if double else 32), {
    "TwoLayerNet/step": lambda: trainer(two_layer, False),
    "SimpleConvNet/step": lambda: trainer(simple, True),
    "DeepConvNet/step": lambda: trainer(deep, True),
    "DeepConvNet/predict1000": predictor,
    "dgemm1000" if double else "sgemm1000": product,
})
