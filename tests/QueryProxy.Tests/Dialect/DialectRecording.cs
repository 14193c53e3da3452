using System.Text;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The recording itself, against the Trino of the engines folder.</summary>
[Trait("Category", "Slow")]
public sealed class DialectRecording(TrinoServer trino) : IClassFixture<TrinoServer>
{
    private const string Head = """{"recorded": "Trino 476, catalog mesh (connector memory), schema shop; time zone UTC; tables as ShopTables makes them. DialectRecording with Category=Slow records it again from statements.sql"}""";

    /// <summary>Writes trino.recorded.jsonl alongside the recording, to take its place when statements are added. Of a statement whose answer is the recorded one, it has the recorded line.</summary>
    [SkippableFact]
    public async Task Recorded_answers_are_Trinos()
    {
        Skip.If(trino.Missing is not null, trino.Missing);
        foreach (var statement in ShopTables.Statements)
        {
            await trino.RunAsync(statement);
        }

        var recorded = RecordedAnswer.Read(DialectFiles.Of("trino.jsonl")).ToDictionary(answer => answer.Sql, StringComparer.Ordinal);
        var session = ShopTables.Session(trino, "UTC");
        var (lines, different) = (new StringBuilder().AppendLine(Head), new List<string>());
        foreach (var sql in DialectFiles.Lines("statements.sql"))
        {
            var answer = RecordedAnswer.Of(sql, await session.RunAsync(sql));
            var difference = recorded.TryGetValue(sql, out var before) ? before.Difference(answer) : "not recorded";
            lines.AppendLine((difference is null ? before! : answer).ToJson());
            if (difference is not null)
            {
                different.Add($"{sql}: {difference}");
            }
        }

        await File.WriteAllTextAsync(DialectFiles.Of("trino.recorded.jsonl"), lines.ToString());
        Assert.Equal([], different);
    }
}
