//! Arguments, environment, clocks, randomness, the process, sockets.

use std::sync::Arc;

use super::{PAGE, TestGuest, bytes};
use crate::abi::wasi::CallError;
use crate::abi::wasi::errno::Errno;
use crate::guest::GuestRandom;
use crate::host::Random;
use crate::run::Stop;

#[test]
fn arguments_come_as_addresses_and_texts() {
    let mut guest = TestGuest::new();
    guest.writes("args_sizes_get", &[8, 16], &[(8, &bytes![2_u32]), (16, &bytes![22_u32])]);
    guest.writes("args_get", &[32, 64], &[(32, &bytes![64_u32, 80_u32]), (64, b"protoc-gen-test\0--opt\0")]);
}

#[test]
fn environment_comes_as_addresses_and_texts() {
    let mut guest = TestGuest::new();
    guest.writes("environ_sizes_get", &[8, 16], &[(8, &bytes![1_u32]), (16, &bytes![10_u32])]);
    guest.writes("environ_get", &[32, 64], &[(32, &bytes![64_u32]), (64, b"KEY=VALUE\0")]);
}

#[test]
fn lists_fit_to_the_last_byte_of_memory_or_not_at_all() {
    let mut guest = TestGuest::new();
    guest.fails("args_get", &[32, (PAGE - 21).into()], Errno::Fault);
    guest.fails("args_get", &[(PAGE - 7).into(), 32], Errno::Fault);
    guest.writes(
        "args_get",
        &[32, (PAGE - 22).into()],
        &[(32, &bytes![PAGE - 22, PAGE - 6]), (PAGE - 22, b"protoc-gen-test\0--opt\0")],
    );
}

/// 2022-01-01T00:00:00Z, where the deterministic clock begins, and how far a reading moves it.
const EPOCH: u64 = 1_640_995_200_000_000_000;
const TICK: u64 = 1_000_000;

#[test]
fn all_four_clocks_tell_the_time() {
    let mut guest = TestGuest::new();
    for (id, time) in [(0, EPOCH), (1, TICK), (2, 2 * TICK), (3, 3 * TICK)] {
        guest.writes("clock_time_get", &[id, u64::MAX, 8], &[(8, &bytes![time])]);
        guest.writes("clock_res_get", &[id, 16], &[(16, &bytes![TICK])]);
    }
    for function in ["clock_time_get", "clock_res_get"] {
        let arguments = if function == "clock_time_get" { &[4, 0, 8][..] } else { &[4, 8] };
        guest.fails(function, arguments, Errno::Inval);
    }
}

#[test]
fn a_clock_that_cannot_tell_is_not_read() {
    let mut guest = TestGuest::new();
    guest.fails("clock_time_get", &[1, 0, (PAGE - 7).into()], Errno::Fault);
    guest.writes("clock_time_get", &[1, 0, 8], &[(8, &bytes![0_u64])]);
}

#[test]
fn random_bytes_fill_the_buffer_and_no_more() {
    let mut guest = TestGuest::new();
    guest.call("random_get", &[100, 13]).unwrap();
    let memory = guest.memory();
    assert!(memory[100..113].iter().any(|byte| *byte != b'?'));
    assert!(memory[..100].iter().chain(&memory[113..]).all(|byte| *byte == b'?'));
    guest.writes("random_get", &[PAGE.into(), 0], &[]);
    for (why, buf, len) in
        [("starts past the end", PAGE, 1), ("ends a byte past it", 0, PAGE + 1), ("wraps", u32::MAX, 2)]
    {
        let mut guest = TestGuest::new();
        assert_eq!(guest.call("random_get", &[buf.into(), len.into()]), Err(Errno::Fault.into()), "{why}");
        assert!(guest.memory().iter().all(|byte| *byte == b'?'), "{why}: memory was touched");
    }
}

#[test]
fn a_source_of_randomness_that_fails_is_an_io_error() {
    struct Broken;
    impl Random for Broken {
        fn fill(&self, _: &mut [u8]) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Other.into())
        }
    }
    let mut guest = TestGuest::new();
    guest.store.data_mut().guest.random = GuestRandom::Host(Arc::new(Broken));
    guest.fails("random_get", &[100, 4], Errno::Io);
}

#[test]
fn exit_codes_have_32_bits() {
    for code in [0, 1, 126, 255, u32::MAX] {
        assert_eq!(TestGuest::new().call("proc_exit", &[code.into()]), Err(CallError::Stop(Stop::Exit(code))));
    }
}

#[test]
fn signals_do_what_the_specification_calls_their_action() {
    let mut guest = TestGuest::new();
    for ignored in [13, 16, 17, 22, 27] {
        guest.writes("proc_raise", &[ignored], &[]);
    }
    for stopping in 18..=21 {
        guest.fails("proc_raise", &[stopping], Errno::Nosys);
    }
    for unknown in [0, 31, 1 << 31] {
        guest.fails("proc_raise", &[unknown], Errno::Inval);
    }
    for fatal in [1, 2, 6, 9, 11, 15, 30] {
        assert_eq!(guest.call("proc_raise", &[fatal]), Err(CallError::Stop(Stop::Exit(128 + fatal as u32))));
    }
    guest.writes("sched_yield", &[], &[]);
}

#[test]
fn no_descriptor_is_a_socket() {
    let mut guest = TestGuest::new();
    let file = guest.open("hello.txt", 2);
    for (fd, errno) in
        [(0, Errno::Notsock), (1, Errno::Notsock), (file, Errno::Notsock), (3, Errno::Badf), (9, Errno::Badf)]
    {
        guest.fails("sock_accept", &[fd, 0, 8], errno);
        guest.fails("sock_recv", &[fd, 8, 0, 0, 8, 8], errno);
        guest.fails("sock_send", &[fd, 8, 0, 0, 8], errno);
        guest.fails("sock_shutdown", &[fd, 1], errno);
    }
    guest.fails("sock_accept", &[0, 32, 8], Errno::Inval);
    guest.fails("sock_recv", &[0, 8, 0, 4, 8, 8], Errno::Inval);
    guest.fails("sock_shutdown", &[0, 4], Errno::Inval);
}
