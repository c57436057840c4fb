//! The other end of a connection.

use std::net::{IpAddr, Ipv6Addr};

/// What is known of a connection before anything is read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The address the connection came from.
    pub address: IpAddr,
}

impl Peer {
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
}
