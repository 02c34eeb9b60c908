#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""check_onnx.py FILE...: what ONNX's own checker says, shapes included."""
import sys

import onnx

for path in sys.argv[1:]:
    onnx.checker.check_model(onnx.load(path), full_check=True)
