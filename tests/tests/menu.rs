//! The native menu and the interface speak of the same commands.

use bridgebook_tests::root;
use bridgebook_tests::sources::Source;

#[test]
fn every_item_of_the_menu_is_a_command_of_the_interface() {
    let menu = std::fs::read_to_string(root().join("src-tauri/src/menu.rs")).expect("the menu");
    let items = items(&menu);
    assert!(items.len() > 15, "only {} items were found in the menu: {items:?}", items.len());

    let interface: String =
        Source::collect(&root(), &["ui/src"], &["ts", "svelte"]).into_iter().map(|source| source.text).collect();
    let unknown: Vec<&str> = items.into_iter().filter(|id| !interface.contains(&format!("\"{id}\""))).collect();
    assert!(unknown.is_empty(), "choosing these would do nothing: {unknown:?}");
}

/// The ids of lines such as `("go.board", "&Board"),`.
fn items(menu: &str) -> Vec<&str> {
    menu.split("(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("\", \""))
        .map(|(id, _)| id)
        .filter(|id| id.contains('.') && !id.contains(' '))
        .collect()
}

#[test]
fn an_item_is_read_from_its_line() {
    assert_eq!(items("const A: &[Item] = &[(\"go.board\", \"&Board\")];"), ["go.board"]);
}
