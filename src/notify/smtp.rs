//! Submission of one message to a mail server (RFC 5321, RFC 6409), never without TLS: from the first byte
//! (RFC 8314) or by STARTTLS (RFC 3207). What the server says in words is not kept: it may hold the address.

use super::channel::{Fault, Outcome};
use super::email::Address;
use crate::vocab::limits::Limit;
use crate::vocab::secret::SecretText;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::ServerName;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

/// One reply of a mail server, with all its lines.
pub const MAIL_REPLY_BYTES: Limit = Limit { name: "mail_reply_bytes", most: 8 * 1024 };

/// How long all of it may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// With the connection, commonly port 465.
    Tls,
    /// After STARTTLS, commonly port 587.
    StartTls,
}

/// The mail server that messages are submitted to.
pub struct Server {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When TLS begins.
    pub security: Security,
    /// What its certificate must come from.
    pub tls: TlsConnector,
    /// Name and password there, when it wants them (AUTH PLAIN, RFC 4616).
    pub login: Option<(String, SecretText)>,
}

/// Submits a message.
pub(super) async fn submit(server: &Server, from: &Address, to: &Address, text: &[u8]) -> Outcome {
    match timeout(DEADLINE, submitted(server, from, to, text)).await {
        Ok(Ok(outcome) | Err(outcome)) => outcome,
        Err(_) => broken("it was too slow"),
    }
}

const fn broken(why: &'static str) -> Outcome {
    Outcome::Failed(Fault::Connection(why))
}

async fn submitted(
    server: &Server,
    from: &Address,
    to: &Address,
    text: &[u8],
) -> Result<Outcome, Outcome> {
    let socket = TcpStream::connect((server.host.as_str(), server.port)).await;
    let socket = socket.map_err(|_| broken("it could not be reached"))?;
    let name = ServerName::try_from(server.host.clone());
    let name = name.map_err(|_| Outcome::Failed(Fault::Address))?;
    let plain = match server.security {
        Security::Tls => socket,
        Security::StartTls => {
            let mut talk = Talk::new(socket);
            talk.expect(None, "connection", 220).await?;
            let offers = talk.hello(from).await?;
            if !offers.has("STARTTLS") {
                return Err(broken("it does not offer STARTTLS"));
            }
            talk.expect(Some("STARTTLS"), "STARTTLS", 220).await?;
            // What came with that reply came in the clear, and from anybody (RFC 3207 section 4.2).
            talk.plain()?
        }
    };
    let secure = server.tls.connect(name, plain).await;
    let mut talk = Talk::new(secure.map_err(|_| broken("TLS with it failed"))?);
    if server.security == Security::Tls {
        talk.expect(None, "connection", 220).await?;
    }
    let offers = talk.hello(from).await?;
    if let Some((name, password)) = &server.login {
        if !offers.has("AUTH PLAIN") {
            return Err(broken("it does not offer AUTH PLAIN"));
        }
        let said = Zeroizing::new(format!("\0{name}\0{}", password.expose()));
        let line = Zeroizing::new(format!("AUTH PLAIN {}", STANDARD.encode(&*said)));
        talk.expect(Some(&line), "AUTH", 235).await?;
    }
    talk.carry(from, to, text).await
}

/// What a server offers.
struct Offers(Vec<String>);

impl Offers {
    /// Whether a keyword is offered, with this parameter when there is a second word.
    fn has(&self, wanted: &str) -> bool {
        let mut wanted = wanted.split(' ');
        let (keyword, parameter) = (wanted.next().unwrap_or_default(), wanted.next());
        self.0.iter().any(|line| {
            let mut words = line.split_ascii_whitespace();
            words.next().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
                && parameter.is_none_or(|one| words.any(|word| word.eq_ignore_ascii_case(one)))
        })
    }
}

/// A conversation with a mail server.
struct Talk<S> {
    socket: S,
    read: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    const fn new(socket: S) -> Self {
        Self { socket, read: Vec::new() }
    }

    /// The socket, when nothing is left of what was read from it.
    fn plain(self) -> Result<S, Outcome> {
        if self.read.is_empty() { Ok(self.socket) } else { Err(broken("it spoke before TLS")) }
    }

    async fn hello(&mut self, from: &Address) -> Result<Offers, Outcome> {
        let domain = from.expose().rsplit_once('@').map_or("", |(_, domain)| domain);
        let lines = self.expect(Some(&format!("EHLO {domain}")), "EHLO", 250).await?;
        Ok(Offers(lines))
    }

    async fn carry(
        &mut self,
        from: &Address,
        to: &Address,
        text: &[u8],
    ) -> Result<Outcome, Outcome> {
        let line = format!("MAIL FROM:<{}>", from.expose());
        self.expect(Some(&line), "MAIL", 250).await?;
        let line = Zeroizing::new(format!("RCPT TO:<{}>", to.expose()));
        let (code, lines) = self.ask(Some(&line)).await?;
        match code {
            250 | 251 => {}
            // No such mailbox: another way may lead to the person.
            550 | 551 | 553 if !is_about_us(code, &lines) => return Ok(Outcome::Gone),
            _ => return Err(refused(code, &lines, "RCPT")),
        }
        self.taken(Some("DATA"), "DATA", 354).await?;
        self.write(&stuffed(text)).await?;
        self.taken(Some("."), "the message", 250).await?;
        // It has the message now, whatever it says to this.
        let _ = self.ask(Some("QUIT")).await;
        Ok(Outcome::Delivered)
    }

