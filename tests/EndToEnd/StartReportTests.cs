using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd;

/// <summary>The lines that a newcomer reads on the terminal.</summary>
public sealed partial class StartReportTests : FolderTests
{
    // Six seconds for all to end in their order, and what a busy machine may add.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    // Each is meant for one service.
    private static readonly (string Name, string Value)[] Secrets = [("ConnectionStrings__other_crm", "Host=crm.example.org;Password=secret"), ("Parameters__other_storage_secret_key", "secret")];

    private const string RandomPorts = "--DcpPublisher:RandomizePorts=true";

    /// <summary>Four starts on one data folder would take a minute and a half more: each of these three is of several subjects.</summary>
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Import_that_was_interrupted_by_kills_goes_on_a_killed_AppHost_ends_its_mesh_and_a_query_can_be_pasted_also_without_a_domain()
    {
        Skip.If(OperatingSystem.IsWindows(), "the lines to paste are for a POSIX shell, and starts are ended by signals");
        MeshProcesses.Require();
        var shop = ShopFiles.Write(Path.Combine(Folder.Path, "shop"));
        var counts = $"{shop.OrderIds.Count} orders, {shop.Rejected.Count} rejected rows, {shop.Unmatched.Count} unmatched payments";
        await using (var first = AppHostProcess.Start("Development", "--verbose", $"--Mesh:Data={Data}", $"--Mesh:SourceData={shop.Folder}", TestMesh.SamplesAlone, RandomPorts))
        {
            await AssertVerboseStartAsync(first);
        }

        var shell = ForeignVariables();
        string[] ports = [.. new[] { "Portal", "Catalog", "Governance", "Query", "QueryTls" }.Select(name => $"--Mesh:Ports:{name}={FreePort.Take()}")];
        IReadOnlyList<string> addresses;
        await using (var second = AppHostProcess.Start(
            "Development", [.. shell.Select(variable => (variable.Name, variable.Value)), .. Secrets],
            [$"--Mesh:Data={Data}", "--Mesh:Policy:Folder=platform/Governance/Policies", TestMesh.SamplesAlone, .. ports]))
        {
            addresses = await AssertWholeStartAsync(second, $"Fed by: {shop.Folder}; import done: {counts}");
            var listening = MeshProcesses.ListeningOf(Data);
            Assert.True(listening.Count >= 8, $"eight resources listen on {string.Join(' ', listening)}");
            Assert.All(listening, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), endpoint.ToString()));
            Assert.All(shell, variable => AssertFree(variable.Port));
            Assert.Empty(MeshProcesses.VariablesOf(Data).Intersect(Secrets.Select(secret => secret.Name), StringComparer.OrdinalIgnoreCase));

