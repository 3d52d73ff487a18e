"""What answering costs, counted and measured, for published shapes of target LMs: `mend-train cost`."""
