extern alias catalog;
extern alias governance;

using MeshStarter.TestKit;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh policy</c> against a real governance with a real catalog.</summary>
public sealed class PolicyCommandTests : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-policy-");
    private readonly List<ServiceUnderTest> _services = [];
    private TestAuthority? _authority;

    private Uri Governance => _services[0].Client.BaseAddress!;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
            return;
        _authority = await TestAuthority.StartAsync();
        var catalog = new Uri($"http://localhost:{FreePort.Take()}");
        _services.Add(await ServiceHost<governance::Program>.StartAsync(await SettingsAsync("governance", new() { ["Mesh:Policy:Folder"] = AppContext.BaseDirectory, ["services:catalog:http:0"] = catalog.ToString() })));
        _services.Add(await ServiceHost<catalog::Program>.StartAsync(await SettingsAsync("catalog", new() { ["Mesh:Storage:Buckets"] = _folder.FullName, ["services:governance:http:0"] = Governance.ToString() }), catalog));
    }

    public async Task DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services))
            await service.DisposeAsync();
        if (_authority is not null)
            await _authority.DisposeAsync();
        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Rule_is_proposed_voted_on_and_shown()
    {
        _postgres.Require();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "change.yaml"), "remove: [examples-are-given]\n");

        var proposed = await RunAsync("analyst", "analyst", 0, "propose", "change.yaml", "--reason", "Fewer rules");
        var id = proposed.Split('\t')[0];
        var stranger = await RunAsync("analyst", "analyst", 1, "vote", id, "for", "--reason", "Mine");
        var first = await RunAsync("security", "security", 0, "vote", id, "for", "--reason", "Fine");
        var second = await RunAsync("admin", "platform-admin", 0, "vote", id, "for", "--reason", "Fine");
        var shown = await RunAsync("analyst", "analyst", 0, "show", "--yaml");
        var words = await RunAsync("analyst", "analyst", 0, "show");
        var difference = await RunAsync("analyst", "analyst", 0, "diff");
        var versions = await RunAsync("analyst", "analyst", 0, "versions");

        Assert.Contains("seats security, platform; quorum 50%, majority 50%", proposed, StringComparison.Ordinal);
        Assert.Contains("Dry run with 0 products, 0 grants, 0 subscriptions and 0 queries: 0 newly permitted and 0 newly refused pairs", proposed, StringComparison.Ordinal);
        Assert.Contains("You hold no seat that votes", stranger, StringComparison.Ordinal);
        Assert.Equal(("open", "in_force"), (first.Split('\t')[1], second.Split('\t')[1]));
        Assert.DoesNotContain("examples-are-given", shown, StringComparison.Ordinal);
        Assert.StartsWith("Version 2 (1.0.1) is in force since ", words, StringComparison.Ordinal);
        Assert.Contains("\n-  - id: examples-are-given\n", difference, StringComparison.Ordinal);
        Assert.Equal(["2", "1"], versions.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]));
    }

    private async Task<string> RunAsync(string subject, string role, int exitCode, params string[] arguments)
    {
        var token = _authority!.Token(subject, "governance", "somewhere", [role]);
        var (code, output, errors) = await MeshCommand.RunAsync(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, ["policy", .. arguments, "--governance", Governance.ToString()]);
        Assert.True(exitCode == code, $"{code} {output} {errors}");
        return output + errors;
    }

    private async Task<Func<Uri, IReadOnlyDictionary<string, string>>> SettingsAsync(string name, Dictionary<string, string> more)
    {
        var database = await _postgres.CreateDatabaseAsync();
        return _ => new Dictionary<string, string>(more, StringComparer.Ordinal)
        {
            ["ConnectionStrings:database"] = database,
            ["Mesh:Data"] = _folder.FullName,
            ["Mesh:Identity:Authority"] = _authority!.Issuer,
            ["Mesh:Identity:Audience"] = name,
            ["Mesh:Identity:ClientId"] = name,
            ["Mesh:Identity:ClientSecret"] = $"the secret of {name} 0123456789",
        };
    }
}
