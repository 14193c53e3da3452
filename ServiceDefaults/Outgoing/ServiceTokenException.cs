namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Thrown when a call has no token of this service, so the service that it is for got no request: its circuit breaker counts no failure.</summary>
internal sealed class ServiceTokenException(HttpRequestException cause) : HttpRequestException(cause.HttpRequestError, cause.Message, cause, cause.StatusCode);
