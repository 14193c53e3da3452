namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Session properties, time zone and transactions: the client holds them, and sends them with every statement.</summary>
[Collection(ProxyCollection.Name)]
public sealed class SessionTests(ProxyFixture mesh)
{
    [Theory]
    [InlineData("SET SESSION query_max_run_time = '30s'", "SET SESSION", "X-Trino-Set-Session", "query_max_run_time=30s")]
    [InlineData("SET SESSION join_distribution_type = 'BROADCAST'", "SET SESSION", "X-Trino-Set-Session", "join_distribution_type=BROADCAST")]
    [InlineData("RESET SESSION task_concurrency", "RESET SESSION", "X-Trino-Clear-Session", "task_concurrency")]
    [InlineData("RESET SESSION query_max_run_time", "RESET SESSION", "X-Trino-Clear-Session", "query_max_run_time")]
    [InlineData("SET TIME ZONE 'Europe/Berlin'", "SET TIME ZONE", "X-Trino-Set-Session", "time_zone_id=Europe%2FBerlin")]
    [InlineData("SET TIME ZONE INTERVAL -'03:00' HOUR TO MINUTE", "SET TIME ZONE", "X-Trino-Set-Session", "time_zone_id=-03%3A00")]
    [InlineData("SET TIME ZONE (('UTC'))", "SET TIME ZONE", "X-Trino-Set-Session", "time_zone_id=UTC")]
    [InlineData("SET TIME ZONE LOCAL", "SET TIME ZONE", "X-Trino-Clear-Session", "time_zone_id")]
    public async Task Statement_changes_the_clients_session(string sql, string update, string header, string value)
    {
        var session = mesh.Session(mesh.Analyst);
        var answer = await session.RunAsync(sql);

        Assert.Equal("", answer.Message);
        Assert.Equal((update, value), (session.Pages[^1]["updateType"]!.GetValue<string>(), session.LastHeaders!.GetValues(header).Single()));
    }

    [Theory]
    [InlineData("SET SESSION nothing = 1", "INVALID_SESSION_PROPERTY")]
    [InlineData("SET SESSION task_concurrency = 'x'", "INVALID_SESSION_PROPERTY")]
    [InlineData("SET SESSION query_max_run_time = 5", "INVALID_SESSION_PROPERTY")]
    [InlineData("SET SESSION query_max_run_time = 'x'", "INVALID_SESSION_PROPERTY")]
    [InlineData("SET SESSION other.x = 1", "CATALOG_NOT_FOUND")]
    [InlineData("RESET SESSION nothing", "INVALID_SESSION_PROPERTY")]
    [InlineData("SET TIME ZONE 'Nowhere/City'", "NOT_SUPPORTED")]
    [InlineData("SET TIME ZONE '../../etc/passwd'", "NOT_SUPPORTED")]
    [InlineData("SET TIME ZONE 5", "TYPE_MISMATCH")]
    [InlineData("SET TIME ZONE LOCAL 'UTC'", "SYNTAX_ERROR")]
    [InlineData("SET SESSION task_concurrency = 1, 2", "SYNTAX_ERROR")]
    [InlineData("SET TIME ZONE INTERVAL '99' HOUR", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SET PATH a.b", "NOT_SUPPORTED")]
    [InlineData("SET ROLE owner", "NOT_SUPPORTED")]
    [InlineData("START TRANSACTION", "INCOMPATIBLE_CLIENT")]
    [InlineData("COMMIT", "NOT_IN_TRANSACTION")]
    [InlineData("ROLLBACK WORK", "NOT_IN_TRANSACTION")]
    public async Task Bad_input_has_trinos_error(string sql, string error) => Assert.Equal(error, (await mesh.Session(mesh.Analyst).RunAsync(sql)).ErrorName);

    [Fact]
    public async Task Property_of_trinos_own_is_accepted_with_a_warning_and_without_effect()
    {
        var session = mesh.Session(mesh.Analyst);
        Assert.Equal("", (await session.RunAsync("SET SESSION task_concurrency = 8")).Message);
        var warning = session.Pages[^1]["warnings"]![0]!;
        session.Headers["X-Trino-Session"] = "task_concurrency=8";

        Assert.Equal("MESH_PROPERTY_WITHOUT_EFFECT", warning["warningCode"]!["name"]!.GetValue<string>());
        Assert.Equal("Session property 'task_concurrency' is Trino's, and has no effect here: the mesh runs queries its own way. SHOW SESSION lists the properties that have one.", warning["message"]!.GetValue<string>());
        Assert.Equal("[[\"task_concurrency\",\"8\",\"\",\"integer\",\"Accepted for Trino's clients, without effect here\"]]", (await session.RunAsync("SHOW SESSION LIKE 'task%'")).Data);
        Assert.Equal("Session property 'task_concurency' does not exist. Did you mean to use 'task_concurrency'? SHOW SESSION lists those that do.", (await session.RunAsync("SET SESSION task_concurency = 8")).Message);
    }

    [Theory]
    [InlineData("execution_policy=a%00b", "Session property 'execution_policy' is invalid: its value holds the character U+0000. Leave it out.")]
    [InlineData("query_max_run_time=x", "Session property 'query_max_run_time' is invalid: duration is not a valid data duration string: x. Write a number and a unit, such as '30s' or '5m'.")]
    public async Task Bad_value_of_the_clients_session_is_refused(string properties, string message)
    {
        var answer = await mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Session"] = properties).RunAsync("SHOW SESSION");

        Assert.Equal(("INVALID_SESSION_PROPERTY", message), (answer.ErrorName, answer.Message));
    }

    [Fact]
    public async Task Open_transaction_is_its_subjects_and_in_the_table_of_these()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Transaction-Id"] = "NONE");
        await session.RunAsync("START TRANSACTION");
        var id = session.LastHeaders!.GetValues("X-Trino-Started-Transaction-Id").Single();
        session.Headers["X-Trino-Transaction-Id"] = id;

        Assert.Equal("[[true,\"READ COMMITTED\"]]", (await session.RunAsync($"SELECT read_only, isolation_level FROM system.runtime.transactions WHERE transaction_id = '{id}'")).Data);

        Assert.Equal("UNKNOWN_TRANSACTION", (await mesh.Session(mesh.OrdersOwner, s => s.Headers["X-Trino-Transaction-Id"] = id).RunAsync("ROLLBACK")).ErrorName);
        Assert.Equal("[[1]]", (await session.RunAsync("SELECT 1")).Data);
        Assert.Null((await session.RunAsync("COMMIT")).Error);
    }

    [Fact]
    public async Task Properties_of_the_session_count()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Session"] = "time_zone_id=America%2FSao_Paulo,query_max_run_time=60s");
        session.Headers["X-Trino-Time-Zone"] = "UTC";

        Assert.Equal("[[2]]", (await session.RunAsync("SELECT count(*) FROM orders.orders WHERE purchased_at < TIMESTAMP '2018-01-01 00:00:00'")).Data);
        Assert.Equal("[[\"query_max_run_time\",\"60s\",\"30s\",\"varchar\",\"Maximum run time of a query (includes the queueing time)\"]]", (await session.RunAsync("SHOW SESSION LIKE 'query%'")).Data);
    }

