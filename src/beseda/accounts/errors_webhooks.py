"""What can go wrong with webhooks, named after what happened."""

from beseda.kit.errors import BesedaError, Kind


class EndpointNotFound(BesedaError):
    """There is no such endpoint in the caller's workspace."""

    kind, code = Kind.MISSING, "endpoint_not_found"
    message = "There is no such webhook."


class DeliveryNotFound(BesedaError):
    """There is no such delivery at this endpoint."""

    kind, code = Kind.MISSING, "delivery_not_found"
    message = "There is no such delivery. Deliveries are kept for a month."


class AddressNotAllowed(BesedaError):
    """Nothing is sent to this address."""

    kind, code = Kind.INVALID, "address_not_allowed"
    message = "Webhooks go to public https:// addresses, without a user name, on port 443, 80 or above 1023."


class UnknownEvents(BesedaError):
    """An event that was chosen is none of ours."""

    kind, code = Kind.INVALID, "unknown_events"
    message = "Choose at least one of the known events."


class TooManyEndpoints(BesedaError):
    """A workspace has as many endpoints as it may."""

    kind, code = Kind.CONFLICT, "too_many_endpoints"
    message = "A workspace has at most {most} webhooks."


class EndpointDisabled(BesedaError):
    """The endpoint is switched off."""

    kind, code = Kind.CONFLICT, "endpoint_disabled"
    message = "This webhook is switched off. Switch it on first."
