"""Marts on this machine, without AWS: analysed before they are deployed, and tested over rows that a person wrote."""
