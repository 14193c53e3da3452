using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

[Collection(ForwardingCollection.Name)]
public sealed class ForwardingTests(ForwardingFixture mesh)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Request_arrives_as_it_was_sent()
    {
        var body = "";
        mesh.Orders.Answer = async context => body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        var answer = await RawAsync(
            """
            POST /domains/orders/products/a%1Fb?x=%20%2F HTTP/1.1
            Host: localhost
            Authorization: Bearer a.token.of-orders
            Idempotency-Key: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F
            If-Match: "3"
            Range: bytes=0-9
            Accept-Encoding: gzip
            Forwarded: for=198.51.100.7
            X-Forwarded-For: 198.51.100.7
            X-Forwarded-Proto: https
            X-Forwarded-Prefix: /evil
            X-Original-For: 198.51.100.7
            X-Real-IP: 198.51.100.7
            X-Hop: of this connection alone
            Proxy-Authorization: Basic eA==
            TE: gzip
            Connection: X-Hop
            Content-Length: 5

            {"a"}GET /alive HTTP/1.1
            Host: localhost
            Connection: close

            """);

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Equal("POST /products/a%1Fb?x=%20%2F", mesh.Orders.Requested.Last());
        Assert.Equal("{\"a\"}", body);
        Assert.Equal(
            [
                "Accept-Encoding: gzip", "Authorization: Bearer a.token.of-orders", "Content-Length: 5", $"Host: {new Uri(mesh.Orders.Address).Authority}",
                "Idempotency-Key: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "If-Match: \"3\"", "Range: bytes=0-9",
                "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: localhost", "X-Forwarded-Proto: http",
            ],
            mesh.Orders.Headers.Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Answer_leaves_as_it_came()
    {
        mesh.Orders.Answer = async context =>
        {
            context.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            context.Response.Headers.ETag = "\"4\"";
            context.Response.Headers["X-Mesh-Revision"] = "r4";
            context.Response.Headers.Location = "/products/4#there";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}", context.RequestAborted);
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/domains/orders/products") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await mesh.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.PreconditionFailed, "\"4\"", "/domains/orders/products/4#there", "{}"), (answer.StatusCode, answer.Headers.ETag?.Tag, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["r4"], answer.Headers.GetValues("X-Mesh-Revision"));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.False(answer.Headers.Contains("Via"));
    }

    [Theory]
    [InlineData("http://elsewhere.example/products/4", "http://elsewhere.example/products/4")]
    [InlineData("4?x=1", "/domains/orders/products/4?x=1")]
    public async Task Location_is_that_of_the_public_address_where_it_is_the_services_own(string location, string expected)
    {
        mesh.Orders.Answer = context =>
        {
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        };
        using var answer = await mesh.Client.GetAsync("/domains/orders/products/");

        Assert.Equal(expected, answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Empty_refusal_stays_empty(string method)
    {
        mesh.Orders.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
        using var answer = await mesh.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/domains/orders/x"));

        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Each_piece_of_a_stream_leaves_at_once()
    {
        var next = new TaskCompletionSource();
        mesh.Orders.Answer = async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"a\":1}\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await next.Task.WaitAsync(Patience, context.RequestAborted);
            await context.Response.WriteAsync("{\"a\":2}\n", context.RequestAborted);
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/domains/orders/products/orders/stream") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await mesh.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("{\"a\":1}", await lines.ReadLineAsync().WaitAsync(Patience));
        next.SetResult();
        Assert.Equal("{\"a\":2}", await lines.ReadLineAsync().WaitAsync(Patience));
        Assert.Null(await lines.ReadLineAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task Client_that_leaves_ends_the_call()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        mesh.Orders.Answer = async context =>
        {
            context.RequestAborted.Register(ended.SetResult);
            begun.SetResult();
            await ended.Task;
        };
        using var leave = new CancellationTokenSource();
        var call = mesh.Client.GetAsync("/domains/orders/products/orders/stream", leave.Token);
        await begun.Task.WaitAsync(Patience, CancellationToken.None);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ended.Task.WaitAsync(Patience, CancellationToken.None);
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_no_whole_one()
    {
        var read = new TaskCompletionSource();
        mesh.Orders.Answer = async context =>
        {
            await context.Response.WriteAsync("half", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await read.Task.WaitAsync(Patience, context.RequestAborted);
            context.Abort();
        };
        using var answer = await mesh.Client.GetAsync("/domains/orders/x", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var half = new byte[4];
        await body.ReadExactlyAsync(half);
        read.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null).WaitAsync(Patience));
        Assert.Equal("half", Encoding.ASCII.GetString(half));
    }

    [Fact]
    public async Task Service_that_is_away_or_ends_the_connection_is_named()
    {
        mesh.Orders.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var (status, problem, retry) = await ProblemAsync("/domains/orders/x");

        Assert.Equal((HttpStatusCode.BadGateway, "urn:mesh:problem:bad-gateway", (TimeSpan?)null), (status, problem["type"]!.GetValue<string>(), retry));
        Assert.Equal("orders ended the connection before it answered. A request that changes something may have taken effect.", problem["detail"]!.GetValue<string>());

        (status, problem, retry) = await ProblemAsync("/domains/payments/x");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:mesh:problem:unavailable", TimeSpan.FromSeconds(2)), (status, problem["type"]!.GetValue<string>(), retry));
        Assert.Equal("payments cannot be reached now. Try again in a moment.", problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Limit_of_a_body_is_the_services()
    {
        var received = 0L;
        mesh.Orders.Answer = async context =>
        {
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                received = context.Request.ContentLength ?? 0;
            }
            catch (BadHttpRequestException refused)
            {
                context.Response.StatusCode = refused.StatusCode;
            }
        };
        using var fits = await mesh.Client.PostAsync("/domains/orders/x", new ByteArrayContent(new byte[12 * 1024 * 1024]));
        using var tooLarge = await mesh.Client.PostAsync("/domains/orders/x", new ByteArrayContent(new byte[20 * 1024 * 1024]));

        Assert.Equal((HttpStatusCode.OK, 12 * 1024 * 1024, HttpStatusCode.RequestEntityTooLarge), (fits.StatusCode, received, tooLarge.StatusCode));
    }

    [Theory]
    [InlineData("/domains/../domains/orders/x", 400)]
    [InlineData("/domains/orders/%2e%2e/x", 400)]
    [InlineData("/domains/orders/a%2Fb", 400)]
    [InlineData("/domains/orders//x", 400)]
    [InlineData("//domains/orders/x", 401)]
    [InlineData("/%64omains/orders/x", 400)]
    [InlineData("http://localhost/domains/orders/x", 400)]
    [InlineData("http://evil.example/domains/orders/x", 400)]
    [InlineData("/domains/evil.example/x", 404)]
    [InlineData("/domains/127.0.0.1:22/x", 404)]
    [InlineData("/Domains/orders/x", 401)]
    [InlineData("/portal/x", 401)]
    public async Task Other_targets_lead_nowhere(string target, int status)
    {
        var before = mesh.Orders.Requested.Count;

        var answer = await RawAsync($"GET {target} HTTP/1.1\nHost: localhost\nConnection: close\n\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(before, mesh.Orders.Requested.Count);
    }

    [Fact]
    public async Task Tunnel_and_page_of_another_host_are_refused()
    {
        Assert.StartsWith("HTTP/1.1 4", await RawAsync($"CONNECT {new Uri(mesh.Orders.Address).Authority} HTTP/1.1\nHost: localhost\nConnection: close\n\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await RawAsync("GET /domains/orders/x HTTP/1.1\nHost: rebound.example\nConnection: close\n\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_of_the_client_is_the_one_that_the_ingress_saw()
    {
        mesh.Orders.Answer = _ => Task.CompletedTask;
        await using var proxy = await mesh.StartAsync(("ForwardedHeaders_Enabled", "true"));
        using var client = new HttpClient { BaseAddress = proxy.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/domains/orders/x") { Headers = { { "X-Forwarded-For", "203.0.113.9, 198.51.100.7" }, { "X-Forwarded-Proto", "https" } } };
        using var answer = await client.SendAsync(request);

        Assert.Equal(("198.51.100.7", "https"), (mesh.Orders.Headers["X-Forwarded-For"], mesh.Orders.Headers["X-Forwarded-Proto"]));
        Assert.DoesNotContain(mesh.Orders.Headers.Keys, name => name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<(HttpStatusCode Status, JsonNode Problem, TimeSpan? Retry)> ProblemAsync(string path)
    {
        using var answer = await mesh.Client.GetAsync(path);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!, answer.Headers.RetryAfter?.Delta);
    }

    // Clients tidy targets and headers before they send them.
    private async Task<string> RawAsync(string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, mesh.Address.Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.ReplaceLineEndings("\r\n")));
        using var answer = new StreamReader(tcp.GetStream());
        return await answer.ReadToEndAsync().WaitAsync(Patience);
    }
}
