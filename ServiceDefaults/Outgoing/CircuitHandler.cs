namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Runs each try of a request through its client's circuit breaker, next to the network: a try without a token of this service is no success or failure of the service that is called.</summary>
internal sealed class CircuitHandler(ServicePipeline pipeline) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => pipeline.Try.ExecuteAsync(
        static async (state, cancellationToken) => await state.Send(state.Request, cancellationToken),
        (Send: (Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>)base.SendAsync, Request: request),
        cancellationToken).AsTask();
}
