using System.Net;
using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Policy.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

public sealed class PolicyBundleClientTests : IAsyncLifetime
{
    private readonly MovableTime _time = new();
    private TestAuthority _authority = null!;
    private FaultyGovernance _governance = null!;
    private TestService _service = null!;

    private PolicyBundleClient Policy => _service.Services.GetRequiredService<PolicyBundleClient>();

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _governance = await FaultyGovernance.StartAsync();
        _governance.Bundle = _ => Results.StatusCode(404); // until a test says otherwise
        _service = await StartAsync("00:00:00.1");
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _governance.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_bundle_nothing_is_decided_and_the_service_is_not_ready_until_one_comes_which_may_be_the_largest()
    {
        await _governance.PolledAsync();

        Assert.False(Policy.TryGetCurrent(out _));
        var (status, headers, problem) = await _service.GetAsync("/decide");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(TimeSpan.FromSeconds(2), headers.RetryAfter!.Delta);
        Assert.Equal("urn:mesh:problem:unavailable", problem!["type"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _service.GetAsync("/health")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync("/alive")).Status);

        var largest = $"{FaultyGovernance.Good}\n#";
        largest += new string('\u20ac', (PolicyBounds.BytesOfServed / "\u20ac"u8.Length) - largest.Length);
        _governance.Bundle = context => FaultyGovernance.Yaml(context, largest);
        await _governance.PolledAsync();

        Assert.True(Policy.TryGetCurrent(out _));
    }

