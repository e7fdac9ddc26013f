"""What the program costs, measured: `python -m bench NAME` prints figures, `--json FILE` keeps them."""
