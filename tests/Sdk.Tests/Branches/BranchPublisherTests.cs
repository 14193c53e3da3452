using MeshStarter.Lake.Iceberg;
using MeshStarter.Sdk.Tests.Quality;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Branches;

public sealed class BranchPublisherTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";

    [SkippableFact]
    public async Task Rows_of_a_branch_take_the_way_of_every_row_and_once()
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.StandsAsync(Orders, "placed", "placed");
        await world.WriteBranchAsync(Orders, "fix", "SELECT 2 AS order_id, 'paid' AS status");
        await world.EmitAsync((Orders, """{"order_id":3,"status":"placed"}"""));
        await world.StandsAsync(Orders, "placed", "placed", "placed");
        await world.WriteBranchAsync(Orders, "fix", "SELECT 4 AS order_id, 'paid' AS status");

        Assert.Equal(2, (await service.PublishAsync(Orders, "fix")).Rows);
        await service.PublishAsync(Orders, "fix");

        await world.StandsAsync(Orders, "placed", "paid", "placed", "paid");
        Assert.Equal(["""{"order_id":2,"status":"paid"}""", """{"order_id":4,"status":"paid"}"""], (await world.OutboxAsync(Orders)).TakeLast(2));
        Assert.Equal(5, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableFact]
    public async Task Branch_that_does_not_pass_the_checks_publishes_nothing_and_says_why()
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.StandsAsync(Orders, "placed", "placed");
        await world.WriteBranchAsync(Orders, "bad", "SELECT * FROM (VALUES (5, 'paid'), (6, 'lost')) AS r(order_id, status)");

        var (_, findings, rows) = await service.PublishAsync(Orders, "bad");

        Assert.Equal((0L, "1 row: status is none of placed, paid."), (rows, findings[0].Result.Reason));
        Assert.Contains("\"order_id\":6", Assert.Single(findings[0].Sample), StringComparison.Ordinal);
        Assert.Equal(2, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableFact]
    public async Task Row_without_a_required_value_is_refused_by_the_contract()
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.StandsAsync(Orders, "placed", "placed");
        await world.WriteBranchAsync(Orders, "gap", "SELECT * FROM (VALUES (7, 'paid'), (NULL, 'paid')) AS r(order_id, status)");

        await Assert.ThrowsAsync<ContractViolationException>(() => service.PublishAsync(Orders, "gap"));

        Assert.Equal(2, (await world.OutboxAsync(Orders)).Count);
    }

    [SkippableTheory]
    [InlineData("none", "branch: the table has no branch \"none\" beside main.")]
    [InlineData("main", "branch: the table has no branch \"main\" beside main.")]
    public async Task Branch_that_is_not_there_is_said_so(string branch, string message)
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.StandsAsync(Orders, "placed", "placed");

        Assert.Equal(message, (await Assert.ThrowsAsync<IcebergValidationException>(() => service.PublishAsync(Orders, branch))).Message);
    }

    [SkippableFact]
    public async Task Branch_that_removes_rows_is_not_published()
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.StandsAsync(Orders, "placed", "placed");
        await world.WriteBranchAsync(Orders, "over", "SELECT 1 AS order_id, 'paid' AS status", "overwrite");

        var refused = await Assert.ThrowsAsync<IcebergValidationException>(() => service.PublishAsync(Orders, "over"));

        Assert.Contains("of \"over\" is an overwrite; a branch that removes or replaces rows is not published.", refused.Message, StringComparison.Ordinal);
    }

    private async Task<CheckedWorld> StartAsync()
    {
        var world = await CheckedWorld.StartAsync(postgres);
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""), (Orders, """{"order_id":2,"status":"placed"}"""));
        return world;
    }
}
