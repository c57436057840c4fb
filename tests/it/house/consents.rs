//! A source of consents that answers what tests tell it, and remembers what it was asked.

use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The running source; clones are the same one.
#[derive(Clone)]
pub struct ConsentSource {
    port: u16,
    state: Arc<Mutex<State>>,
}

struct State {
    status: u16,
    body: String,
    /// Request line and body of each request.
    asked: Vec<(String, String)>,
}

impl ConsentSource {
    /// Starts one that knows no consent.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State { status: 404, body: String::new(), asked: Vec::new() };
        let source = Self { port, state: Arc::new(Mutex::new(state)) };
        let serving = source.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        source
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/consents", self.port)
    }

    /// From now on it answers this.
    pub fn will(&self, status: u16, body: &Value) {
        self.will_say(status, &body.to_string());
    }

    /// From now on it answers these bytes.
    pub fn will_say(&self, status: u16, body: &str) {
        let mut state = self.state.lock().unwrap();
        (state.status, state.body) = (status, body.to_owned());
    }

    /// Request line and body of each request so far.
    pub fn asked(&self) -> Vec<(String, String)> {
        self.state.lock().unwrap().asked.clone()
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let mut head = Vec::new();
            let mut length = 0;
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
                if line.trim_end().is_empty() {
                    break;
                }
                if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = said.trim().parse().unwrap();
                }
                head.push(line.trim_end().to_owned());
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).await.ok()?;
            let answer = {
                let mut state = self.state.lock().unwrap();
                state.asked.push((head[0].clone(), String::from_utf8(body).unwrap()));
                let (status, body) = (state.status, &state.body);
                format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            };
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }
}

/// A consent as a source writes it, of this person to the municipality.
pub fn consent(id: &str, person: &str, to: &str, valid_to: &str) -> Value {
    json!({
        "id": id,
        "from": format!("urn:altinn:person:identifier-no:{person}"),
        "to": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{to}") },
        "consented": "2025-11-10T09:00:00.000Z",
        "validTo": valid_to,
        "consentRights": [{
            "action": ["consent"],
            "resource": [{ "type": "urn:altinn:resource", "value": "skatt-inntekt-samtykke" }],
            "metadata": { "inntektsaar": "2025" },
        }],
    })
}
