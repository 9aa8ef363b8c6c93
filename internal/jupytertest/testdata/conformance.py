"""Runs jupyter_kernel_test against the kernel "under-test".

The argument is a JSON object of the attributes that its KernelTests wants.
"""
import json
import sys
import unittest

import jupyter_kernel_test

attributes = json.loads(sys.argv[1])
attributes["kernel_name"] = "under-test"
tests = type("Conformance", (jupyter_kernel_test.KernelTests,), attributes)
extra = {}
if hasattr(jupyter_kernel_test, "IopubWelcomeTests"):
    extra["Welcome"] = type("Welcome", (jupyter_kernel_test.IopubWelcomeTests,), {"kernel_name": "under-test", "support_iopub_welcome": True})

suite = unittest.TestSuite()
for case in [tests, *extra.values()]:
    suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(case))
result = unittest.TextTestRunner(verbosity=2).run(suite)
print(f"ran {result.testsRun}, skipped {len(result.skipped)}")
sys.exit(not result.wasSuccessful())
