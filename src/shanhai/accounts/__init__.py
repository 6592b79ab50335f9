"""Accounts (用户): users, roles, the region scope of each user, and the audit log."""
