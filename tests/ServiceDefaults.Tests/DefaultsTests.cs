using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Json;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.ServiceDefaults.Tests;

[Trait("Category", "Quick")]
public sealed class DefaultsTests : IClassFixture<DefaultsTests.OrderService>
{
    private readonly OrderService _orders;
    private readonly TestService _service;

    public DefaultsTests(OrderService orders)
    {
        (_orders, _service) = (orders, orders.Service);
        orders.Health = HealthStatus.Healthy;
    }

    private sealed class SilentException(Exception cause) : UnavailableException("It is silent.", cause);

    private sealed record Order(string OrderId, int Quantity);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Form(string Product, bool DryRun = false, Line? Line = null);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Line(int Quantity);

    private sealed record Note(string Name);

    private sealed record Notes(IReadOnlyList<string> Tags, IReadOnlyDictionary<string, Note>? Facts);

    /// <summary>A service that is as healthy as a test says.</summary>
    public sealed class OrderService : IAsyncLifetime
    {
        internal TestAuthority Authority { get; private set; } = null!;

        internal TestService Service { get; private set; } = null!;

        internal HealthStatus Health { get; set; }

        public async Task InitializeAsync()
        {
            Authority = await TestAuthority.StartAsync();
            Service = await TestService.StartAsync(
                Authority,
                configure: builder => builder.Services.AddHealthChecks().AddCheck(
                    "secret-component", () => new HealthCheckResult(Health, "secret description", new InvalidOperationException("secret exception"))),
                map: app =>
                {
                    app.MapGet("/fails", string () => throw new InvalidOperationException("the password is hunter2")).AllowAnonymous();
                    app.MapGet("/needs/{status:int}", string (int status) => throw new HttpRequestException($"host x: {status}", inner: null, status == 0 ? null : (HttpStatusCode)status)).AllowAnonymous();
                    app.MapGet("/late", string () => throw new TimeoutException("host x")).AllowAnonymous();
                    app.MapGet("/ended", string () => throw new OperationCanceledException("host x")).AllowAnonymous();
                    app.MapGet("/silent", string () => throw new SilentException(new HttpRequestException("host x"))).AllowAnonymous();
                    app.MapGet("/order/{id:int}", (int id, int count) => new Order(id.ToString(), count)).AllowAnonymous();
                    app.MapPost("/order", (Order order) => order).AllowAnonymous();
                    app.MapPost("/notes", (Notes notes) => notes).AllowAnonymous();
                    app.MapPost("/form", (Form form) => form).AllowAnonymous();
                });
        }

        public async Task DisposeAsync()
        {
            await Service.DisposeAsync();
            await Authority.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(TestService.Audience, MeshRoles.Owner, "Degraded\nsecret description")]
    [InlineData(TestService.Audience, MeshRoles.Service, "Degraded\nsecret description")]
    [InlineData(TestService.Audience, MeshRoles.Analyst, "Degraded")]
    [InlineData("elsewhere", MeshRoles.Owner, "Degraded")]
    public async Task Health_gives_its_reason_to_the_own_domain_alone(string domain, string role, string said)
    {
        _orders.Health = HealthStatus.Degraded;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { { "Authorization", "Bearer " + _orders.Authority.Token("somebody", TestService.Audience, domain, [role]) } } };

