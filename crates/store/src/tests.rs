//! Rules of the room itself: every statement is right, and nothing opens a transaction behind our back.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor, SqlSafeStr};

use crate::migration::{self, MIGRATIONS};
use crate::{connection, search, table};

#[tokio::test]
async fn every_statement_can_be_prepared_against_a_fresh_database() {
    let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
    migration::migrate(&mut db, 0).await.unwrap();
    let tables = [
        migration::SQL,
        table::attachment::SQL,
        table::chunk::SQL,
        table::content::SQL,
        table::delivery::SQL,
        table::document::SQL,
        table::entry::SQL,
        table::meta::SQL,
        table::plan_version::SQL,
        table::setting::SQL,
        table::snapshot::SQL,
        table::undo::SQL,
        &[table::edit::sql()],
    ];
    for sql in tables.into_iter().flatten() {
        db.prepare(sql.into_sql_str()).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    sqlx::raw_sql(search::SCHEMA).execute(&mut db).await.unwrap();
    for sql in search::sql() {
        db.prepare(sql.into_sql_str()).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

#[test]
fn the_statements_of_an_edit_are_those_of_its_tables_with_their_places_exchanged() {
    let sql = table::edit::sql();
    assert!(!sql.contains('?'), "{sql}");
    assert!(sql.starts_with("insert into content (document, section, json) values ($1, $2, $3)"), "{sql}");
    assert!(sql.ends_with("values ($10, $1, $11, $12, $13, $5, $14, $15, $16) on conflict (hash) do nothing"), "{sql}");
}

#[tokio::test]
async fn the_writer_has_the_settings_that_were_measured() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = connection::writer(&folder.path().join("x.sqlite")).await.unwrap();
    connection::check_sqlite(&mut db).await.unwrap();
    let numbers = [
        ("pragma synchronous", 2_i64),
        ("pragma foreign_keys", 1),
        ("pragma busy_timeout", 5000),
        ("pragma journal_size_limit", 67_108_864),
        ("pragma trusted_schema", 0),
        ("pragma cell_size_check", 1),
        ("pragma fullfsync", 1),
        ("pragma checkpoint_fullfsync", 1),
        ("pragma temp_store", 2),
        ("pragma page_size", 4096),
    ];
    for (sql, expected) in numbers {
        let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap();
        assert_eq!(found, expected, "{sql}");
    }
    let mode: String = sqlx::query_scalar("pragma journal_mode").fetch_one(&mut db).await.unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_landed_migration_is_never_edited() {
    use sha2::{Digest, Sha256};
    let hashes: Vec<String> =
        MIGRATIONS.iter().map(|m| bridgebook_domain::canonical::hex(&Sha256::digest(m.sql.as_bytes()))).collect();
    assert_eq!(hashes, LANDED, "add a migration instead of changing one");
}

const LANDED: &[&str] = &[
    "54adab866ca1f77da933c4d44c42b41ebd83648c1134d3599acc9bdcb660262f",
    "b376b395b729371aad8fdd25ad7257b2a9cc602fb36087c12c960696cb145513",
];

#[test]
fn no_transaction_of_the_library_is_used_anywhere_in_the_crate() {
    fn look(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let banned = [concat!(".be", "gin("), concat!(".be", "gin_with("), concat!(".try_be", "gin(")];
                found.extend(banned.iter().filter(|b| text.contains(**b)).map(|b| format!("{}: {b}", path.display())));
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.is_empty(), "the writer says begin and commit itself (docs/decisions/0002): {found:?}");
}
