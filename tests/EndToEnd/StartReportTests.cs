using System.Diagnostics;
using System.Text.RegularExpressions;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd;

/// <summary>What a newcomer reads on the terminal.</summary>
public sealed class StartReportTests : IDisposable
{
    private const string RandomPorts = "--DcpPublisher:RandomizePorts=true";

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Interrupted_import_goes_on_at_the_next_start_and_a_query_can_be_pasted_also_without_a_domain()
    {
        Skip.If(OperatingSystem.IsWindows(), "the lines to paste are for a POSIX shell, and the first start is ended by a signal");
        var shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        var counts = $"{shop.OrderIds.Count} orders, {shop.Rejected.Count} rejected rows, {shop.Unmatched.Count} unmatched payments";
        await using (var first = AppHostProcess.Start("Development", $"--Mesh:Data={Data}", $"--Mesh:SourceData={shop.Folder}", RandomPorts))
        {
            await first.ReadUntilAsync(line => line.StartsWith("Storage: ", StringComparison.Ordinal));
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (!File.Exists(Path.Combine(Data, "import.json")))
            {
                await Task.Delay(50, patience.Token);
            }

            await first.StopAsync();
        }

        await using (var second = AppHostProcess.Start("Development", $"--Mesh:Data={Data}", RandomPorts))
        {
            await AssertWholeStartAsync(second, $"Fed by: {shop.Folder}; import done: {counts}");
            Assert.Equal(0, await second.StopAsync());
        }

        await using var third = AppHostProcess.Start("Development", $"--Mesh:Data={Data}", "--Mesh:Inventory:Opening=many", RandomPorts);
        await AssertStartWithoutInventoryAsync(third, $"Fed by: {shop.Folder}, imported before: {counts}");
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

        var (exitCode, output, errors) = await AppHostProcess.RunAsync("Development", $"--Mesh:Data={Data}", RandomPorts);

        Assert.Equal(1, exitCode);
        Assert.Equal("Nothing of the mesh runs: postgres ended with exit code 1. Its output is above; fix that and start again.", Assert.Single(errors));
        Assert.Contains(output, line => line.Contains("Nothing was changed. Fix: ", StringComparison.Ordinal));
        Assert.Contains(output, line => IsRow(line, "postgres", "ended with exit code 1"));
        // What started alongside it waits for it in vain.
        Assert.DoesNotContain(output, line => IsRow(line, "catalog", "healthy"));
        Assert.DoesNotContain(output, line => line.StartsWith("Portal: ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Verbose_start_shows_what_services_inform_of_and_a_stop_returns_after_the_last_process()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the AppHost by a signal");
        await using var appHost = AppHostProcess.Start("Development", "--verbose", $"--Mesh:Data={Data}", RandomPorts);

        await appHost.ReadUntilAsync(line => line.Contains(" info orders: ", StringComparison.Ordinal) && line.Contains(" migrations applied in ", StringComparison.Ordinal));

        Assert.Equal(0, await appHost.StopAsync());
        // A set of migrations is one line.
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Data, "logs", "orders.log")), line => line.Contains(" migrations applied in ", StringComparison.Ordinal));
        Assert.Empty(OperatingSystem.IsLinux() ? MeshProcesses.Of(Data) : []);
    }

    private async Task AssertWholeStartAsync(AppHostProcess appHost, string fed)
    {
        var said = await appHost.ReadUntilAsync(line => line == fed);
        Assert.All(new[] { "portal", "catalog", "governance", "query", "inventory", "orders", "payments" }, name => Assert.Contains(said, line => IsRow(line, name, "healthy  http://localhost:")));
        Assert.Contains(said, line => IsRow(line, "postgres", "healthy  tcp://localhost:"));
        Assert.All(new[] { "postgres", "governance", "orders" }, name => Assert.Contains(said, line => Regex.IsMatch(line, $"^{name} healthy after [0-9]+\\.[0-9] s$", RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.Contains(said, line => line.StartsWith("Starting postgres", StringComparison.Ordinal));
        // A quick import is done before the rest of the summary is written.
        bool IsCertificate(string line) => line.EndsWith($": {Path.Combine(Data, "certificates", "query.pem")}", StringComparison.Ordinal);
        said = said.Any(IsCertificate) ? said : [.. said, .. await appHost.ReadUntilAsync(IsCertificate)];

        // What services inform of is in files, each line with one time.
        Assert.DoesNotContain(said, line => line.Contains(" info ", StringComparison.Ordinal) || line.StartsWith("info: ", StringComparison.Ordinal));
        Assert.All(await File.ReadAllLinesAsync(Path.Combine(Data, "logs", "orders.log")), line => Assert.Matches("^[0-9-]+T[0-9:.]+Z (info|warn) [^0-9]", line));
    }

    private static async Task AssertStartWithoutInventoryAsync(AppHostProcess appHost, string fed)
    {
        var lines = await appHost.ReadUntilAsync(line => line == "# as orders-owner");
        lines = [.. lines, .. await appHost.ReadUntilAsync(line => line.StartsWith('('))];
        Assert.Contains(lines, line => IsRow(line, "inventory", "ended with exit code 1"));
        Assert.Contains("Not all of the mesh runs: inventory ended with exit code 1. Its output is above; fix that and start again.", lines);
        Assert.Contains(lines, line => line.EndsWith("Mesh:Inventory:Opening' to type 'System.Int64'. See docs/settings.md.", StringComparison.Ordinal));
        Assert.Contains(fed, lines);
        Assert.Contains(lines, line => line.StartsWith("Portal: http://localhost:", StringComparison.Ordinal));

        var queries = lines.Where(line => line.StartsWith('(')).ToList();
        Assert.Equal(2, queries.Count);
        var (masked, clear) = (await PasteAsync(queries[0]), await PasteAsync(queries[1]));
        Assert.Equal(3, masked.Count);
        Assert.Equal(3, clear.Count);
        Assert.All(masked, row => Assert.Contains("\"customer_email\":\"****\"", row, StringComparison.Ordinal));
        Assert.All(clear, row => Assert.Contains("@example.com\"", row, StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Concat(masked).Concat(clear), line => line.Contains("eyJ", StringComparison.Ordinal));
    }

    private static bool IsRow(string line, string resource, string state) =>
        line.StartsWith($"  {resource} ", StringComparison.Ordinal) && line[(resource.Length + 2)..].TrimStart().StartsWith(state, StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> PasteAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await shell.StandardInput.WriteLineAsync(line);
        shell.StandardInput.Close();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
