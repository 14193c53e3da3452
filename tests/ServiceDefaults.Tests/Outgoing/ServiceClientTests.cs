using System.Net;
using System.Net.Http.Json;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshStarter.ServiceDefaults.Tests.Outgoing;

/// <summary>Orders calls catalog: both real services, one authority.</summary>
[Trait("Category", "Quick")]
public sealed class ServiceClientTests : IAsyncLifetime
{
    private readonly MovableTime _time = new();
    private TestAuthority _authority = null!;
    private TestService _catalog = null!;
    private TestService _orders = null!;
    private int _calls;
    private Func<HttpContext, IResult> _answer = context => Results.Text(context.User.FindFirst("sub")!.Value);

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _catalog = await TestService.StartAsync(_authority, map: app => app.Map("/{**path}", (HttpContext context) =>
        {
            Interlocked.Increment(ref _calls);
            return _answer(context);
        }));
        _orders = await TestService.StartAsync(
            _authority,
            new() { ["services:catalog:http:0"] = _catalog.Address.ToString(), ["services:nowhere:http:0"] = $"http://127.0.0.1:{FreePort.Take()}" },
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
                builder.Services.AddServiceClient("catalog");
                builder.Services.AddServiceClient("catalog");
                builder.Services.AddServiceClient("nowhere");
                builder.Services.AddServiceClient<CatalogClient>("catalog");
            });
    }

    public async Task DisposeAsync()
    {
        await _orders.DisposeAsync();
        await _catalog.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Call_carries_the_services_own_token_which_stays_out_of_the_log_and_an_unknown_service_names_the_setting()
    {
        Assert.Equal("orders", await Client().GetStringAsync("products"));
        Assert.Equal("orders", await _orders.Services.GetRequiredService<CatalogClient>().GetAsync("products"));
        Assert.Equal("catalog", _authority.LastForm!["audience"]);
        Assert.Equal("the secret of orders", _authority.LastForm["client_secret"]);

        await Client().GetStringAsync("products?name=x");

        Assert.DoesNotContain("the secret of orders", _orders.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", _orders.Log.Text, StringComparison.Ordinal);

        var missing = Assert.Throws<InvalidOperationException>(() => _orders.Services.GetRequiredService<ServiceDirectory>().Find("shipping"));

        Assert.StartsWith("Setting services:shipping:http:0 is missing", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SharedAudience", null, null, "catalog", "")]
    [InlineData("SharedAudience", null, "api://{audience}/.default", "catalog", "api://catalog/.default")]
    [InlineData("SharedAudience", "api://mesh", "api://mesh/.default", "api://mesh", "api://mesh/.default")]
    [InlineData("Audiences:catalog", "api://x/catalog,guid", "{audience}/.default", "api://x/catalog", "api://x/catalog/.default")]
    [InlineData("AudienceForm", "api://x/{audience}", "{audience}/.default", "api://x/catalog", "api://x/catalog/.default")]
    public async Task Service_token_is_requested_with_the_audience_and_the_scope_of_the_settings(string setting, string? value, string? scope, string audience, string sent)
    {
        await using var service = await TestService.StartAsync(
            _authority,
            new() { ["services:catalog:http:0"] = _catalog.Address.ToString(), [$"Mesh:Identity:{setting}"] = value, ["Mesh:Identity:TokenScope"] = scope },
            builder => builder.Services.AddServiceClient("catalog"));

        await service.Services.GetRequiredService<IServiceTokenSource>().GetTokenAsync("catalog", CancellationToken.None);

        Assert.Equal((audience, sent), (_authority.LastForm!["audience"].ToString(), _authority.LastForm["scope"].ToString()));
    }

    [Fact]
    public async Task Call_on_behalf_of_a_user_carries_the_users_token_and_the_own_one_is_requested_once_until_shortly_before_it_expires()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "products").OnBehalfOf(_authority.Token("analyst", TestService.Audience));

        using var response = await Client().SendAsync(request);

        Assert.Equal("analyst", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, _authority.TokenRequests);

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Client().GetStringAsync("products")));
        Assert.Equal(1, _authority.TokenRequests);

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(29));
        await Client().GetStringAsync("products");

        Assert.Equal(2, _authority.TokenRequests);
    }

    [Fact]
    public async Task Refused_token_is_replaced_by_the_next_call()
    {
        _answer = _ => Results.StatusCode(401);
        using var refused = await Client().GetAsync("products");
        _answer = _ => Results.Ok();
        using var taken = await Client().GetAsync("products");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(2, _authority.TokenRequests);
    }

    [Fact]
    public async Task Failed_token_request_is_not_remembered()
    {
        _authority.IsUp = false;
        await Assert.ThrowsAsync<HttpRequestException>(() => _orders.Services.GetRequiredService<IServiceTokenSource>().GetTokenAsync("catalog", CancellationToken.None).AsTask());
        _authority.IsUp = true;
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("orders", await Client().GetStringAsync("products"));
    }

    [Theory]
    [InlineData("<html>Sign in to the network</html>")]
    [InlineData("")]
    [InlineData("""{"access_token":"x","expires_in":3600.5}""")]
    [InlineData("""{"access_token":"x","expires_in":99999999999}""")]
    public async Task Answer_of_the_authority_without_a_token_is_a_failed_call(string answer)
    {
        _authority.RawToken = answer;
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => _orders.Services.GetRequiredService<IServiceTokenSource>().GetTokenAsync("catalog", CancellationToken.None).AsTask());
        _authority.RawToken = null;

        Assert.Equal("The authority answered orders without a token.", failed.Message);
        Assert.Equal("orders", await Client().GetStringAsync("products"));
    }

    [Fact]
    public async Task Authority_that_hangs_is_a_failed_call()
    {
        var held = new TaskCompletionSource();
        await using var service = await TestService.StartAsync(_authority, configure: builder => builder.Services.AddHttpClient("mesh-authority", client => client.Timeout = TimeSpan.FromMilliseconds(500)));
        _authority.HoldServices = held.Task;

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => service.Services.GetRequiredService<IServiceTokenSource>().GetTokenAsync("catalog", CancellationToken.None).AsTask());
        held.SetResult();

        Assert.Equal("The authority gave orders no answer in time.", failed.Message);
    }

    [Theory]
    [InlineData("GET", 503, 4)]
    [InlineData("PUT", 503, 4)]
    [InlineData("DELETE", 429, 4)]
    [InlineData("POST", 503, 1)]
    [InlineData("GET", 500, 1)]
    public async Task Only_transient_failures_of_idempotent_methods_are_repeated(string method, int status, int calls)
    {
        _answer = _ => Results.StatusCode(status);
        using var request = new HttpRequestMessage(new HttpMethod(method), "products") { Content = JsonContent.Create(new { x = 1 }) };

        using var response = await Client().SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(calls, _calls);
    }

    [Fact]
    public async Task Stream_that_cannot_be_sent_again_is_sent_once_a_repeated_call_succeeds_once_the_service_is_back_and_no_redirect_is_followed()
    {
        _answer = _ => Results.StatusCode(503);
        using var content = new StreamContent(new MemoryStream([1, 2, 3]));

        using var response = await Client().PutAsync("products", content);

        Assert.Equal(1, _calls);

        _answer = _ => _calls < 3 ? Results.StatusCode(503) : Results.Text("back");

        Assert.Equal("back", await Client().GetStringAsync("products"));

        _answer = _ => Results.Redirect("http://127.0.0.1:1/");

        using var redirect = await Client().GetAsync("products");

        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
    }

    [Fact]
    public async Task Slow_answer_ends_the_try_and_says_who_was_slow()
    {
        using var never = new CancellationTokenSource();
        _answer = _ => { never.Token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)); return Results.Ok(); };

        var late = await Assert.ThrowsAsync<HttpRequestException>(() => Client().PostAsync("products", content: null, CancellationToken.None));
        await never.CancelAsync();

        Assert.Contains("catalog did not answer within 10 s", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outage_of_the_authority_stops_no_calls_with_tokens_of_users()
    {
        Assert.Equal("analyst", await OfUserAsync());
        _authority.IsUp = false;
        for (var tries = 0; tries < 30; tries++)
        {
            var failed = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client().PostAsync("products", content: null));
            Assert.DoesNotContain("catalog failed repeatedly", failed.Message, StringComparison.Ordinal);
        }

        Assert.Equal("analyst", await OfUserAsync());

        async Task<string> OfUserAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "products").OnBehalfOf(_authority.Token("analyst", TestService.Audience));
            using var response = await Client().SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Call_without_a_token_ends_no_pause_of_calls()
    {
        _answer = _ => Results.StatusCode(503);
        for (var tries = 0; tries < 20; tries++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await OfUserAsync());
        }

        await Assert.ThrowsAsync<HttpRequestException>(OfUserAsync);
        _time.Advance(TimeSpan.FromSeconds(3));
        _authority.IsUp = false;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client().PostAsync("products", content: null));

        // The first call after a pause decides about the next one.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OfUserAsync());
        var paused = await Assert.ThrowsAsync<HttpRequestException>(OfUserAsync);
        Assert.Equal("catalog failed repeatedly; calls to it pause for a moment.", paused.Message);

        async Task<HttpStatusCode> OfUserAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "products").OnBehalfOf(_authority.Token("analyst", TestService.Audience));
            using var response = await Client().SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Service_that_is_gone_is_left_alone_for_a_moment()
    {
        var client = _orders.Services.GetRequiredService<IHttpClientFactory>().CreateClient("nowhere");
        var messages = new List<string>();
        for (var tries = 0; tries < 25; tries++)
        {
            messages.Add((await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("x", content: null))).Message);
        }

        Assert.Equal("nowhere failed repeatedly; calls to it pause for a moment.", messages[^1]);
    }

    private HttpClient Client() => _orders.Services.GetRequiredService<IHttpClientFactory>().CreateClient("catalog");

    private sealed class CatalogClient(HttpClient http)
    {
        public Task<string> GetAsync(string path) => http.GetStringAsync(path);
    }
}
