//! The other end of a connection.

use std::net::IpAddr;

/// What is known of a connection before anything is read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The address the connection came from.
    pub address: IpAddr,
}
