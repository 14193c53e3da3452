using System.Globalization;
using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Enforcement.Bundles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

/// <summary>The last good bundle on disk.</summary>
public sealed class BundleCopyTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-bundle-").FullName;
    private TestAuthority _authority = null!;
    private FaultyGovernance _governance = null!;

    private string Copy => Path.Combine(_folder, "policy", "bundle.json");

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _governance = await FaultyGovernance.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _governance.DisposeAsync();
        await _authority.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Service_that_restarts_while_governance_is_away_decides_by_its_copy_until_it_is_too_old()
    {
        await LoadAsync(revision: 3);
        _governance.Bundle = _ => Results.StatusCode(500);

        var time = new MovableTime();
        await using (var service = await StartAsync(time))
        {
            Assert.Equal("1.0.0", Policy(service).Current.Version);
            time.Advance(TimeSpan.FromMinutes(11));
            Assert.False(Policy(service).TryGetCurrent(out _));
        }

        var late = new MovableTime();
        late.Advance(TimeSpan.FromMinutes(11));
        await using var later = await StartAsync(late);
        Assert.False(Policy(later).TryGetCurrent(out _));
    }

    [Fact]
    public async Task Copy_is_confirmed_at_once_where_governance_holds_its_answers_and_the_next_bundle_comes_when_it_is_there()
    {
        await LoadAsync(revision: 3);
        var held = new TaskCompletionSource();
        _governance.PollsHeld = held.Task;
        var late = new MovableTime { Never = TimeSpan.FromSeconds(10) };
        late.Advance(TimeSpan.FromMinutes(9));

        await using var service = await StartAsync(late, wait: "00:01:00");

        late.Advance(TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(() => Policy(service).TryGetCurrent(out _));
        _governance.Bundle = context => Answer(context, revision: 4, FaultyGovernance.Good.Replace("1.0.0", "9.0.0", StringComparison.Ordinal));
        held.SetResult();
        await Eventually.HoldsAsync(() => Policy(service).Current.Version == "9.0.0");
    }

    [Fact]
    public async Task Clock_that_is_set_back_makes_the_copy_too_old()
    {
        var ahead = new MovableTime();
        ahead.Advance(TimeSpan.FromDays(1));
        await LoadAsync(revision: 3, ahead);
        _governance.Bundle = _ => Results.StatusCode(500);

        await using var service = await StartAsync(new MovableTime());

        Assert.False(Policy(service).TryGetCurrent(out _));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Service_does_not_go_back_to_an_earlier_revision_not_even_after_a_restart(long revision, bool isTaken)
    {
        await LoadAsync(revision: 3);
        _governance.Bundle = context => Answer(context, revision, FaultyGovernance.Good.Replace("1.0.0", "9.0.0", StringComparison.Ordinal));

        await using var service = await StartAsync(new MovableTime());

        await _governance.PolledAsync();
        Assert.Equal(isTaken ? "9.0.0" : "1.0.0", Policy(service).Current.Version);
        // What governance has now is not taken, and the rules in force here grow too old.
        var health = (await service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["policy"];
        Assert.Equal(isTaken ? HealthStatus.Healthy : HealthStatus.Degraded, health.Status);
        Assert.Equal(!isTaken, health.Description?.Contains("restore governance's database", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("damaged")]
    public async Task Copy_that_is_damaged_is_not_used(string fault)
    {
        await LoadAsync(revision: 3);
        await File.WriteAllTextAsync(Copy, fault == "damaged" ? (await File.ReadAllTextAsync(Copy)).Replace("Everyone reads", "Everyone wrote", StringComparison.Ordinal) : fault);
        _governance.Bundle = _ => Results.StatusCode(500);

        await using var service = await StartAsync(new MovableTime());

        Assert.False(Policy(service).TryGetCurrent(out _));
    }

    [Fact]
    public async Task Long_rules_are_restored_with_every_character()
    {
        // Five units of UTF-16, two of them of one character: wherever the text is cut, some cut is within one.
        await LoadAsync(revision: 3, rules: $"{FaultyGovernance.Good}\n# {string.Concat(Enumerable.Repeat("\"é\t🌍", 5000))}");
        _governance.Bundle = _ => Results.StatusCode(500);

        await using var service = await StartAsync(new MovableTime());

        Assert.Equal("1.0.0", Policy(service).Current.Version);
    }

    private async Task LoadAsync(long revision, MovableTime? time = null, string rules = FaultyGovernance.Good)
    {
        _governance.Bundle = context => Answer(context, revision, rules);
        await using var service = await StartAsync(time ?? new MovableTime());
        await _governance.PolledAsync();
        Assert.True(Policy(service).TryGetCurrent(out _));
    }

    private static IResult Answer(HttpContext context, long revision, string text)
    {
        context.Response.Headers[PolicyBundleClient.RevisionHeader] = revision.ToString(CultureInfo.InvariantCulture);
        return FaultyGovernance.Yaml(context, text);
    }

    private static PolicyBundleClient Policy(TestService service) => service.Services.GetRequiredService<PolicyBundleClient>();

    private Task<TestService> StartAsync(MovableTime time, string wait = "00:00:00.1") => TestService.StartAsync(
        _authority,
        new()
        {
            ["services:governance:http:0"] = _governance.Address.ToString(),
            ["Mesh:Policy:RefreshInterval"] = wait,
            ["Mesh:Policy:MaximumAge"] = "00:10:00",
            ["Mesh:Policy:StateFolder"] = Path.Combine(_folder, "policy"),
        },
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            builder.AddPolicyBundle();
        },
        _ => { });
}
