"""Vacancies as other sites write them: hh.ru's JSON and schema.org's JobPosting, read into ours. Pure."""
