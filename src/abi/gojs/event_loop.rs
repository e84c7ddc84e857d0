//! Runs a guest until it exits, and what it waits for in between.

use wasmi::Val;

use super::GoJsState;
use super::arguments::Arguments;
use super::events::{Callback, Timer};
use super::js::{Completion, Js, Value};
use crate::abi::Abi;
use crate::run::{Running, Stop};

/// Runs the guest until it exits. `wasm_exec.js`, `run`; `wasm_exec_node.js`.
pub(super) fn run(running: &mut Running<'_, GoJsState>) -> Result<(), wasmi::Error> {
    let entry = Abi::GoJs.entry();
    let Some(entry) = running.function(entry) else {
        return Err(fault(format!("the module exports no function {entry}")));
    };
    let exports = super::Exports { resume: running.function("resume"), getsp: running.function("getsp") };
    let mut js = Js::new(&mut running.store);
    js.state_mut().exports = exports;
    let (mut memory, host) = js.split();
    let Arguments { argc, argv } = Arguments::write(&host.guest, &mut memory).map_err(wasmi::Error::host)?;
    running.call(entry, &[Val::I32(argc.cast_signed()), Val::I32(argv.cast_signed())])?;
    let mut js = Js::new(&mut running.store);
    match js.serve() {
        Ok(()) => Ok(()),
        Err(abrupt) => Err(js.uncaught(abrupt)),
    }
}

fn fault(message: String) -> wasmi::Error {
    wasmi::Error::host(Stop::Fault(message))
}

impl Js<'_, '_> {
    /// Serves events until the guest exits, which is an `Err`.
    fn serve(&mut self) -> Completion<()> {
        loop {
            self.guest().check()?;
            let (timers, tasks) = (self.run_due_timers()?, self.run_tasks()?);
            if timers || tasks {
                continue;
            }
            let now = self.guest().clock.now();
            let Some(due) = self.state().events.next_due() else { break };
            let guest = self.guest();
            guest.clock.sleep(due.saturating_sub(now), &guest.interrupt)?;
        }
        self.report_deadlock()
    }

    /// Calls what the timers that are due now ask for.
    fn run_due_timers(&mut self) -> Completion<bool> {
        let now = self.guest().clock.now();
        let mut any = false;
        while let Some((id, timer)) = self.state_mut().events.take_due(now) {
            any = true;
            match timer {
                Timer::Wake => self.wake(id)?,
                Timer::Call(callback) => self.call_back(callback)?,
            }
        }
        Ok(any)
    }

    /// Resumes the guest, whose timer `id` has gone off, until it has taken note of it.
    fn wake(&mut self, id: u32) -> Completion<()> {
        self.resume_guest()?;
        while self.state().events.is_set(id) {
            self.resume_guest()?;
        }
        Ok(())
    }

    /// Calls back for the calls that have finished by now.
    fn run_tasks(&mut self) -> Completion<bool> {
        let finished = self.state().events.tasks.len();
        for _ in 0..finished {
            if let Some(callback) = self.state_mut().events.tasks.pop_front() {
                self.call_back(callback)?;
            }
        }
        Ok(finished > 0)
    }

    fn call_back(&mut self, Callback { function, args }: Callback) -> Completion<()> {
        self.tidy_up()?;
        self.call(&function, &Value::Undefined, &args).map(drop)
    }

    /// Tells the guest that nothing it waits for will ever come, so that it says who waits, and exits.
    ///
    /// `wasm_exec_node.js`, the handler of `exit`; `runtime/lock_js.go`, `checkTimeouts` and `handleEvent`.
    fn report_deadlock(&mut self) -> Completion<()> {
        let event = self.object([("id", 0.0.into())]);
        self.resume_with(event)?;
        Err(Stop::Fault("the guest waits for an event that never comes, and does not exit".into()).into())
    }
}
