//! The other end of a connection.

use super::thumbprint::Thumbprint;
use std::net::{IpAddr, Ipv6Addr};

/// What is known of a connection before a request is read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The address the connection came from.
    pub address: IpAddr,
    /// The certificate whose private key the TLS handshake proved, when the peer presented one: its
    /// thumbprint. Nobody vouches for the certificate itself.
    pub certificate: Option<Thumbprint>,
}

impl Peer {
    /// A peer without a certificate.
    #[must_use]
    pub const fn at(address: IpAddr) -> Self {
        Self { address, certificate: None }
    }

    /// The address that limits are counted by: for IPv6 the /64, because whoever has one address of
    /// it has all of them.
    #[must_use]
    pub const fn neighbourhood(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }

    /// What one customer of a network may have: for IPv6 the /48 (RFC 6177 section 2), which holds 65,536
    /// neighbourhoods; for IPv4 the address.
    #[must_use]
    pub const fn site(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        }
    }
}
