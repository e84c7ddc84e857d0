//! Gives short names to what has long ones, wherever they are referred to.

use crate::model::Request;
use crate::types;

/// Names of up to so many bytes are short enough.
const SHORT: usize = 12;

/// The requests that differ from `request` by one name, which is shorter.
pub(crate) fn shortened(request: &Request) -> Vec<Request> {
    let mut shorter = Vec::new();
    for at in 0..request.files.len() {
        shorter.extend(file(request, at));
        shorter.extend(package(request, at));
        let mut count = 0;
        types::each_message(&mut request.files[at].clone(), &mut |_, _| count += 1);
        for message in 0..count {
            shorter.extend(message_name(request, at, message));
            shorter.extend(field_names(request, at, message));
        }
    }
    shorter
}

fn is_long(name: &str) -> bool {
    name.len() > SHORT && !name.starts_with("google")
}

fn file(request: &Request, at: usize) -> Option<Request> {
    let old = request.files[at].name().to_owned();
    let new = format!("f{at}.proto");
    let mut shorter = request.clone();
    shorter.files[at].name = Some(new.clone());
    let dependencies = shorter.files.iter_mut().flat_map(|file| &mut file.dependencies);
    dependencies.chain(&mut shorter.file_to_generate).filter(|name| **name == old).for_each(|name| *name = new.clone());
    is_long(&old).then_some(shorter)
}

fn package(request: &Request, at: usize) -> Option<Request> {
    let (old, new) = (request.files[at].package().to_owned(), format!("p{at}"));
    let mut shorter = request.clone();
    shorter.files[at].package = Some(new.clone());
    types::rename(&mut shorter, &format!(".{old}"), &format!(".{new}"));
    is_long(&old).then_some(shorter)
}

fn message_name(request: &Request, at: usize, message: usize) -> Option<Request> {
    let mut shorter = request.clone();
    let (mut index, mut renamed) = (0, None);
    types::each_message(&mut shorter.files[at], &mut |full_name, found| {
        if index == message && is_long(found.name()) && !found.is_map_entry() {
            let scope = &full_name[..full_name.len() - found.name().len()];
            let new = format!("M{message}");
            renamed = Some((full_name.to_owned(), format!("{scope}{new}")));
            found.name = Some(new);
        }
        index += 1;
    });
    let (old, new) = renamed?;
    types::rename(&mut shorter, &old, &new);
    Some(shorter)
}

/// All the long names of a message's fields at once: there can be hundreds.
fn field_names(request: &Request, at: usize, message: usize) -> Option<Request> {
    let mut shorter = request.clone();
    let (mut index, mut any) = (0, false);
    types::each_message(&mut shorter.files[at], &mut |_, found| {
        let fields = found.fields.iter_mut().filter(|field| index == message && is_long(field.name()));
        for (number, field) in fields.enumerate() {
            let name = Some(format!("f{number}"));
            (field.json_name, field.name, any) = (name.clone(), name, true);
        }
        index += 1;
    });
    any.then_some(shorter)
}
