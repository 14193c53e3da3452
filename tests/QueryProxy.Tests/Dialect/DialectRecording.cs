using System.Text;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The recording itself, against the Trino of the engines folder.</summary>
[Trait("Category", "Slow")]
public sealed class DialectRecording(TrinoServer trino) : IClassFixture<TrinoServer>
{
    /// <summary>Writes trino.recorded.jsonl alongside the recording, to take its place when statements are added. Of a statement whose answer is the recorded one, it has the recorded line.</summary>
    [SkippableFact]
    public async Task Recorded_answers_are_Trinos()
    {
        foreach (var statement in ShopTables.Statements)
        {
            await trino.RunAsync(statement);
        }

        var session = ShopTables.Session(trino, "UTC");
        var (lines, different) = (new StringBuilder(), new List<string>());
        foreach (var line in File.ReadLines(DialectFiles.Of("trino.jsonl")))
        {
            if (RecordedAnswer.Parse(line) is not { } before)
            {
                lines.AppendLine(line);
                continue;
            }

            var answer = RecordedAnswer.Of(before.Sql, await session.RunAsync(before.Sql));
            var difference = before.IsRecorded ? before.Difference(answer) : "not recorded";
            lines.AppendLine((difference is null ? before : answer).ToJson());
            if (difference is not null)
            {
                different.Add($"{before.Sql}: {difference}");
            }
        }

        await File.WriteAllTextAsync(DialectFiles.Of("trino.recorded.jsonl"), lines.ToString());
        Assert.Equal([], different);
    }
}