        using var response = await _service.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, said), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK, "Healthy")]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK, "Degraded")]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable, "Unhealthy")]
    public async Task Health_says_a_word_and_no_more(HealthStatus health, HttpStatusCode status, string word)
    {
        _orders.Health = health;

        using var response = await _service.Client.GetAsync("/health");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(word, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Alive_does_not_ask_what_the_service_needs()
    {
        _orders.Health = HealthStatus.Unhealthy;

        using var response = await _service.Client.GetAsync("/alive");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Unhandled_exception_is_a_problem_without_its_text()
    {
        var logged = _service.Log.Text.Length;

        var (status, _, problem) = await _service.GetAsync("/fails");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal("urn:mesh:problem:internal", problem!["type"]!.GetValue<string>());
        Assert.Equal("/fails", problem["instance"]!.GetValue<string>());
        Assert.Equal(32, problem["trace_id"]!.GetValue<string>().Length);
        Assert.DoesNotContain("hunter2", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("hunter2", _service.Log.Text[logged..], StringComparison.Ordinal); // the operator reads it in the log
    }

    [Theory]
    [InlineData("/needs/0", "A service that this one calls does not answer now. Try again in a moment.", true)]
    [InlineData("/needs/503", "A service that this one calls does not answer now. Try again in a moment.", true)]
    [InlineData("/needs/429", "A service that this one calls does not answer now. Try again in a moment.", true)]
    [InlineData("/needs/401", "A service that this one calls does not answer now. Try again in a moment.", true)]
    [InlineData("/needs/403", "A service that this one calls refused its request. The trace id leads to the reason in this service's log.", false)]
    [InlineData("/silent", "It is silent.", true)]
    public async Task Reason_of_an_answer_that_another_service_prevents_is_in_the_log_alone(string path, string detail, bool isTransient)
    {
        var logged = _service.Log.Text.Length;

        var (status, headers, problem) = await _service.GetAsync(path);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, detail, isTransient), (status, problem!["detail"]!.GetValue<string>(), headers.RetryAfter is not null));
        Assert.DoesNotContain("host x", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("A request cannot be answered: HttpRequestException: host x", _service.Log.Text[logged..], StringComparison.Ordinal);
    }

    // As the database's driver throws them for a host whose name is not resolved, or that takes no connection.
    [Theory]
    [InlineData("/late")]
    [InlineData("/ended")]
    public async Task What_does_not_answer_in_time_is_503(string path)
    {
        var (status, headers, problem) = await _service.GetAsync(path);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "The database, or a service that this one calls, did not answer in time. Try again in a moment.", true),
            (status, problem!["detail"]!.GetValue<string>(), headers.RetryAfter is not null));
    }

    [Theory]
    [InlineData("/order/1")]
    [InlineData("/order/1?count=many")]
    public async Task Parameter_that_cannot_be_bound_is_400(string path)
    {
        var (status, _, problem) = await _service.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("urn:mesh:problem:bad-request", problem!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"order_id":"a","quantity":"x"}""", "$.quantity, line 1")]
    [InlineData("{\n\"order_id\":\"a\",\n\"quantity\":1.5}", "$.quantity, line 3")]
    [InlineData("""{"order_id":"a"}""", "The JSON body has an object at $ without 'quantity', which it needs.")]
    [InlineData("""{"order_id":null,"quantity":1}""", "JSON")]
    [InlineData("{", "JSON")]
    public async Task Body_that_cannot_be_bound_is_400_and_says_where(string body, string says) =>
        Assert.Contains(says, await RefusalAsync("/order", body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"product":"a","dryRun":true}""", "The JSON body has a member \"dryRun\", which is not known here. Did you mean dry_run?")]
    [InlineData("""{"product":"a","line":{"quantit":1}}""", "The JSON body has a member \"quantit\", which is not known here. Did you mean quantity?")]
    [InlineData("""{"product":"a","colour\u0000":true}""", "The JSON body has a member \"colour\\u0000\", which is not known here. Leave it out, or use one of product, dry_run, line.")]
    [InlineData("""{"product":"a","x' could not be mapped to any .NET member contained in type 'System.String'.":1}""", "The JSON body has a member \"x' could not be mapped to any .NET membe…\", which is not known here. Leave it out, or use one of product, dry_run, line.")]
    public async Task Body_with_a_member_that_its_form_does_not_have_is_400_and_names_it(string body, string says) =>
        Assert.Equal(says, await RefusalAsync("/form", body));

    [Theory]
    [InlineData("""{"tags":[null]}""", "tags[0]: is null. Leave it out, or give a value.")]
    [InlineData("""{"tags":["a","b\u0000"]}""", "tags[1]: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"tags":[],"facts":{"a":{"name":"\u0000"}}}""", "facts.a.name: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"tags":[],"facts":{"a\u0000":{"name":"x"}}}""", "facts.a: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"tags":["\ud800"]}""", "The JSON body cannot be read at $.tags[0], line 1: a value of another kind, an unknown word, or a missing member.")]
    public async Task Body_with_a_null_or_a_text_that_cannot_be_kept_is_400_and_names_the_field(string body, string says) =>
        Assert.Equal(says, await RefusalAsync("/notes", body));

    [Theory]
    [InlineData("""{"a":[{"b":"x\u0000"}]}""", "a[0].b: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"a":{"\u0000":1}}""", "a.…: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"a":"\ud800"}""", "a: holds half of a surrogate pair, which is no text. Send the whole character.")]
    [InlineData("""{"a\udc00":1}""", "…: holds half of a surrogate pair, which is no text. Send the whole character.")]
    public void Document_with_a_text_that_cannot_be_kept_is_refused_by_its_place(string json, string says)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(says, Assert.Throws<JsonRuleException>(() => StorableJson.Require(document.RootElement)).Message);
    }

    [Theory]
    [InlineData("""{"a":["ÿ"]}""", "a[0]: holds bytes that are not UTF-8. Send JSON in UTF-8.")]
    [InlineData("""{"a":{"ÿ":1}}""", "a.…: holds bytes that are not UTF-8. Send JSON in UTF-8.")]
    public void Document_in_another_encoding_is_refused_by_its_place(string json, string says)
    {
        using var document = JsonDocument.Parse(Encoding.Latin1.GetBytes(json));

        Assert.Equal(says, Assert.Throws<JsonRuleException>(() => StorableJson.Require(document.RootElement)).Message);
    }

    [Fact]
    public void Document_whose_escapes_are_characters_is_taken()
    {
        using var document = JsonDocument.Parse("""{"\u0001":["\ud83d\ude00",null,1,true,"\\u0000"]}""");

        StorableJson.Require(document.RootElement);
    }

    [Theory]
    [InlineData("/order/1?count=1&name=a%00b", "name: ")]
    [InlineData("/order/1?count=1&na%00me=a", "a parameter's name: ")]
    public async Task Query_with_the_character_that_no_store_takes_is_400(string path, string says)
    {
        var (status, _, problem) = await _service.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(says + "holds the character U+0000, which no text has. Leave it out.", problem!["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("utf-7")]
    public async Task Charset_that_cannot_be_read_is_415(string charset)
    {
        using var content = new StringContent("""{"order_id":"a","quantity":2}""");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
        using var response = await _service.Client.PostAsync("/order", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(
            $"The charset \"{charset}\" of the Content-Type cannot be read. Send the body in UTF-8, as application/json.",
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("\"utf-8\"")]
    [InlineData("utf-16")]
    public async Task Json_is_snake_case_both_ways_and_read_in_each_charset_that_there_is(string charset)
    {
        using var content = new ByteArrayContent(Encoding.GetEncoding(charset.Trim('"')).GetBytes("""{"order_id":"a","quantity":2}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
        using var response = await _service.Client.PostAsync("/order", content);

        Assert.Equal("""{"order_id":"a","quantity":2}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task Body_that_is_missing_is_400_and_named(string body) =>
        Assert.Equal("The body is missing, or null. Send a JSON object.", await RefusalAsync("/order", body));

    [Fact]
    public async Task Wrong_method_is_a_problem_that_names_the_right_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/order") { Headers = { { "Authorization", "Bearer " + _orders.Authority.Token("analyst", TestService.Audience) } } };
        using var response = await _service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", response.Content.Headers.Allow.Single());
        Assert.Equal("urn:mesh:problem:method-not-allowed", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Problem_is_json_whatever_the_caller_accepts_and_answers_carry_neither_server_name_nor_cors()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fails") { Headers = { { "Accept", "text/html" } } };
        using var response = await _service.Client.SendAsync(request);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { { "Origin", "http://attacker.example" } } };
        using var answer = await _service.Client.SendAsync(foreign);

        Assert.False(answer.Headers.Contains("Server"));
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Body_that_is_too_large_is_413()
    {
        var answer = await _service.SendRawAsync("POST /order HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 11534336\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:mesh:problem:too-large", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:1", 200)]
    [InlineData("127.0.0.1:80", 200)]
    [InlineData("[::1]:7402", 200)]
    [InlineData("attacker.example", 400)]
    [InlineData("localhost.attacker.example", 400)]
    [InlineData("127.0.0.2", 400)]
    [InlineData("0.0.0.0", 400)]
    [InlineData("localhost.", 400)]
    [InlineData("", 400)]
    public async Task Development_answers_only_to_its_own_names(string host, int status)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", await _service.SendRawAsync($"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_host_is_answered_outside_development()
    {
        await using var service = await TestService.StartAsync(null, new() { ["Mesh:Identity:Authority"] = "https://login.example.com", ["Mesh:Data"] = Path.Combine(AppContext.BaseDirectory, "data") }, environment: "Production");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = "mesh.example.com" } };

        using var response = await service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<string> RefusalAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _service.Client.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>();
    }
}