    [Fact]
    public async Task Query_past_the_sessions_limit_is_ended()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Session"] = "query_max_run_time=1s");
        var answer = await session.RunAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2");

        Assert.Equal(("EXCEEDED_TIME_LIMIT", "INSUFFICIENT_RESOURCES"), (answer.ErrorName, answer.Error?["errorType"]?.GetValue<string>()));
        Assert.Contains("query_max_run_time", answer.Message, StringComparison.Ordinal);
        Assert.Contains("was ended: EXCEEDED_TIME_LIMIT", Assert.Single(await mesh.Proxy.LoggedAsync($"(in {session.Id})")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_reads_until_it_ends()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Transaction-Id"] = "NONE");
        Assert.Null((await session.RunAsync("START TRANSACTION ISOLATION LEVEL READ UNCOMMITTED, READ WRITE")).Error);
        var id = session.LastHeaders!.GetValues("X-Trino-Started-Transaction-Id").Single();
        session.Headers["X-Trino-Transaction-Id"] = id;

        Assert.Equal("[[1000]]", (await session.RunAsync("SELECT count(*) FROM orders.orders")).Data);
        Assert.Equal("NOT_SUPPORTED", (await session.RunAsync("START TRANSACTION")).ErrorName);
        Assert.Equal("TRANSACTION_ALREADY_ABORTED", (await session.RunAsync("SELECT 1")).ErrorName);
        Assert.Null((await session.RunAsync("ROLLBACK")).Error);
        Assert.Equal("true", session.LastHeaders!.GetValues("X-Trino-Clear-Transaction-Id").Single());
        Assert.Equal("UNKNOWN_TRANSACTION", (await session.RunAsync("SELECT 1")).ErrorName);
    }

    [Theory]
    [InlineData("START TRANSACTION ISOLATION LEVEL SERIALIZABLE", "UNSUPPORTED_ISOLATION_LEVEL")]
    [InlineData("START TRANSACTION READ ONLY, READ WRITE", "SYNTAX_ERROR")]
    [InlineData("START TRANSACTION FOO", "SYNTAX_ERROR")]
    public async Task Transaction_that_there_is_not_is_refused(string sql, string error) =>
        Assert.Equal(error, (await mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Transaction-Id"] = "NONE").RunAsync(sql)).ErrorName);
}
