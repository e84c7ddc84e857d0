"""Copies the tree of Python packages FROM to TO, with bytecode: what `bufwasm pack --dir` then puts into a plugin.

    python compile_tree.py FROM TO

Run it with the interpreter that is to read the result. A source keeps its place, as some packages look at their own,
but is not read to be imported: the bytecode beside it is taken without a look at sources or times. What only type
checkers, installers and tests read is left out, and so are programs, and libraries of machine code.
"""

import importlib.util
import os
import py_compile
import shutil
import sys

LEFT_OUT = {"__pycache__", "bin", "tests", "licenses", "py.typed", "INSTALLER", "RECORD", "REQUESTED", "WHEEL"}
ENDINGS_LEFT_OUT = (".pyc", ".pyi", ".so", ".pyd", "-stubs")


def compile_tree(source, target):
    for name in sorted(os.listdir(source)):
        path, copy = f"{source}/{name}", f"{target}/{name}"
        if name in LEFT_OUT or name.endswith(ENDINGS_LEFT_OUT):
            continue
        os.makedirs(target, exist_ok=True)
        if os.path.isdir(path):
            compile_tree(path, copy)
            continue
        shutil.copyfile(path, copy)
        if name.endswith(".py"):
            unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
            bytecode = importlib.util.cache_from_source(copy)
            py_compile.compile(path, bytecode, dfile=path, doraise=True, invalidation_mode=unchecked)


compile_tree(sys.argv[1], sys.argv[2])
