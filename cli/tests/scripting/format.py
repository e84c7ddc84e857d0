"""Formats the Python in the CodeGeneratorResponse on stdin as betterproto2_compiler 0.10 has ruff do it; sorts files.

With the argument `sort`, it only sorts: the compiler writes them in the order of a set, another one in each run.
"""

import subprocess
import sys

from betterproto2_compiler.lib.google.protobuf.compiler import CodeGeneratorResponse


def formatted(code):
    for command in (["check", "--select", "I,F401,TC005,RUF022", "--fix", "--silent", "-"], ["format", "-"]):
        code = subprocess.check_output(["ruff", *command], input=code, encoding="utf-8")
    return code


response = CodeGeneratorResponse.parse(sys.stdin.buffer.read())
response.file.sort(key=lambda file: file.name)
for file in response.file:
    if file.content and sys.argv[1:] != ["sort"]:
        file.content = formatted(file.content)
sys.stdout.buffer.write(bytes(response))
