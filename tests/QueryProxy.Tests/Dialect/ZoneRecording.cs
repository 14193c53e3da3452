using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The recording itself, and all sources of times with all functions in all nestings, alongside the Trino of the engines folder.</summary>
[Trait("Category", "Slow")]
[Collection(DialectCollection.Name)]
public sealed partial class ZoneRecording(DialectFixture mesh, TrinoServer trino) : IClassFixture<TrinoServer>
{
    /// <summary>Writes zones.recorded.jsonl alongside the recording, to take its place when statements are added.</summary>
    [SkippableFact]
    public async Task Recorded_answers_are_Trinos()
    {
        var sessions = await SessionsAsync();
        var lines = new StringBuilder().AppendLine("""{"recorded": "Trino 476, catalog mesh (connector memory), schema shop; tables as ShopTables makes them; zones are the sessions'. ZoneRecording with Category=Slow records it again from ZoneStatements"}""");
        foreach (var sql in ZoneStatements.Some.Distinct())
        {
            var answers = new List<(string Zone, RecordedAnswer Answer)>();
            foreach (var (zone, session) in sessions)
            {
                answers.Add((zone, RecordedAnswer.Of(sql, await session.RunAsync(sql))));
            }

            foreach (var same in answers.GroupBy(answer => answer.Answer.ToJson()))
            {
                lines.AppendLine((same.First().Answer with { Zones = [.. same.Select(answer => answer.Zone)] }).ToJson());
            }
        }

        await File.WriteAllTextAsync(DialectFiles.Of("zones.recorded.jsonl"), lines.ToString());
        Assert.Equal(lines.ToString(), await File.ReadAllTextAsync(DialectFiles.Of("zones.jsonl")));
    }

    [SkippableFact]
    public async Task Answer_to_each_function_of_each_time_in_each_nesting_is_Trinos_or_a_refusal()
    {
        var sessions = await SessionsAsync();
        var wrong = new StringBuilder();
        foreach (var (zone, session) in sessions)
        {
            foreach (var sql in ZoneStatements.All)
            {
                // The statements take longer than a token is valid: each has its own.
                var answer = await mesh.Session(zone).RunAsync(sql);
                if (answer.ErrorName != "NOT_SUPPORTED" && RecordedAnswer.Of(sql, await session.RunAsync(sql)).Difference(RecordedAnswer.Of(sql, answer)) is { } difference)
                {
                    wrong.Append(zone).Append(": ").AppendLine(sql).Append("    ").Append(difference).Append("    ").AppendLine(answer.Message);
                }
            }
        }

        Assert.Equal("", wrong.ToString());
    }

    [GeneratedRegex("^CREATE (?:CATALOG|SCHEMA|TABLE)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Create();

    private async Task<IReadOnlyDictionary<string, TrinoSession>> SessionsAsync()
    {
        foreach (var statement in ShopTables.Statements)
        {
            // The tests of the class share the server.
            await trino.RunAsync(Create().Replace(statement, "$0 IF NOT EXISTS"));
        }

        return ZoneStatements.Sessions.ToDictionary(zone => zone, zone => ShopTables.Session(trino, zone));
    }
}
