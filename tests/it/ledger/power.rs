//! The power is cut under load: a file system of its own is shut down at any moment, with all that is not
//! on its disk lost, and mounted again. Left out where loop devices cannot be mounted (it needs root).

use super::Place;
use super::crash::{ROUNDS_OF_ONE, Said, holds, until};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How many times the power is cut, when it is not three.
const CUTS: &str = "SLUSE_POWER_CUTS";

/// An ext4 in a file, mounted as long as this lives.
struct Disk {
    _dir: tempfile::TempDir,
    image: PathBuf,
    mount: PathBuf,
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|done| done.status.success())
}

impl Disk {
    /// A new one; none where that is not possible.
    fn new() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let (image, mount) = (dir.path().join("image"), dir.path().join("mount"));
        std::fs::create_dir(&mount).unwrap();
        std::fs::File::create(&image).unwrap().set_len(512 << 20).unwrap();
        let disk = Self { _dir: dir, image, mount };
        let made = succeeds(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&disk.image));
        (made && disk.mount()).then_some(disk)
    }

    fn mount(&self) -> bool {
        succeeds(Command::new("mount").args(["-o", "loop"]).arg(&self.image).arg(&self.mount))
    }

    fn unmount(&self) {
        let patience = std::time::Instant::now() + Duration::from_secs(30);
        while !succeeds(Command::new("umount").arg(&self.mount)) {
            assert!(std::time::Instant::now() < patience, "it is still in use");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Cuts its power.
    fn cut(&self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/cut.py");
        assert!(succeeds(Command::new("python3").arg(script).arg(&self.mount)), "{script}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.mount).output();
    }
}

fn place(mount: &Path, number: usize) -> Place {
    let root = mount.join(number.to_string());
    std::fs::create_dir_all(&root).unwrap();
    Place::at(&root)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_is_cut() {
    let Some(disk) = Disk::new() else {
        eprintln!("left out: no loop device can be mounted here");
        return;
    };
    let cuts: usize = std::env::var(CUTS).map_or(3, |cuts| cuts.parse().unwrap());
    let (mut said, mut all) = (Said::default(), 0);
    for cut in 0..cuts {
        if cut % ROUNDS_OF_ONE == 0 {
            all += said.acknowledged();
            said = Said::default();
            // The last one's space is needed.
            let _ = std::fs::remove_dir_all(disk.mount.join((cut / ROUNDS_OF_ONE).to_string()));
        }
        let place = place(&disk.mount, cut / ROUNDS_OF_ONE + 1);
        assert!(succeeds(Command::new("sync").arg("-f").arg(&disk.mount)), "the folder is there");
        let end = |child: &mut std::process::Child| {
            disk.cut();
            // What it still says must hold, too.
            std::thread::sleep(Duration::from_millis(50));
            child.kill().unwrap();
        };
        until(&place.root, 40 + cut * 97 % 1009, end, &mut said);
        disk.unmount();
        assert!(disk.mount(), "cut {cut}: the file system recovers");
        holds(&place, &said, cut);
    }
    all += said.acknowledged();
    eprintln!("{cuts} power cuts, {all} entries acknowledged, none lost");
}
