using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The statements of trino.jsonl: what the proxy answers, against what Trino 476 answered to the same over the same rows.</summary>
[Collection(DialectCollection.Name)]
public sealed partial class DialectComparison(DialectFixture mesh)
{
    private const string Zone = "America/Sao_Paulo";

    // Each run has every eighth statement, the run of slow tests all.
    private const int Parts = 8;

    [Fact]
    [Trait("Category", "Property")]
    public async Task Statements_answer_as_Trino_but_for_the_known_differences()
    {
        List<RecordedAnswer> recorded = [.. Rounds.Part(RecordedAnswer.Read(DialectFiles.Of("trino.jsonl")), Parts)];
        var answers = await DialectFixture.EachAsync(recorded, expected => mesh.Session().RunAsync(expected.Sql));
        var differences = new List<string>();
        var report = new StringBuilder();
        foreach (var (expected, answer) in recorded.Zip(answers))
        {
            if (expected.Difference(RecordedAnswer.Of(expected.Sql, answer)) is { } difference)
            {
                differences.Add(expected.Sql);
                report.Append(expected.Sql).Append("\n    ").Append(difference).Append("    ").AppendLine(answer.Message);
            }
        }

        await File.WriteAllTextAsync(DialectFiles.Of("differences.log"), report.ToString());
        var known = DialectFiles.Lines("differences.txt").ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], differences.Where(sql => !known.Contains(sql)));
        Assert.Equal([], known.Intersect(recorded.Select(expected => expected.Sql), StringComparer.Ordinal).Except(differences, StringComparer.Ordinal));
    }

    [Fact]
    public void Page_of_queries_has_the_share_that_answers_as_Trino()
    {
        var (all, different) = (RecordedAnswer.Read(DialectFiles.Of("trino.jsonl")).Count, DialectFiles.Lines("differences.txt").Count());

        var share = string.Create(CultureInfo.InvariantCulture, $"Of {all:N0} statements that a test runs on both engines {all - different:N0} ({(double)(all - different) / all:P1}) answer the same");
        Assert.True(File.ReadAllText(DialectFiles.Of("query.md")).Contains(share, StringComparison.Ordinal), $"docs/query.md has another share than the files. Write: {share}");
    }

    [Fact]
    public void Every_statement_has_a_recorded_answer() =>
        Assert.Equal([], RecordedAnswer.Read(DialectFiles.Of("trino.jsonl")).Where(statement => !statement.IsRecorded).Select(statement => statement.Sql));

    // ZoneComparison has the statements with a time in each run.
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Statement_without_a_time_answers_in_another_zone_as_in_UTC()
    {
        var known = DialectFiles.Lines("differences.txt").ToHashSet(StringComparer.Ordinal);
        var (different, without) = (new StringBuilder(), 0);
        List<RecordedAnswer> recorded = [.. RecordedAnswer.Read(DialectFiles.Of("trino.jsonl")).Where(expected => !known.Contains(expected.Sql))];
        var answers = await DialectFixture.EachAsync(recorded, expected => AnswerAsync(expected.Sql));
        foreach (var (expected, answer) in recorded.Zip(answers))
        {
            var hasTime = Time().IsMatch(expected.Sql);
            without += hasTime ? 0 : 1;
            if (answer is null)
            {
                continue;
            }

            if (answer.ErrorName == "GENERIC_INTERNAL_ERROR" || (!hasTime && expected.Difference(RecordedAnswer.Of(expected.Sql, answer)) is not null))
            {
                different.Append(expected.Sql).Append("    ").AppendLine(answer.Message);
            }
        }

        Assert.Equal("", different.ToString());
        Assert.True(without >= 500, "There are fewer than 500 statements without a time.");

        // None where it is that in UTC, which the test above has seen.
        async Task<Proxy.TrinoAnswer?> AnswerAsync(string sql) =>
            await mesh.RequestAsync(sql, "UTC") is { } request && request == await mesh.RequestAsync(sql, Zone) ? null : await mesh.Session(Zone).RunAsync(sql);
    }

    [GeneratedRegex(@"time|date|now\b|zone|iso8601|placed_at|local_at|\bday\b|\bhour\b|joined|\*|TABLE|sales\.", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Time();
}
