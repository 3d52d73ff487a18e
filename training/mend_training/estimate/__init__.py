"""What training a distiller for a target LM that exists takes, computed without it: `mend-train estimate`."""
