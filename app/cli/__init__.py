"""The headless commands. `--json` is the contract that other tools are built on; without it, tables for people."""
