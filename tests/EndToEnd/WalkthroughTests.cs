using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>
/// A mesh without a source, which feeds itself: what a newcomer finds in it, and the commands of docs/walkthrough.md as they are written there, with the
/// answers that the page shows.
/// </summary>
public sealed partial class WalkthroughTests : IDisposable
{
    // The longest wait of the walkthrough, and what a slow machine needs alongside it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // Each question is on record, and the page shows the newest hundred records: what takes long is requested seldom.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    // What the page calls "mesh".
    private const string Shell = "mesh() { dotnet \"$MESH_PROGRAM\" \"$@\"; }\nexec 2>&1\n";

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose()
    {
        // The service that was started again is not the AppHost's.
        MeshProcesses.KillAll(Data);
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Newcomer_finds_what_the_shop_sells_and_every_command_is_answered_as_the_page_says()
    {
        MeshProcesses.Require();
        var product = Directory.CreateDirectory(Path.Combine(_folder.Path, "domains", "Orders", "Products", "Orders"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "walkthrough.yaml"), Path.Combine(product.FullName, "data-product.yaml"));
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "walkthrough.md"));
        var steps = Steps(page).ToList();
        Assert.Equal(page.Split("```bash\n").Length - 1, steps.Count);
        // Nothing here is about the cadence.
        await using var mesh = await TestMesh.StartAsync(Data, "--Mesh:PublishInterval=00:00:03");
        await AssertFeedsItselfAsync(mesh);
        foreach (var name in new[] { "orders.orders", "orders.fact_order_events", "payments.fact_payment_events", "payments.daily_revenue", "inventory.stock_levels" })
        {
            Assert.NotEmpty(await mesh.QueryUntilAsync($"SELECT 1 AS one FROM {name} LIMIT 1", "platform-admin", rows => rows.Count > 0));
        }

        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (commands, answer) in steps)
        {
            if (commands.Contains("--action register ", StringComparison.Ordinal))
            {
                Restart("orders");
            }

            var output = await AnswerAsync(mesh, Filled(commands, ids), answer);
            if (commands.Contains("mesh policy propose ", StringComparison.Ordinal))
            {
                ids["<proposal>"] = output.Split('\t')[0];
            }
            else if (commands.Contains("mesh access request ", StringComparison.Ordinal))
            {
                ids["<request>"] = output.Split('\t')[0];
            }
        }
    }

    private async Task AssertFeedsItselfAsync(TestMesh mesh)
    {
        var rows = await mesh.QueryUntilAsync(
            """
            SELECT count(*) AS pairs, CAST(sum(CASE WHEN o.total = p.paid THEN 1 ELSE 0 END) AS BIGINT) AS paid
            FROM orders.orders o JOIN (SELECT order_id, sum(amount) AS paid FROM payments.fact_payment_events GROUP BY order_id) p USING (order_id)
            """,
            "analyst",
            // One part of an order that is paid in two may be in the table before the other.
            rows => rows.Count == 1 && rows[0].GetProperty("pairs").GetInt64() is >= 40 and var pairs && rows[0].GetProperty("paid").GetInt64() == pairs);
        // Also where a proxy is before the process that says it.
        Assert.Contains(mesh.Log, line => line.Contains($"TLS at https://localhost:{mesh.Url("query", "https").Port}; its certificate to trust is {Data}", StringComparison.Ordinal));
        Assert.True(rows[0].GetProperty("pairs").GetInt64() >= 40, "the simulator's first orders were not paid");
        Assert.Equal(rows[0].GetProperty("pairs").GetInt64(), rows[0].GetProperty("paid").GetInt64());
    }

    // The page says it in words. That the mesh feeds itself was seen: it rests while the grants of the page last.
    private void Restart(string service)
    {
        var process = MeshProcesses.Capture(Data, service);
        MeshProcesses.Kill(Data, service);
        var variables = new Dictionary<string, string>(process.Environment, StringComparer.Ordinal) { ["Mesh__Simulator"] = "false" };
        (process with { Environment = variables }).Start();
    }

    // What another service hears of, and what the clock ends, takes a moment: a step that only reads is requested again.
    private async Task<string> AnswerAsync(TestMesh mesh, string commands, IReadOnlyList<string> answer)
    {
        var isReading = commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(Reading().IsMatch);
        var pause = FirstPause;
        for (var began = Stopwatch.GetTimestamp(); ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            var output = await RunAsync(mesh, commands);
            if (Shows(output, answer))
            {
                return output;
            }

            if (!isReading || Stopwatch.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"{commands}\nanswers\n\n{output}\nand not\n\n{string.Join('\n', answer)}");
            }

            await Task.Delay(pause);
        }
    }

    private async Task<string> RunAsync(TestMesh mesh, string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", Shell + commands])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = _folder.Path,
            Environment = { ["MESH_PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "mesh.dll") },
        };
        start.Environment.Remove("MESH_TOKEN");
        // The mesh of a test has ports of its own.
        start.Environment.Remove("Mesh__Ports__Offset");
        foreach (var service in new[] { "Catalog", "Governance", "Query" })
        {
            start.Environment[$"Mesh__Ports__{service}"] = mesh.Url(service.ToLowerInvariant()).Port.ToString(CultureInfo.InvariantCulture);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    // The test asks again instead of a sleep.
    private static string Filled(string commands, IReadOnlyDictionary<string, string> ids) =>
        ids.Aggregate(Sleep().Replace(commands, ""), (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));

    // Each line of the page is one of the answer, in its order; others may come between.
    private static bool Shows(string output, IReadOnlyList<string> answer)
    {
        var lines = new Queue<string>(answer);
        foreach (var line in output.Split('\n'))
        {
            if (lines.TryPeek(out var next) && Regex.IsMatch(line, $"^{Regex.Escape(next).Replace("…", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromMinutes(1)))
            {
                lines.Dequeue();
            }
        }

        return lines.Count == 0;
    }

    private static IEnumerable<(string Commands, string[] Answer)> Steps(string page) =>
        Step().Matches(page).Select(step => (step.Groups["commands"].Value, step.Groups["answer"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex("^```bash\n(?<commands>.*?)^```\n```text\n(?<answer>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Step();

    [GeneratedRegex("^mesh (query|audit|check) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reading();

    [GeneratedRegex("^sleep .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Sleep();
}
