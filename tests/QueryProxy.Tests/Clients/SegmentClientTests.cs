using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Trino's own clients read answers in segments: they ask for them unless their settings say otherwise.</summary>
[Collection(ClientCollection.Name)]
public sealed partial class SegmentClientTests(ClientFixture mesh, JdbcDriver driver, TrinoPythonClient python)
    : IClassFixture<JdbcDriver>, IClassFixture<TrinoPythonClient>
{
    // What the tests before this one requested is no answer to it.
    private readonly int _before = mesh.Proxy.Log.Length;

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("json+zstd,json+lz4,json", true)]
    [InlineData("json", true)]
    [InlineData("json+zstd", false)]
    public Task Jdbc_driver_reads_every_row(string encodings, bool areSegments) => ReadByJdbcAsync(encodings, areSegments);

    [SkippableFact]
    public async Task Python_reads_every_row()
    {
        var seen = await python.RunAsync(mesh, "read");

        Assert.Equal("""{"read":[60000,1799970000,0],"few":[[1,"\u00E4"]],"none":[],"failing":"INVALID_CAST_ARGUMENT"}""", seen.ToJsonString());
        await SeesAsync(areSegments: true);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Command_line_reads_every_row()
    {
        Skip.If(EnginesFolder.Path is null, EnginesFolder.Missing);

        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            Path.Combine(EnginesFolder.Path, "trino", "clients", "cli"),
            ["--server", $"https://localhost:{mesh.Https.Port}", "--truststore-path", mesh.CertificatePath, "--user", "analyst", "--access-token", mesh.Analyst, "--encoding", "json", "--output-format", "CSV_UNQUOTED",
                "--execute", "SELECT range AS n, lpad('', 100, 'y') AS y FROM range(60000)"],
            "");

        Assert.True(exit == 0, errors);
        Assert.Equal(Enumerable.Range(0, 60_000).Select(n => $"{n},{new string('y', 100)}"), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await SeesAsync(areSegments: true);
    }

    private async Task ReadByJdbcAsync(string encodings, bool areSegments)
    {
        var seen = await driver.RunAsync(
            "read", $"jdbc:trino://localhost:{mesh.Https.Port}/mesh", ("user", "analyst"), ("SSL", "true"), ("SSLTrustStorePath", mesh.CertificatePath), ("accessToken", mesh.Analyst), ("encoding", encodings));

        Assert.Equal("60000 1799970000 0", Assert.Single(seen["read"]));
        Assert.Equal("[1|ä]", Assert.Single(seen["few"]));
        Assert.Equal("[]", Assert.Single(seen["none"]));
        Assert.Equal("9", Assert.Single(seen["failing"]));
        await SeesAsync(areSegments);
    }

    /// <summary>Each segment that was fetched is acknowledged.</summary>
    private async Task SeesAsync(bool areSegments)
    {
        var (log, fetched) = ("", new HashSet<string>());
        await Eventually.HoldsAsync(() =>
        {
            log = mesh.Proxy.Log[_before..];
            fetched = Numbers(Fetched(), log);
            return !areSegments || (fetched.Count > 0 && fetched.IsSubsetOf(Numbers(Acknowledged(), log)));
        });
        Assert.Equal(areSegments, fetched.Count > 0);
        Assert.DoesNotContain("X-Mesh-Segment-Key", log, StringComparison.OrdinalIgnoreCase);
    }

    private static HashSet<string> Numbers(Regex requests, string log) => [.. requests.Matches(log).Select(match => match.Groups["id"].Value)];

    [GeneratedRegex("/v1/spooled/download/(?<id>\\S+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Fetched();

    [GeneratedRegex("/v1/spooled/ack/(?<id>\\S+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Acknowledged();
}
