//! Arguments, environment, clocks, randomness, what is open at the start.

use super::*;
use crate::guest::{Step, WINDOW, call};

pub(super) fn lists() -> Vec<Step> {
    vec![
        call("args_sizes_get", [WINDOW, WINDOW + 4]),
        call("args_get", [WINDOW, WINDOW + 64]),
        call("environ_sizes_get", [WINDOW, WINDOW + 4]),
        call("environ_get", [WINDOW, WINDOW + 64]),
    ]
}

pub(super) fn clocks() -> Vec<Step> {
    let own = "the clocks are not the same";
    let cpu = "wasi-common has no clocks of the processor";
    vec![
        call("clock_time_get", [0, 0, WINDOW]).ignoring(0..8, own),
        call("clock_time_get", [1, 0, WINDOW]).ignoring(0..8, own),
        call("clock_time_get", [2, 0, WINDOW]).differs(0, EBADF, cpu),
        call("clock_time_get", [3, 0, WINDOW]).differs(0, EBADF, cpu),
        call("clock_res_get", [0, WINDOW]).ignoring(0..8, own),
        call("clock_res_get", [1, WINDOW]).ignoring(0..8, own),
        call("clock_res_get", [2, WINDOW]).differs(0, EBADF, cpu),
        call("random_get", [WINDOW, 16]).ignoring(0..16, "the bytes are random"),
        call("random_get", [WINDOW, 0]),
        call("sched_yield", []),
    ]
}

pub(super) fn preopens() -> Vec<Step> {
    vec![
        call("fd_prestat_get", [3, WINDOW]),
        call("fd_prestat_get", [0, WINDOW]),
        call("fd_prestat_get", [4, WINDOW]),
        call("fd_prestat_dir_name", [3, WINDOW, 1]),
        call("fd_prestat_dir_name", [3, WINDOW, 9]),
        call("fd_prestat_dir_name", [3, WINDOW, 0]),
        call("fd_prestat_dir_name", [4, WINDOW, 1]).differs(EBADF, ENOTDIR, "a number that is not open is a bad one"),
        call("fd_fdstat_get", [3, WINDOW]).ignoring(8..24, RIGHTS),
    ]
}
