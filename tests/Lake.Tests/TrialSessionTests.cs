using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Tests;

public sealed class TrialSessionTests
{
    [Fact]
    public void Sessions_at_the_same_time_see_only_what_they_created()
    {
        using var first = new TrialSession();
        using var second = new TrialSession();
        foreach (var (trial, column) in new[] { (first, "a"), (second, "b") })
        {
            trial.Session.Execute($"CREATE SCHEMA orders; CREATE VIEW orders.orders AS SELECT 1 AS {column}; CREATE TEMP TABLE batch AS SELECT 1 AS {column};");
        }

        first.Session.Execute("SET TimeZone = 'Asia/Tokyo'");

        Assert.Equal(("a", "a", "Asia/Tokyo"), Seen(first.Session));
        Assert.Equal(("b", "b", "UTC"), Seen(second.Session));
    }

    [Fact]
    public void What_a_session_created_is_gone_with_it()
    {
        string name;
        using (var earlier = new TrialSession())
        {
            earlier.Session.Execute("CREATE TABLE written AS SELECT 1 AS n");
            name = earlier.Session.Scalar<string>("SELECT current_catalog()")!;
        }

        using var later = new TrialSession();

        Assert.NotEqual(name, later.Session.Scalar<string>("SELECT current_catalog()"));
        Assert.Equal(0, later.Session.Scalar<long>($"SELECT count(*) FROM duckdb_databases() WHERE database_name = '{name}'"));
        Assert.Throws<DuckDbException>(() => later.Session.Execute("SELECT n FROM written"));
    }

    private static (string View, string Table, string Zone) Seen(DuckDbConnection session) =>
        (ColumnOf(session, "orders.orders"), ColumnOf(session, "batch"), session.Scalar<string>("SELECT current_setting('TimeZone')")!);

    private static string ColumnOf(DuckDbConnection session, string table)
    {
        using var rows = session.Query($"SELECT * FROM {table}");
        return rows.Columns[0].Name;
    }
}
