"""The outside world, a folder per vendor. A provider implements a room's port; vendor SDKs are imported nowhere else."""
