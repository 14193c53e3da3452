using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Tests.Ports.Cadence;

public sealed class PublishGroupTests
{
    [Fact]
    public void Products_that_a_check_links_are_one_group_at_the_shortest_interval()
    {
        var groups = PublishGroup.Of(
            [
                CadenceProduct.Of("parcels", "1 minute", refersTo: "shop.payments"),
                CadenceProduct.Of("payments", "5 minutes", refersTo: "shop.orders"),
                CadenceProduct.Of("prices", "40 seconds"),
                CadenceProduct.Of("orders", "2 minutes"),
            ],
            setting: null);

        Assert.Equal(["orders payments parcels: 3", "prices: 2"], groups.Select(Text));
    }

    [Fact]
    public void Product_that_two_others_refer_to_links_them_unless_it_is_of_another_domain()
    {
        var groups = PublishGroup.Of([CadenceProduct.Of("events", refersTo: "shop.orders"), CadenceProduct.Of("orders"), CadenceProduct.Of("returns", "20 seconds", refersTo: "shop.orders")], setting: null);

        Assert.Equal(["orders events returns: 1"], groups.Select(Text));

        Assert.Equal(["events: 5", "returns: 5"], PublishGroup.Of([CadenceProduct.Of("events", refersTo: "other.orders"), CadenceProduct.Of("returns", refersTo: "other.orders")], setting: null).Select(Text));
    }

    private static string Text(PublishGroup group) => $"{string.Join(' ', group.Products.Select(product => product.Name.Product))}: {group.Interval.TotalSeconds}";
}
