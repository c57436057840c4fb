//! Wires `sluse witness` together, starts it and stops it.

use super::{StartError, acceptor, failed, files};
use crate::config::witness::WitnessConfig;
use crate::gateway::admit::{Rate, Strangers};
use crate::merkle::cosign::Cosigner;
use crate::merkle::note::KeyName;
use crate::merkle::policy::LogKey;
use crate::metrics::witness::WitnessMetrics;
use crate::serve::listen::{Listener, Patience};
use crate::serve::witness_door::{WitnessDoor, WitnessOpsDoor};
use crate::vocab::cause::Told;
use crate::vocab::time::SharedClock;
use crate::witness::{Options, Witness};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The sockets, bound before anything else: a test binds port 0.
pub struct WitnessSockets {
    /// The witness's door's.
    pub witness: TcpListener,
    /// The operations door's.
    pub operations: TcpListener,
}

impl WitnessSockets {
    /// Binds the configured addresses.
    ///
    /// # Errors
    /// When one is taken or not this machine's.
    pub async fn bind(config: &WitnessConfig) -> Result<Self, StartError> {
        let bind = async |address: std::net::SocketAddr| {
            TcpListener::bind(address).await.map_err(failed(&address.to_string()))
        };
        Ok(Self {
            witness: bind(config.doors.witness).await?,
            operations: bind(config.doors.operations).await?,
        })
    }
}

/// A running witness.
pub struct WitnessHouse {
    witness: Arc<Witness>,
    stop: watch::Sender<bool>,
    doors: JoinSet<()>,
}

/// What cosigns, from the configuration.
///
/// # Errors
/// When the key or its name cannot be used.
pub fn cosigner(config: &WitnessConfig) -> Result<Cosigner, StartError> {
    let name = KeyName::parse(&config.name).map_err(failed("name"))?;
    let seed = files::seed(&config.key).map_err(failed("key"))?;
    Cosigner::new(name, seed).map_err(failed("key"))
}

impl WitnessHouse {
    /// Opens what is remembered, and opens the doors.
    ///
    /// # Errors
    /// When a part of the configuration cannot be used; nothing is left running then.
    pub fn start(
        config: &WitnessConfig,
        sockets: WitnessSockets,
        clock: SharedClock,
    ) -> Result<Self, StartError> {
        let tls = config.tls.as_ref().map(acceptor).transpose()?;
        let metrics = WitnessMetrics::new().map_err(failed("metrics"))?;
        let options = Options {
            dir: config.dir.clone(),
            cosigner: cosigner(config)?,
            logs: logs(config)?,
            clock,
        };
        let witness = Witness::open(options);
        let witness = Arc::new(witness.map_err(|error| failed("witness")(Told(&error)))?);
        let limits = &config.limits;
        let rate = Rate { per_second: limits.requests_per_second, burst: limits.burst };
        let patience = Patience {
            connections: limits.connections,
            connections_per_address: limits.connections_per_address,
            wait: Duration::from_millis(limits.wait_ms),
            drain: Duration::from_millis(limits.drain_ms),
        };
        let (stop, stopping) = watch::channel(false);
        let mut doors = JoinSet::new();
        let door = WitnessDoor::new(witness.clone(), metrics.clone(), Strangers::refused(rate));
        let listener = Listener::new(sockets.witness, tls, patience, None);
        doors.spawn(listener.run(Arc::new(door), stopping.clone()));
        let door = WitnessOpsDoor::new(witness.clone(), metrics, stopping.clone());
        let listener = Listener::new(sockets.operations, None, patience, None);
        doors.spawn(listener.run(Arc::new(door), stopping));
        Ok(Self { witness, stop, doors })
    }

    /// The witness.
    #[must_use]
    pub const fn witness(&self) -> &Arc<Witness> {
        &self.witness
    }

    /// Stops accepting, and lets requests under way finish.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.doors.join_next().await.is_some() {}
    }
}

/// The keys of each log.
fn logs(config: &WitnessConfig) -> Result<Vec<Vec<LogKey>>, StartError> {
    let keys = |vkeys: &[String]| {
        vkeys
            .iter()
            .map(|vkey| LogKey::parse(vkey).map_err(failed("logs.vkeys")))
            .collect::<Result<Vec<_>, _>>()
    };
    config.logs.iter().map(|log| keys(&log.vkeys)).collect()
}
