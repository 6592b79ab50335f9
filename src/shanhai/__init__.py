"""Shanhai (山海): one book for East–West cooperation, kept by both sides."""
