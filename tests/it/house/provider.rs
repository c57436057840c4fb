//! A provider that answers what tests tell it, byte for byte, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the provider does with a request.
#[derive(Clone)]
pub enum Answer {
    /// These bytes, head and body, and the connection stays open.
    Raw(Vec<u8>),
    /// These bytes, then the connection breaks.
    RawThenBreak(Vec<u8>),
    /// The ordinary person, after a while.
    Late(Duration),
    /// Nothing, for longer than anyone waits.
    Silence,
}

impl Answer {
    /// 200 with a JSON document.
    pub fn json(document: &str) -> Self {
        Self::typed(200, "application/json", document.as_bytes())
    }

    /// A status, a media type and a body.
    pub fn typed(status: u16, media_type: &str, body: &[u8]) -> Self {
        let head = format!(
            "HTTP/1.1 {status} Whatever\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Self::Raw([head.as_bytes(), body].concat())
    }
}

/// The running provider; clones are the same one.
#[derive(Clone)]
pub struct Provider {
    port: u16,
    state: Arc<Mutex<State>>,
}

struct State {
    answer: Answer,
    asked: Vec<String>,
    bodies: Vec<String>,
}

impl Provider {
    /// Starts one that knows one ordinary person.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state =
            State { answer: Answer::json(ORDINARY_PERSON), asked: Vec::new(), bodies: Vec::new() };
        let provider = Self { port, state: Arc::new(Mutex::new(state)) };
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        provider
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on it answers this.
    pub fn will(&self, answer: Answer) {
        self.state.lock().unwrap().answer = answer;
    }

    /// The heads of the requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }

    /// The bodies of the requests so far that had one.
    pub fn bodies(&self) -> Vec<String> {
        self.state.lock().unwrap().bodies.clone()
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut head = Vec::new();
        while let Ok(byte) = stream.read_u8().await {
            head.push(byte);
            if !head.ends_with(b"\r\n\r\n") {
                continue;
            }
            let length = String::from_utf8_lossy(&head)
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            if length > 0 {
                let mut body = vec![0; length];
                stream.read_exact(&mut body).await.unwrap_or_default();
                let body = String::from_utf8(body).unwrap_or_default();
                self.state.lock().unwrap().bodies.push(body);
            }
            let answer = {
                let mut state = self.state.lock().unwrap();
                state.asked.push(String::from_utf8_lossy(&head).into_owned());
                state.answer.clone()
            };
            head.clear();
            match answer {
                Answer::Raw(bytes) => stream.write_all(&bytes).await.unwrap_or_default(),
                Answer::RawThenBreak(bytes) => {
                    let _ = stream.write_all(&bytes).await;
                    return;
                }
                Answer::Late(after) => {
                    tokio::time::sleep(after).await;
                    let Answer::Raw(bytes) = Answer::json(ORDINARY_PERSON) else { return };
                    stream.write_all(&bytes).await.unwrap_or_default();
                }
                Answer::Silence => tokio::time::sleep(Duration::from_secs(3600)).await,
            }
        }
    }
}

/// A person as Folkeregisteret shows one, with nothing protected.
pub const ORDINARY_PERSON: &str = r#"{"identifikasjonsnummer":[{"erGjeldende":true,"status":"iBruk","foedselsEllerDNummer":"17859241204","identifikatortype":"foedselsnummer"}],"status":[{"erGjeldende":true,"status":"bosatt"}],"foedsel":{"erGjeldende":true,"foedselsdato":"1992-05-17","foedselsaar":"1992","foedekommuneINorge":"0301","foedeland":"NOR"},"navn":[{"erGjeldende":true,"fornavn":"HELDIG","etternavn":"TOMBOLA"}],"adressebeskyttelse":[{"erGjeldende":true,"graderingsnivaa":"ugradert"}],"bostedsadresse":[{"erGjeldende":true,"flyttedato":"2022-08-01","adressegradering":"ugradert","grunnkrets":1304,"vegadresse":{"kommunenummer":"0301","adressenavn":"Testveien","adressenummer":{"husnummer":"12","husbokstav":"B"},"poststed":{"poststedsnavn":"OSLO","postnummer":"0554"}}}]}"#;
