//! The direction of the arrows, as `ARCHITECTURE.md` draws them, checked on `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The rooms, and what each may import of the others.
///
/// The nouns of `domain` are spoken everywhere; every other arrow is one of the picture.
const ROOMS: &[(&str, &[&str])] = &[
    ("bridgebook-domain", &[]),
    ("bridgebook-interchange", &["bridgebook-domain"]),
    ("bridgebook-pdf", &["bridgebook-domain"]),
    ("bridgebook-store", &["bridgebook-domain"]),
    ("bridgebook-delivery", &["bridgebook-domain"]),
    // Servers for tests: what they try out must not be built from what they share with it.
    ("bridgebook-delivery-servers", &[]),
    (
        "bridgebook-app",
        &["bridgebook-domain", "bridgebook-interchange", "bridgebook-pdf", "bridgebook-store", "bridgebook-delivery"],
    ),
    ("bridgebook-cli", &["bridgebook-app", "bridgebook-domain"]),
    ("bridgebook", &["bridgebook-app", "bridgebook-domain"]),
    ("xtask", &[]),
];

/// The package that may import every room, because nothing is built from it.
const TESTS: &str = "bridgebook-tests";

/// Crates of which only some rooms may know, by the beginning of their name.
const RESERVED: &[(&str, &[&str])] = &[
    ("tauri", &["bridgebook"]),
    ("sqlx", &["bridgebook-store"]),
    ("libsqlite3-sys", &["bridgebook-store"]),
    ("rusqlite", &[]),
    ("automerge", &["bridgebook-store"]),
    ("lettre", &["bridgebook-delivery"]),
    ("reqwest", &["bridgebook-delivery"]),
    ("hyper", &["bridgebook-delivery"]),
    ("tokio-rustls", &["bridgebook-delivery", "bridgebook-delivery-servers"]),
    ("keyring", &["bridgebook-delivery"]),
];

/// The rooms that touch no file, clock or network, and what must not even be below them.
const PURE: &[&str] = &["bridgebook-domain", "bridgebook-interchange", "bridgebook-pdf"];
const IMPURE: &[&str] = &["tokio", "sqlx", "libsqlite3-sys", "hyper", "reqwest", "lettre", "tauri"];

/// The part of `cargo metadata` that the rules read.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// Absent for a normal one, else `dev` or `build`.
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Debug, Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

impl Metadata {
    /// Every rule that this workspace breaks, one sentence each.
    pub fn broken_rules(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for package in self.members() {
            self.check_room(package, &mut broken);
            self.check_reserved(package, &mut broken);
            self.check_purity(package, &mut broken);
        }
        broken
    }

    fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    fn check_room(&self, package: &Package, broken: &mut Vec<String>) {
        if package.name == TESTS {
            return;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(room, _)| *room == package.name) else {
            broken
                .push(format!("{} is a room that the architecture does not know: draw its arrows first", package.name));
            return;
        };
        let rooms: BTreeSet<&str> = self.members().map(|member| member.name.as_str()).collect();
        for import in package.imports() {
            if rooms.contains(import) && !allowed.contains(&import) {
                broken.push(format!("{} must not import {import}", package.name));
            }
        }
    }

    fn check_reserved(&self, package: &Package, broken: &mut Vec<String>) {
        if package.name == TESTS {
            return;
        }
        for import in package.imports() {
            for (reserved, rooms) in RESERVED {
                let is_it = import == *reserved || import.starts_with(&format!("{reserved}-"));
                if is_it && !rooms.contains(&package.name.as_str()) {
                    broken.push(format!(
                        "{} must not import {import}: only {} may",
                        package.name,
                        if rooms.is_empty() { "nobody".to_owned() } else { rooms.join(", ") }
                    ));
                }
            }
        }
    }

    fn check_purity(&self, package: &Package, broken: &mut Vec<String>) {
        if !PURE.contains(&package.name.as_str()) {
            return;
        }
        for name in self.everything_below(&package.id) {
            if IMPURE.contains(&name) {
                broken.push(format!("{} touches no file, clock or network, but {name} is below it", package.name));
            }
        }
    }

    /// The names of all packages that are built into this one.
    fn everything_below(&self, id: &str) -> BTreeSet<&str> {
        let names: BTreeMap<&str, &str> =
            self.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
        let nodes: BTreeMap<&str, &Node> = self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![id];
        while let Some(next) = waiting.pop() {
            for edge in nodes.get(next).iter().flat_map(|node| &node.deps) {
                let is_built_in = edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
                if is_built_in && seen.insert(edge.pkg.as_str()) {
                    waiting.push(&edge.pkg);
                }
            }
        }
        seen.into_iter().filter_map(|id| names.get(id).copied()).collect()
    }
}

