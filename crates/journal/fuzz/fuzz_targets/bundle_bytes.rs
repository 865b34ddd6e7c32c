#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    dantin_journal_fuzz::bundle_bytes(data);
});
