"""Documents (资料): original bytes kept for ever, their repaired text, their claims, and the review."""
