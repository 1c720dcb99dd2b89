"""The formats of notes, a file each."""
