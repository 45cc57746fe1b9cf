"""The lists of mail domains that ship with the software: `disposable.txt` and `aliases.txt`."""
