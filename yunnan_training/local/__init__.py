"""Everything that makes the portal run and be tested on one machine: packages, private services, processes.

Standard library only, and nothing of the portal is imported: this package runs before any dependency is installed.
"""
