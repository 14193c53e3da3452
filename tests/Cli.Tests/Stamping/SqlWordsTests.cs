using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.Cli.Tests.Stamping;

/// <summary>The words that the mesh puts in quotes, and those of the engine.</summary>
public sealed class SqlWordsTests
{
    [Fact]
    public void Words_are_those_that_the_engine_reserves()
    {
        using var database = DuckDbDatabase.Open();
        using var session = database.Connect();

        var engine = session.Rows("SELECT keyword_name, keyword_category FROM duckdb_keywords()", static (chunk, row) => (Word: chunk[0].GetString(row), Category: chunk[1].GetString(row))).ToList();

        var reserved = engine.Where(keyword => keyword.Category is "reserved" or "type_function").Select(keyword => keyword.Word).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(reserved);
        Assert.Equal(reserved, SqlWords.All.Order(StringComparer.Ordinal));
    }
}
