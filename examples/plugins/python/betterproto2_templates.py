"""Compiles the templates of betterproto2_compiler into `/templates`, with the options that it reads them with.

It would do so for each file that it generates.
"""

import os

import betterproto2_compiler
import jinja2

os.mkdir("/templates")
environment = jinja2.Environment(
    trim_blocks=True,
    lstrip_blocks=True,
    loader=jinja2.FileSystemLoader(os.path.dirname(betterproto2_compiler.__file__) + "/templates"),
    bytecode_cache=jinja2.FileSystemBytecodeCache("/templates"),
)
environment.filters["add_to_all"] = str
for name in environment.list_templates():
    environment.get_template(name)
