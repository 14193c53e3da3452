using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Consuming;

[Trait("Category", "Quick")]
public sealed class DataProductConsumerTests : PortServerTests
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.orders", PortType.Table, ("order_id", "UUID"), ("total", "DECIMAL(18,2)"), ("occurred_at", "TIMESTAMP"), ("email", "STRING"));
        Server.Register("payments.payments", PortType.Table, ("order_id", "UUID"), ("amount", "DECIMAL(18,2)"), ("installments", "INTEGER"), ("occurred_at", "TIMESTAMP"));
        Server.ServeRows("orders.orders", Order(1, "10.00", "2017-11-24T00:00:00Z"), Order(2, "20.50", "2017-11-24T23:59:59.999999Z"), Order(3, "40.00", "2017-11-25T00:00:00Z"), Order(4, "80.00", null));
        Server.ServeRows("payments.payments", Payment(1, "4.00"), Payment(1, "6.00"), Payment(2, "20.50"), Payment(3, "40.00"), Payment(4, "80.00"), Payment(9, "99.00"));
    }

    [Fact]
    public async Task Two_domains_are_joined_and_summed_by_day()
    {
        var consumer = new DataProductConsumer(Server.Address, Http);
        var orders = await consumer.SubscribeAsync("orders.orders", CancellationToken.None);
        var payments = await consumer.SubscribeAsync("payments.payments", CancellationToken.None);

        var revenue = await orders.Join(payments, on: "order_id").GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("start", WindowColumn.Sum("value", "amount"), WindowColumn.Count("rows")).ToListAsync<Window>(CancellationToken.None);

        Assert.Equal([new Window(Day(24).DateTime, 30.50m, 3), new Window(Day(25).DateTime, 40.00m, 1)], revenue);
    }

    [Fact]
    public async Task Rows_are_read_again_each_time()
    {
        var orders = await SubscribeAsync();
        var daily = orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("start", WindowColumn.Sum("value", "total"), WindowColumn.Count("rows"));
        Assert.Equal([30.50m, 40.00m], (await daily.ToListAsync<Window>(CancellationToken.None)).Select(window => window.Value));

        Server.ServeRows("orders.orders", Order(5, "1.00", "2017-11-24T00:00:00Z"));

        Assert.Equal([1.00m], (await daily.ToListAsync<Window>(CancellationToken.None)).Select(window => window.Value));
    }

    [Theory]
    [InlineData(12, "2017-11-24T00:00:00 10.00", "2017-11-24T12:00:00 20.50", "2017-11-25T00:00:00 40.00")]
    [InlineData(24 * 7, "2017-11-20T00:00:00 70.50")]
    public async Task Windows_begin_at_midnight_and_on_mondays(int hours, params string[] windows)
    {
        var orders = await SubscribeAsync();

        var totals = await orders.GroupByWindow("occurred_at", TimeSpan.FromHours(hours)).ToRows("start", WindowColumn.Sum("value", "total"), WindowColumn.Count("rows")).ToListAsync<Window>(CancellationToken.None);

        Assert.Equal(windows, totals.Select(window => $"{CanonicalText.Of(window.Start)} {window.Value}"));
    }

    [Theory]
    [InlineData("DATE", "2017-11-24")]
    [InlineData("TIMESTAMP_NTZ", "2017-11-24T13:00:00")]
    public async Task Windows_are_made_of_days_and_wall_clocks_too(string type, string value)
    {
        Server.Register("a.b", PortType.Table, ("at", type), ("n", "BIGINT"));
        Server.ServeRows("a.b", new { at = value, n = long.MaxValue }, new { at = value, n = long.MaxValue }, new { at = value, n = (long?)null });
        var rows = await SubscribeAsync("a.b");

        var totals = await rows.GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("start", WindowColumn.Sum("value", "n"), WindowColumn.Count("rows")).ToListAsync<Window>(CancellationToken.None);

        Assert.Equal([new Window(Day(24).DateTime, 2m * long.MaxValue, 3)], totals);
    }

    [Theory]
    [InlineData("TIMESTAMP", "0001-01-01T00:00:00Z")]
    [InlineData("TIMESTAMP_NTZ", "0001-01-01T00:00:00")]
    [InlineData("DATE", "0001-01-01")]
    public async Task Windows_that_would_begin_before_year_1_are_none(string type, string value)
    {
        Server.Register("a.b", PortType.Table, ("at", type), ("n", "BIGINT"));
        Server.ServeRows("a.b", new { at = (string?)value, n = 1L }, new { at = (string?)null, n = 1L });
        var rows = await SubscribeAsync("a.b");
        var hopping = rows.GroupByWindow("at", TimeSpan.FromDays(7), TimeSpan.FromDays(1));

        Assert.Equal("""{"day":"0001-01-01","rows":1}""", Assert.Single(await hopping.ToRows("day", WindowColumn.Count("rows")).ToListAsync<JsonElement>(CancellationToken.None)).GetRawText());
    }

    [Fact]
    public async Task Sum_of_a_column_that_is_masked_is_null_and_not_zero()
    {
        Server.ServeRows("orders.orders", Order(1, null, "2017-11-24T00:00:00Z"));
        var orders = await SubscribeAsync();

        Assert.Equal([new Window(Day(24).DateTime, null, 1)], await orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("start", WindowColumn.Sum("value", "total"), WindowColumn.Count("rows")).ToListAsync<Window>(CancellationToken.None));
    }

    [Fact]
    public async Task Rows_are_read_as_records()
    {
        var orders = await SubscribeAsync();

        var rows = await orders.ToListAsync<OrderSeen>(CancellationToken.None);

        Assert.Equal(new OrderSeen(StableId.Of("order/1"), 10.00m, Day(24)), rows[0]);
        Assert.Equal(4, rows.Count);
    }

    [Fact]
    public async Task Column_of_both_sides_is_the_left_ones_and_the_right_ones_has_its_products_name()
    {
        var consumer = new DataProductConsumer(Server.Address, Http);
        var orders = await consumer.SubscribeAsync("orders.orders", CancellationToken.None);
        var payments = await consumer.SubscribeAsync("payments.payments", CancellationToken.None);

        var joined = orders.Join(payments, on: "order_id");

        Assert.Equal(["order_id", "total", "occurred_at", "email", "amount", "installments", "payments_occurred_at"], joined.Schema.Select(column => column.Name));
        var row = (await joined.ToListAsync<JsonElement>(CancellationToken.None)).First(row => row.GetProperty("amount").GetString() == "20.50");
        Assert.Equal(("2017-11-24T23:59:59.999999Z", "2018-01-01T00:00:00Z"), (row.GetProperty("occurred_at").GetString(), row.GetProperty("payments_occurred_at").GetString()));
    }

    [Fact]
    public async Task Product_is_fetched_once_however_often_it_is_joined()
    {
        var orders = await SubscribeAsync();

        var rows = await orders.Join(orders, on: "order_id").ToListAsync<JsonElement>(CancellationToken.None);

        Assert.Equal(4, rows.Count);
        Assert.Single(Server.Requests, request => request.Path == "/ports/orders.orders");
    }

    [Fact]
    public async Task More_rows_than_a_batch_are_all_read()
    {
        Server.ServeRows("orders.orders", [.. Enumerable.Range(0, 25_000).Select(number => Order(number, "1.00", "2017-11-24T00:00:00Z"))]);
        var orders = await SubscribeAsync();

        Assert.Equal([new Window(Day(24).DateTime, 25_000.00m, 25_000)], await orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("start", WindowColumn.Sum("value", "total"), WindowColumn.Count("rows")).ToListAsync<Window>(CancellationToken.None));
    }

    [Fact]
    public async Task Column_that_the_contract_does_not_have_is_left_out_and_one_that_is_not_served_is_null()
    {
        Server.ServeRows("orders.orders", new { order_id = StableId.Of("order/1"), added_later = 1 });
        var orders = await SubscribeAsync();

        Assert.Equal(
            $$"""{"order_id":"{{StableId.Of("order/1")}}","total":null,"occurred_at":null,"email":null}""",
            Assert.Single(await orders.ToListAsync<JsonElement>(CancellationToken.None)).GetRawText());
    }

    [Fact]
    public async Task Each_service_is_called_with_a_token_of_its_own()
    {
        var orders = await new DataProductConsumer(Server.Address, Http, new FixedToken()).SubscribeAsync("orders.orders", CancellationToken.None);
        await orders.ToListAsync<JsonElement>(CancellationToken.None);

        Assert.Equal(
            [
                ("/products/orders.orders", "Bearer for-catalog"),
                ("/products/orders.orders/subscriptions", "Bearer for-catalog"),
                ("/health", ""),
                ("/iceberg/v1/mesh/namespaces/orders/tables/orders_v1", "Bearer for-catalog"),
                ("/ports/orders.orders", "Bearer for-orders"),
            ],
            Server.Requests);
    }

    [Fact]
    public async Task Port_does_not_choose_where_a_request_goes_on_to()
    {
        Server.Ports["orders.orders"] = context =>
        {
            context.Response.Redirect("/import");
            return Task.CompletedTask;
        };
        var orders = await new DataProductConsumer(Server.Address, tokens: new FixedToken()).SubscribeAsync("orders.orders", CancellationToken.None);

        await Assert.ThrowsAsync<HttpRequestException>(() => orders.ToListAsync<JsonElement>(CancellationToken.None));

        Assert.DoesNotContain(Server.Requests, request => request.Path == "/import");
    }

    [Fact]
    public async Task Product_that_does_not_come_can_be_requested_again_and_has_the_catalogs_reason()
    {
        var consumer = new DataProductConsumer(Server.Address, Http) { Patience = TimeSpan.Zero };

        var missing = await Assert.ThrowsAsync<ProductNotReadyException>(() => consumer.SubscribeAsync("orders.nothing", CancellationToken.None));

        Assert.Equal(
            ("orders.nothing cannot be read yet: name: there is no such product Subscribe again later: its domain may not have registered it yet.", "orders.nothing"),
            (missing.Message, missing.Product.ToString()));
        await Assert.ThrowsAsync<FormatException>(() => SubscribeAsync("orders"));
    }

    [Fact]
    public async Task Product_with_neither_a_table_nor_a_stream_is_refused()
    {
        Server.Register("orders.events", PortType.Rest, ("event_id", "UUID"));

        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => SubscribeAsync("orders.events"));

        Assert.Equal("orders.events has neither a table port nor a stream port; ask its owner for one", refused.Message);
    }

    [Fact]
    public async Task Port_that_denies_is_refused_with_its_reason()
    {
        var orders = await SubscribeAsync();
        Server.Ports["orders.orders"] = context => Results.Problem("orders.orders: No rule permits it.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => orders.ToListAsync<JsonElement>(CancellationToken.None));

        Assert.Equal("orders.orders cannot be read: orders.orders: No rule permits it.", refused.Message);
    }

    [Fact]
    public async Task Port_that_fails_or_breaks_off_is_never_an_answer()
    {
        var orders = await SubscribeAsync();
        var daily = orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("start", WindowColumn.Sum("value", "total"), WindowColumn.Count("rows"));
        Server.Ports["orders.orders"] = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => daily.ToListAsync<Window>(CancellationToken.None));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $"{Server.Address}ports/orders.orders answered: the answer was 503."), (failed.StatusCode, failed.Message));

        Server.Ports["orders.orders"] = context => Results.Problem("orders.orders: its rules are too old. Try again later.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        failed = await Assert.ThrowsAsync<HttpRequestException>(() => daily.ToListAsync<Window>(CancellationToken.None));
        Assert.Equal($"{Server.Address}ports/orders.orders answered: orders.orders: its rules are too old. Try again later.", failed.Message);

        Server.Ports["orders.orders"] = async context =>
        {
            // Fewer bytes than announced: what was sent arrives, and then the connection closes.
            context.Response.ContentLength = 10_000;
            await context.Response.WriteAsync(JsonSerializer.Serialize(Order(1, "1.00", "2017-11-24T00:00:00Z")) + "\n", context.RequestAborted);
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => daily.ToListAsync<Window>(CancellationToken.None));
    }

    [Fact]
    public async Task Use_is_reported_to_the_catalog_with_its_purpose()
    {
        Server.Register("orders.orders@1", PortType.Table, ("order_id", "UUID"));

        await new DataProductConsumer(Server.Address, Http) { Purpose = "Weekly forecast" }.SubscribeAsync("orders.orders@1", CancellationToken.None);

        Assert.Equal([("orders.orders", new SubscriptionRequest("Weekly forecast", 1))], Server.Subscriptions);
    }

    [Fact]
    public async Task Condition_keeps_the_rows_it_is_true_of_and_takes_values_as_values()
    {
        var orders = await SubscribeAsync();
        var (least, mail, from, ids) = (15m, "****' OR true --", Day(24), new[] { StableId.Of("order/2"), StableId.Of("order/3") });

        Assert.Equal([20.50m, 40.00m, 80.00m], await TotalsAsync(orders.Where($"total > {least}")));
        Assert.Empty(await TotalsAsync(orders.Where($"email = {mail}")));
        Assert.Equal([10.00m, 20.50m, 40.00m], await TotalsAsync(orders.Where($"occurred_at >= {from}")));
        Assert.Equal([20.50m, 40.00m], await TotalsAsync(orders.Where($"order_id IN {ids}")));
        Assert.Equal([80.00m], await TotalsAsync(orders.Where($"occurred_at IS NULL -- none")));
    }

    [Fact]
    public async Task Value_of_a_condition_is_of_its_own_type()
    {
        Server.Register("orders.weights", PortType.Table, ("kg", "REAL"), ("label", "BINARY"));
        Server.ServeRows("orders.weights", new { kg = 0.1f, label = new byte[] { 0, 1, 255 } }, new { kg = 0.2f, label = Array.Empty<byte>() });
        var weights = await SubscribeAsync("orders.weights");

        Assert.Single(await weights.Where($"kg = {0.1f}").ToListAsync<JsonElement>(CancellationToken.None));
        Assert.Single(await weights.Where($"label = {new byte[] { 0, 1, 255 }}").ToListAsync<JsonElement>(CancellationToken.None));
        Assert.Equal(2, (await weights.Where($"label IN {new[] { Array.Empty<byte>(), [0, 1, 255] }}").ToListAsync<JsonElement>(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Columns_are_selected_and_renamed()
    {
        var orders = await SubscribeAsync();

        var rows = orders.Where($"total = {10m}").Select("total", "email").Rename("total", "amount");

        Assert.Equal("""{"amount":"10.00","email":"****"}""", Assert.Single(await rows.ToListAsync<JsonElement>(CancellationToken.None)).GetRawText());
        Assert.Equal(["amount", "email"], rows.Schema.Select(column => column.Name));
    }

    [Fact]
    public async Task Left_join_keeps_rows_without_a_counterpart()
    {
        var consumer = new DataProductConsumer(Server.Address, Http);
        var orders = (await consumer.SubscribeAsync("orders.orders", CancellationToken.None)).Select("order_id", "total");
        var payments = (await consumer.SubscribeAsync("payments.payments", CancellationToken.None)).Select("order_id", "amount");
        Server.ServeRows("payments.payments", Payment(2, "20.50"));

        var rows = await orders.Join(payments, on: "order_id", JoinKind.Left).ToListAsync<JsonElement>(CancellationToken.None);

        Assert.Equal(["10.00 null", "20.50 20.50", "40.00 null", "80.00 null"], rows.Select(row => $"{row.GetProperty("total").GetString()} {row.GetProperty("amount").GetString() ?? "null"}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Several_keys_must_all_be_the_same()
    {
        Server.Register("a.left", PortType.Table, ("x", "INTEGER"), ("y", "INTEGER"));
        Server.Register("a.right", PortType.Table, ("x", "INTEGER"), ("y", "INTEGER"), ("z", "STRING"));
        Server.ServeRows("a.left", new { x = 1, y = 1 }, new { x = 1, y = 2 }, new { x = 1, y = (int?)null });
        Server.ServeRows("a.right", new { x = 1, y = 2, z = "found" }, new { x = 2, y = 2, z = "no" }, new { x = 1, y = (int?)null, z = "no" });
        var consumer = new DataProductConsumer(Server.Address, Http);

        var rows = (await consumer.SubscribeAsync("a.left", CancellationToken.None)).Join(await consumer.SubscribeAsync("a.right", CancellationToken.None), on: ["x", "y"]);

        Assert.Equal("""{"x":1,"y":2,"z":"found"}""", Assert.Single(await rows.ToListAsync<JsonElement>(CancellationToken.None)).GetRawText());
    }

    [Fact]
    public async Task Each_window_has_its_count_mean_least_and_greatest()
    {
        var orders = await SubscribeAsync();
        var daily = orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1))
            .ToRows("day", WindowColumn.Count("orders"), WindowColumn.Avg("mean", "total"), WindowColumn.Min("least", "total"), WindowColumn.Max("last", "occurred_at"));

        Assert.Equal(
            [new DaySeen(new DateOnly(2017, 11, 24), 2, 15.25, 10.00m, Day(25).AddMicroseconds(-1)), new DaySeen(new DateOnly(2017, 11, 25), 1, 40.0, 40.00m, Day(25))],
            await daily.ToListAsync<DaySeen>(CancellationToken.None));
    }

    [Fact]
    public async Task Hopping_windows_overlap()
    {
        Server.Register("a.b", PortType.Table, ("at", "TIMESTAMP"));
        Server.ServeRows("a.b", new { at = "2017-11-24T00:30:00Z" }, new { at = "2017-11-24T01:00:00Z" });
        var rows = await SubscribeAsync("a.b");

        var windows = await rows.GroupByWindow("at", TimeSpan.FromMinutes(90), TimeSpan.FromHours(1)).ToRows("start", WindowColumn.Count("rows")).ToListAsync<JsonElement>(CancellationToken.None);

        Assert.Equal(["""{"start":"2017-11-24T00:00:00Z","rows":2}""", """{"start":"2017-11-24T01:00:00Z","rows":1}"""], windows.Select(window => window.GetRawText()));
    }

    [Fact]
    public async Task Rows_come_one_by_one_and_reading_may_end_early()
    {
        Server.ServeRows("orders.orders", [.. Enumerable.Range(0, 25_000).Select(number => Order(number, "1.00", null))]);
        var orders = await SubscribeAsync();
        var count = 0;

        await foreach (var row in orders.ReadAsync<OrderSeen>(CancellationToken.None))
        {
            if (++count == 3)
            {
                break;
            }
        }

        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Question_that_makes_no_sense_is_refused_before_anything_is_read()
    {
        Server.Register("a.b", PortType.Table, ("order_id", "STRING"), ("ratio", "DOUBLE"));
        var consumer = new DataProductConsumer(Server.Address, Http);
        var orders = await consumer.SubscribeAsync("orders.orders", CancellationToken.None);
        var other = await consumer.SubscribeAsync("a.b", CancellationToken.None);

        Assert.StartsWith("orders has no column nothing; its columns are order_id, total, occurred_at, email.", Refusal(() => orders.Join(other, on: "nothing")), StringComparison.Ordinal);
        Assert.StartsWith("order_id is UUID in orders and STRING in b.", Refusal(() => orders.Join(other, on: "order_id")), StringComparison.Ordinal);
        Assert.StartsWith("email is STRING; windows are made of a TIMESTAMP, TIMESTAMP_NTZ or DATE.", Refusal(() => orders.GroupByWindow("email", TimeSpan.FromDays(1))), StringComparison.Ordinal);
        Assert.StartsWith("A window is at least a microsecond wide.", Refusal(() => orders.GroupByWindow("occurred_at", TimeSpan.Zero)), StringComparison.Ordinal);
        Assert.StartsWith("email is STRING; sums are made of numbers.", Refusal(() => orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("sum", "email"))), StringComparison.Ordinal);
        Assert.StartsWith("The condition cannot be used: ", Refusal(() => orders.Where($"nothing = 1")), StringComparison.Ordinal);
        Assert.StartsWith("The condition cannot be used: ", Refusal(() => orders.Where($"true); DROP TABLE t0; --")), StringComparison.Ordinal);
        Assert.StartsWith("A Uri cannot be a value in a condition;", Refusal(() => orders.Where($"email = {Server.Address}")), StringComparison.Ordinal);
        Assert.StartsWith("Two columns would be called email.", Refusal(() => orders.Rename("total", "email")), StringComparison.Ordinal);
        Assert.StartsWith("A hop is at most the window's width", Refusal(() => orders.GroupByWindow("occurred_at", TimeSpan.FromHours(1), TimeSpan.FromHours(2))), StringComparison.Ordinal);
        Assert.StartsWith("email is STRING; means are made of numbers.", Refusal(() => orders.GroupByWindow("occurred_at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Avg("mean", "email"))), StringComparison.Ordinal);
        Assert.StartsWith("A join needs a column that both sides have.", Refusal(() => orders.Join(other, on: [])), StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, request => request.Path.StartsWith("/ports/", StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<decimal>> TotalsAsync(ConsumedRows rows) =>
        (await rows.ToListAsync<OrderSeen>(CancellationToken.None)).Select(row => row.Total).Order();

    private static string Refusal(Func<object> ask) => Assert.ThrowsAny<ArgumentException>(ask).Message;

    private static DateTimeOffset Day(int day) => new(2017, 11, day, 0, 0, 0, TimeSpan.Zero);

    private static object Order(int number, string? total, string? at) => new { order_id = StableId.Of($"order/{number}"), total, occurred_at = at, email = "****" };

    private static object Payment(int number, string amount) =>
        new { order_id = StableId.Of($"order/{number}"), amount, installments = 1, occurred_at = "2018-01-01T00:00:00Z" };

    private sealed record OrderSeen(Guid OrderId, decimal Total, DateTimeOffset? OccurredAt);

    private sealed record Window(DateTime Start, decimal? Value, long Rows);

    private sealed record DaySeen(DateOnly Day, long Orders, double Mean, decimal Least, DateTimeOffset Last);
}
