//! Each function once, as the specification has it, and once with each of its pointers leading outside memory.

use wasmi::ValType;

use super::{PAGE, TestGuest, bytes};
use crate::abi::wasi::errno::Errno;
use crate::abi::wasi::{CallError, functions};
use crate::run::Stop;

/// An argument of a call.
#[derive(Clone, Copy)]
enum Arg {
    Is(u64),
    /// The address of memory that the function reads or writes.
    At(u32),
}
use Arg::{At, Is};

/// Where the texts and lists that [`prepared`] writes lie.
const PATH: u32 = 1000;
const NEW_PATH: u32 = 1100;
const IOVS: u32 = 1200;
const SUBSCRIPTION: u32 = 1300;
/// Where results go.
const RESULT: u32 = 2000;
const BUFFER: u32 = 3000;
/// The descriptor of `hello.txt`.
const FILE: u64 = 4;

/// A call of each function, its answer, and the memory that it writes.
#[rustfmt::skip]
fn calls() -> Vec<(&'static str, Vec<Arg>, Result<(), CallError>)> {
    let fails = |errno| Err(CallError::Errno(errno));
    vec![
        ("args_get", vec![At(RESULT), At(BUFFER)], Ok(())),
        ("args_sizes_get", vec![At(RESULT), At(BUFFER)], Ok(())),
        ("environ_get", vec![At(RESULT), At(BUFFER)], Ok(())),
        ("environ_sizes_get", vec![At(RESULT), At(BUFFER)], Ok(())),
        ("clock_res_get", vec![Is(1), At(RESULT)], Ok(())),
        ("clock_time_get", vec![Is(0), Is(0), At(RESULT)], Ok(())),
        ("fd_advise", vec![Is(FILE), Is(0), Is(0), Is(5)], Ok(())),
        ("fd_allocate", vec![Is(FILE), Is(0), Is(1)], fails(Errno::Rofs)),
        ("fd_close", vec![Is(FILE)], Ok(())),
        ("fd_datasync", vec![Is(FILE)], Ok(())),
        ("fd_fdstat_get", vec![Is(FILE), At(RESULT)], Ok(())),
        ("fd_fdstat_set_flags", vec![Is(FILE), Is(4)], Ok(())),
        ("fd_fdstat_set_rights", vec![Is(FILE), Is(2), Is(0)], Ok(())),
        ("fd_filestat_get", vec![Is(FILE), At(RESULT)], Ok(())),
        ("fd_filestat_set_size", vec![Is(FILE), Is(0)], fails(Errno::Rofs)),
        ("fd_filestat_set_times", vec![Is(FILE), Is(0), Is(0), Is(0)], fails(Errno::Rofs)),
        ("fd_pread", vec![Is(FILE), At(IOVS), Is(1), Is(0), At(RESULT)], Ok(())),
        ("fd_prestat_get", vec![Is(3), At(RESULT)], Ok(())),
        ("fd_prestat_dir_name", vec![Is(3), At(RESULT), Is(1)], Ok(())),
        ("fd_pwrite", vec![Is(FILE), Is(0), Is(0), Is(0), Is(0)], fails(Errno::Badf)),
        ("fd_read", vec![Is(FILE), At(IOVS), Is(1), At(RESULT)], Ok(())),
        ("fd_readdir", vec![Is(3), At(BUFFER), Is(100), Is(0), At(RESULT)], Ok(())),
        ("fd_renumber", vec![Is(FILE), Is(0)], Ok(())),
        ("fd_seek", vec![Is(FILE), Is(1), Is(1), At(RESULT)], Ok(())),
        ("fd_sync", vec![Is(FILE)], Ok(())),
        ("fd_tell", vec![Is(FILE), At(RESULT)], Ok(())),
        ("fd_write", vec![Is(1), At(IOVS), Is(1), At(RESULT)], Ok(())),
        ("path_create_directory", vec![Is(3), At(NEW_PATH), Is(3)], fails(Errno::Rofs)),
        ("path_filestat_get", vec![Is(3), Is(1), At(PATH), Is(9), At(RESULT)], Ok(())),
        ("path_filestat_set_times", vec![Is(3), Is(0), At(PATH), Is(9), Is(0), Is(0), Is(0)], fails(Errno::Rofs)),
        ("path_link", vec![Is(3), Is(0), At(PATH), Is(9), Is(3), At(NEW_PATH), Is(3)], fails(Errno::Rofs)),
        ("path_open", vec![Is(3), Is(0), At(PATH), Is(9), Is(0), Is(2), Is(0), Is(0), At(RESULT)], Ok(())),
        ("path_readlink", vec![Is(3), At(PATH), Is(9), Is(0), Is(0), Is(0)], fails(Errno::Inval)),
        ("path_remove_directory", vec![Is(3), At(PATH), Is(9)], fails(Errno::Notdir)),
        ("path_rename", vec![Is(3), At(PATH), Is(9), Is(3), At(NEW_PATH), Is(3)], fails(Errno::Rofs)),
        ("path_symlink", vec![At(PATH), Is(9), Is(3), At(NEW_PATH), Is(3)], fails(Errno::Rofs)),
        ("path_unlink_file", vec![Is(3), At(PATH), Is(9)], fails(Errno::Rofs)),
        ("poll_oneoff", vec![At(SUBSCRIPTION), At(BUFFER), Is(1), At(RESULT)], Ok(())),
        ("proc_exit", vec![Is(7)], Err(CallError::Stop(Stop::Exit(7)))),
        ("proc_raise", vec![Is(6)], Err(CallError::Stop(Stop::Exit(134)))),
        ("random_get", vec![At(BUFFER), Is(5)], Ok(())),
        ("sched_yield", vec![], Ok(())),
        ("sock_accept", vec![Is(0), Is(0), Is(0)], fails(Errno::Notsock)),
        ("sock_recv", vec![Is(0), Is(0), Is(0), Is(0), Is(0), Is(0)], fails(Errno::Notsock)),
        ("sock_send", vec![Is(1), Is(0), Is(0), Is(0), Is(0)], fails(Errno::Notsock)),
        ("sock_shutdown", vec![Is(1), Is(3)], fails(Errno::Notsock)),
    ]
}

