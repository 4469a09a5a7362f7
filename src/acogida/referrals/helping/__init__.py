"""Asking for help without a caseworker: what is written, whom it goes to, how it is said. ADR 0306."""
