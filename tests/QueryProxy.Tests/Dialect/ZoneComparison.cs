using System.Text;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The statements of <see cref="ZoneStatements"/>: what the proxy answers in sessions of several zones, against what Trino 476 answered in these.</summary>
[Collection(DialectCollection.Name)]
public sealed class ZoneComparison(DialectFixture mesh)
{
    // Each run has every eighth statement, the run of slow tests all.
    private const int Parts = 8;

    [Fact]
    [Trait("Category", "Property")]
    public async Task Answer_in_a_session_of_any_zone_is_Trinos_or_a_refusal()
    {
        var all = RecordedAnswer.Read(DialectFiles.Of("zones.jsonl"));
        Assert.Equal(ZoneStatements.Some.Distinct().SelectMany(sql => ZoneStatements.Sessions.Select(zone => (sql, zone))).Order(), all.SelectMany(answer => answer.Zones!.Select(zone => (answer.Sql, zone))).Order());
        var statements = Rounds.Part(all.Select(answer => answer.Sql).Distinct(StringComparer.Ordinal), Parts).ToHashSet(StringComparer.Ordinal);
        List<RecordedAnswer> recorded = [.. all.Where(answer => statements.Contains(answer.Sql))];
        var requested = await DialectFixture.EachAsync(
            [.. recorded.SelectMany(answer => answer.Zones!.Select(zone => (Expected: answer, Zone: zone)))],
            async each => (each.Expected, each.Zone, Request: await mesh.RequestAsync(each.Expected.Sql, each.Zone) ?? $"{each.Zone}: {each.Expected.Sql}"));
        // Zones in which a worker gets the same have one answer.
        var distinct = requested.DistinctBy(each => each.Request).ToList();
        var answers = distinct.Select(each => each.Request).Zip(await DialectFixture.EachAsync(distinct, each => mesh.Session(each.Zone).RunAsync(each.Expected.Sql))).ToDictionary(StringComparer.Ordinal);
        var (wrong, refused) = (new StringBuilder(), new StringBuilder());
        foreach (var (expected, zone, request) in requested)
        {
            var answer = answers[request];
            if (expected.Difference(RecordedAnswer.Of(expected.Sql, answer)) is { } difference)
            {
                _ = answer.ErrorName == "NOT_SUPPORTED" ? refused.Append(zone).Append(": ").AppendLine(expected.Sql) : wrong.Append(zone).Append(": ").AppendLine(expected.Sql).Append("    ").Append(difference).Append("    ").AppendLine(answer.Message);
            }
        }

        await File.WriteAllTextAsync(DialectFiles.Of("zones.log"), $"{wrong}\nREFUSED\n{refused}");
        Assert.Equal("", wrong.ToString());
        var known = await File.ReadAllLinesAsync(DialectFiles.Of("zones-refused.txt"));
        Assert.Equal(known.Where(line => statements.Contains(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])), refused.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