    /// Sends a line and wants this code. For what comes before the recipient is named: whatever is refused
    /// there (the password, the sender, our address) is for who runs this to mend, so it is tried again.
    async fn expect(
        &mut self,
        line: Option<&str>,
        what: &'static str,
        wanted: u16,
    ) -> Result<Vec<String>, Outcome> {
        let (code, lines) = self.ask(line).await?;
        if code == wanted { Ok(lines) } else { Err(Outcome::Failed(Fault::Mail(code, what))) }
    }

    /// The same for what comes after it, which may be refused because of the message.
    async fn taken(
        &mut self,
        line: Option<&str>,
        what: &'static str,
        wanted: u16,
    ) -> Result<(), Outcome> {
        let (code, lines) = self.ask(line).await?;
        if code == wanted { Ok(()) } else { Err(refused(code, &lines, what)) }
    }

    async fn ask(&mut self, line: Option<&str>) -> Result<(u16, Vec<String>), Outcome> {
        if let Some(line) = line {
            let line = Zeroizing::new(format!("{line}\r\n"));
            self.write(line.as_bytes()).await?;
        }
        self.reply().await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Outcome> {
        let written = async {
            self.socket.write_all(bytes).await?;
            self.socket.flush().await
        };
        written.await.map_err(|_: std::io::Error| broken("the connection broke"))
    }

    /// One reply: lines of `250-text`, the last of `250 text` (RFC 5321 section 4.2.1).
    async fn reply(&mut self) -> Result<(u16, Vec<String>), Outcome> {
        let (mut lines, mut bytes) = (Vec::new(), 0);
        loop {
            let line = self.line().await?;
            bytes += line.len();
            if bytes > MAIL_REPLY_BYTES.most {
                return Err(broken("a reply of it is too long"));
            }
            let code = line.get(..3).and_then(|code| code.parse::<u16>().ok());
            let code = code.filter(|code| (200..600).contains(code));
            let code = code.ok_or(broken("a reply of it is none of SMTP"))?;
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            if !more {
                return Ok((code, lines));
            }
        }
    }

    async fn line(&mut self) -> Result<String, Outcome> {
        loop {
            if let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let rest = self.read.split_off(end + 1);
                let line = std::mem::replace(&mut self.read, rest);
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.read.len() > MAIL_REPLY_BYTES.most {
                return Err(broken("a reply of it is too long"));
            }
            let mut part = [0; 1024];
            let many = self.socket.read(&mut part).await;
            match many {
                Ok(many @ 1..) => self.read.extend_from_slice(part.get(..many).unwrap_or(&[])),
                _ => return Err(broken("the connection broke")),
            }
        }
    }
}

/// A refusal once the recipient was named: for now with 4xx or when it is about us, else for ever.
fn refused(code: u16, lines: &[String], what: &'static str) -> Outcome {
    let fault = Fault::Mail(code, what);
    if code / 100 == 4 || is_about_us(code, lines) {
        Outcome::Failed(fault)
    } else {
        Outcome::Refused(fault)
    }
}

/// Whether a refusal is about who sends or about the servers, and not about recipient or message. An enhanced
/// code in its text (RFC 3463) decides alone: subject 3 (mail system), 5 (protocol) or 7 (security and policy:
/// relaying denied, a sender that is not let in), and of subject 1 what names the sender.
fn is_about_us(code: u16, lines: &[String]) -> bool {
    let word = lines.first().and_then(|line| line.split_ascii_whitespace().next());
    let parts: Vec<&str> = word.unwrap_or_default().split('.').collect();
    match parts.as_slice() {
        ["5", "3" | "5" | "7", _] | ["5", "1", "7" | "8"] => true,
        ["5", _, _] => false,
        // No such command, in a wrong order (RFC 5321 section 4.2.2), or to be logged in first (RFC 4954).
        _ => matches!(code, 500 | 502..=504 | 530 | 534 | 535 | 538),
    }
}

/// The message with each leading dot doubled (RFC 5321 section 4.5.2).
fn stuffed(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut begins = true;
    for byte in text {
        if begins && *byte == b'.' {
            out.push(b'.');
        }
        out.push(*byte);
        begins = *byte == b'\n';
    }
    out
}

/// Reads one reply out of these bytes, for who tries a server's bytes on it: its code and the texts of its lines.
pub async fn mail_reply(bytes: &[u8]) -> Option<(u16, Vec<String>)> {
    let reader = tokio::io::join(bytes, tokio::io::sink());
    Talk::new(reader).reply().await.ok()
}
