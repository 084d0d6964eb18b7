"""The difference that two versions of a pack make: in their rules, and in what they find in logs."""
