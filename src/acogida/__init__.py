"""Acogida: shared reception of people on the move, each organisation on its own node."""

__version__ = "0.1.0"