            MeshProcesses.Kill(Data, "portal");
            await second.ReadUntilAsync(line => IsEnd(line, "portal"));
            await second.KillAsync();
            Assert.Empty(await MeshProcesses.LeftAfterAsync(Data, Soon));
        }

        await using var third = AppHostProcess.Start("Development", [$"--Mesh:Data={Data}", "--Mesh:Inventory:Opening=many", TestMesh.SamplesAlone, .. ports]);
        Assert.Equal(addresses.Where(address => !address.StartsWith("inventory ", StringComparison.Ordinal)), await AssertStartWithoutInventoryAsync(third, $"Fed by: {shop.Folder}, imported before: {counts}", shop));
        Assert.Equal(0, await third.StopAsync());
    }

    [Fact]
    public async Task Start_of_which_nothing_can_run_ends_and_reports_why()
    {
        var postgres = Path.Combine(Data, "postgres");
        Directory.CreateDirectory(postgres);
        await File.WriteAllTextAsync(Path.Combine(postgres, "layout.json"), """{"layout_version": 2, "postgres_major": 15}""");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(postgres, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var (exitCode, output, errors) = await TestMesh.InTurnAsync(() => AppHostProcess.RunAsync("Development", $"--Mesh:Data={Data}", TestMesh.SamplesAlone, RandomPorts));

        Assert.Equal(1, exitCode);
        Assert.Equal("The mesh cannot start: postgres ended with exit code 1. Its output is above; fix that and start again.", Assert.Single(errors));
        Assert.Contains(output, line => line.Contains("Nothing was changed. Fix: ", StringComparison.Ordinal));
        Assert.Contains(output, line => IsRow(line, "postgres", "ended with exit code 1"));
        // What started alongside it waits for it in vain.
        Assert.DoesNotContain(output, line => IsRow(line, "catalog", "healthy"));
        Assert.DoesNotContain(output, line => line.StartsWith("Portal: ", StringComparison.Ordinal));
    }

    // It shows what services inform of, loses two services in the middle of its import, is stopped there, and returns after the last process.
    private async Task AssertVerboseStartAsync(AppHostProcess appHost)
    {
        var (isMigrated, isReported) = (false, false);
        await appHost.ReadUntilAsync(line =>
        {
            isMigrated |= line.Contains(" info orders: ", StringComparison.Ordinal) && line.Contains(" migrations applied in ", StringComparison.Ordinal);
            isReported |= line.StartsWith("Storage: ", StringComparison.Ordinal);
            return isMigrated && isReported;
        });
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(Data, "import.json")), patience: TimeSpan.FromMinutes(3));
        foreach (var killed in new[] { "payments", "catalog" })
        {
            MeshProcesses.Kill(Data, killed);
        }

        Assert.Equal(0, await appHost.StopAsync());
        // A set of migrations is one line.
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Data, "logs", "orders.log")), line => line.Contains(" migrations applied in ", StringComparison.Ordinal));
        Assert.Empty(MeshProcesses.Of(Data));
    }

    // Aspire has no exit code of a process that a signal ended.
    private bool IsEnd(string line, string service) =>
        line == $"{service} ended with exit code {(AppHostProcess.Feed == "full" ? -1 : 137)}. Its output is in {Path.Combine(Data, "logs", $"{service}.log")}. Fix: mesh restart {service}.";

    private async Task<IReadOnlyList<string>> AssertWholeStartAsync(AppHostProcess appHost, string fed)
    {
        var said = await appHost.ReadUntilAsync(line => line == fed);
        Assert.All(new[] { "portal", "catalog", "governance", "query", "inventory", "orders", "payments" }, name => Assert.Contains(said, line => IsRow(line, name, "healthy  http://localhost:")));
        Assert.Contains(said, line => IsRow(line, "postgres", "healthy  tcp://localhost:"));
        Assert.All(new[] { "postgres", "governance", "orders" }, name => Assert.Contains(said, line => Regex.IsMatch(line, $"^{name} healthy after [0-9]+\\.[0-9] s$", RegexOptions.None, TimeSpan.FromMinutes(1))));
        Assert.Contains(said, line => line.StartsWith("Starting ", StringComparison.Ordinal) && line.Contains("postgres", StringComparison.Ordinal));
        // A quick import is done before the rest of the summary is written.
        bool IsCertificate(string line) => line.EndsWith($": {Path.Combine(Data, "certificates", "query.pem")}", StringComparison.Ordinal);
        said = said.Any(IsCertificate) ? said : [.. said, .. await appHost.ReadUntilAsync(IsCertificate)];

        // What services inform of is in files, each line with one time.
        Assert.DoesNotContain(said, line => line.Contains(" info ", StringComparison.Ordinal) || line.StartsWith("info: ", StringComparison.Ordinal));
        var logged = (await File.ReadAllLinesAsync(Path.Combine(Data, "logs", "orders.log"))).Where(line => line.Contains("Z info ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(logged);
        Assert.All(logged, line => Assert.Matches("^[0-9-]+T[0-9:.]+Z info [^0-9]", line));
        return AddressesOfDomains(said);
    }

    private static async Task<IReadOnlyList<string>> AssertStartWithoutInventoryAsync(AppHostProcess appHost, string fed, ShopFiles shop)
    {
        var lines = await appHost.ReadUntilAsync(line => line == "# as orders-owner");
        lines = [.. lines, .. await appHost.ReadUntilAsync(line => line.StartsWith('('))];
        Assert.Contains(lines, line => IsRow(line, "inventory", "ended with exit code 1"));
        Assert.Contains("Not all of the mesh runs: inventory ended with exit code 1. Its output is above; fix that and start again.", lines);
        Assert.Contains(lines, line => line.EndsWith("Mesh:Inventory:Opening' to type 'System.Int64'. Give a whole number. See docs/settings.md.", StringComparison.Ordinal));
        Assert.Contains(fed, lines);
        Assert.Contains(lines, line => line.StartsWith("Portal: http://localhost:", StringComparison.Ordinal));

        var queries = lines.Where(line => line.StartsWith('(')).ToList();
        Assert.Equal(2, queries.Count);
        var (masked, clear) = (await PasteAsync(queries[0]), await PasteAsync(queries[1]));
        Assert.Equal(3, masked.Count);
        Assert.Equal(3, clear.Count);
        Assert.All(masked, row => Assert.Contains("\"customer_email\":\"****\"", row, StringComparison.Ordinal));
        Assert.All(clear, row => Assert.Contains("@example.com\"", row, StringComparison.Ordinal));
        // Nothing was lost.
        var question = SampleSql().Replace(
            queries[0],
            "-d 'SELECT CAST(sum(revenue) AS VARCHAR) AS revenue, (SELECT count(*) FROM orders.orders) AS orders, (SELECT count(DISTINCT event_id) FROM orders.fact_order_events) AS events, "
            + "(SELECT count(*) FROM payments.fact_payment_events) AS payments FROM payments.daily_revenue'");
        var (days, revenue) = (shop.Revenue.Values, shop.Revenue.Values.Sum(day => day.Revenue).ToString("F2", CultureInfo.InvariantCulture));
        string[] expected = [$$"""{"revenue":"{{revenue}}","orders":{{shop.OrderIds.Count}},"events":{{shop.Events.Values.Sum()}},"payments":{{days.Sum(day => day.Payments)}}}"""];
        Assert.Equal(expected, await TestMesh.UntilAsync(() => PasteAsync(question), rows => rows.SequenceEqual(expected, StringComparer.Ordinal)));
        Assert.DoesNotContain(lines.Concat(masked).Concat(clear), line => line.Contains("eyJ", StringComparison.Ordinal));
        return AddressesOfDomains(lines);
    }

    // "orders http://localhost:14159": a domain keeps its address, for the bookmarks and consumers that have it. A slow start shows the table twice; the last one counts.
    private static IReadOnlyList<string> AddressesOfDomains(IEnumerable<string> lines) => [.. new[] { "inventory", "orders", "payments" }
        .Select(domain => (Name: domain, Row: lines.Last(line => IsRow(line, domain, ""))))
        .Where(domain => domain.Row.Contains("  http://", StringComparison.Ordinal))
        .Select(domain => $"{domain.Name} {domain.Row[domain.Row.IndexOf("  http://", StringComparison.Ordinal)..].Trim()}")];

    // What a shell may have set for other programs, and the port that each names.
    private static List<(string Name, string Value, int Port)> ForeignVariables()
    {
        (string Name, string Where)[] variables =
        [
            ("URLS", "http://0.0.0.0:{0}"), ("DOTNET_URLS", "http://*:{0}"), ("ASPNETCORE_URLS", "http://0.0.0.0:{0}"), ("ASPNETCORE_HTTP_PORTS", "{0}"), ("HTTP_PORTS", "{0}"),
            ("Kestrel__Endpoints__Extra__Url", "http://0.0.0.0:{0}"), ("ASPNETCORE_Kestrel__Endpoints__Other__Url", "http://[::]:{0}"),
        ];
        return [.. variables.Select(variable => (variable, Port: FreePort.Take())).Select(each => (each.variable.Name, string.Format(CultureInfo.InvariantCulture, each.variable.Where, each.Port), each.Port))];
    }

    // Not even the orchestrator or its dashboard is there.
    private static void AssertFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
    }

    private static bool IsRow(string line, string resource, string state) =>
        line.StartsWith($"  {resource} ", StringComparison.Ordinal) && line[(resource.Length + 2)..].TrimStart().StartsWith(state, StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> PasteAsync(string line)
    {
        var (_, output, _) = await ForeignProgram.AnswerAsync("/bin/sh", [], line + "\n");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("-d 'SELECT [^']*'", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SampleSql();
}
