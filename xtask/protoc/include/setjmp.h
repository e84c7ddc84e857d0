// upb jumps only to report a failure, and there are no jumps without WebAssembly's exceptions: such a failure ends the
// program by a trap.
#pragma once
typedef int jmp_buf[1];
typedef int sigjmp_buf[1];
#define setjmp(env) ((void)(env), 0)
#define longjmp(env, val) ((void)(env), (void)(val), __builtin_trap())
