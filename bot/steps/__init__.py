"""The kinds of questions a dialog can ask, one module each."""
