using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

[Trait("Category", "Quick")]
public sealed class DeprecationNoticesTests : PortServerTests
{
    private readonly LogLines<DeprecationNotices> _log = new();

    [Theory]
    [InlineData("orders.orders@2", "Read orders.orders@2 instead.")]
    [InlineData(null, "No version takes its place.")]
    public async Task Service_that_reads_a_deprecated_product_is_notified_once(string? successor, string instead)
    {
        Server.Register("orders.orders", PortType.Table, ("id", "BIGINT"));
        Server.Register("orders.current", PortType.Table, ("id", "BIGINT"));
        Server.Products["orders.orders"] = Server.Products["orders.orders"] with
        {
            Lifecycle = new MajorVersionStatus
            {
                Major = 1,
                Version = new ProductVersion(1, 0, 0),
                State = MajorVersionState.Deprecated,
                IsDefault = false,
                ActiveFrom = DateTimeOffset.UnixEpoch,
                RetiresAt = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
                Successor = successor,
            },
        };
        var consumer = new DataProductConsumer(Server.Address, Http) { Notices = new DeprecationNotices(_log) };

        foreach (var product in (string[])["orders.orders", "orders.current", "orders.orders@1"])
        {
            await consumer.SubscribeAsync(product, CancellationToken.None);
        }

        Assert.Equal([$"orders.orders@1 is deprecated and can be read until 2026-06-01 00:00:00Z. {instead}"], _log);
    }

    [Fact]
    public void Service_is_notified_by_the_port_when_it_happens_while_it_reads()
    {
        var notices = new DeprecationNotices(_log);
        using var answer = new HttpResponseMessage();
        var product = new ProductMajorVersion(DataProductId.Parse("orders.events"), 1);
        notices.Notify(product, answer.Headers);
        answer.Headers.TryAddWithoutValidation("Deprecation", "@1777593600");
        answer.Headers.TryAddWithoutValidation("Sunset", "Mon, 01 Jun 2026 00:00:00 GMT");

        notices.Notify(product, answer.Headers);
        notices.Notify(product, answer.Headers);

        Assert.Equal(["orders.events@1 is deprecated and can be read until 2026-06-01 00:00:00Z. The catalog names what takes its place, if anything does."], _log);
    }
}
