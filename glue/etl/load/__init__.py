"""One load: where its file is, how it is opened, which columns it has, what is reported of it."""
