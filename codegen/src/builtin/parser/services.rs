//! Services and their methods.

use super::{Parser, Place, Result, below, count, path};
use crate::builtin::ast::{Method, Service};

/// Numbers of a service's and a method's fields in their descriptors.
const METHOD: i32 = 2;
const SERVICE_OPTIONS: i32 = 3;
const INPUT: i32 = 2;
const OUTPUT: i32 = 3;
const METHOD_OPTIONS: i32 = 4;
const CLIENT_STREAMING: i32 = 5;
const SERVER_STREAMING: i32 = 6;

impl Parser<'_> {
    pub(super) fn service(&mut self, at: &[i32], place: Place) -> Result<Service> {
        self.expect("service")?;
        let name_place = self.open(&below(at, &[path::NAME]));
        let mut service = Service { name: self.identifier("Expected service name.")?, ..Service::default() };
        self.close(name_place);
        self.end_of_declaration("{", Some(place))?;
        while !self.try_end_of_declaration("}", None) {
            if self.current().kind == super::Kind::End {
                return Err(self.fault("Reached end of input in service definition (missing '}')."));
            }
            let statement = self.service_statement(at, &mut service);
            self.recover(statement);
        }
        Ok(service)
    }

    fn service_statement(&mut self, at: &[i32], service: &mut Service) -> Result {
        if self.try_end_of_declaration(";", None) {
            return Ok(());
        }
        if self.looks_at("option") {
            return self.option_statement(&below(at, &[SERVICE_OPTIONS]), &mut service.options);
        }
        let method = self.method(&below(at, &[METHOD, count(&service.methods)]))?;
        service.methods.push(method);
        Ok(())
    }

    fn method(&mut self, at: &[i32]) -> Result<Method> {
        let place = self.open(at);
        self.expect("rpc")?;
        let name_place = self.open(&below(at, &[path::NAME]));
        let mut method = Method { name: self.identifier("Expected method name.")?, ..Method::default() };
        self.close(name_place);
        (method.client_streaming, method.input) = self.method_type(at, CLIENT_STREAMING, INPUT)?;
        self.expect("returns")?;
        (method.server_streaming, method.output) = self.method_type(at, SERVER_STREAMING, OUTPUT)?;
        if self.looks_at("{") {
            self.method_options(at, place, &mut method)?;
        } else {
            self.end_of_declaration(";", Some(place))?;
        }
        self.close(place);
        Ok(method)
    }

    fn method_type(&mut self, at: &[i32], streaming: i32, named: i32) -> Result<(bool, String)> {
        self.expect("(")?;
        let is_stream = self.looks_at("stream");
        if is_stream {
            let place = self.open(&below(at, &[streaming]));
            self.next();
            self.close(place);
        }
        let place = self.open(&below(at, &[named]));
        let name = self.user_type()?;
        self.close(place);
        self.expect(")")?;
        Ok((is_stream, name))
    }

    /// Even an empty body makes the method have options.
    fn method_options(&mut self, at: &[i32], place: Place, method: &mut Method) -> Result {
        method.options.encoded.get_or_insert_default();
        self.end_of_declaration("{", Some(place))?;
        while !self.try_end_of_declaration("}", None) {
            if self.current().kind == super::Kind::End {
                return Err(self.fault("Reached end of input in method options (missing '}')."));
            }
            if !self.try_end_of_declaration(";", None) {
                let option = self.option_statement(&below(at, &[METHOD_OPTIONS]), &mut method.options);
                self.recover(option);
            }
        }
        Ok(())
    }
}
