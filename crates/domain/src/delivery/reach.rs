//! Where an address of a network leads: out into the world, into the own network, or nowhere that anything is sent to.

// Only the types of addresses: nothing that could connect.
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Into the world.
    Public,
    /// To this machine or into a private network: only where a person said that this is meant.
    Internal,
    /// To nothing that is ever sent to: link-local (there the credentials of cloud machines lie), multicast, and what
    /// the registries reserve.
    Never,
}

/// Where an address leads. IPv6 addresses that carry an IPv4 address lead where that one does, so that the rule cannot
/// be walked around. Source: the IANA registries of special-purpose addresses (RFC 6890).
#[must_use]
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    match ip.octets() {
        [10 | 127, ..] | [192, 168, ..] | [172, 16..=31, ..] | [100, 64..=127, ..] => Reach::Internal,
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Reach::Never,
        _ => Reach::Public,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if ip == Ipv6Addr::LOCALHOST {
        return Reach::Internal;
    }
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        reach_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // IPv4-mapped and -compatible (the unspecified address is one), and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => v4(high, low),
        // Unique local.
        [0xfc00..=0xfdff, ..] => Reach::Internal,
        // Of the block that is given out to the world, the part for protocols (Teredo and others) and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Reach::Never,
        [0x2000..=0x3fff, ..] => Reach::Public,
        // Link-local, site-local, multicast, discard-only, local NAT64 and all that was never given out.
        _ => Reach::Never,
    }
}
