"""Measure builds and documents on made-up workspaces, beside other programs; see script/bench."""
