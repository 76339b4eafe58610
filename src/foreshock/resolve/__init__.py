"""Mentions → `Actor`, `Role`, `Place`, `When`, `Event`: what a text points at, and one happening out of many reports."""
