//! Tells cargo to build this crate again in release when a word file comes, goes or changes; debug builds read the files when they start.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../../words");
    }
}
