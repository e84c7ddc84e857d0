"""protoc-gen-mypy, as its package starts it."""

from mypy_protobuf.main import main

main()
