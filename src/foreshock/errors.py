"""Nothing → every error that foreshock raises on purpose, in one tree.

    ForeshockError                 exit 1   what went wrong, where, and the next step
    ├── BadInput                   exit 2   the user's words or files cannot be used as given
    │   ├── UnreadablePage                  one page cannot be read; the others go on (exit 3 at the end)
    │   ├── NotFetched                      one address cannot be fetched; the others go on (exit 3 at the end)
    │   ├── BadRecord                       one line of a JSON lines file is malformed (exit 3 at the end)
    │   ├── BadJudgement                    one line of a file of judgements is none: which line, what is wrong with it
    │   ├── BadRule                         a rule for alerts cannot be used: which rule, which key, what to write
    │   └── UnknownName                     no such actor, event, document, format
    ├── StoreError                 exit 4
    │   ├── StoreMissing                    there is no store at that path
    │   ├── StoreLocked                     another process is writing to it
    │   ├── StoreTooOld / StoreTooNew       its schema is not this version's
    │   └── StoreDamaged                    `store check` found rows that do not hold
    ├── ClusterLost                exit 1   the workers of a Dask cluster are gone; what they read and was committed is kept
    ├── Missing                    exit 1   an optional part is not installed; the text says how to install it
    ├── NotTheSame                 exit 6   what a lock names and what is here differ, or other bytes came out
    └── ModelMismatch              exit 5   the weights installed are not the ones this version was measured with
"""

from __future__ import annotations


class ForeshockError(Exception):
    """Base of the tree; its text is a whole sentence with the next step."""

    exit_code = 1


class BadInput(ForeshockError):
    """The user's words or files cannot be used as given."""

    exit_code = 2


class UnreadablePage(BadInput):
    """One page cannot be read: `address` says which, `reason` why."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}")
        self.address = address
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadablePage], tuple[str, str]]:
        """It crosses from one process to another with both its words."""
        return type(self), (self.address, self.reason)


class NotFetched(BadInput):
    """One address cannot be fetched: `address` says which, `reason` why, `again` whether it may be had another time."""

    def __init__(self, address: str, reason: str, again: bool = False) -> None:
        super().__init__(f"{address}: {reason}")
        self.address = address
        self.reason = reason
        self.again = again


class BadRecord(BadInput):
    """One line of a JSON lines file is malformed."""


class BadJudgement(BadInput):
    """One line of a file of judgements is malformed, or makes no sense."""


class BadRule(BadInput):
    """A rule for alerts is malformed; the text names the rule, the key and what to write instead."""


class UnknownName(BadInput):
    """No such actor, event, document or format."""


class StoreError(ForeshockError):
    """Something is wrong with the store file."""

    exit_code = 4


class StoreMissing(StoreError):
    """There is no store at that path."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreTooOld(StoreError):
    """The store was made by an older version and cannot be migrated."""


class StoreTooNew(StoreError):
    """The store was made by a newer version."""


class StoreDamaged(StoreError):
    """`foreshock store check` found rows that do not hold."""


class ModelMismatch(ForeshockError):
    """The weights installed are not the ones this version was measured with."""

    exit_code = 5


class ClusterLost(ForeshockError):
    """The workers of a Dask cluster are gone; what they read and was committed is kept."""


class Missing(ForeshockError):
    """An optional part (plots, pandas, the assistant's server) is not installed."""


class NotTheSame(ForeshockError):
    """What a lock names and what is here differ; the text names every difference."""

    exit_code = 6
