"""MEND training: a small distiller learns to write demonstrations as a few vectors a frozen language model reads."""

import os

# ONNX Runtime's official builds report to their makers unless told not to before the library is loaded
# (microsoft/onnxruntime, pull request 27379).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
