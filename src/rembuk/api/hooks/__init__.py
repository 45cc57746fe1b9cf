"""Telling other sites' servers what happens: from the audit log to a signed request that arrived."""
