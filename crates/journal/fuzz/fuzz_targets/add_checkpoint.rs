#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    dantin_journal_fuzz::add_checkpoint(data);
});
