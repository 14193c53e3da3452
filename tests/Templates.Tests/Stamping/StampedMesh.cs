using System.Text.RegularExpressions;

namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>
/// A copy of the repository in which <c>dotnet new mesh-product --domain customer_care --product fact_tickets</c> was said, and then the same for a
/// product of each kind and each source, the way templates/README.md says it, and <c>mesh new</c> for one by the columns of its inputs. The template is installed for this copy alone.
/// </summary>
public sealed partial class StampedMesh : IAsyncLifetime
{
    // Of each kind one in a domain of others, so that one build has all; and one in a domain of its own, where its service differs.
    private static readonly string[][] Others =
    [
        ["--domain", "customer_care", "--product", "by_input", "--existing-domain", "--kind", "aggregate", "--inputs", "customer_care.fact_tickets, Orders.orders@1"],
        ["--domain", "customer_care", "--product", "for_finance", "--existing-domain", "--kind", "consumer-aligned", "--inputs", "customer_care.fact_tickets", "--consumer", "Finance, for the \"closing\": C:\\"],
        ["--domain", "customer_care", "--product", "crm_people", "--existing-domain", "--source", "postgres", "--ports", "table,stream"],
        ["--domain", "customer_care", "--product", "drops", "--existing-domain", "--source", "files", "--ports", "table"],
        ["--domain", "customer_care", "--product", "extra", "--existing-domain"],
        ["--domain", "tallies", "--product", "stock_counts", "--kind", "aggregate", "--inputs", "inventory.stock_levels"],
        ["--domain", "ledger", "--product", "bookings", "--source", "postgres"],
    ];

    private RepositoryCopy? _copy;
    private Task? _restored;

    /// <summary>Absolute path of the copy's root.</summary>
    public string Folder => Copy.Folder;

    internal IReadOnlyDictionary<string, string> Before { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, string> After { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The files once all kinds were stamped.</summary>
    internal IReadOnlyDictionary<string, string> All { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private RepositoryCopy Copy => _copy ?? throw new InvalidOperationException("The copy is not made yet.");

    public async Task InitializeAsync()
    {
        _copy = await RepositoryCopy.MakeAsync("platform/Cli");
        Before = _copy.Read();
        (await NewAsync("install", "templates/mesh-product")).Succeeded();
        (await NewAsync("mesh-product", "--domain", "customer_care", "--product", "fact_tickets")).Succeeded();
        After = _copy.Read();
        foreach (var other in Others)
        {
            (await NewAsync(["mesh-product", .. other])).Succeeded();
        }

        (await MeshAsync("new", "--domain", "customer_care", "--product", "order_totals", "--existing-domain", "--inputs", "orders.orders, orders.fact_order_events")).Succeeded();

        All = _copy.Read();
    }

    public Task DisposeAsync()
    {
        _copy?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The files as they are now.</summary>
    internal IReadOnlyDictionary<string, string> Read() => Copy.Read();

    /// <summary>Stamps into a folder alongside the copy and reads what came.</summary>
    internal Task<IReadOnlyDictionary<string, string>> StampAsideAsync(params string[] arguments) => StampAsideAsync("mesh-product", arguments);

    /// <summary>Stamps a template into a folder alongside the copy and reads what came.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> StampAsideAsync(string template, string[] arguments)
    {
        var folder = FolderAside();
        (await NewAsync([template, "--output", folder, .. arguments])).Succeeded();
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }

    /// <summary>A new path alongside the copy.</summary>
    internal string FolderAside() => Copy.Without(Guid.CreateVersion7().ToString("N"));

    /// <summary><c>dotnet new …</c>, with a home of its own: nothing stays installed on the machine.</summary>
    internal Task<CommandResult> NewAsync(params string[] arguments) => Command.RunAsync(
        "dotnet",
        Folder,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOTNET_CLI_HOME"] = Copy.Without("home"),
            ["DOTNET_NOLOGO"] = "true",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            // A stamp is the same in each culture; in this one i and I are two letters.
            ["LC_ALL"] = "tr_TR.UTF-8",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        },
        ["new", .. arguments]);

    /// <summary><c>dotnet …</c> with the machine's own package cache.</summary>
    internal Task<CommandResult> DotNetAsync(params string[] arguments) =>
        Command.RunAsync("dotnet", Folder, new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_NOLOGO"] = "true" }, arguments);

    /// <summary><c>mesh …</c>, as this repository's build made it.</summary>
    internal Task<CommandResult> MeshAsync(params string[] arguments) =>
        DotNetAsync([Path.Combine(RepositoryFolder.Root, "platform/Cli/bin", RepositoryCopy.Configuration, "net10.0/mesh.dll"), .. arguments]);

    /// <summary>Restores the stamped domains and their tests, once for all builds: that goes through thirty projects.</summary>
    internal Task RestoreAsync()
    {
        return _restored ??= RestoreOnceAsync();

        async Task RestoreOnceAsync()
        {
            var project = Copy.Without("restore.proj");
            await File.WriteAllTextAsync(project, """
                <Project>
                  <ItemGroup>
                    <Domain Include="CustomerCare;Ledger;Tallies" />
                    <Tests Include="@(Domain->'$(Mesh)/domains/%(Identity)/Tests/%(Identity).Tests.csproj')" />
                  </ItemGroup>
                  <Target Name="Build">
                    <MSBuild Projects="@(Tests)" Targets="Restore" />
                  </Target>
                </Project>
                """);
            (await DotNetAsync("msbuild", project, $"-p:Mesh={Folder}", $"-p:Configuration={RepositoryCopy.Configuration}", "-v:q", "-nologo", "-nodeReuse:false", "-m:1")).Succeeded();
        }
    }

    /// <summary>Runs the built tests of a domain, and returns the names of those with an outcome.</summary>
    internal async Task<IReadOnlyList<string>> TestsAsync(string domain, string outcome)
    {
        var ran = await DotNetAsync("vstest", $"domains/{domain}/Tests/bin/{RepositoryCopy.Configuration}/net10.0/MeshStarter.{domain}.Tests.dll", "--logger:console;verbosity=normal");
        var names = TestLine().Matches(ran.Output).Where(line => line.Groups["outcome"].Value == outcome).Select(line => line.Groups["test"].Value).Order(StringComparer.Ordinal).ToList();
        Assert.True(names.Count > 0, $"no test {outcome}: {ran.Output}");
        return names;
    }

    [GeneratedRegex(@"^\s+(?<outcome>Passed|Failed) MeshStarter\.\w+\.Tests\.(?<test>\S+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex TestLine();
}
