namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Connecting, browsing and binding with Trino's own JDBC driver.</summary>
[Collection(ClientCollection.Name)]
public sealed class JdbcTests(ClientFixture mesh, JdbcDriver driver) : IClassFixture<JdbcDriver>
{
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Driver_browses_what_the_caller_may_discover()
    {
        var seen = await RunAsync("browse");

        Assert.Equal("Trino 476", Assert.Single(seen["product"]));
        Assert.Equal("[mesh, system]", Assert.Single(seen["catalogs"]));
        Assert.Equal("[mesh|evil, mesh|information_schema, mesh|inventory, mesh|orders, mesh|payments]", Without(Assert.Single(seen["schemas"]), "mesh|live, "));
        Assert.Equal("[orders]", Assert.Single(seen["schemas like"]));
        Assert.Equal("[mesh|orders|filtered|TABLE|orders.filtered, mesh|orders|orders|TABLE|orders.orders]", Assert.Single(seen["tables"]));
        Assert.Contains("ledger", Assert.Single(seen["tables of a type"]), StringComparison.Ordinal);
        Assert.Equal("[all_types]", Assert.Single(seen["tables by letter"]));
        Assert.Equal("[all_types]", Assert.Single(seen["tables escaped"]));
        Assert.Equal("[]", Assert.Single(seen["tables escaped wrongly"]));
        Assert.Equal("[]", Assert.Single(seen["views"]));
        Assert.StartsWith("[order_id|2000|uuid|null|null|0|The order_id|1|NO, status|12|varchar|2147483647|null|1|The status|2|YES, total|3|decimal(18,2)|18|2|1|The total|3|YES, ", Assert.Single(seen["columns"]), StringComparison.Ordinal);
        Assert.Equal("[a_double|8, a_decimal|3, a_date|91]", Assert.Single(seen["columns like"]));
        Assert.Equal("[table_type|varchar]", Assert.Single(seen["system columns"]));
        Assert.Equal("[TABLE, VIEW]", Assert.Single(seen["table types"]));
        Assert.Contains("bigint=-5", Assert.Single(seen["type info"]), StringComparison.Ordinal);
        foreach (var none in new[] { "primary keys", "imported keys", "procedures", "procedure columns", "user types", "attributes", "super types", "super tables", "pseudo columns" })
        {
            Assert.Equal("[]", Assert.Single(seen[none]));
        }

        Assert.Equal("[3]", Assert.Single(seen["in a schema"]));
        // Every method of the driver, with and without names, patterns and odd escapes.
        Assert.Empty(seen["sweep failed"]);
        Assert.Equal("840", Assert.Single(seen["swept"]));
        Assert.Equal(
            "[getBestRowIdentifier, getColumnPrivileges, getCrossReference, getExportedKeys, getFunctionColumns, getFunctions, getIndexInfo, getTablePrivileges, getVersionColumns]",
            Assert.Single(seen["sweep refused"]));
    }

    // TrinoPythonTests has them in each run.
    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Parameters_are_values_of_their_type(string explicitPrepare)
    {
        var seen = await RunAsync("prepare", ("explicitPrepare", explicitPrepare));

        Assert.Equal(["order_id uuid", "total decimal(18,2)", "customer_email varchar"], seen["result column"]);
        Assert.Equal(["varchar", "decimal"], seen["parameter"]);
        Assert.Equal("[9.97|****, 9.94|****]", Assert.Single(seen["paid"]));
        Assert.Equal("[]", Assert.Single(seen["x' OR '1' = '1"]));
        Assert.Equal(
            [
                "b boolean true", "i integer 42", "l bigint 9007199254740993", "d double 1.5", "x decimal(26,6) 12345678901234567890.123456", "s varchar it's \"käse\"; -- ?", "dt date 2026-01-31",
                "t time(6) 12:30:00.000000", "ts timestamp(6) 2026-01-31 12:30:00.250000", "n bigint null", "bin varbinary 00aa", "c date 2026-02-01", "sm smallint 7",
            ],
            seen["value"]);
        Assert.Contains("58 Query failed (#): line 1:56: Values of types uuid and integer cannot be compared.", Assert.Single(seen["wrong type"]), StringComparison.Ordinal);
        Assert.Equal("[2000]", Assert.Single(seen["many"]));
    }

    // The answers are those of Trino 476 to the same program.
    [SkippableFact]
    public async Task Types_and_errors_are_Trinos()
    {
        var seen = await RunAsync("types");

        Assert.Equal(
            [
                "x unknown 0, a array(unknown) 2003, b array(unknown) 2003 | null, [], [null]",
                "a unknown 0, b varchar 12 | null, x",
                "a unknown 0 | null | null",
                "a varchar 12 | x | null",
                "m map(varchar,unknown) 2000, e map(unknown,unknown) 2000, r row(integer,unknown) 2000 | {a=null}, {}, {1, null}",
                "b integer 4, a unknown 0 | 1, null",
                "x unknown 0 | null | null",
                "c char(3) 1, e boolean 16, n bigint -5 | a  , true, 3",
                "c char(4) 1, e boolean 16 | ab  , true",
                "i interval day to second 2000 | 1 00:00:00.000",
                "r array(varchar) 2003, m array(row(varchar,integer)) 2003 | [ab, ab], [{a, 1}]",
                "refused 19",
                "refused 58",
                "refused 62",
                "refused 1",
                "refused 1",
            ],
            seen["answer"]);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Autocommit_off_reads_in_transactions()
    {
        var seen = await RunAsync("transaction");

        Assert.Equal(("[1000]", "[1]", "[2]", "[3]"), (Assert.Single(seen["in a transaction"]), Assert.Single(seen["in the next"]), Assert.Single(seen["after"]), Assert.Single(seen["read only"])));
        Assert.Equal("26", Assert.Single(seen["serializable"]));
    }

    private Task<ILookup<string, string>> RunAsync(string task, params (string, string)[] settings) => driver.RunAsync(
        task,
        $"jdbc:trino://localhost:{mesh.Https.Port}/mesh",
        [("user", "analyst"), ("SSL", "true"), ("SSLTrustStorePath", mesh.CertificatePath), ("accessToken", mesh.Analyst), .. settings]);

    // Other tests of the collection register products of their own.
    private static string Without(string list, string item) => list.Replace(item, "", StringComparison.Ordinal);
}
