"""The buying phase (DESIGN §4): need, evaluation or purchase, by what somebody read, asked and did lately."""
