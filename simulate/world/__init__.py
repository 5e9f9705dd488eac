"""Scenario → plans: who comes, with what luck, and what each organisation has them go through. No clock."""
