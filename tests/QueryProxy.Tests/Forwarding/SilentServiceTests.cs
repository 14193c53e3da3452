using MeshStarter.QueryProxy.Forwarding;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

public sealed class SilentServiceTests
{
    [Fact]
    public async Task Service_without_an_answer_is_named_before_an_ingress_gives_up()
    {
        var (forwarder, status, problem) = await ForwardAsync(failure: null, isStopping: false);

        Assert.InRange(forwarder.Patience!.Value, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(239));
        Assert.Equal((504, "urn:mesh:problem:gateway-timeout", "catalog does not answer within 230 s. Ask for less at once, or try again later."), (status, problem.Type, problem.Detail));
    }

    [Fact]
    public async Task Service_that_takes_no_connection_in_time_cannot_be_reached()
    {
        var (_, status, problem) = await ForwardAsync(new OperationCanceledException("", new TimeoutException()), isStopping: false);

        Assert.Equal((503, "catalog cannot be reached now. Try again in a moment."), (status, problem.Detail));
    }

    [Fact]
    public async Task Stop_of_the_proxy_is_no_fault_of_the_service()
    {
        var (_, status, problem) = await ForwardAsync(failure: null, isStopping: true);

        Assert.Equal((503, "The service that forwards this request stops. Try again in a moment."), (status, problem.Detail));
    }

    private static async Task<(SilentForwarder Forwarder, int Status, Microsoft.AspNetCore.Mvc.ProblemDetails Problem)> ForwardAsync(Exception? failure, bool isStopping)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("services:catalog:http:0", "http://catalog:8080")]).Build();
        var services = new ServiceDirectory(configuration, new HostingEnvironment { EnvironmentName = "Production" });
        var (forwarder, problems) = (new SilentForwarder(failure), new KeptProblems());
        using var lifetime = new StoppingLifetime(isStopping);
        using var requests = new RequestForwarder(forwarder, problems, lifetime, NullLogger<RequestForwarder>.Instance);
        var middleware = new ForwardingMiddleware(ForwardedRoutes.Read(configuration, services), services, requests);
        var http = new DefaultHttpContext { Request = { Path = "/iceberg/v1/config" } };
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/iceberg/v1/config";

        await middleware.InvokeAsync(http, _ => throw new InvalidOperationException("It is forwarded."));

        return (forwarder, http.Response.StatusCode, problems.Last!);
    }

    // A forwarder whose time is up.
    private sealed class SilentForwarder(Exception? failure) : IHttpForwarder
    {
        public TimeSpan? Patience { get; private set; }

        public ValueTask<ForwarderError> SendAsync(HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer) =>
            SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, CancellationToken.None);

        public ValueTask<ForwarderError> SendAsync(HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer, CancellationToken cancellationToken)
        {
            Patience = requestConfig.ActivityTimeout;
            context.Features.Set<IForwarderErrorFeature>(new Error(ForwarderError.RequestTimedOut, failure));
            return ValueTask.FromResult(ForwarderError.RequestTimedOut);
        }
    }

    private sealed record Error(ForwarderError Kind, Exception? Exception) : IForwarderErrorFeature
    {
        ForwarderError IForwarderErrorFeature.Error => Kind;
    }

    private sealed class StoppingLifetime(bool isStopping) : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _never = new();

        public CancellationToken ApplicationStarted => _never.Token;

        public CancellationToken ApplicationStopping => isStopping ? new CancellationToken(canceled: true) : _never.Token;

        public CancellationToken ApplicationStopped => _never.Token;

        public void StopApplication() => throw new NotSupportedException();

        public void Dispose() => _never.Dispose();
    }

    private sealed class KeptProblems : IProblemDetailsService
    {
        public Microsoft.AspNetCore.Mvc.ProblemDetails? Last { get; private set; }

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Last = context.ProblemDetails;
            return ValueTask.CompletedTask;
        }
    }
}
