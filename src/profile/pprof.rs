//! A profile as pprof reads it.
//!
//! Format: <https://github.com/google/pprof/blob/main/proto/profile.proto>, of which these are the fields that are used.

use std::collections::HashMap;

use prost::Message;

use super::Profile;

#[derive(Clone, PartialEq, Message)]
struct Pprof {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Sample>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    /// The first is empty.
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
    /// The place in the string table of the type that is shown first.
    #[prost(int64, tag = "14")]
    default_sample_type: i64,
}

/// Places of strings in the table.
#[derive(Clone, PartialEq, Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    r#type: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Sample {
    /// The innermost comes first.
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, PartialEq, Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
}

#[derive(Clone, PartialEq, Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
}

impl Profile {
    /// The profile in pprof's format, not compressed: calls and units of fuel by call path.
    pub fn pprof(&self) -> Vec<u8> {
        let mut pprof = Pprof::default();
        let strings = ["", "calls", "count", "fuel", "units"];
        pprof.string_table = strings.map(str::to_owned).to_vec();
        pprof.sample_type = vec![ValueType { r#type: 1, unit: 2 }, ValueType { r#type: 3, unit: 4 }];
        pprof.default_sample_type = 3;
        let mut functions = HashMap::new();
        self.visit(|path, calls, fuel| {
            if calls == 0 && fuel == 0 {
                return;
            }
            let mut location_id = Vec::with_capacity(path.len());
            for name in path.iter().rev() {
                location_id.push(*functions.entry(*name).or_insert_with(|| pprof.function(name)));
            }
            let value = [calls, fuel].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
            pprof.sample.push(Sample { location_id, value: value.to_vec() });
        });
        pprof.encode_to_vec()
    }
}

impl Pprof {
    /// Adds the function `name`, and gives the id of the one place that it is known to have.
    fn function(&mut self, name: &str) -> u64 {
        let id = self.function.len() as u64 + 1;
        self.function.push(Function { id, name: self.string_table.len() as i64 });
        self.string_table.push(name.to_owned());
        self.location.push(Location { id, line: vec![Line { function_id: id }] });
        id
    }
}
