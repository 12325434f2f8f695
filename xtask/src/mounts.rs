//! Whether this process may mount: the tests on a full disk and on a read-only folder need it.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// Mounts a small file system in memory and takes it away again.
pub fn are_permitted() -> Result<bool> {
    if !cfg!(target_os = "linux") {
        return Ok(false);
    }
    let folder = shell::target()?.join(format!("mount-probe-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let permitted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "none"])
        .arg(&folder)
        .output()
        .is_ok_and(|output| output.status.success());
    if permitted {
        shell::read(Command::new("umount").arg(&folder))?;
    }
    fs::remove_dir(&folder)?;
    Ok(permitted)
}
