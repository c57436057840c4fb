//! What carriers and registers are, as seen from here: sockets that answer, and remember what they were told.

use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `POST /path`.
    pub(crate) line: String,
    /// Header lines, names in lower case.
    pub(crate) head: Vec<String>,
    pub(crate) body: String,
}

type Answering = dyn Fn(&Asked) -> (u16, String) + Send + Sync;

/// An HTTP peer; clones are the same one.
#[derive(Clone)]
pub(crate) struct Peer {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    answering: Arc<Answering>,
}

impl Peer {
    /// One that answers so, and is a token service besides.
    pub(crate) async fn start(
        answering: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = Self { port, asked: Arc::default(), answering: Arc::new(answering) };
        let serving = peer.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        peer
    }

    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it was asked, but for tokens.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    fn answer(&self, asked: Asked) -> (u16, String) {
        let base = self.base();
        match asked.line.as_str() {
            "GET /.well-known/oauth-authorization-server" => {
                let metadata = json!({
                    "issuer": format!("{base}/"), "token_endpoint": format!("{base}/token"),
                });
                (200, metadata.to_string())
            }
            "POST /token" => {
                let token = json!({
                    "access_token": "a-token", "token_type": "Bearer", "expires_in": 119, "scope": "s",
                });
                (200, token.to_string())
            }
            _ => {
                let answer = (self.answering)(&asked);
                self.asked.lock().unwrap().push(asked);
                answer
            }
        }
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let (mut head, mut length) = (Vec::new(), 0);
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
                let line = line.trim_end();
                if line.is_empty() {
                    break;
                }
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                let name = if head.is_empty() { name.to_owned() } else { name.to_lowercase() };
                if name == "content-length" {
                    length = value.trim().parse().unwrap();
                }
                head.push(if value.is_empty() { name } else { format!("{name}:{value}") });
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).await.ok()?;
            let line = head[0].trim_end_matches(" HTTP/1.1").to_owned();
            let asked = Asked { line, head, body: String::from_utf8(body).unwrap() };
            let (status, body) = self.answer(asked);
            let head = "content-type: application/json\r\ncontent-length: ";
            let answer = format!("HTTP/1.1 {status} X\r\n{head}{}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }
}

/// The contact register's answer about whoever is asked for.
pub(crate) fn contact(asked: &Asked, more: serde_json::Value) -> (u16, String) {
    let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    let mut person = json!({
        "personidentifikator": body["personidentifikatorer"][0], "reservasjon": "NEI",
        "status": "AKTIV", "varslingsstatus": "KAN_VARSLES", "spraak": "nn",
        "kontaktinformasjon": {
            "epostadresse": "kari@example.no",
            "epostadresse_oppdatert": "2024-06-29T10:14:52Z",
            "epostadresse_sist_verifisert": "2026-06-01T08:00:00Z",
        },
    });
    for (name, value) in more.as_object().unwrap() {
        person[name] = value.clone();
    }
    (200, json!({ "personer": [person] }).to_string())
}

/// What a mail server does.
#[derive(Clone, Copy)]
pub(crate) struct Manners {
    /// Whether TLS begins with the connection.
    pub(crate) tls_first: bool,
    pub(crate) offers_starttls: bool,
    /// What it says in the clear after agreeing to STARTTLS, before TLS begins.
    pub(crate) blurts: &'static str,
    /// What it says to who connects.
    pub(crate) greeting: &'static str,
    /// Its reply to AUTH.
    pub(crate) login: &'static str,
    /// Its reply to MAIL.
    pub(crate) sender: &'static str,
    /// Its reply to RCPT.
    pub(crate) recipient: &'static str,
    /// Its reply to the message.
    pub(crate) message: &'static str,
}

impl Manners {
    pub(crate) const GOOD: Self = Self {
        tls_first: false,
        offers_starttls: true,
        blurts: "",
        greeting: "220 mail.example ready",
        login: "235 2.7.0 welcome",
        sender: "250 2.1.0 ok",
        recipient: "250 2.1.5 ok",
        message: "250 2.0.0 taken",
    };
}

/// A mail server with a certificate for `localhost`.
pub(crate) struct Mail {
    pub(crate) port: u16,
    /// The certificate authority.
    pub(crate) root: rustls::pki_types::CertificateDer<'static>,
    /// Lines that came in the clear, and lines that came over TLS.
    pub(crate) lines: Arc<Mutex<(Vec<String>, Vec<String>)>>,
}

impl Mail {
    pub(crate) async fn start(manners: Manners) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let root = certificate.der().clone();
        let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![root.clone()], private)
            .unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(server));
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let lines: Arc<Mutex<(Vec<String>, Vec<String>)>> = Arc::default();
        let heard = lines.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, acceptor.clone(), manners, heard.clone()));
            }
        });
        Self { port, root, lines }
    }

    pub(crate) fn heard(&self) -> (Vec<String>, Vec<String>) {
        self.lines.lock().unwrap().clone()
    }
}

async fn converse(
    stream: TcpStream,
    acceptor: tokio_rustls::TlsAcceptor,
    manners: Manners,
    heard: Arc<Mutex<(Vec<String>, Vec<String>)>>,
) -> Option<()> {
    let mut plain = stream;
    if !manners.tls_first {
        plain.write_all(format!("{}\r\n", manners.greeting).as_bytes()).await.ok()?;
        let mut lines = BufReader::new(&mut plain);
        loop {
            let line = line(&mut lines).await?;
            heard.lock().unwrap().0.push(line.clone());
            let offer = if manners.offers_starttls { "250 STARTTLS" } else { "250 SIZE 1000000" };
            if line.starts_with("EHLO") {
                lines
                    .write_all(format!("250-mail.example\r\n{offer}\r\n").as_bytes())
                    .await
                    .ok()?;
            } else if line == "STARTTLS" {
                let reply = format!("220 go on\r\n{}", manners.blurts);
                lines.write_all(reply.as_bytes()).await.ok()?;
                break;
            } else {
                lines.write_all(b"530 TLS first\r\n").await.ok()?;
            }
        }
    }
    let mut lines = BufReader::new(acceptor.accept(plain).await.ok()?);
    if manners.tls_first {
        lines.write_all(format!("{}\r\n", manners.greeting).as_bytes()).await.ok()?;
    }
    let mut in_message = false;
    loop {
        let line = line(&mut lines).await?;
        heard.lock().unwrap().1.push(line.clone());
        let reply = match line.split(' ').next().unwrap() {
            "." if in_message => {
                in_message = false;
                manners.message
            }
            _ if in_message => continue,
            "EHLO" => "250-mail.example\r\n250-SIZE 1000000\r\n250 AUTH LOGIN PLAIN",
            "AUTH" => manners.login,
            "MAIL" => manners.sender,
            "RCPT" => manners.recipient,
            "DATA" => {
                in_message = true;
                "354 go on"
            }
            _ => "221 2.0.0 bye",
        };
        lines.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    }
}

async fn line(
    from: &mut (impl AsyncBufReadExt + AsyncRead + AsyncWrite + Unpin),
) -> Option<String> {
    let mut line = String::new();
    from.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    assert!(line.ends_with("\r\n"), "lines end in CR LF");
    Some(line.trim_end().to_owned())
}
