"""Run a notebook through nbclient and the installed kernel.

usage: chapter.py IN OUT
"""

import sys

import nbformat
from nbclient import NotebookClient

src, dst = sys.argv[1:]
nb = nbformat.read(src, as_version=4)
nbformat.validate(nb)
NotebookClient(nb, timeout=600, kernel_name="dlfs").execute()
nbformat.validate(nb)
nbformat.write(nb, dst)
