using System.Text;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Random statements, on the proxy and on the Trino of the engines folder.</summary>
[Trait("Category", "Slow")]
[Collection(DialectCollection.Name)]
public sealed class RandomComparison(DialectFixture mesh, TrinoServer trino) : IClassFixture<TrinoServer>
{
    [SkippableFact]
    public async Task Answer_to_any_statement_is_Trinos_or_a_refusal()
    {
        foreach (var statement in ShopTables.Statements)
        {
            await trino.RunAsync(statement);
        }

        var statements = Rounds.Of(100);
        var session = ShopTables.Session(trino, "UTC");
        var (wrong, same) = (new StringBuilder(), 0);
        for (var seed = 0; seed < statements; seed++)
        {
            var sql = new RandomStatements(seed).Next();
            // The statements take longer than a token is valid: each has its own.
            var answer = await mesh.Session().RunAsync(sql);
            if (answer.ErrorName == "NOT_SUPPORTED")
            {
                continue;
            }

            if (RecordedAnswer.Of(sql, await session.RunAsync(sql)).Difference(RecordedAnswer.Of(sql, answer)) is { } difference)
            {
                wrong.Append(seed).Append(": ").AppendLine(sql).Append("    ").Append(difference).Append("    ").AppendLine(answer.Message);
            }
            else
            {
                same += answer.Error is null ? 1 : 0;
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.True(same > statements * 0.9, $"Only {same} statements have rows on both.");
    }
}
