"""Runs a network in the ONNX format: MODEL IN.npz OUT.npz."""

import sys

import numpy as np
import onnxruntime as ort

model, inputs, outputs = sys.argv[1:]
session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
x = np.load(inputs)["x"].astype(np.float32)
names = [o.name for o in session.get_outputs()]
np.savez(outputs, **dict(zip(names, session.run(None, {"x": x}))))