/// A guest whose memory holds what the pointers of [`calls`] lead to.
fn prepared() -> TestGuest {
    let mut guest = TestGuest::new();
    assert_eq!(guest.open("hello.txt", (1 << 30) - 1 - (1 << 6)), FILE);
    guest.put(PATH, b"hello.txt");
    guest.put(NEW_PATH, b"new");
    guest.put(IOVS, &bytes![BUFFER, 4_u32]);
    guest.put(SUBSCRIPTION, &bytes![0_u64, 1_u64, FILE]);
    guest
}

fn values(arguments: &[Arg]) -> Vec<u64> {
    let values = arguments.iter().map(|argument| match argument {
        Is(value) => *value,
        At(address) => u64::from(*address),
    });
    values.collect()
}

#[test]
fn the_table_and_the_calls_are_the_specifications_46_functions() {
    let mut rows: Vec<_> = functions("wasi_snapshot_preview1").map(|row| row.name).collect();
    let mut called: Vec<_> = calls().into_iter().map(|(name, ..)| name).collect();
    rows.sort_unstable();
    called.sort_unstable();
    assert_eq!(rows.len(), 46);
    assert_eq!(rows, called, "a row without a call, or the other way round");
}

#[test]
fn every_row_names_its_parameters_and_has_the_usual_result() {
    for (name, arguments, _) in calls() {
        let mut guest = TestGuest::new();
        drop(guest.call(name, &values(&arguments)));
        let line = guest.trace();
        let (call, _) = line.split_once(") = ").unwrap();
        assert_eq!(call.matches('=').count(), arguments.len(), "{line}");
    }
    for row in ["wasi_snapshot_preview1", "wasi_unstable"].into_iter().flat_map(functions) {
        let results = (row.ty)().results().to_vec();
        assert_eq!(results, if row.name == "proc_exit" { vec![] } else { vec![ValType::I32] }, "{}", row.name);
    }
}

#[test]
fn every_function_answers() {
    for (name, arguments, answer) in calls() {
        assert_eq!(prepared().call(name, &values(&arguments)), answer, "{name}");
    }
}

#[test]
fn pointers_outside_memory_are_faults_that_do_nothing() {
    for (name, arguments, _) in calls() {
        let pointers = arguments.iter().enumerate().filter(|(_, argument)| matches!(argument, At(_)));
        for (parameter, _) in pointers {
            for (why, address) in
                [("the end of memory", PAGE), ("a byte before the end", PAGE - 1), ("the last", u32::MAX)]
            {
                if (name, parameter, address) == ("fd_prestat_dir_name", 1, PAGE - 1) {
                    continue; // The name has one byte.
                }
                let mut arguments = values(&arguments);
                arguments[parameter] = address.into();
                let mut guest = prepared();
                guest.fails(name, &arguments, Errno::Fault);
                assert_eq!(guest.stdout(), b"", "{name}, parameter {parameter} at {why}");
                assert_eq!(guest.store.data().guest.stdin.count, 0, "{name}, parameter {parameter} at {why}");
                let mut later = prepared();
                guest.writes("fd_tell", &[FILE, RESULT.into()], &[(RESULT, &[0; 8])]);
                assert_eq!(guest.open("dir", 0), later.open("dir", 0), "{name}: a descriptor was opened");
            }
        }
    }
}
