#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    dantin_journal_fuzz::proof(data);
});
