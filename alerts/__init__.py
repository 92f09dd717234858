"""The rules: what is true with pencil and paper. No I/O, no async, no clock, no randomness."""
