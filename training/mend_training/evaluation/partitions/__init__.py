"""The paper's evaluation on the seven partitions: `mend-train evaluate --suite partitions`."""
