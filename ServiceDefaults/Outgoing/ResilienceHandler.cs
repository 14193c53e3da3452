using System.Net.Http.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Runs a request through its client's pipeline of calls. The caller gets one kind of failure: <see cref="HttpRequestException"/>.</summary>
internal sealed class ResilienceHandler(ServicePipeline pipeline) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(ServicePipeline.Repeatable, IsRepeatable(request));
        try
        {
            return await pipeline.Call.ExecuteAsync(
                static async (context, state) => await state.Send(state.Request, context.CancellationToken),
                context,
                (Send: (Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>)base.SendAsync, Request: request));
        }
        catch (BrokenCircuitException broken)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"{pipeline.Service} failed repeatedly; calls to it pause for a moment.", broken);
        }
        catch (TimeoutRejectedException late)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"{pipeline.Service} did not answer within {late.Timeout.TotalSeconds:0.#} s.", late);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether a request is idempotent by method (RFC 9110 section 9.2.2) and its body can be sent a second time.</summary>
    private static bool IsRepeatable(HttpRequestMessage request) =>
        (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete)
        && request.Content is null or ByteArrayContent or JsonContent or ReadOnlyMemoryContent;
}
