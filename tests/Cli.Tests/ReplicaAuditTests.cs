using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Cli.Tests;

/// <summary>Replicas of the catalog without a disk are killed and stopped, and governance with them: every answer is in the trail once, and the chains verify.</summary>
public sealed class ReplicaAuditTests(ServiceSet services) : IClassFixture<ServiceSet>
{
    private readonly List<string> _answered = [];
    private string _governanceDatabase = "";
    private string _catalogDatabase = "";
    private Uri? _governance;

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Chains_of_killed_and_stopped_replicas_verify_and_have_every_answer_once()
    {
        services.Require();
        Skip.If(OperatingSystem.IsWindows(), "signals of Unix");
        (_governanceDatabase, _catalogDatabase) = (await services.CreateDatabaseAsync(), await services.CreateDatabaseAsync());
        var governance = await StartGovernanceAsync();
        var (killed, stopped) = (await StartCatalogAsync(), await StartCatalogAsync());
        await AskAsync(killed, 20);
        await AskAsync(stopped, 20);

        // Batches are under way at governance when it ends; the replicas wait for it, and send them again.
        var asking = Task.WhenAll(Enumerable.Range(0, 8).Select(each => Task.Run(() => AskRunningAsync(each % 2 == 0 ? killed : stopped, 40))));
        await Task.Delay(50, CancellationToken.None);
        await governance.KillAsync();
        await StartGovernanceAsync();
        await asking;
        var last = AskUntilItEndsAsync(killed);
        await Task.Delay(50, CancellationToken.None);
        await killed.KillAsync();
        await last;
        await stopped.StopAsync();

        var trail = await ExportAsync();
        var recorded = trail.Select(line => line.Record).OfType<AuditRecord>().Select(record => record.CorrelationId).OfType<string>().CountBy(id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        Assert.InRange(_answered.Count, 360, int.MaxValue);
        Assert.All(_answered, trace => Assert.Equal(1, recorded.GetValueOrDefault(trace)));
        var (exitCode, output, errors) = await VerifyAsync(trail);
        Assert.Equal((0, "1 chain without a closing record: whether records at the end were removed together with their heads, only an export that is kept elsewhere shows.\nNothing was changed, and nothing is missing.\n"), (exitCode, errors));
        var chains = output.Split('\n').Where(line => line.StartsWith("catalog\tkey ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, chains.Count);
        Assert.Single(chains, line => Regex.IsMatch(line, @"\t(?<last>\d+) records, 1 to \k<last>\t\d+ heads\tclosed by record \k<last>$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var open = Assert.Single(chains, line => Regex.IsMatch(line, @"\t(?<last>\d+) records, 1 to \k<last>\t\d+ heads\truns, or ended without a closing record; the last record acknowledged is \k<last>$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await AssertFoundAsync(trail, open.Split('\t')[1]["key ".Length..]);
    }

    /// <summary>Verifies that a change at the end of the killed replica's chain is found.</summary>
    private async Task AssertFoundAsync(List<AuditExportLine> trail, string key)
    {
        var records = trail.Where(line => line.Kind == AuditExportLine.RecordKind && line.KeyId == key).ToList();
        var end = records[^1];

        var cut = await VerifyAsync([.. trail.Except([end])]);
        var changed = await VerifyAsync([.. trail.Select(line => line == records[^2] ? line with { Document = line.Document!.Replace("analyst", "auditor", StringComparison.Ordinal) } : line)]);
        var emptied = await VerifyAsync([.. trail.Except(records)]);

        Assert.Equal((1, 1, 1), (cut.ExitCode, changed.ExitCode, emptied.ExitCode));
        Assert.Contains($"catalog: the chain is truncated: a signed head covers record {end.Sequence}, and the last record is {end.Sequence - 1} (key {key[..16]})\n", cut.Output, StringComparison.Ordinal);
        Assert.Contains($"catalog: record {end.Sequence - 1} was changed: its hash does not match its content (key {key[..16]})\n", changed.Output, StringComparison.Ordinal);
        Assert.Contains($"catalog: the chain has no records: all of them are missing (key {key[..16]})\n", emptied.Output, StringComparison.Ordinal);
    }

    private async Task<ServiceProcess> StartGovernanceAsync()
    {
        var governance = await StartAsync("governance", _governanceDatabase, new() { ["Mesh:Policy:Folder"] = AppContext.BaseDirectory }, _governance);
        _governance = governance.Address;
        return governance;
    }

    private Task<ServiceProcess> StartCatalogAsync() => StartAsync("catalog", _catalogDatabase, new()
    {
        ["Mesh:Audit:Durability"] = "Governance",
        ["Mesh:Storage:Buckets"] = services.Folder.FullName,
        ["services:governance:http:0"] = _governance!.ToString(),
    });

    private async Task<ServiceProcess> StartAsync(string name, string database, Dictionary<string, string> settings, Uri? at = null)
    {
        var assembly = name == "governance" ? "MeshStarter.Governance.dll" : "MeshStarter.Catalog.dll";
        await services.AddAsync(name, settings, async all => await ServiceProcess.StartAsync(assembly, all, at), database);
        return (ServiceProcess)services.Services[^1];
    }

    private async Task AskRunningAsync(ServiceProcess catalog, int times)
    {
        try
        {
            await AskAsync(catalog, times);
        }
        catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError)
        {
            throw new InvalidOperationException($"The catalog ended: {await catalog.EndAsync().WaitAsync(TimeSpan.FromMinutes(1))}", refused);
        }
    }

    private async Task AskUntilItEndsAsync(ServiceProcess catalog)
    {
        try
        {
            while (true)
            {
                await AskAsync(catalog, 1);
            }
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }

    /// <summary>Requests something that is refused, so that each answer is a decision.</summary>
    private async Task AskAsync(ServiceProcess catalog, int times)
    {
        var token = services.Authority.Token("analyst", "catalog", "analytics", ["analyst"], ["analytics"]);
        for (var time = 0; time < times;)
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/iceberg/v1/mesh/namespaces")
            {
                Content = JsonContent.Create(new { @namespace = new[] { "lab" } }),
                Headers = { Authorization = new("Bearer", token) },
            };
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            using var response = await catalog.Client.SendAsync(request);
            // Governance was away for longer than a reader waits.
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                continue;
            }

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            time++;
            lock (_answered)
            {
                _answered.Add(trace);
            }
        }
    }

    private async Task<List<AuditExportLine>> ExportAsync()
    {
        var token = services.Authority.Token("auditor", "governance", "security", ["auditor"], ["audit"]);
        var (exitCode, output, errors) = await MeshCommand.RunAsync(
            services.Folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "audit", "export", "--governance", _governance!.ToString());
        Assert.Equal((0, ""), (exitCode, errors));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<AuditExportLine>(line, MeshJson.Options)!)];
    }

    private async Task<(int ExitCode, string Output, string Errors)> VerifyAsync(List<AuditExportLine> trail)
    {
        var file = Path.Combine(services.Folder.FullName, "trail.jsonl");
        await File.WriteAllLinesAsync(file, trail.Select(line => System.Text.Encoding.UTF8.GetString((line.Kind == AuditExportLine.EndKind ? line with { Lines = trail.Count - 1 } : line).ToUtf8())));
        return await MeshCommand.RunAsync(services.Folder.FullName, environment: null, "audit", "verify", file);
    }
}
