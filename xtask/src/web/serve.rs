//! A server of static files on this machine alone, with the headers that the playground wants.
//!
//! Each connection has a thread of its own and is closed behind its answer. Browsers open connections before they need
//! them; a pool of threads (such as that of `tiny_http` 0.12) fills up with those, and pages then wait for seconds.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, thread};

/// The headers of every answer. The policy also stands in the page itself, for servers that send none; here it holds for
/// workers too. The other two let the page share memory with its worker.
const HEADERS: &str = "\
Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
form-action 'none'; frame-ancestors 'none'\r\n\
Cross-Origin-Opener-Policy: same-origin\r\n\
Cross-Origin-Embedder-Policy: require-corp\r\n\
X-Content-Type-Options: nosniff\r\n\
Cache-Control: no-cache\r\n";

/// How long a client may take with its request.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a request that are read at most; only its first line counts.
const MOST_REQUEST: u64 = 16 << 10;

/// A server that listens, and does not answer yet.
pub(super) struct Server {
    /// Where files are looked for, in this order.
    roots: Arc<[PathBuf]>,
    listener: TcpListener,
    url: String,
}

impl Server {
    /// Will serve the files below the `roots` at `port`; 0 takes any that is free.
    pub(super) fn open(roots: &[PathBuf], port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("cannot listen at port {port}; choose another with --port"))?;
        let url = format!("http://localhost:{}/", listener.local_addr()?.port());
        Ok(Self { roots: roots.into(), listener, url })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Answers for ever.
    pub(super) fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let roots = Arc::clone(&self.roots);
            // A client that goes away is its own business.
            thread::spawn(move || answer(&roots, stream).ok());
        }
    }

    /// Answers until the process ends, beside what the caller does.
    pub(super) fn run_beside(self) {
        thread::spawn(|| self.run());
    }
}

fn answer(roots: &[PathBuf], mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new((&stream).take(MOST_REQUEST)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // The rest is headers, of which none matters.
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let read = |name: &PathBuf| roots.iter().find_map(|root| fs::read(root.join(name)).ok());
    let found = file_of(&first).and_then(|name| Some((content_type(&name), read(&name)?)));
    let (status, (kind, body)) = match found {
        Some(found) => ("200 OK", found),
        None => ("404 Not Found", ("text/plain", b"there is no such file\n".to_vec())),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n{HEADERS}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if !first.starts_with("HEAD ") {
        stream.write_all(&body)?;
    }
    Ok(())
}

/// The file that a request's first line asks for, below the root and nowhere else.
fn file_of(request: &str) -> Option<PathBuf> {
    let path = request.strip_prefix("GET /").or(request.strip_prefix("HEAD /"))?.split([' ', '?', '#']).next()?;
    let path = PathBuf::from(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn content_type(name: &Path) -> &'static str {
    match name.extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_with_the_headers_that_the_playground_wants() {
        let room = tempfile::tempdir().unwrap();
        fs::write(room.path().join("index.html"), "hello").unwrap();
        let server = Server::open(&[room.path().to_path_buf()], 0).unwrap();
        let address = server.url().trim_start_matches("http://").trim_end_matches('/').to_owned();
        server.run_beside();
        let ask = |request: &str| {
            let mut stream = TcpStream::connect(&address).unwrap();
            write!(stream, "{request} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let idle: Vec<_> = (0..20).map(|_| TcpStream::connect(&address).unwrap()).collect();
        let answer = ask("GET /");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello"), "{answer}");
        assert!(answer.contains(HEADERS) && answer.contains("Content-Type: text/html; charset=utf-8\r\n"), "{answer}");
        assert!(ask("HEAD /").ends_with("\r\n\r\n"));
        for request in ["GET /nothing", "GET /../secret", "POST /"] {
            assert!(ask(request).starts_with("HTTP/1.1 404 "), "{request}");
        }
        drop(idle);
    }

    #[test]
    fn requests_lead_to_files_below_the_root() {
        for (request, file) in [
            ("GET / HTTP/1.1", Some("index.html")),
            ("GET /a/b.js?x HTTP/1.1", Some("a/b.js")),
            ("GET /../secret HTTP/1.1", None),
            ("GET //etc/passwd HTTP/1.1", None),
            ("POST / HTTP/1.1", None),
        ] {
            assert_eq!(file_of(request), file.map(PathBuf::from), "{request}");
        }
    }
}