    public static TheoryData<string> Faults => ["500", "401", "no tag", "unreadable", "empty", "large", "redirect"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faulty_answer_keeps_the_last_good_bundle_until_it_is_too_old(string fault)
    {
        await GoodAsync();
        _governance.Bundle = fault switch
        {
            "500" => _ => Results.StatusCode(500),
            "401" => _ => Results.StatusCode(401),
            "no tag" => _ => Results.Text(FaultyGovernance.Good.Replace("1.0.0", "2.0.0", StringComparison.Ordinal), "application/yaml"),
            "unreadable" => context => FaultyGovernance.Yaml(context, "version: 2.0.0\naccess: everyone may everything"),
            "empty" => context => FaultyGovernance.Yaml(context, ""),
            "large" => context => FaultyGovernance.Yaml(context, FaultyGovernance.Good + new string('#', PolicyBounds.BytesOfServed)),
            _ => _ => Results.Redirect("http://127.0.0.1:1/bundle"),
        };

        _time.Advance(TimeSpan.FromMinutes(9));
        await _governance.PolledAsync();
        Assert.Equal("1.0.0", Policy.Current.Version);

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(Policy.TryGetCurrent(out _));
        Assert.Throws<PolicyUnavailableException>(() => Policy.Current);
    }

    [Fact]
    public async Task Unchanged_answer_makes_the_bundle_young_again_and_a_new_one_replaces_it_whole()
    {
        await GoodAsync();
        var before = Policy.Current;
        _time.Advance(TimeSpan.FromMinutes(9));
        await _governance.PolledAsync();
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.Same(before, Policy.Current);

        _governance.Bundle = context => FaultyGovernance.Yaml(context, FaultyGovernance.Good.Replace("1.0.0", "2.0.0", StringComparison.Ordinal));
        await _governance.PolledAsync();

        Assert.Equal("1.0.0", before.Version);
        Assert.Equal("2.0.0", Policy.Current.Version);
        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync("/decide")).Status);
    }

    [Fact]
    public async Task Service_decides_on_while_its_authority_answers_without_tokens()
    {
        await GoodAsync();
        // Its token has expired, and a gateway answers in the authority's place.
        _authority.RawToken = "<html></html>";
        var requests = _authority.TokenRequests;
        _time.Advance(TimeSpan.FromMinutes(9.75));
        await Eventually.HoldsAsync(() => _authority.TokenRequests >= requests + 3);
        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync("/decide")).Status);

        _authority.RawToken = null;
        await _governance.PolledAsync();
    }

    [Fact]
    public async Task Outage_of_governance_is_one_line_of_each_copy_and_a_moment_is_none()
    {
        for (var outages = 1; outages <= 2; outages++)
        {
            await GoodAsync();
            _governance.Bundle = _ => Results.StatusCode(500);
            await _governance.PolledAsync();
            Assert.Equal(outages - 1, Lines("The policy bundle cannot be checked: "));

            _time.Advance(TimeSpan.FromSeconds(10));
            await _governance.PolledAsync();
            await _governance.PolledAsync();
            Assert.Equal(outages, Lines("The policy bundle cannot be checked: "));
        }

        // This governance has no grants from its start on.
        await Eventually.HoldsAsync(() => Lines("The grants cannot be checked: ") == 1);

        int Lines(string text) => _service.Log.Text.Split(text).Length - 1;
    }

    [Fact]
    public async Task Next_bundle_is_in_force_as_soon_as_governance_has_it()
    {
        var held = new TaskCompletionSource();
        var next = FaultyGovernance.Good.Replace("1.0.0", "2.0.0", StringComparison.Ordinal);
        var (asks, released, knows) = (Signal(), Signal(), Signal());
        _governance.Bundle = context =>
        {
            if (context.Request.Query["wait"] != "60000")
            {
                return FaultyGovernance.Yaml(context, FaultyGovernance.Good);
            }

            if (asks.TrySetResult())
            {
                return new HeldAnswer(released.Task, () => FaultyGovernance.Yaml(context, next));
            }

            knows.TrySetResult();
            return new HeldAnswer(held.Task, () => FaultyGovernance.Yaml(context, next));
        };

        await using var service = await StartAsync("00:10:00");
        var policy = service.Services.GetRequiredService<PolicyBundleClient>();
        await asks.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("1.0.0", policy.Current.Version);
        released.SetResult();
        await knows.Task.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("2.0.0", policy.Current.Version);
        held.SetResult();
    }

    [Fact]
    public async Task Poll_that_governance_held_to_its_end_is_followed_by_the_next_at_once()
    {
        var (asks, released, asksAgain) = (Signal(), Signal(), Signal());
        _governance.Bundle = context =>
        {
            if (context.Request.Query["wait"] != "1000")
            {
                return FaultyGovernance.Yaml(context, FaultyGovernance.Good);
            }

            if (asks.TrySetResult())
            {
                return new HeldAnswer(released.Task, () => Results.StatusCode(StatusCodes.Status304NotModified));
            }

            asksAgain.TrySetResult();
            return Results.StatusCode(StatusCodes.Status304NotModified);
        };

        await using var service = await StartAsync("00:00:01");
        await asks.Task.WaitAsync(TimeSpan.FromMinutes(2));
        // A pause behind it would be a timer, and let the copy grow too old where it may be a few seconds old.
        _time.Never = TimeSpan.FromMilliseconds(300);
        _time.Advance(TimeSpan.FromSeconds(1));
        released.SetResult();

        await asksAgain.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    private sealed class HeldAnswer(Task until, Func<IResult> answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await until;
            await answer().ExecuteAsync(httpContext);
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task GoodAsync()
    {
        _governance.Bundle = context => FaultyGovernance.Yaml(context, FaultyGovernance.Good);
        await _governance.PolledAsync();
    }

    private Task<TestService> StartAsync(string interval) => TestService.StartAsync(
        _authority,
        new() { ["services:governance:http:0"] = _governance.Address.ToString(), ["Mesh:Policy:RefreshInterval"] = interval, ["Mesh:Policy:MaximumAge"] = "00:10:00" },
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
            builder.AddPolicyBundle();
        },
        app => app.MapGet("/decide", (PolicyBundleClient policy) => policy.Current.Version).AllowAnonymous());
}
