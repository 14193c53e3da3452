namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Connecting, browsing and binding with Python's client and SQLAlchemy, as notebooks and Superset do.</summary>
[Collection(ClientCollection.Name)]
public sealed class TrinoPythonTests(ClientFixture mesh, TrinoPythonClient client) : IClassFixture<TrinoPythonClient>
{
    [SkippableFact]
    public async Task Parameters_are_values_of_their_type_in_both_ways_of_sending_them()
    {
        var seen = await client.RunAsync(mesh, "bind");

        foreach (var way in new[] { "immediate", "legacy" })
        {
            Assert.Equal("""[["paid",16]]""", seen[way]!["rows"]!.ToJsonString());
            Assert.Equal(
                ["None", "True", "7", "1099511627776", "1.5", "\"it's\"", @"b'\x00\xaa'", "datetime.date(2026, 1, 31)", "datetime.datetime(2026, 1, 31, 12, 0, 0, 250000)", "UUID('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')", "[1, 2, None]"],
                seen[way]!["values"]!.AsArray().Select(value => value!.GetValue<string>()));
            Assert.Equal("[[true]]", seen[way]!["instant"]!.ToJsonString());
            Assert.Equal("TYPE_MISMATCH", seen[way]!["error"]!.GetValue<string>());
        }
    }

    // The answers are those of Trino 476 to the same program; lengths of text are not kept.
    [SkippableFact]
    public async Task Types_and_errors_are_Trinos()
    {
        var seen = await client.RunAsync(mesh, "types");

        Assert.Equal(
            [
                """[["x","map(unknown, unknown)"],"[[{}]]"]""",
                """[["x","array(unknown)"],"[[[]]]"]""",
                """[["x","unknown"],"[[None]]"]""",
                """[["x","map(varchar, unknown)"],"[[{\u0027a\u0027: None}]]"]""",
                """[["i","INTERVAL DAY TO SECOND"],["c","char(2)"],"[[datetime.timedelta(days=1), \u0027a \u0027]]"]""",
                """[["a","unknown"],["b","array(unknown)"],"[[None, [None]]]"]""",
                "\"INVALID_PARAMETER_USAGE\"",
                "\"SYNTAX_ERROR\"",
                "\"SYNTAX_ERROR\"",
            ],
            seen.AsArray().Select(answer => answer!.ToJsonString()));
    }

    [SkippableFact]
    public async Task Sqlalchemy_reflects_what_the_caller_may_discover()
    {
        var seen = await client.RunAsync(mesh, "reflect");

        Assert.Contains("orders", seen["schemas"]!.AsArray().Select(schema => schema!.GetValue<string>()));
        Assert.DoesNotContain("hidden", seen["schemas"]!.AsArray().Select(schema => schema!.GetValue<string>()));
        Assert.Equal("""["filtered","orders"]""", seen["tables"]!.ToJsonString());
        Assert.Equal("[]", seen["views"]!.ToJsonString());
        Assert.Equal("""["total","DECIMAL(18, 2)",true]""", seen["columns"]![2]!.ToJsonString());
        Assert.Equal(9, seen["columns"]!.AsArray().Count);
        Assert.Equal("""{"text":"orders.orders"}""", seen["comment"]!.ToJsonString());
        Assert.Equal("[]", seen["indexes"]!.ToJsonString());
        Assert.Equal("[true,false]", seen["has"]!.ToJsonString());
        Assert.Equal("333", seen["counted"]!.ToJsonString());
        Assert.Equal("[[1]]", seen["text"]!.ToJsonString());
    }
}
