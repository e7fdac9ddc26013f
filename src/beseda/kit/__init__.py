"""What every module stands on: database, events, jobs, broker, errors, pages, paging, security, i18n."""
