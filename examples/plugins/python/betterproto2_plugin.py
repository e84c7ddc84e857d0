"""protoc-gen-python_betterproto2, without what a plugin cannot do, and without what takes most of the time of a start.

`/templates` has the code of its templates, by betterproto2_templates.py.
"""

import functools
import os
import sys
import types


def stand_in(name, **contents):
    """Puts a module of `contents` in the place of one that would be imported."""
    module = types.ModuleType(name)
    vars(module).update(contents)
    sys.modules[name] = module


def version(package):
    prefix = package.replace("-", "_") + "-"
    names = (name for path in sys.path if os.path.isdir(path) for name in os.listdir(path))
    return next(name for name in names if name.startswith(prefix)).removeprefix(prefix).removesuffix(".dist-info")


# The formatter, ruff, is a program, and a plugin can start no other: the code passes as it is.
stand_in("subprocess", check_output=lambda command, input, **options: input, CalledProcessError=OSError)
# These are used for two versions, and for times in JSON, and import a quarter of all modules.
stand_in("importlib.metadata", version=version)
stand_in("dateutil.parser")

import jinja2  # noqa: E402

cache = jinja2.FileSystemBytecodeCache("/templates")
jinja2.Environment = functools.partial(jinja2.Environment, bytecode_cache=cache)

from betterproto2_compiler.plugin.main import main  # noqa: E402

main()
