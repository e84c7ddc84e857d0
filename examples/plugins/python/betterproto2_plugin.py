"""protoc-gen-python_betterproto2 without the formatter that it starts: a plugin can start no other program."""

import subprocess

subprocess.check_output = lambda command, input, **options: input

from betterproto2_compiler.plugin.main import main  # noqa: E402

main()
