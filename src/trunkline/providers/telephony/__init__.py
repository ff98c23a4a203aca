"""Telephony systems whose call records Trunkline reads: a file per vendor, and what reading any text file of records needs."""
