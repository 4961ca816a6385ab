"""The domain: what a diary is made of. Plain dataclasses and rules, no Qt, no torch, no SQL."""
