"""Tests of the ledger, on a toy stream type: no rule of the hotline is needed here."""
