"""The encrypted diary on disk; `repository.Diary` is the door. docs/storage-format.md says what the files hold."""
