//! A witness that answers what a test tells it, and keeps what it was asked.

use bytes::Bytes;
use hyper::{Request, Response};
use sluse::serve::Door;
use sluse::serve::listen::{Listener, Patience};
use sluse::vocab::limits::Limit;
use sluse::vocab::peer::Peer;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What is answered to a body: a status, header fields, a body.
type Answer = dyn Fn(&[u8]) -> (u16, Vec<(&'static str, &'static str)>, Vec<u8>) + Send + Sync;

/// The witness.
pub struct Scripted {
    answer: Mutex<Arc<Answer>>,
    asked: Mutex<Vec<Vec<u8>>>,
}

impl Door for Scripted {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "scripted"
    }

    fn body_limit(&self) -> Limit {
        // As the strictest of the known witnesses.
        Limit { name: "scripted_bytes", most: 10 * 1024 }
    }

    async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        assert_eq!(
            (request.method().as_str(), request.uri().path()),
            ("POST", "/w/add-checkpoint")
        );
        self.asked.lock().unwrap().push(request.body().to_vec());
        let answer = self.answer.lock().unwrap().clone();
        let (status, fields, body) = answer(request.body());
        let mut response = Response::builder().status(status);
        for (name, value) in fields {
            response = response.header(name, value);
        }
        response.body(Bytes::from(body)).unwrap()
    }
}

/// It, and where it is.
pub struct At {
    pub url: String,
    scripted: Arc<Scripted>,
    _stop: watch::Sender<bool>,
}

impl At {
    /// Starts one that answers so.
    pub async fn start(
        answer: impl Fn(&[u8]) -> (u16, Vec<(&'static str, &'static str)>, Vec<u8>)
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/w/", socket.local_addr().unwrap());
        let scripted = Scripted { answer: Mutex::new(Arc::new(answer)), asked: Mutex::default() };
        let scripted = Arc::new(scripted);
        let (stop, stopping) = watch::channel(false);
        let listener = Listener::new(socket, None, Patience::default(), None);
        tokio::spawn(listener.run(scripted.clone(), stopping));
        Self { url, scripted, _stop: stop }
    }

    /// One that is not there.
    pub async fn nowhere() -> Self {
        Self { url: "http://127.0.0.1:1/w".into(), ..Self::start(|_| (200, vec![], vec![])).await }
    }

    /// Answers so from now on.
    pub fn answers(
        &self,
        answer: impl Fn(&[u8]) -> (u16, Vec<(&'static str, &'static str)>, Vec<u8>)
        + Send
        + Sync
        + 'static,
    ) {
        *self.scripted.answer.lock().unwrap() = Arc::new(answer);
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Vec<u8>> {
        self.scripted.asked.lock().unwrap().clone()
    }
}
