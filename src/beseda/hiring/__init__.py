"""Vacancies, candidates, responses, the interview and the decision."""
