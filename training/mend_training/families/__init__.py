"""The two families of target LMs, GPT-2 and T5, behind one interface: `TargetLM` (target.py), `Body` (body.py)."""
