"""What the Makefile runs: setting up, serving, testing.

bootstrap, odoo_source, postgres and programs need nothing but Python's own library;
the others run in the environment that bootstrap makes.
"""
