//! What `dantin serve --demo` does besides serving: a folder of its own, sample cases in it, and the accounts on the
//! terminal. It never opens a real city's database.

use anyhow::bail;

use super::Frame;
use crate::{
    app::{App, Opening},
    clock::random,
    demo,
    prove::journal::{LogFault, PublicLog},
    settings::{Settings, Typed},
};

/// Turns the settings to a folder of sample data with its own database file.
pub fn prepare(typed: &mut Typed, frame: &Frame) -> anyhow::Result<()> {
    let folder = demo::folder(frame.data())?;
    typed.set("server.data", folder.display().to_string(), "demo")?;
    // Whatever the environment says of a database and of photos, it is not these.
    typed.set("database.url", String::new(), "demo")?;
    typed.set("photos.store", "photos".to_owned(), "demo")?;
    // Mails to try out are files; no sample case makes any.
    if typed.get("mail.server").is_empty() {
        typed.set("mail.server", "folder:mails".to_owned(), "demo")?;
        typed.set("mail.sender", "Dân Tin (mẫu) <dan-tin@sample.dantin.example>".to_owned(), "demo")?;
        typed.set("mail.digest_minutes", "0".to_owned(), "demo")?;
    }
    // Whoever tries it out wants to see soon what came of a click.
    typed.set("journal.figures_seconds", "10".to_owned(), "demo")?;
    Ok(())
}

/// Refuses to offer accounts with a known password to other machines.
pub fn stay_at_home(settings: &Settings) -> anyhow::Result<()> {
    if settings.listen.ip().is_loopback() {
        return Ok(());
    }
    bail!(
        "{} can be reached by other machines, and everybody knows the passwords of the demonstration; listen on 127.0.0.1, or \
         add --yes-public-demo if that is what you want",
        settings.listen
    )
}

/// The name of every demonstration's log: none that a city could have.
const LOG: &str = "sample.dantin.example/journal";

/// Gives the demonstration a public log where it has none yet.
pub fn log(opening: &Opening) -> anyhow::Result<()> {
    let data = &opening.settings.data;
    match PublicLog::create(data, &LOG.parse()?, &random(opening.random.as_ref())) {
        Ok(_) | Err(LogFault::Exists(_)) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

/// Makes the sample cases where there are none yet; gives how many there are.
pub fn fill(app: &App) -> anyhow::Result<usize> {
    demo::fill(app, app.now(), &tokio::runtime::Handle::current())
}

/// Prints what a visitor of the demonstration needs.
pub fn greet(app: &App, cases: usize) {
    let folder = app.settings.data.display();
    println!();
    println!("Dữ liệu mẫu: {cases} vụ việc trong thư mục {folder}; xóa thư mục để làm lại từ đầu.");
    println!("Sample data: {cases} cases in the folder {folder}; delete it to begin anew.");
    println!();
    println!("Người dân · residents   {}/report", app.public_url);
    println!("Cán bộ · officers       {}/desk", app.public_url);
    println!("Kiểm lại · verify       dantin verify {}", app.public_url);
    println!();
    print!("{}", demo::table());
    println!();
    println!("Open311 key: {}", demo::OPEN311_KEY);
    println!("Ctrl+C để dừng · stops the server");
}
