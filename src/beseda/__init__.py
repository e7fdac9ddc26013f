"""One engine that holds every conversation, and the products that speak in it."""

from importlib.metadata import version

__version__ = version("beseda")
