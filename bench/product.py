"""The program itself, for a measurement to start beside it: `python -m bench.product serve --port 8001`."""

from beseda.entry.cli import main

if __name__ == "__main__":
    main()
