using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Rows that are kept are handed out by the rules as they have changed.</summary>
public sealed class ChangedObligationsTests : PortServerTests
{
    private EventFeed _orders = Events("clear");
    private readonly EventFeed _payments = new("payments.payments");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.orders", PortType.Stream, ("n", "INTEGER"), ("email", "STRING"));
        Server.Register("orders.customers", PortType.Table, ("email", "STRING"), ("n", "INTEGER"));
        Server.Register("payments.payments", PortType.Stream, ("n", "INTEGER"));
        Server.Ports["orders.orders"] = context => _orders.ServeAsync(context);
        Server.Ports["payments.payments"] = _payments.ServeAsync;
        Server.ServeRows("orders.customers", new { n = 1, email = "clear" });
        _payments.Emit(1, """{"n":1}""");
    }

    [Fact]
    public async Task Value_that_was_kept_before_its_column_was_masked_is_in_no_answer_after()
    {
        var answers = await TwoAnswersAsync(await SubscribeAsync("orders.orders"), between: () =>
        {
            _orders = Events("****");
            Server.Obligations["orders.orders"] = "email masked";
            _orders.Emit(2, """{"n":2,"email":"****"}""");
        });

        Assert.Equal(["1 clear"], answers[0]);
        Assert.Equal(["1 ****", "2 ****"], answers[1]);
    }

    [Theory]
    [InlineData("orders.orders")]
    [InlineData("orders.customers")]
    public async Task Event_of_one_product_brings_no_value_of_another_that_was_masked_concurrently(string masked)
    {
        var answers = await TwoAnswersAsync((await SubscribeAsync("payments.payments")).Join(await SubscribeAsync(masked), on: "n"), between: () =>
        {
            _orders = Events("****");
            Server.ServeRows("orders.customers", new { n = 1, email = "****" });
            Server.Obligations[masked] = "email masked";
            _payments.Emit(2, """{"n":1}""");
        });

        Assert.Equal(["1 clear"], answers[0]);
        Assert.Equal(["1 ****", "1 ****"], answers[1]);
    }

    [Fact]
    public async Task Access_that_ended_concurrently_ends_the_following_with_its_reason()
    {
        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(async () =>
            await TwoAnswersAsync((await SubscribeAsync("payments.payments")).Join(await SubscribeAsync("orders.customers"), on: "n"), between: () =>
            {
                Server.Denied["orders.customers"] = "Rules: nobody-reads-customers.";
                _payments.Emit(2, """{"n":1}""");
            }));

        Assert.Equal("orders.customers cannot be read: Rules: nobody-reads-customers.", refused.Message);
    }

    private static EventFeed Events(string email)
    {
        var events = new EventFeed("orders.orders");
        events.Emit(1, $$"""{"n":1,"email":"{{email}}"}""");
        return events;
    }

    private static Task<IReadOnlyList<List<string>>> TwoAnswersAsync(ConsumedRows rows, Action between) => AnswersAsync(
        rows.FollowAsync<Order>(CancellationToken.None), answer => answer.Select(row => $"{row.N} {row.Email}").Order(StringComparer.Ordinal).ToList(), 2, _ => between());

    private sealed record Order(int N, string Email);
}
