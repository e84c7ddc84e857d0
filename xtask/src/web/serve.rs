//! A server of static files on this machine alone, with the headers that the playground wants.

use anyhow::{Result, anyhow};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Request, Response};

/// The headers of every answer. The policy also stands in the page itself, for servers that send none; here it holds for
/// workers too. The two after it let the page share memory with its worker.
const HEADERS: [(&str, &str); 5] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-cache"),
];

/// A server that listens, and does not answer yet.
pub(super) struct Server {
    /// Where files are looked for, in this order.
    roots: Arc<[PathBuf]>,
    http: tiny_http::Server,
    url: String,
}

impl Server {
    /// Will serve the files below the `roots` at `port`; 0 takes any that is free.
    pub(super) fn open(roots: &[PathBuf], port: u16) -> Result<Self> {
        let http = tiny_http::Server::http(("127.0.0.1", port))
            .map_err(|error| anyhow!("cannot listen at port {port}: {error}; choose another with --port"))?;
        let port = http.server_addr().to_ip().map_or(port, |address| address.port());
        Ok(Self { roots: roots.into(), http, url: format!("http://localhost:{port}/") })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Answers for ever.
    pub(super) fn run(self) {
        for request in self.http.incoming_requests() {
            let roots = Arc::clone(&self.roots);
            // A client that goes away is its own business.
            thread::spawn(move || answer(&roots, request).ok());
        }
    }

    /// Answers until the process ends, beside what the caller does.
    pub(super) fn run_beside(self) {
        thread::spawn(|| self.run());
    }
}

fn answer(roots: &[PathBuf], request: Request) -> std::io::Result<()> {
    let name = file_of(request.url()).filter(|_| matches!(request.method(), Method::Get | Method::Head));
    let read = |name: &PathBuf| roots.iter().find_map(|root| fs::read(root.join(name)).ok());
    let (status, kind, body) = match name.and_then(|name| Some((content_type(&name), read(&name)?))) {
        Some((kind, body)) => (200, kind, body),
        None => (404, "text/plain", b"there is no such file\n".to_vec()),
    };
    let headers = HEADERS.into_iter().chain([("Content-Type", kind)]);
    let headers = headers.filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    let response = Response::from_data(body).with_status_code(status).with_chunked_threshold(usize::MAX);
    request.respond(headers.fold(response, Response::with_header))
}

/// The file that a URL names, below the root and nowhere else.
fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix('/')?.split(['?', '#']).next()?;
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
    use std::io::{Read, Write};
    use std::net::TcpStream;

    #[test]
    fn files_come_with_the_headers_that_the_playground_wants() {
        let room = tempfile::tempdir().unwrap();
        fs::write(room.path().join("index.html"), "hello").unwrap();
        let server = Server::open(&[room.path().to_path_buf()], 0).unwrap();
        let address = server.url().trim_start_matches("http://").trim_end_matches('/').to_owned();
        server.run_beside();
        let ask = |request: &str| {
            let mut stream = TcpStream::connect(&address).unwrap();
            write!(stream, "{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let answer = ask("GET /");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello"), "{answer}");
        for (name, value) in HEADERS.into_iter().chain([("Content-Type", "text/html; charset=utf-8")]) {
            assert!(answer.contains(&format!("{name}: {value}\r\n")), "{name} in {answer}");
        }
        assert!(ask("HEAD /").ends_with("\r\n\r\n"));
        for request in ["GET /nothing", "GET /../secret", "POST /"] {
            assert!(ask(request).starts_with("HTTP/1.1 404 "), "{request}");
        }
    }

    #[test]
    fn urls_lead_to_files_below_the_root() {
        for (url, file) in [
            ("/", Some("index.html")),
            ("/a/b.js?x", Some("a/b.js")),
            ("/../secret", None),
            ("//etc/passwd", None),
            ("http://elsewhere/a", None),
        ] {
            assert_eq!(file_of(url), file.map(PathBuf::from), "{url}");
        }
    }
}