impl Package {
    /// What it is built from. What only its own tests use does not count: a test may look at the
    /// house from any side.
    fn imports(&self) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .filter(|dependency| dependency.kind.as_deref() != Some("dev"))
            .map(|dependency| dependency.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A workspace of packages with their dependencies; names that are not members are foreign.
    fn workspace(members: &[(&str, &[&str])], foreign: &[(&str, &[&str])]) -> Metadata {
        let package = |(name, imports): &(&str, &[&str])| -> Value {
            json!({
                "id": name,
                "name": name,
                "dependencies": imports
                    .iter()
                    .map(|name| json!({ "name": name, "kind": null }))
                    .collect::<Vec<_>>(),
            })
        };
        let node = |(name, imports): &(&str, &[&str])| -> Value {
            json!({
                "id": name,
                "deps": imports
                    .iter()
                    .map(|name| json!({ "pkg": name, "dep_kinds": [{ "kind": null }] }))
                    .collect::<Vec<_>>(),
            })
        };
        let all: Vec<_> = members.iter().chain(foreign).collect();
        serde_json::from_value(json!({
            "packages": all.iter().map(|entry| package(entry)).collect::<Vec<_>>(),
            "workspace_members": members.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "resolve": { "nodes": all.iter().map(|entry| node(entry)).collect::<Vec<_>>() },
        }))
        .expect("the shape of cargo metadata")
    }

    #[test]
    fn a_house_as_it_is_drawn_breaks_no_rule() {
        let house = workspace(
            &[
                ("bridgebook-domain", &["serde"]),
                ("bridgebook-store", &["bridgebook-domain", "sqlx", "tokio"]),
                ("bridgebook-app", &["bridgebook-domain", "bridgebook-store", "tokio"]),
                ("bridgebook", &["bridgebook-app", "tauri", "tauri-plugin-dialog"]),
                ("bridgebook-tests", &["bridgebook-store", "sqlx"]),
            ],
            &[("serde", &[]), ("sqlx", &["tokio"]), ("tokio", &[])],
        );
        assert_eq!(house.broken_rules(), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_turns_is_found() {
        for (package, import, expected) in [
            ("bridgebook-domain", "bridgebook-store", "bridgebook-domain must not import bridgebook-store"),
            ("bridgebook-store", "bridgebook-app", "bridgebook-store must not import bridgebook-app"),
            ("bridgebook-pdf", "bridgebook-interchange", "bridgebook-pdf must not import bridgebook-interchange"),
            ("bridgebook-cli", "bridgebook-store", "bridgebook-cli must not import bridgebook-store"),
            ("xtask", "bridgebook-domain", "xtask must not import bridgebook-domain"),
        ] {
            let house = workspace(&[(package, &[import]), (import, &[])], &[]);
            assert_eq!(house.broken_rules(), [expected], "{package} -> {import}");
        }
    }

    #[test]
    fn a_reserved_crate_in_the_wrong_room_is_found() {
        for (package, import) in [
            ("bridgebook-app", "sqlx"),
            ("bridgebook-app", "libsqlite3-sys"),
            ("bridgebook-app", "tauri"),
            ("bridgebook-cli", "tauri-plugin-dialog"),
            ("bridgebook", "reqwest"),
            ("bridgebook-app", "hyper-util"),
            ("bridgebook-cli", "keyring"),
            ("bridgebook-store", "lettre"),
            ("bridgebook-store", "rusqlite"),
        ] {
            let house = workspace(&[(package, &[import])], &[(import, &[])]);
            assert_eq!(house.broken_rules().len(), 1, "{package} -> {import}");
        }
    }

    #[test]
    fn a_pure_room_is_searched_to_the_bottom() {
        let house = workspace(
            &[("bridgebook-pdf", &["innocent"])],
            &[("innocent", &["less-so"]), ("less-so", &["tokio"]), ("tokio", &[])],
        );
        assert_eq!(house.broken_rules(), ["bridgebook-pdf touches no file, clock or network, but tokio is below it"]);
    }

    #[test]
    fn a_room_nobody_drew_is_found() {
        let house = workspace(&[("bridgebook-helpers", &[])], &[]);
        assert_eq!(house.broken_rules().len(), 1, "a new room needs its arrows drawn");
    }
}
