using MeshStarter.QueryProxy.Forwarding;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

public sealed class SilentServiceTests
{
    [Fact]
    public async Task Service_without_an_answer_is_named_before_an_ingress_gives_up()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("services:catalog:http:0", "http://catalog:8080")]).Build();
        var services = new ServiceDirectory(configuration, new HostingEnvironment { EnvironmentName = "Production" });
        var (forwarder, problems) = (new SilentForwarder(), new KeptProblems());
        using var middleware = new ForwardingMiddleware(ForwardedRoutes.Read(configuration, services), services, forwarder, problems, NullLogger<ForwardingMiddleware>.Instance);
        var http = new DefaultHttpContext { Request = { Path = "/iceberg/v1/config" } };
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/iceberg/v1/config";

        await middleware.InvokeAsync(http, _ => throw new InvalidOperationException("It is forwarded."));

        Assert.InRange(forwarder.Patience!.Value, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(239));
        Assert.Equal((504, "urn:mesh:problem:gateway-timeout", "catalog does not answer within 230 s. Ask for less at once, or try again later."), (http.Response.StatusCode, problems.Last!.Type, problems.Last.Detail));
    }

    // A forwarder whose time is up.
    private sealed class SilentForwarder : IHttpForwarder
    {
        public TimeSpan? Patience { get; private set; }

        public ValueTask<ForwarderError> SendAsync(HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer) =>
            SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, CancellationToken.None);

        public ValueTask<ForwarderError> SendAsync(HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer, CancellationToken cancellationToken)
        {
            Patience = requestConfig.ActivityTimeout;
            return ValueTask.FromResult(ForwarderError.RequestTimedOut);
        }
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
